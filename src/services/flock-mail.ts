/** Flock Mail, an older name of Titan's platform: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** For domains whose MX is under flockmail.com; those moved to titan.email are declared as `titan`. */
export const flockMail = defineService({
  id: "flock-mail",
  name: "Flock Mail",
  category: "mailbox",
  docs: "https://github.com/Domain-Connect/Templates/blob/master/flockmail.com.flock-mail-hosting.json",
  source: "Domain Connect template flockmail.com.flock-mail-hosting (SPF and MX; it has no DKIM)",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "unconfirmed" },
  traces: {
    spf: ["include:spf.flockmail.com"],
    mx: ["mx1.flockmail.com", "mx2.flockmail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, where the console or the seller shows one. Whether every plan signs is not confirmed. */
    dkim: dkimKeys.optional(),
  }),
  contribute({ dkim }, at) {
    return {
      spf: ["include:spf.flockmail.com"],
      ...clientKeys(dkim, at, { name: "Flock Mail", where: "in its console, or ask the seller for it," }),
    };
  },
});
