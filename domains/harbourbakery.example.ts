import { cloudflare, parked } from "#mailwright";

// The spelling customers type by mistake: registered so that nobody else does, and never used for mail.
export default parked({
  domain: "harbourbakery.example",
  host: cloudflare({ zoneId: "4a1c2f9be0d34c6f8d21f0c7a95b3e18" }),
  reportTo: ["dmarc@reports.msp.example"],
});
