/** Twilio SendGrid with automated security off: the client publishes key, MX and SPF of the return path himself. */
import { z } from "zod";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const sendgridManual = defineService({
  id: "sendgrid-manual",
  name: "Twilio SendGrid (manual security)",
  category: "transactional",
  docs: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/how-to-set-up-domain-authentication",
  source:
    "Domain Connect template sendgrid.com.domain-auth-manual (one MX, one SPF, one DKIM); SendGrid's vendor table",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:sendgrid.net"],
    selectors: ["m1"],
    mx: ["mx.sendgrid.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The name of the return path, `em1234` (Settings ▸ Sender Authentication ▸ the domain). */
    returnPath: relativeName,
    /**
     * Selector → key from the same page, usually one selector `m1`. Copy the whole record: it says `t=s`, which a key
     * alone does not.
     */
    dkim: dkimKeys,
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ returnPath, dkim: keys, apexInclude }, at) {
    const dkim = keySelectors(keys);
    const mx = { role: "mx-a", preference: 20, exchange: "mx.sendgrid.net" };
    const envelope = `${returnPath}.${at.domain}`;
    return {
      dkim,
      returnPaths: [{ name: returnPath, spf: ["include:sendgrid.net"], mx: [mx] }],
      findings: [
        ...dkimMissing(dkim, at, { name: "SendGrid", where: "for the domain at SendGrid" }),
        ...notRelative("returnPath", returnPath, at),
        ...includeNotNeeded(apexInclude, at, { name: "SendGrid", include: "sendgrid.net", envelope }),
      ],
    };
  },
});
