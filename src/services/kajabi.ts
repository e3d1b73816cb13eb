/** Kajabi with a custom email domain: mail on Mailgun's servers that bounces to `kjbm` below the client's domain. */
import { z } from "zod";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { exchanges } from "./return-path-parts.ts";

export const kajabi = defineService({
  id: "kajabi",
  name: "Kajabi (custom email domain)",
  category: "marketing",
  docs: "https://help.kajabi.com/en/articles/12696261-custom-email-domain-requirements",
  source: "Domain Connect template goentri.com.kajabi (Entri's, for Kajabi)",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:mailgun.org"],
    mx: ["mxa.mailgun.org", "mxb.mailgun.org"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** `kjbm`, when Kajabi shows the DKIM record at `<selector>._domainkey.kjbm` instead of `<selector>._domainkey`. */
    subdomain: relativeName.optional(),
    /** Selector → key, from Settings ▸ Marketing settings ▸ Email settings. */
    dkim: dkimKeys,
  }),
  contribute({ subdomain, dkim }, at) {
    const mx = exchanges([
      [10, "mxa.mailgun.org"],
      [20, "mxb.mailgun.org"],
    ]);
    return {
      ...clientKeys(dkim, at, { name: "Kajabi", where: "in Email settings" }),
      // Sending from kjbm itself, MAIL FROM and d= are the same name.
      returnPaths: [{ name: subdomain === "kjbm" ? "" : "kjbm", spf: ["include:mailgun.org"], mx }],
    };
  },
});
