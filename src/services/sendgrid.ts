/** Twilio SendGrid with automated security: DKIM and return path are CNAMEs, SPF stands on SendGrid's side. */
import { z } from "zod";
import { commonOptions, relativeName } from "./common-options.ts";
import { includeNotNeeded, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { DkimSelector } from "./service.ts";

export const sendgrid = defineService({
  id: "sendgrid",
  name: "Twilio SendGrid (automated security)",
  category: "transactional",
  docs: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/how-to-set-up-domain-authentication",
  source: "Domain Connect template sendgrid.com.domain-auth (three CNAMEs); value form in stytch.com.email",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:sendgrid.net"],
    selectors: ["s1", "s2"],
    dkimTargets: ["*.domainkey.u*.wl*.sendgrid.net"],
    targets: ["u*.wl*.sendgrid.net"],
    mx: ["mx.sendgrid.net"],
    domains: ["sendgrid.net", "sendgrid.info"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The account in the CNAME targets, `u1234567` (Settings ▸ Sender Authentication ▸ the domain). */
    user: z.string().regex(/^u\d+$/, "expected u and digits, as in u1234567"),
    /** The label after it, `wl123`; plain `wl` in older accounts. */
    server: z.string().regex(/^wl\d*$/, "expected wl and digits, as in wl123"),
    /** The name of the return path, `em1234`. At Cloudflare it must be DNS only, as must the selectors. */
    returnPath: relativeName,
    /** The two selectors, when the domain was set up with a custom one: a second account needs `["sg", "sg2"]`. */
    selectors: z.array(z.string()).length(2, "expected two selectors, as in s1 and s2").optional(),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ user, server, returnPath, selectors, apexInclude }, at) {
    const account = `${user}.${server}.sendgrid.net`;
    const envelope = `${returnPath}.${at.domain}`;
    return {
      dkim: (selectors ?? ["s1", "s2"]).map((selector): DkimSelector => ({
        selector,
        cname: `${selector}.domainkey.${account}`,
      })),
      returnPaths: [{ name: returnPath, cname: account }],
      findings: [
        ...notRelative("returnPath", returnPath, at),
        ...includeNotNeeded(apexInclude, at, { name: "SendGrid", include: "sendgrid.net", envelope }),
      ],
    };
  },
});
