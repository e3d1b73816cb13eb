import { defineDomain, fastmail, route53 } from "#mailwright";

export default defineDomain({
  domain: "group.example",
  host: route53({ zoneId: "Z0123456789ABCDEFGHIJ" }),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@group.example"] },
});
