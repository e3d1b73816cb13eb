/** Salesforce (core CRM): DKIM by CNAMEs; MAIL FROM is Salesforce's own unless two settings of the org are off. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, dkimMissing, includeNotNeeded } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const salesforce = defineService({
  id: "salesforce",
  name: "Salesforce (core CRM)",
  category: "crm",
  docs: "https://help.salesforce.com/s/articleView?id=000382664&type=1",
  source: "dmarc-wiki page on Salesforce, after Salesforce help articles 000381292 and 000382664; public zones",
  lastVerified: "2026-01-15",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:_spf.salesforce.com"],
    dkimTargets: ["*.*.custdkim.salesforce.com"],
    domains: ["bnc.salesforce.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → target, from Setup ▸ DKIM Keys: selector and alternate selector are the admin's choice, and the six
     * characters in front of `.custdkim.salesforce.com` differ between the two. `{}` says that no key is made yet.
     */
    dkim: z.record(z.string(), hostBelow(["custdkim.salesforce.com"], "sel1.abc123.custdkim.salesforce.com")),
    /**
     * True when the org has both Bounce Management and Email Security Compliance turned off (Setup ▸ Deliverability):
     * the user's address is then in MAIL FROM and the include is needed. Both are on by default.
     */
    ownEnvelope: z.boolean().optional(),
    /** Adds nothing without `ownEnvelope`: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: targets, ownEnvelope, apexInclude }, at) {
    const dkim = cnameSelectors(targets);
    return {
      spf: ownEnvelope === true ? ["include:_spf.salesforce.com"] : [],
      dkim,
      findings: [
        ...dkimMissing(dkim, at, { name: "Salesforce", where: "under Setup ▸ DKIM Keys" }),
        ...includeNotNeeded(apexInclude === true && ownEnvelope !== true, at, {
          name: "Salesforce",
          include: "_spf.salesforce.com",
          envelope: "a name under bnc.salesforce.com",
        }),
      ],
    };
  },
});
