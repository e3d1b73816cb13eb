/** Squarespace Email Campaigns: one fixed DKIM CNAME; what stands in MAIL FROM is not confirmed. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Squarespace wants a DMARC policy record as well; every domain planned here has one. */
export const squarespaceEmail = defineService({
  id: "squarespace-email",
  name: "Squarespace Email Campaigns",
  category: "marketing",
  docs: "https://support.squarespace.com/hc/articles/360001280728",
  source: "Public zones: the DKIM CNAME in several, the SPF include in one; Squarespace help on sender details",
  lastVerified: "2026-11-24",
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:squarespace-mail.com"],
    selectors: ["squarespace"],
    dkimTargets: ["squarespace-domainkey.squarespace-mail.com"],
    domains: ["squarespace-mail.com", "sqspmail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * True to publish `include:squarespace-mail.com`, which one public zone has. Email Campaign settings ▸ Sender details
     * asks for the CNAME and DMARC alone, so leave it out until feedback shows SPF failing for this domain.
     */
    spfInclude: z.boolean().optional(),
  }),
  contribute({ spfInclude }) {
    return {
      spf: spfInclude === true ? ["include:squarespace-mail.com"] : [],
      dkim: cnameSelectors({ squarespace: "squarespace-domainkey.squarespace-mail.com" }),
    };
  },
});
