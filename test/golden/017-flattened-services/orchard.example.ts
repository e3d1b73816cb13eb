import { defineDomain, googleWorkspace, microsoft365, zonefile } from "#mailwright";

export default defineDomain({
  domain: "orchard.example",
  host: zonefile(),
  services: [
    googleWorkspace({ dkim: {}, flatten: true }),
    microsoft365({
      dkim: {
        selector1: "selector1-orchard-example._domainkey.orchard.n-v1.dkim.mail.microsoft",
        selector2: "selector2-orchard-example._domainkey.orchard.n-v1.dkim.mail.microsoft",
      },
    }),
  ],
  spf: { all: "fail" },
  dmarc: { policy: "none", reportTo: ["dmarc@orchard.example"] },
});
