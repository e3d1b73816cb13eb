/** Mailchimp: campaigns signed by DKIM; MAIL FROM is Mailchimp's own domain, so DMARC rests on DKIM alone. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded } from "./contribution-parts.ts";
import type { CommonOptions, Service, ServiceUse } from "./service.ts";

export interface MailchimpOptions extends CommonOptions {
  /** Keeps the old selector `k1` beside `k2` and `k3`, until feedback no longer shows it signing. */
  readonly legacySelector?: boolean | undefined;
  /** Adds nothing: a Finding says why. */
  readonly apexInclude?: boolean | undefined;
}

/** Mailchimp refuses to send for a domain without a DMARC policy record; every domain planned here has one. */
export const mailchimpService: Service<MailchimpOptions> = {
  id: "mailchimp",
  name: "Mailchimp",
  docs: "https://mailchimp.com/help/set-up-email-domain-authentication/",
  source:
    "Domain Connect template mailchimp.com.email-signing; Cloudflare's list of names it does not proxy; dmarc-wiki",
  lastVerified: "2026-08-20",
  alignment: { spf: "no", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    legacySelector: z.boolean().optional(),
    apexInclude: z.boolean().optional(),
  }),
  contribute({ legacySelector, apexInclude }, at) {
    const old = legacySelector === true ? { k1: "dkim.mcsv.net" } : {};
    return {
      dkim: cnameSelectors({ ...old, k2: "dkim2.mcsv.net", k3: "dkim3.mcsv.net" }),
      findings: includeNotNeeded(apexInclude, at, {
        name: "Mailchimp",
        include: "servers.mcsv.net",
        envelope: "a name under mcsv.net, mcdlv.net or rsgsv.net",
      }),
    };
  },
};

export const mailchimp = (options: MailchimpOptions = {}): ServiceUse => ({ service: "mailchimp", options });
