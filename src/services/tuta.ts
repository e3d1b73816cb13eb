/** Tuta (formerly Tutanota): mailboxes that send with the client's own domain in MAIL FROM; keys are held by Tuta. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

/**
 * Its selectors s1 and s2 are SendGrid's too: give SendGrid custom ones where both send for a domain. The CNAMEs
 * `_mta-sts` and `mta-sts` that its page lists belong to inbound mail and are not published here.
 */
export const tuta = defineService({
  id: "tuta",
  name: "Tuta",
  category: "mailbox",
  docs: "https://tuta.com/blog/dkim-custom-email-domain",
  source: "Tuta's post on SPF, DKIM and DMARC for custom domains; values from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.tutanota.de"],
    selectors: ["s1", "s2"],
    dkimTargets: ["s*.domainkey.tutanota.de"],
    targets: ["mta-sts.tutanota.de"],
    mx: ["mail.tutanota.de"],
    txt: ["t-verify=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** What stands behind `t-verify=`, from Settings ▸ Global settings ▸ Custom email domains. */
    verification: verificationToken.optional(),
  }),
  contribute({ verification }) {
    return {
      spf: ["include:spf.tutanota.de"],
      dkim: cnameSelectors({ s1: "s1.domainkey.tutanota.de", s2: "s2.domainkey.tutanota.de" }),
      names: verificationText("tuta", "t-verify=", verification),
    };
  },
});
