/** Mailchimp: campaigns signed by DKIM; MAIL FROM is Mailchimp's own domain, so DMARC rests on DKIM alone. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Mailchimp refuses to send for a domain without a DMARC policy record; every domain planned here has one. */
export const mailchimp = defineService({
  id: "mailchimp",
  name: "Mailchimp",
  category: "marketing",
  docs: "https://mailchimp.com/help/set-up-email-domain-authentication/",
  source:
    "Domain Connect template mailchimp.com.email-signing; Cloudflare's list of names it does not proxy; dmarc-wiki",
  lastVerified: "2026-08-20",
  alignment: { spf: "no", dkim: "yes" },
  traces: {
    spf: ["include:servers.mcsv.net"],
    selectors: ["k1", "k2", "k3"],
    dkimTargets: ["dkim.mcsv.net", "dkim2.mcsv.net", "dkim3.mcsv.net"],
    domains: ["mcsv.net", "mcdlv.net", "rsgsv.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Keeps the old selector `k1` beside `k2` and `k3`, until feedback no longer shows it signing. */
    legacySelector: z.boolean().optional(),
    /** Adds nothing: a Finding says why. */
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
});
