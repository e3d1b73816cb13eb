/** Apple iCloud Mail with a custom domain: the client's own domain in MAIL FROM; the key is held by Apple. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

export const icloud = defineService({
  id: "icloud",
  name: "Apple iCloud Mail (custom domain)",
  category: "mailbox",
  docs: "https://support.apple.com/en-us/102374",
  source: "Domain Connect template icloud.com.custom_email_domain; values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:icloud.com"],
    selectors: ["sig1"],
    dkimTargets: ["**.at.icloudmailadmin.com"],
    mx: ["mx01.mail.icloud.com", "mx02.mail.icloud.com"],
    txt: ["apple-domain=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** What stands behind `apple-domain=`, from icloud.com ▸ Custom Email Domain ▸ the domain. */
    verification: verificationToken.optional(),
  }),
  contribute({ verification }, at) {
    return {
      spf: ["include:icloud.com"],
      dkim: cnameSelectors({ sig1: `sig1.dkim.${at.domain}.at.icloudmailadmin.com` }),
      names: verificationText("icloud", "apple-domain=", verification),
    };
  },
});
