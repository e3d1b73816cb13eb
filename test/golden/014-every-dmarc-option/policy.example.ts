import { cloudflare, defineDomain, fastmail } from "#mailwright";

export default defineDomain({
  domain: "policy.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [fastmail()],
  dmarc: {
    policy: "quarantine",
    subdomainPolicy: "quarantine",
    nonexistentPolicy: "quarantine",
    reportTo: ["dmarc@policy.example", "mailto:a%26b@policy.example"],
    failureReportTo: ["fail@policy.example"],
    dkimAlignment: "strict",
    spfAlignment: "relaxed",
    failureOptions: ["1", "d", "s"],
    testing: true,
    publicSuffix: "n",
  },
});
