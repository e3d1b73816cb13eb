/** Mailgun: MAIL FROM is the sending domain itself, normally a subdomain such as `mg`, so its SPF aligns. */
import { z } from "zod";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys, hostBelow, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import type { CommonOptions, DkimSelector, SendingDomain, Service, ServiceUse } from "./service.ts";

export interface MailgunOptions extends CommonOptions {
  /** Selector → key, from Domain settings ▸ DNS records. The selector differs from domain to domain. */
  readonly dkim?: Readonly<Record<string, DkimKeyInput>> | undefined;
  /**
   * Automatic Sender Security instead of `dkim`: what stands behind `pdk1._domainkey.` in the CNAME target, such as
   * `9d876.dkim1.mailgun.com`. Mailgun then changes the keys by itself.
   */
  readonly automaticSecurity?: string | undefined;
  /** Where the domain lives; `us` is the default. */
  readonly region?: "us" | "eu" | undefined;
  /** Publishes Mailgun's MX at the sending domain, for inbound routes. Never where mailboxes live. */
  readonly inbound?: boolean | undefined;
  /** The name for open and click tracking, `email`. */
  readonly tracking?: string | undefined;
  /** With `subdomain`, adds nothing at the policy domain: a Finding says why. */
  readonly apexInclude?: boolean | undefined;
}

export const mailgunService: Service<MailgunOptions> = {
  id: "mailgun",
  name: "Mailgun",
  docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/mg_security",
  source: "Mailgun's documentation; Domain Connect templates apexsales.ai.mailgun and zybr.ai.mailgun-autosecurity",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "option" },
  options: z.strictObject({
    ...commonOptions,
    dkim: dkimKeys.optional(),
    automaticSecurity: hostBelow(["mailgun.com", "mailgun.org"], "9d876.dkim1.mailgun.com").optional(),
    region: z.enum(["us", "eu"]).optional(),
    inbound: z.boolean().optional(),
    tracking: relativeName.optional(),
    apexInclude: z.boolean().optional(),
  }),
  contribute(options, at) {
    const { automaticSecurity, tracking, subdomain } = options;
    const host = options.region === "eu" ? "eu.mailgun.org" : "mailgun.org";
    const pdk = (selector: string): DkimSelector => ({
      selector,
      cname: `${selector}._domainkey.${automaticSecurity}`,
    });
    const dkim = [
      ...(automaticSecurity === undefined ? [] : [pdk("pdk1"), pdk("pdk2")]),
      ...keySelectors(options.dkim),
    ];
    const mx = (role: string, label: string) => ({ role, preference: 10, exchange: `${label}.${host}` });
    return {
      // The include is mailgun.org in both regions.
      spf: ["include:mailgun.org"],
      dkim,
      returnPaths: options.inbound === true ? [{ name: "", spf: [], mx: [mx("mx-a", "mxa"), mx("mx-b", "mxb")] }] : [],
      names: tracking === undefined ? [] : [{ name: tracking, type: "CNAME", target: host, role: "tracking" }],
      findings: [
        ...dkimMissing(dkim, at, { name: "Mailgun", where: "for the domain at Mailgun" }),
        ...notRelative("tracking", tracking, at),
        ...(options.inbound === true && subdomain === undefined ? [inboundAtPolicyDomain(at)] : []),
        ...includeNotNeeded(options.apexInclude === true && subdomain !== undefined, at, {
          name: "Mailgun",
          include: "mailgun.org",
          envelope: at.domain,
        }),
      ],
    };
  },
};

export const mailgun = (options: MailgunOptions): ServiceUse => ({ service: "mailgun", options });

const inboundAtPolicyDomain = (at: SendingDomain): LocalFinding => ({
  id: "service-mailgun-inbound-mx",
  severity: "warning",
  name: at.domain,
  message: `\`inbound\` publishes Mailgun's MX at ${at.domain} itself; mail to mailboxes there would go to Mailgun.`,
  cite: "RFC 5321 §5.1",
  fix: 'Send from a subdomain (`subdomain: "mg"`), or remove `inbound`.',
});
