/** MailPace: signs with a key of the domain's; its Advanced Verification adds a return path that aligns SPF as well. */
import { z } from "zod";
import { commonOptions, dkimKeys, hostName } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const mailpace = defineService({
  id: "mailpace",
  name: "MailPace",
  category: "transactional",
  docs: "https://docs.mailpace.com/guide/verification",
  source: "dmarc-wiki page on MailPace, citing docs.mailpace.com/guide/verification and MailPace's blog on SPF",
  lastVerified: "2026-01-15",
  alignment: { spf: "option", dkim: "yes" },
  traces: { domains: ["mailer.mailpace.com"] },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Domains ▸ the domain ▸ Verification. */
    dkim: dkimKeys,
    /**
     * The target of the CNAME `mailer`, from the Advanced Verification of the same page. Without it SPF passes for
     * mailer.mailpace.com and never aligns. MailPace uses the name only after "Verify Additional Records".
     */
    returnPathTarget: hostName("mailer.mailpace.com").optional(),
  }),
  contribute({ dkim, returnPathTarget: cname }, at) {
    return {
      ...clientKeys(dkim, at, { name: "MailPace", where: "for the domain at MailPace" }),
      returnPaths: cname === undefined ? [] : [{ name: "mailer", cname }],
    };
  },
});
