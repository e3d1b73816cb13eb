/** Mailgun with Automatic Sender Security: as Mailgun, but two CNAMEs sign, behind which Mailgun changes the keys. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { defineService } from "./define-service.ts";
import {
  mailgunContribution,
  mailgunOptions,
  mailgunTraces,
  securityHost,
  securitySelectors,
} from "./mailgun-parts.ts";

/** The same as `mailgun({ automaticSecurity })`, for those who look for it under its own name. */
export const mailgunAss = defineService({
  id: "mailgun-ass",
  name: "Mailgun (Automatic Sender Security)",
  category: "transactional",
  docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/mg_security",
  source: "Mailgun's documentation on Automatic Sender Security; Domain Connect template zybr.ai.mailgun-autosecurity",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: { ...mailgunTraces, selectors: ["pdk1", "pdk2"] },
  options: z.strictObject({
    ...commonOptions,
    /**
     * What stands behind `pdk1._domainkey.` in the CNAME target, such as `9d876.dkim1.mailgun.com`, from Domain
     * settings ▸ DNS records.
     */
    host: securityHost,
    ...mailgunOptions,
  }),
  contribute(options, at) {
    return mailgunContribution(options, securitySelectors(options.host), at);
  },
});
