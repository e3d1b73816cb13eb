/** Freshdesk, Freshservice and Freshsales: DKIM and return path are CNAMEs to hosts of Freshworks. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, dkimMissing, includeNotNeeded } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

const returnPaths = {
  freshdesk: { name: "fwdkim1", cname: "spfmx1.domainkey.freshemail.io" },
  freshservice: { name: "fsdkim", cname: "spfmx3.domainkey.freshemail.io" },
  freshsales: { name: "fwdkim", cname: "spfmx7.domainkey.myfreshworks.com" },
} as const;

const keyHost = hostBelow(["domainkey.freshemail.io", "domainkey.myfreshworks.com"], "wl123s1.domainkey.freshemail.io");

/** A product each: a client with Freshdesk and Freshservice declares the service twice. */
export const freshworks = defineService({
  id: "freshworks",
  name: "Freshdesk / Freshservice / Freshworks",
  category: "helpdesk",
  docs: "https://support.freshservice.com/support/solutions/articles/50000003934-adding-a-dmarc-policy-after-setting-up-spf-and-dkim-in-freshservice-products",
  source: "Domain Connect template freshworks.com.domain-authentication; public zones for the hosts of each product",
  lastVerified: "2026-08-20",
  // That the return path stands in MAIL FROM is read from the name of its host alone.
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:email.freshdesk.com"],
    // Freshservice's. Freshdesk's are five characters that differ from account to account.
    selectors: ["fs", "fs2", "fs3"],
    dkimTargets: ["wl*s*.domainkey.freshemail.io", "**.domainkey.myfreshworks.com"],
    targets: ["spfmx*.domainkey.freshemail.io", "spfmx*.domainkey.myfreshworks.com"],
    domains: ["freshemail.io"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The product, which decides the return path. */
    product: z.enum(["freshdesk", "freshservice", "freshsales"]),
    /** Selector → CNAME target, from Admin ▸ Email ▸ DKIM of the product: three of them. */
    dkim: z.record(z.string(), keyHost),
    /** Adds nothing, though older guides name the include: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ product, dkim: targets, apexInclude }, at) {
    const dkim = cnameSelectors(targets);
    const returnPath = returnPaths[product];
    return {
      dkim,
      returnPaths: [returnPath],
      findings: [
        ...dkimMissing(dkim, at, { name: "Freshworks", where: "in the product's email settings" }),
        ...includeNotNeeded(apexInclude, at, {
          name: "Freshworks",
          include: "email.freshdesk.com",
          envelope: `${returnPath.name}.${at.domain}`,
        }),
      ],
    };
  },
});
