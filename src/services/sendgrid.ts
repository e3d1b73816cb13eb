/** Twilio SendGrid with automated security: DKIM and return path are CNAMEs, SPF stands on SendGrid's side. */
import { z } from "zod";
import { commonOptions, relativeName } from "./common-options.ts";
import { includeNotNeeded, notRelative } from "./contribution-parts.ts";
import type { CommonOptions, DkimSelector, Service, ServiceUse } from "./service.ts";

export interface SendgridOptions extends CommonOptions {
  /** The account in the CNAME targets, `u1234567` (Settings ▸ Sender Authentication ▸ the domain). */
  readonly user: string;
  /** The label after it, `wl123`; plain `wl` in older accounts. */
  readonly server: string;
  /** The name of the return path, `em1234`. At Cloudflare it must be DNS only, as must the selectors. */
  readonly returnPath: string;
  /** The two selectors, when the domain was set up with a custom one: a second account needs `["sg", "sg2"]`. */
  readonly selectors?: readonly string[] | undefined;
  /** Adds nothing: a Finding says why. */
  readonly apexInclude?: boolean | undefined;
}

export const sendgridService: Service<SendgridOptions> = {
  id: "sendgrid",
  name: "Twilio SendGrid (automated security)",
  docs: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/how-to-set-up-domain-authentication",
  source: "Domain Connect template sendgrid.com.domain-auth (three CNAMEs); value form in stytch.com.email",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    user: z.string().regex(/^u\d+$/, "expected u and digits, as in u1234567"),
    server: z.string().regex(/^wl\d*$/, "expected wl and digits, as in wl123"),
    returnPath: relativeName,
    selectors: z.array(z.string()).length(2, "expected two selectors, as in s1 and s2").optional(),
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
};

export const sendgrid = (options: SendgridOptions): ServiceUse => ({ service: "sendgrid", options });
