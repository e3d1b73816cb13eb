/** Stytch: the mail of its sign-in pages, sent through Postmark and through an account of its own at SendGrid. */
import { z } from "zod";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { cnameSelectors, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

/** Stytch's own account: the same in every client's zone. */
const sendgridAccount = "u17391058.wl059.sendgrid.net";

export const stytch = defineService({
  id: "stytch",
  name: "Stytch",
  category: "transactional",
  docs: "https://stytch.com/docs/resources/branding/custom-email-domains",
  source: "Domain Connect template stytch.com.email (two senders, one verification string)",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    selectors: ["st", "st2"],
    dkimTargets: ["st.domainkey.u17391058.wl059.sendgrid.net", "st2.domainkey.u17391058.wl059.sendgrid.net"],
    targets: ["u17391058.wl059.sendgrid.net", "pm.mtasv.net"],
    txt: ["stytch_verification_dns=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key of the TXT record on the Custom domains page; the selector ends in `pm`. */
    dkim: dkimKeys.refine(keys => Object.keys(keys).length > 0, "expected the selector that Stytch shows"),
    /** The name of the second return path, the one that leads to sendgrid.net: `em1234`. */
    returnPath: relativeName,
    /** What stands behind `stytch_verification_dns=` in the TXT string. */
    verification: verificationToken.optional(),
  }),
  contribute({ dkim: keys, returnPath, verification }, at) {
    return {
      dkim: [
        ...keySelectors(keys),
        ...cnameSelectors({ st: `st.domainkey.${sendgridAccount}`, st2: `st2.domainkey.${sendgridAccount}` }),
      ],
      returnPaths: [
        { name: "pm-bounces", cname: "pm.mtasv.net" },
        { name: returnPath, cname: sendgridAccount },
      ],
      names: verificationText("stytch", "stytch_verification_dns=", verification),
      findings: notRelative("returnPath", returnPath, at),
    };
  },
});
