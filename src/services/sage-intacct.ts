/** Sage Intacct: invoices from the client's own address through its enhanced delivery service, set up like SendGrid. */
import { z } from "zod";
import { commonOptions, hostName, relativeName } from "./common-options.ts";
import { cnameSelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { ExtraName } from "./service.ts";

/**
 * All values are from Company ▸ Setup ▸ Company ▸ Security ▸ Email sender domain settings. The SPF string that stands in the
 * same table is that of the delivery service before May 2025 and is not needed.
 */
export const sageIntacct = defineService({
  id: "sage-intacct",
  name: "Sage Intacct",
  category: "saas",
  docs: "https://www.intacct.com/ia/docs/en_US/help_action/Company/Company_setup/Company_Information/Security/company-DKIM-email-sender-domain-settings.htm",
  source: "Sage Intacct release notes 2025 R1 and 2026 R2: three CNAMEs and a TXT key, all issued for each domain",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  // All names and targets are issued for each domain, by SendGrid or alike: none is Sage's own.
  traces: {},
  options: z.strictObject({
    ...commonOptions,
    /** Selector → CNAME target, two of them. */
    dkim: z
      .record(z.string(), hostName("s1.domainkey.u1234567.wl123.vendor.example"))
      .refine(targets => Object.keys(targets).length === 2, "expected the two selectors that Intacct shows"),
    /** The third CNAME, which the table calls SPF: its name below the domain and its target. */
    returnPath: z.strictObject({ name: relativeName, target: hostName("u1234567.wl123.vendor.example") }),
    /** The ESK key strings, one for each company, or one for all of them. */
    verification: z
      .array(z.string().regex(/^(?!v=spf1)\S+$/i, "expected an ESK key; the SPF string in the table is not needed"))
      .min(1, "expected at least one ESK key")
      .optional(),
  }),
  contribute({ dkim, returnPath, verification }, at) {
    const names = (verification ?? []).map((text, index): ExtraName => ({
      name: "",
      type: "TXT",
      text,
      role: index === 0 ? "verification-sage-intacct" : `verification-sage-intacct-${index + 1}`,
    }));
    return {
      dkim: cnameSelectors(dkim),
      returnPaths: [{ name: returnPath.name, cname: returnPath.target }],
      names,
      findings: notRelative("returnPath.name", returnPath.name, at),
    };
  },
});
