/** SMTP2GO: return path and selector are CNAMEs that carry the account's number; SPF stands on SMTP2GO's side. */
import { z } from "zod";
import { commonOptions, relativeName } from "./common-options.ts";
import { includeNotNeeded, notRelative, trackingName } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const smtp2go = defineService({
  id: "smtp2go",
  name: "SMTP2GO",
  category: "transactional",
  docs: "https://support.smtp2go.com/hc/en-gb/articles/115004408567-Verified-Senders",
  source:
    "dmarc-wiki page on SMTP2GO, citing its help article 115004408567; Domain Connect template goentri.com.smtp2go",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.smtp2go.com", "include:smtp2go.net"],
    dkimTargets: ["dkim.smtp2go.net"],
    targets: ["return.smtp2go.net", "track.smtp2go.net"],
    domains: ["smtp2go.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The digits in `s1234567._domainkey` and `em1234567` (Sending ▸ Verified Senders ▸ the domain). */
    id: z.string().regex(/^\d+$/, "expected the digits after s and em, as a string"),
    /** The name of the return path, if another than `em` and the digits was chosen. */
    returnPath: relativeName.optional(),
    /** The name for open and click tracking, `link`. */
    tracking: relativeName.optional(),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ id, returnPath = `em${id}`, tracking, apexInclude }, at) {
    return {
      dkim: [{ selector: `s${id}`, cname: "dkim.smtp2go.net" }],
      returnPaths: [{ name: returnPath, cname: "return.smtp2go.net" }],
      names: trackingName(tracking, "track.smtp2go.net"),
      findings: [
        ...notRelative("returnPath", returnPath, at),
        ...notRelative("tracking", tracking, at),
        ...includeNotNeeded(apexInclude, at, {
          name: "SMTP2GO",
          include: "spf.smtp2go.com",
          envelope: `${returnPath}.${at.domain}`,
        }),
      ],
    };
  },
});
