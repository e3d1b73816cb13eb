/** Zoho Campaigns: an SPF include by data centre and a key of the domain's; what stands in MAIL FROM is unconfirmed. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

const includes = { us: "zcsend.net", eu: "eu.zcsend.net" } as const;

export const zohoCampaigns = defineService({
  id: "zoho-campaigns",
  name: "Zoho Campaigns",
  category: "marketing",
  docs: "https://help.zoho.com/portal/en-gb/community/topic/marketers-space-why-email-authentication-matters-in-zoho-campaigns",
  source: "Public zones, one with a note that zcsend.net holds the addresses of the US alone",
  lastVerified: "2026-11-24",
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:zcsend.net", "include:eu.zcsend.net"],
    domains: ["zcsend.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Settings ▸ Deliverability ▸ Domain authentication. The selector is the account's own. */
    dkim: dkimKeys,
    /**
     * The data centre, as in the console's address: campaigns.zoho.eu is `eu`. `us` is the default; for the others the
     * include is not confirmed.
     */
    region: z.enum(["us", "eu"]).optional(),
  }),
  contribute({ dkim, region }, at) {
    return {
      spf: [`include:${includes[region ?? "us"]}`],
      ...clientKeys(dkim, at, { name: "Zoho Campaigns", where: "under Settings ▸ Deliverability" }),
    };
  },
});
