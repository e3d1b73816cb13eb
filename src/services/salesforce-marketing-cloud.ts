/** Salesforce Marketing Cloud Engagement with a Sender Authentication Package whose DNS the client hosts. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys, hostName, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { exchanges } from "./return-path-parts.ts";
import type { SendingDomain } from "./service.ts";

/**
 * Most packages have their subdomain delegated to Salesforce by NS records: then nothing may be published below it and
 * the service is not declared here. Names of links and images are no business of mail and not published either.
 */
export const salesforceMarketingCloud = defineService({
  id: "salesforce-marketing-cloud",
  name: "Salesforce Marketing Cloud Engagement (Sender Authentication Package)",
  category: "marketing",
  docs: "https://senderauth.marketingcloud.com/quickstart.php",
  source: "SPF include from Microsoft's documentation and public zones; everything else is copied from the account",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:cust-spf.exacttarget.com"],
    selectors: ["200608"],
    mx: ["bounce.s*.exacttarget.com"],
    domains: ["exacttarget.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from the sheet of records that Salesforce sends for self-hosted DNS. */
    dkim: dkimKeys,
    /** The MX target of the bounce name in the same sheet. */
    mx: hostName("bounce.s7.exacttarget.com"),
    /** The bounce name below the sending domain, when the sheet shows another than `bounce`. */
    returnPath: relativeName.optional(),
    /** Adds nothing at the sending domain: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, mx, returnPath = "bounce", subdomain, apexInclude }, at) {
    const dkim = keySelectors(keys);
    const include = "cust-spf.exacttarget.com";
    return {
      dkim,
      returnPaths: [{ name: returnPath, spf: [`include:${include}`], mx: exchanges([[10, mx]]) }],
      findings: [
        ...dkimMissing(dkim, at, { name: "Marketing Cloud", where: "with the Sender Authentication Package" }),
        ...notRelative("returnPath", returnPath, at),
        ...(subdomain === undefined ? [sharedDomain(at)] : []),
        ...includeNotNeeded(apexInclude, at, {
          name: "Marketing Cloud",
          include,
          envelope: `${returnPath}.${at.domain}`,
        }),
      ],
    };
  },
});

const sharedDomain = (at: SendingDomain): LocalFinding => ({
  id: "service-salesforce-marketing-cloud-shared-domain",
  severity: "info",
  name: at.domain,
  message: `A Sender Authentication Package takes a domain that nothing else uses, but it is declared at ${at.domain}.`,
  cite: "Salesforce Marketing Cloud: Sender Authentication quick start",
  fix: 'Give the subdomain of the package (`subdomain: "mail"`), unless the whole domain is kept for Marketing Cloud.',
});
