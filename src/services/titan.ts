/** Titan Mail, sold by many registrars: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const titan = defineService({
  id: "titan",
  name: "Titan Mail",
  category: "mailbox",
  docs: "https://support.titan.email/hc/en-us/articles/900000573186-What-are-SPF-records-and-why-are-they-important",
  source:
    "Domain Connect templates titan.email.titan-mail-hosting and godaddy.com.cpanel_titanemail; selector and the " +
    "signature of unsigned domains from public zones and mail headers",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.titan.email"],
    selectors: ["titan1"],
    mx: ["mx1.titan.email", "mx2.titan.email"],
    domains: ["t12smtp-sign004.email"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from the Titan control panel ▸ the domain ▸ DKIM; the usual selector is `titan1`. Until it is turned
     * on Titan signs with a domain of its own, which does not align. `{}` says that DKIM is not turned on yet.
     */
    dkim: dkimKeys,
  }),
  contribute({ dkim }, at) {
    return {
      spf: ["include:spf.titan.email"],
      ...clientKeys(dkim, at, { name: "Titan Mail", where: "in the Titan control panel" }),
    };
  },
});
