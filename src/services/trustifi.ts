/** Trustifi: sends through Amazon SES with `trustifi` below the sending domain in MAIL FROM, signed by Easy DKIM. */
import { z } from "zod";
import { sesReturnPath, sesSelectors, sesTokens } from "./amazon-ses-parts.ts";
import { commonOptions } from "./common-options.ts";
import { defineService } from "./define-service.ts";

/** All of Trustifi's sending identities live in one AWS region. */
const region = "us-east-1";

export const trustifi = defineService({
  id: "trustifi",
  name: "Trustifi",
  category: "transactional",
  docs: "https://trustifi.com",
  source: "Domain Connect template trustifi.com.dpoo: proof of ownership, DKIM and MAIL FROM of an SES identity",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:amazonses.com"],
    dkimTargets: ["*.dkim.amazonses.com"],
    mx: ["feedback-smtp.us-east-1.amazonses.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The three DKIM tokens, from the domain's set-up page: what stands in front of `._domainkey`. */
    dkimTokens: sesTokens,
    /** The value of the TXT record at `_amazonses`, while Trustifi still asks for it. */
    verification: z
      .string()
      .regex(/^[A-Za-z0-9+/]+=*$/, "expected the value at _amazonses alone: base64")
      .optional(),
  }),
  contribute({ dkimTokens, verification: text }) {
    return {
      dkim: sesSelectors(dkimTokens, region),
      returnPaths: [sesReturnPath("trustifi", region)],
      names: text === undefined ? [] : [{ name: "_amazonses", type: "TXT", text, role: "verification-trustifi" }],
    };
  },
});
