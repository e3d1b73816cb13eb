/** Lettermint: return path and two selectors are CNAMEs; keys and SPF are held, and changed, by Lettermint. */
import { z } from "zod";
import { commonOptions, hostName } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** The set-up also offers `_dmarc` with p=reject: that policy is the domain's to say, not Lettermint's. */
export const lettermint = defineService({
  id: "lettermint",
  name: "Lettermint",
  category: "transactional",
  docs: "https://docs.lettermint.co/platform/domains/introduction",
  source: "Domain Connect template lettermint.co.mail-v2; dmarc-wiki page on Lettermint, citing docs.lettermint.co",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    selectors: ["lm1", "lm2"],
    targets: ["bounces.lmta.net"],
    domains: ["lmta.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → target, both as the domain's DNS records show them. */
    dkim: z
      .record(z.string(), hostName("lm1.vendor.example"))
      .refine(targets => Object.keys(targets).length > 0, "expected the selectors that Lettermint shows"),
  }),
  contribute({ dkim }) {
    return { dkim: cnameSelectors(dkim), returnPaths: [{ name: "lm-bounces", cname: "bounces.lmta.net" }] };
  },
});
