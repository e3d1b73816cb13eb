/** Elastic Email: wants its include at the From domain and signs with a key under `api`. */
import { z } from "zod";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, keySelectors, notRelative, trackingName } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Whose domain stands in MAIL FROM is not documented: count on DKIM until feedback shows SPF aligned. */
export const elasticEmail = defineService({
  id: "elastic-email",
  name: "Elastic Email",
  category: "transactional",
  docs: "https://help.elasticemail.com/en/articles/4934400-how-to-verify-your-domain",
  source: "Elastic Email's guide to verifying a domain; public zones and published lists of selectors",
  lastVerified: "2026-10-06",
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:_spf.elasticemail.com"],
    selectors: ["api"],
    targets: ["api.elasticemail.com"],
    domains: ["elasticemail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from Settings ▸ Domains ▸ the domain. The selector is `api`. Copy the whole record: it says `t=s`,
     * which a key alone does not.
     */
    dkim: dkimKeys,
    /** The name for open and click tracking, `tracking`. */
    tracking: relativeName.optional(),
  }),
  contribute({ dkim: keys, tracking }, at) {
    const dkim = keySelectors(keys);
    return {
      spf: ["include:_spf.elasticemail.com"],
      dkim,
      names: trackingName(tracking, "api.elasticemail.com"),
      findings: [
        ...dkimMissing(dkim, at, { name: "Elastic Email", where: "for the domain at Elastic Email" }),
        ...notRelative("tracking", tracking, at),
      ],
    };
  },
});
