import { defineDomain, fastmail, googleWorkspace, zonefile } from "#mailwright";

// The strings at the apex leave no room: what is flattened goes into records of its own.
export default defineDomain({
  domain: "vineyard.example",
  host: zonefile(),
  services: [googleWorkspace({ dkim: {}, flatten: true }), fastmail({ flatten: true })],
  dmarc: { policy: "none", reportTo: ["dmarc@vineyard.example"] },
  txt: [`one-verification=${"a".repeat(180)}`, `other-verification=${"b".repeat(180)}`],
});
