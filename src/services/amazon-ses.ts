/** Amazon SES: one region's sending identity, signed by Easy DKIM, with a MAIL FROM of the client's own if wanted. */
import { z } from "zod";
import { sesRegion, sesReturnPath, sesSelectors, sesTokens } from "./amazon-ses-parts.ts";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const amazonSes = defineService({
  id: "amazon-ses",
  name: "Amazon SES",
  category: "transactional",
  docs: "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
  source:
    "Amazon SES developer guide: custom MAIL FROM, regions, Easy DKIM; AWS General Reference for regional DKIM zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:amazonses.com"],
    dkimTargets: ["*.dkim.amazonses.com", "*.dkim.*.amazonses.com"],
    mx: ["feedback-smtp.*.amazonses.com", "inbound-smtp.*.amazonaws.com"],
    domains: ["amazonses.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** `eu-west-1`. Tokens and MAIL FROM belong to one region: declare the service once for each. */
    region: sesRegion,
    /** The three Easy DKIM tokens, from the identity's Authentication tab. */
    dkimTokens: sesTokens.optional(),
    /** Selector → key, where the identity brings its own DKIM key (BYODKIM, RSA 1024 to 2048 bits) instead of tokens. */
    dkim: dkimKeys.optional(),
    /**
     * The custom MAIL FROM name below the identity: `bounce`. Without it SPF passes for amazonses.com and never aligns.
     * The name must neither send nor receive other mail: it has exactly one MX, so give each region a name of its own.
     */
    mailFrom: relativeName.optional(),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ region, dkimTokens, dkim: keys, mailFrom, apexInclude }, at) {
    const dkim = [...sesSelectors(dkimTokens ?? [], region), ...keySelectors(keys)];
    const envelope = mailFrom === undefined ? "a name under amazonses.com" : `${mailFrom}.${at.domain}`;
    return {
      dkim,
      returnPaths: mailFrom === undefined ? [] : [sesReturnPath(mailFrom, region)],
      findings: [
        ...dkimMissing(dkim, at, { name: "Amazon SES", where: "on the identity" }),
        ...notRelative("mailFrom", mailFrom, at),
        ...includeNotNeeded(apexInclude, at, { name: "Amazon SES", include: "amazonses.com", envelope }),
      ],
    };
  },
});
