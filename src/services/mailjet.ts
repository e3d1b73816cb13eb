/** Mailjet: bounces to bnc3.mailjet.com unless the account has a return path of the client's own; DKIM aligns anyway. */
import { z } from "zod";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const mailjet = defineService({
  id: "mailjet",
  name: "Mailjet",
  category: "transactional",
  docs: "https://documentation.mailjet.com/hc/en-us/articles/360042412734-Authenticating-Domains-with-SPF-DKIM",
  source: "Domain Connect templates mailjet.com.domain-auth and domain-validation; Mailjet's blog on the return path",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:spf.mailjet.com"],
    selectors: ["mailjet"],
    targets: ["bnc3.mailjet.com"],
    domains: ["mailjet.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Account ▸ Sender domains ▸ SPF & DKIM. The selector is `mailjet`. */
    dkim: dkimKeys,
    /**
     * The name of the custom return path, usually `bnc3`, once Mailjet has turned it on for the account. Without it SPF
     * passes for bnc3.mailjet.com and never aligns.
     */
    returnPath: relativeName.optional(),
    /** The TXT record that proves the domain: `name` is what follows `mailjet._` in its name, `text` its value. */
    verification: z
      .strictObject({
        name: z.string().regex(/^[a-z0-9]+$/, "expected what follows mailjet._ in the name: letters and digits"),
        text: z.string().min(1, "expected the value that Mailjet shows"),
      })
      .optional(),
    /** Adds nothing, though Mailjet's console marks SPF as missing without it: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, returnPath, verification, apexInclude }, at) {
    const dkim = keySelectors(keys);
    const envelope = returnPath === undefined ? "bnc3.mailjet.com" : `${returnPath}.${at.domain}`;
    return {
      dkim,
      returnPaths: returnPath === undefined ? [] : [{ name: returnPath, cname: "bnc3.mailjet.com" }],
      names:
        verification === undefined
          ? []
          : [
              {
                name: `mailjet._${verification.name}`,
                type: "TXT",
                text: verification.text,
                role: "verification-mailjet",
              },
            ],
      findings: [
        ...dkimMissing(dkim, at, { name: "Mailjet", where: "for the domain at Mailjet" }),
        ...notRelative("returnPath", returnPath, at),
        ...includeNotNeeded(apexInclude, at, { name: "Mailjet", include: "spf.mailjet.com", envelope }),
      ],
    };
  },
});
