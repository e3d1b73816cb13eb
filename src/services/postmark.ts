/** Postmark: signs with a key of the domain's; a return path of the client's own aligns SPF as well. */
import { z } from "zod";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import type { CommonOptions, Service, ServiceUse } from "./service.ts";

export interface PostmarkOptions extends CommonOptions {
  /** Selector → key, from the domain's DNS settings. The selector is a time stamp and `pm`: `20260820101500pm`. */
  readonly dkim: Readonly<Record<string, DkimKeyInput>>;
  /**
   * The name of the return path, usually `pm-bounces`. Without it SPF passes for Postmark's own domain and never
   * aligns.
   */
  readonly returnPath?: string | undefined;
  /** Adds nothing: a Finding says why. */
  readonly apexInclude?: boolean | undefined;
}

export const postmarkService: Service<PostmarkOptions> = {
  id: "postmark",
  name: "Postmark",
  docs: "https://postmarkapp.com/support/article/1046-how-do-i-verify-a-domain",
  source: "Domain Connect templates of products on Postmark: helpdesk.com.custom-domain, stytch.com.email",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    dkim: dkimKeys,
    returnPath: relativeName.optional(),
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
};

export const postmark = (options: PostmarkOptions): ServiceUse => ({ service: "postmark", options });
