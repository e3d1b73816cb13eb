/** Zoho Mail: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";

export const zohoMail = defineService({
  id: "zoho-mail",
  name: "Zoho Mail",
  category: "mailbox",
  docs: "https://www.zoho.com/mail/help/adminconsole/spf-configuration.html",
  source: "Domain Connect template zoho.com.zmail_hosting (shape); values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    // By data centre and plan: zohomail.com, zohomail.eu, one.zoho.com, and zoho.com in older zones.
    spf: ["include:zohomail.*", "include:zoho.*", "include:one.zoho.*"],
    selectors: ["zmail"],
    mx: ["mx.zoho.*", "mx2.zoho.*", "mx3.zoho.*"],
    txt: ["zoho-verification=*.zmverify.zoho.*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from Mail Admin ▸ Domains ▸ DKIM; the usual selector is `zmail`. `{}` says that DKIM is not turned
     * on yet.
     */
    dkim: dkimKeys,
    /**
     * The name in the include that the console shows; `zohomail.com` is the default. It follows the data centre and plan:
     * `one.zoho.com` for Zoho One, a name such as `zohomail.eu` outside the US, `zoho.com` in older zones.
     */
    include: z
      .string()
      .regex(/^([a-z0-9-]+\.)*zoho[a-z0-9]*(\.[a-z]{2,3}){1,2}$/, "expected a name of Zoho's, such as zohomail.eu")
      .optional(),
    /** What stands behind `zoho-verification=`: its end follows the data centre too. */
    verification: z
      .string()
      .regex(
        /^[\w-]+\.zmverify\.zoho[a-z0-9]*(\.[a-z]{2,3}){1,2}$/,
        "expected what stands behind zoho-verification=, such as zb12345678.zmverify.zoho.com",
      )
      .optional(),
  }),
  contribute({ dkim, include, verification }, at) {
    return {
      spf: [`include:${include ?? "zohomail.com"}`],
      ...clientKeys(dkim, at, { name: "Zoho Mail", where: "in the Mail Admin console" }),
      names: verificationText("zoho-mail", "zoho-verification=", verification),
    };
  },
});
