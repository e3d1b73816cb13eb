/** Google Workspace: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys, hostName } from "./common-options.ts";
import { dkimMissing, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";
import type { SendingDomain } from "./service.ts";

export const googleWorkspace = defineService({
  id: "google-workspace",
  name: "Google Workspace",
  category: "mailbox",
  docs: "https://support.google.com/a/answer/10684623",
  source: "Domain Connect template google.com.gmail-setup; dmarc-wiki page on Google Workspace for alias domains",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.google.com"],
    selectors: ["google"],
    mx: ["aspmx.l.google.com", "alt*.aspmx.l.google.com", "smtp.google.com"],
    txt: ["google-site-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from Admin console ▸ Apps ▸ Gmail ▸ Authenticate email. The prefix offered there is `google`; the
     * key is made for one domain and cannot be shared. `{}` says that DKIM is not turned on yet.
     */
    dkim: dkimKeys,
    /**
     * The account's primary domain, when this one is an alias of it: its mail then keeps the primary domain in MAIL FROM.
     */
    aliasOf: hostName("client.example").optional(),
    /** What stands behind `google-site-verification=`, from Admin console ▸ Domains ▸ Manage domains. */
    verification: verificationToken.optional(),
  }),
  contribute(options, at) {
    const dkim = keySelectors(options.dkim);
    return {
      // Kept for an alias domain too: devices that relay through Google may use it in MAIL FROM.
      spf: ["include:_spf.google.com"],
      dkim,
      names: verificationText("google-workspace", "google-site-verification=", options.verification),
      findings: [
        ...dkimMissing(dkim, at, { name: "Google Workspace", where: "in the Admin console" }),
        ...aliasDomain(options.aliasOf, at),
      ],
    };
  },
});

function aliasDomain(primary: string | undefined, at: SendingDomain): readonly LocalFinding[] {
  if (primary === undefined) return [];
  return [
    {
      id: "service-google-workspace-alias-domain",
      severity: "info",
      name: at.domain,
      message:
        `Mail from alias addresses at ${at.domain} keeps ${primary} in MAIL FROM, so SPF does not align here and ` +
        "DMARC rests on DKIM.",
      cite: "RFC 9989 §4.4.2",
      fix: `Turn DKIM on for ${at.domain} itself and keep its selector published.`,
    },
  ];
}
