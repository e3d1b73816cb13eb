import { defineDomain, fastmail, zonefile } from "#mailwright";

export default defineDomain({
  domain: "two.example",
  host: zonefile(),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.msp.example"] },
});
