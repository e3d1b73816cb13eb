/** MailerLite: DKIM by one fixed CNAME; SPF aligns only with "domain alignment", a subdomain for bounces and links. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, hostName, relativeName } from "./common-options.ts";
import { cnameSelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";
import { exchanges, returnPathTerm } from "./return-path-parts.ts";

export const mailerlite = defineService({
  id: "mailerlite",
  name: "MailerLite",
  category: "marketing",
  docs: "https://www.mailerlite.com/help/how-to-verify-and-authenticate-your-domain",
  source:
    "Domain Connect templates mailerlite.com.domain-authentication and domain-alignment; values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:_spf.mlsend.com"],
    selectors: ["litesrv"],
    dkimTargets: ["litesrv._domainkey.mlsend.com"],
    mx: ["mail.litesrv.io"],
    domains: ["mlsend.com"],
    txt: ["mailerlite-domain-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Domain alignment (Account settings ▸ Domains ▸ Add custom domain): the subdomain that stands in MAIL FROM, the
     * terms of the SPF record shown for it, without `v=spf1` and `all`, and its MX. Nothing else may use the subdomain.
     */
    domainAlignment: z
      .strictObject({ name: relativeName, terms: z.array(returnPathTerm), mx: hostName("mail.litesrv.io") })
      .optional(),
    /** The code of the domain: what follows `mailerlite-domain-verification=` in the TXT string. */
    verification: z
      .string()
      .regex(/^[0-9a-z]+$/i, "expected the code alone: letters and digits, without mailerlite-domain-verification=")
      .optional(),
    /**
     * True to publish `include:_spf.mlsend.com` at the sending domain, where the Domains page does not call the domain
     * authenticated without it. It aligns nothing and costs DNS look-ups.
     */
    spfInclude: z.boolean().optional(),
  }),
  contribute({ domainAlignment, verification, spfInclude }, at) {
    const paths = domainAlignment === undefined ? [] : [domainAlignment];
    return {
      spf: spfInclude === true ? ["include:_spf.mlsend.com"] : [],
      dkim: cnameSelectors({ litesrv: "litesrv._domainkey.mlsend.com" }),
      returnPaths: paths.map(({ name, terms, mx }) => ({ name, spf: terms, mx: exchanges([[10, mx]]) })),
      names: verificationText("mailerlite", "mailerlite-domain-verification=", verification),
      findings: [
        ...notRelative("domainAlignment.name", domainAlignment?.name, at),
        ...paths.map(({ name }) => addressRecord(`${name}.${at.domain}`)),
      ],
    };
  },
});

const addressRecord = (name: string): LocalFinding => ({
  id: "service-mailerlite-address-record",
  severity: "info",
  name,
  message: `MailerLite wants an A record at ${name} as well, which mailwright does not publish.`,
  cite: "MailerLite: how to verify, authenticate and align your domain",
  fix: "Add the A record that MailerLite shows at the DNS host, as with records of web sites.",
});
