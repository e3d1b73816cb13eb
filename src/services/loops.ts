/** Loops: sends through Amazon SES with `envelope` below the sending domain in MAIL FROM, signed by Easy DKIM. */
import { z } from "zod";
import { sesReturnPath, sesSelectors, sesTokens } from "./amazon-ses-parts.ts";
import { commonOptions } from "./common-options.ts";
import { defineService } from "./define-service.ts";

/** All of Loops lives in one AWS region. */
const region = "us-east-1";

export const loops = defineService({
  id: "loops",
  name: "Loops",
  category: "transactional",
  docs: "https://loops.so/docs/deliverability/dmarc-dkim-setup",
  source: "Loops' documentation on DMARC and DKIM: SPF and MX stand at envelope below the domain; values are SES's own",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:amazonses.com"],
    dkimTargets: ["*.dkim.amazonses.com"],
    mx: ["feedback-smtp.us-east-1.amazonses.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The three DKIM tokens, from Settings ▸ Domain: what stands in front of `._domainkey`. */
    dkimTokens: sesTokens,
  }),
  contribute({ dkimTokens }) {
    return { dkim: sesSelectors(dkimTokens, region), returnPaths: [sesReturnPath("envelope", region)] };
  },
});
