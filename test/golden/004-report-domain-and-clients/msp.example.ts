import { cloudflare, defineDomain, fastmail } from "#mailwright";

// Takes its clients' reports at reports.msp.example.
export default defineDomain({
  domain: "msp.example",
  host: cloudflare({ zoneId: "9f8e7d6c5b4a39281706f5e4d3c2b1a0" }),
  services: [fastmail()],
  dmarc: { policy: "reject", reportTo: ["dmarc@reports.msp.example"] },
  ttl: 600,
});
