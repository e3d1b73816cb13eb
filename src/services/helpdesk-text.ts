/** HelpDesk of text.com, which sends through Postmark: a key of the domain's and Postmark's return path. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Beside a Postmark account with the same return path nothing breaks: `pm-bounces` has one target for everybody. */
export const helpdeskText = defineService({
  id: "helpdesk-text",
  name: "HelpDesk (text.com)",
  category: "helpdesk",
  docs: "https://www.helpdesk.com/help/",
  source: "Domain Connect template helpdesk.com.custom-domain: one key, two CNAMEs",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: { targets: ["pm.mtasv.net", "helpdesk.com"] },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Settings ▸ Email domains ▸ the domain. */
    dkim: dkimKeys,
    /** The id in the name `hd-…` that proves the domain, without `hd-`. */
    verification: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "expected the id behind hd-, such as 0a1b2c")
      .optional(),
  }),
  contribute({ dkim, verification: id }, at) {
    const role = "verification-helpdesk-text";
    return {
      ...clientKeys(dkim, at, { name: "HelpDesk", where: "in HelpDesk's email domain settings" }),
      returnPaths: [{ name: "pm-bounces", cname: "pm.mtasv.net" }],
      names: id === undefined ? [] : [{ name: `hd-${id}`, type: "CNAME", target: "helpdesk.com", role }],
    };
  },
});
