import { amazonSes, defineDomain, microsoft365, route53 } from "#mailwright";

export default defineDomain({
  domain: "hillside-clinic.example",
  host: route53({ zoneId: "Z0123456789ABCDEFGHIJ" }),
  services: [
    microsoft365({
      verification: "MS=ms12345678",
      dkim: {
        selector1: "selector1-hillside-clinic-example._domainkey.hillsideclinic.n-v1.dkim.mail.microsoft",
        selector2: "selector2-hillside-clinic-example._domainkey.hillsideclinic.n-v1.dkim.mail.microsoft",
      },
    }),
    amazonSes({
      region: "eu-south-1",
      dkimTokens: [
        "4qz5s2mufhv3sqcyeedwkcmpzp4mqdg2",
        "hirjd4exampled5477y22yd23ettobi",
        "v3rnz522czcl46quexamplek3efo5o6x",
      ],
      mailFrom: "bounce",
    }),
  ],
  spf: { all: "fail" },
  dmarc: { policy: "quarantine", subdomainPolicy: "reject", reportTo: ["dmarc@hillside-clinic.example"] },
  ttl: 300,
});
