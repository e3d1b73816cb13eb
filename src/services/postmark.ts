/** Postmark: signs with a key of the domain's; a return path of the client's own aligns SPF as well. */
import { z } from "zod";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const postmark = defineService({
  id: "postmark",
  name: "Postmark",
  category: "transactional",
  docs: "https://postmarkapp.com/support/article/1046-how-do-i-verify-a-domain",
  source: "Domain Connect templates of products on Postmark: helpdesk.com.custom-domain, stytch.com.email",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:spf.mtasv.net"],
    selectors: ["20*pm"],
    targets: ["pm.mtasv.net"],
    domains: ["mtasv.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from the domain's DNS settings. The selector is a time stamp and `pm`: `20260820101500pm`. */
    dkim: dkimKeys,
    /**
     * The name of the return path, usually `pm-bounces`. Without it SPF passes for Postmark's own domain and never
     * aligns.
     */
    returnPath: relativeName.optional(),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, returnPath, apexInclude }, at) {
    const dkim = keySelectors(keys);
    const envelope = returnPath === undefined ? "a domain of Postmark's" : `${returnPath}.${at.domain}`;
    return {
      dkim,
      returnPaths: returnPath === undefined ? [] : [{ name: returnPath, cname: "pm.mtasv.net" }],
      findings: [
        ...dkimMissing(dkim, at, { name: "Postmark", where: "for the domain at Postmark" }),
        ...notRelative("returnPath", returnPath, at),
        ...includeNotNeeded(apexInclude, at, { name: "Postmark", include: "spf.mtasv.net", envelope }),
      ],
    };
  },
});
