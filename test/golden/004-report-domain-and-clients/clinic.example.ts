import { defineDomain, fastmail, route53 } from "#mailwright";

export default defineDomain({
  domain: "clinic.example",
  host: route53({ zoneId: "Z0123456789ABCDEFGHIJ" }),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["Clinic+dmarc@Reports.MSP.example"] },
});
