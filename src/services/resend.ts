/** Resend: sends through Amazon SES with a return path of the client's own, and signs with a key of the domain's. */
import { z } from "zod";
import { sesRegion, sesReturnPath } from "./amazon-ses-parts.ts";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Inbound mail of Resend's needs an MX of its own at a name without mailboxes; it is not published here. */
export const resend = defineService({
  id: "resend",
  name: "Resend",
  category: "transactional",
  docs: "https://resend.com/docs/dashboard/domains/introduction",
  source:
    "Domain Connect templates resend.com.mail and mail-send-and-receive; Resend's documentation on the return path",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:amazonses.com"],
    selectors: ["resend"],
    mx: ["feedback-smtp.*.amazonses.com", "inbound-smtp.*.amazonaws.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The AWS region chosen when the domain was added; it stands in the MX that Resend shows: `eu-west-1`. */
    region: sesRegion,
    /** Selector → key, from the domain's DNS records. The selector is `resend`. */
    dkim: dkimKeys,
    /**
     * The name of the return path, if another than `send` was chosen. It has exactly one MX, so that Resend and an SES
     * identity of the client's own each need a name.
     */
    returnPath: relativeName.optional(),
  }),
  contribute({ region, dkim: keys, returnPath }, at) {
    const dkim = keySelectors(keys);
    return {
      dkim,
      returnPaths: [sesReturnPath(returnPath ?? "send", region)],
      findings: [
        ...dkimMissing(dkim, at, { name: "Resend", where: "for the domain at Resend" }),
        ...notRelative("returnPath", returnPath, at),
      ],
    };
  },
});
