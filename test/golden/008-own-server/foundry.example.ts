import { defineDomain, ownServer, zonefile } from "#mailwright";

export default defineDomain({
  domain: "foundry.example",
  host: zonefile(),
  services: [
    ownServer({
      name: "head-office",
      ip4: ["192.0.2.10", "198.51.100.0/24"],
      ip6: ["2001:db8::25", "2001:db8:1::/48"],
      a: ["mail.foundry.example"],
      mx: true,
      terms: ["exists:%{i}._spf.foundry.example", "?include:partner.example"],
      dkim: { "2026.main": "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" },
    }),
  ],
  spf: { all: "neutral", terms: ["ip4:192.0.2.10", "exp=why.foundry.example"] },
  dmarc: { policy: "reject", reportTo: ["dmarc@foundry.example"] },
});
