import { cloudflare, parked } from "#mailwright";

export default parked({
  domain: "typo-bakery.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  reportTo: ["dmarc@reports.msp.example"],
});
