/** mailbox.org: mailboxes that send with the client's own domain in MAIL FROM; keys are held by mailbox.org. */
import { z } from "zod";
import { commonOptions, relativeName } from "./common-options.ts";
import { cnameSelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationToken } from "./domain-verification.ts";

/** The vendor writes its selectors in capitals; DNS does not tell them apart. */
const selectors = ["mbo0001", "mbo0002", "mbo0003", "mbo0004"] as const;

export const mailboxOrg = defineService({
  id: "mailbox-org",
  name: "mailbox.org",
  category: "mailbox",
  docs: "https://kb.mailbox.org/en/private/custom-domains/spf-dkim-and-dmarc-how-to-improve-the-spam-reputation-of-your-domain",
  source: "mailbox.org knowledge base on SPF, DKIM and DMARC for custom domains; MX hosts from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:mailbox.org"],
    selectors,
    dkimTargets: ["mbo*._domainkey.mailbox.org"],
    mx: ["mxext1.mailbox.org", "mxext2.mailbox.org", "mxext3.mailbox.org"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * The security key, from Settings ▸ mailbox.org ▸ E-mail Aliases: a TXT record whose `name` (the host name shown, without
     * the domain) and `text` are two strings of the account's. Another account that uses the domain has another pair.
     */
    verification: z.strictObject({ name: relativeName, text: verificationToken }).optional(),
  }),
  contribute({ verification }, at) {
    return {
      spf: ["include:mailbox.org"],
      dkim: cnameSelectors(
        Object.fromEntries(selectors.map(selector => [selector, `${selector}._domainkey.mailbox.org`])),
      ),
      names: verification === undefined ? [] : [{ ...verification, type: "TXT", role: "verification-mailbox-org" }],
      findings: notRelative("verification.name", verification?.name, at),
    };
  },
});
