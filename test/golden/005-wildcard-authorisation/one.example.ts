import { cloudflare, defineDomain, fastmail } from "#mailwright";

export default defineDomain({
  domain: "one.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.msp.example"] },
});
