import { cloudflare, parked } from "#mailwright";

export default parked({
  domain: "typo.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  txt: ["abuse-contact=security"],
  ttl: 86400,
});
