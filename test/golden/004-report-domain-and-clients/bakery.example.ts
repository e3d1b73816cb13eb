import { defineDomain, fastmail, zonefile } from "#mailwright";

export default defineDomain({
  domain: "bakery.example",
  host: zonefile(),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.msp.example"], failureReportTo: ["fail@msp.example"] },
});
