/** LeadConnector (HighLevel's LC Email): MAIL FROM is the dedicated sending domain, normally a subdomain. */
import { z } from "zod";
import { canonicalName } from "../dns/owner-name.ts";
import { commonOptions, dkimKeys, hostName, relativeName } from "./common-options.ts";
import { dkimMissing, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { exchanges, mxLeftOut } from "./return-path-parts.ts";

export const leadconnector = defineService({
  id: "leadconnector",
  name: "LeadConnector (HighLevel)",
  category: "marketing",
  docs: "https://help.gohighlevel.com/support/home",
  source: "Domain Connect templates leadconnectorhq.com.email and email-isv, whose values all differ by account",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    // The templates name no value; accounts are seen on Mailgun's servers.
    spf: ["include:mailgun.org"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The name behind `include:` in the SPF record, from Settings ▸ Email services ▸ Dedicated domain. */
    include: hostName("mailgun.org"),
    /** Selector → key, on the same page. */
    dkim: dkimKeys,
    /** The two MX targets, in the order of their priorities. Published with `subdomain` alone: a Finding says why. */
    mx: z.array(hostName("mxa.mailgun.org")).length(2, "expected two MX targets, as in mxa.mailgun.org"),
    /** The CNAME for tracking: its name, `email`, and target. */
    tracking: z.strictObject({ name: relativeName, target: hostName("mailgun.org") }).optional(),
  }),
  contribute({ subdomain, include, dkim: keys, mx, tracking }, at) {
    const dkim = keySelectors(keys);
    const bounces = exchanges(mx.map((host, index) => [10 * (index + 1), host]));
    return {
      spf: [`include:${canonicalName(include)}`],
      dkim,
      returnPaths: subdomain === undefined ? [] : [{ name: "", spf: [], mx: bounces }],
      names: tracking === undefined ? [] : [{ ...tracking, type: "CNAME", role: "tracking" }],
      findings: [
        ...dkimMissing(dkim, at, { name: "LeadConnector", where: "for the dedicated domain" }),
        ...notRelative("tracking.name", tracking?.name, at),
        ...mxLeftOut(subdomain, at, { id: "leadconnector", name: "LeadConnector" }),
      ],
    };
  },
});
