/** Campaign Monitor: signs with a key of the domain's; MAIL FROM is its own domain and cannot be changed. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** A sending domain does not cover its subdomains: each is authenticated, and declared, by itself. */
export const campaignMonitor = defineService({
  id: "campaign-monitor",
  name: "Campaign Monitor",
  category: "marketing",
  docs: "https://help.campaignmonitor.com/articles/Knowledge/manage-your-own-authentication",
  source: "Public zones for selector and include; Campaign Monitor help on sending domains",
  lastVerified: "2026-11-24",
  alignment: { spf: "no", dkim: "yes" },
  traces: {
    spf: ["include:_spf.createsend.com"],
    selectors: ["cm"],
    domains: ["cmail1.com", "cmail2.com", "createsend.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Account settings ▸ Sending domains. The selector is `cm`; the key may come without `v=`. */
    dkim: dkimKeys,
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, apexInclude }, at) {
    const dkim = keySelectors(keys);
    return {
      dkim,
      findings: [
        ...dkimMissing(dkim, at, { name: "Campaign Monitor", where: "under Sending domains" }),
        ...includeNotNeeded(apexInclude, at, {
          name: "Campaign Monitor",
          include: "_spf.createsend.com",
          envelope: "a domain of Campaign Monitor's",
        }),
      ],
    };
  },
});
