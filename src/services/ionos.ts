/** IONOS mail: mailboxes that send with the client's own domain in MAIL FROM; keys are held by IONOS. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/**
 * A zone that IONOS has set up carries `_dmarc` as a CNAME to `dmarc.ionos.…`: remove it first, since a name with a CNAME
 * can hold nothing else (RFC 1034 §3.6.2).
 */
export const ionos = defineService({
  id: "ionos",
  name: "IONOS mail",
  category: "mailbox",
  docs: "https://www.ionos.de/hilfe/domains/mailserver-und-verwandte-records-konfigurieren/e-mail-authentifizierung-mit-dkim",
  source: "IONOS help on DKIM (the three CNAMEs); SPF includes of both regions from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf-eu.ionos.com", "include:_spf-us.ionos.com"],
    selectors: ["s1-ionos", "s2-ionos", "s42582890"],
    dkimTargets: ["*.dkim.ionos.com"],
    targets: ["dmarc.ionos.*", "dmarc.ionos.co.uk"],
    mx: ["mx00.ionos.*", "mx01.ionos.*", "mx00.ionos.co.uk", "mx01.ionos.co.uk"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Where the contract was made: the include shows it in Domains & SSL ▸ the domain ▸ DNS. `eu` is the default. */
    region: z.enum(["eu", "us"]).optional(),
  }),
  contribute({ region }) {
    return {
      spf: [`include:_spf-${region ?? "eu"}.ionos.com`],
      dkim: cnameSelectors({
        "s1-ionos": "s1.dkim.ionos.com",
        "s2-ionos": "s2.dkim.ionos.com",
        s42582890: "s42582890.dkim.ionos.com",
      }),
    };
  },
});
