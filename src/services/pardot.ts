/** Salesforce Account Engagement (Pardot): signs with keys of the domain's; MAIL FROM is a domain of Pardot's. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";

export const pardot = defineService({
  id: "pardot",
  name: "Salesforce Account Engagement (Pardot)",
  category: "marketing",
  docs: "https://help.salesforce.com/s/articleView?id=sf.pardot_welcome.htm",
  source: "Public zones and vendor tables; Valimail's article on Pardot for selector and the check of the include",
  lastVerified: "2026-11-24",
  alignment: { spf: "no", dkim: "yes" },
  traces: {
    spf: ["include:aspmx.pardot.com", "include:et._spf.pardot.com"],
    selectors: ["200608"],
    domains: ["pardot.com"],
    txt: ["pardot*=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Account Engagement Settings ▸ Domain Management ▸ Expected DNS Entries. */
    dkim: dkimKeys,
    /** The whole verification string of the domain, from the same page. */
    verification: z
      .string()
      .regex(/^[^\s"]+$/, "expected the whole string without blanks and quotes, such as pardot123456=0123abcd")
      .optional(),
    /**
     * Adds nothing: a Finding says why. Account Engagement looks for the include as text and shows an error without it,
     * which has no effect on mail.
     */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, verification, apexInclude }, at) {
    const dkim = keySelectors(keys);
    return {
      dkim,
      names: verificationText("pardot", "", verification),
      findings: [
        ...dkimMissing(dkim, at, { name: "Account Engagement", where: "under Domain Management" }),
        ...includeNotNeeded(apexInclude, at, {
          name: "Account Engagement",
          include: "aspmx.pardot.com",
          envelope: "a domain of Pardot's",
        }),
      ],
    };
  },
});
