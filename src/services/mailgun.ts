/** Mailgun: MAIL FROM is the sending domain itself, normally a subdomain such as `mg`, so its SPF aligns. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import {
  mailgunContribution,
  mailgunOptions,
  mailgunTraces,
  securityHost,
  securitySelectors,
} from "./mailgun-parts.ts";

export const mailgun = defineService({
  id: "mailgun",
  name: "Mailgun",
  category: "transactional",
  docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/mg_security",
  source: "Mailgun's documentation; Domain Connect templates apexsales.ai.mailgun and zybr.ai.mailgun-autosecurity",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "option" },
  traces: {
    ...mailgunTraces,
    // Mailgun gave the first three to domains with a key; the others in use (k1, s1, mx, email) are anybody's.
    selectors: ["krs", "mailo", "pic", "pdk1", "pdk2"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Domain settings ▸ DNS records. The selector differs from domain to domain. */
    dkim: dkimKeys.optional(),
    /**
     * Automatic Sender Security instead of `dkim`: what stands behind `pdk1._domainkey.` in the CNAME target, such as
     * `9d876.dkim1.mailgun.com`. Mailgun then changes the keys by itself.
     */
    automaticSecurity: securityHost.optional(),
    ...mailgunOptions,
  }),
  contribute(options, at) {
    const { dkim: keys, automaticSecurity: host } = options;
    const dkim = [...(host === undefined ? [] : securitySelectors(host)), ...keySelectors(keys)];
    return mailgunContribution(options, dkim, at);
  },
});
