/** Zoho Mail: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { dkimMissing, keySelectors } from "./contribution-parts.ts";
import type { CommonOptions, Service, ServiceUse } from "./service.ts";

export interface ZohoMailOptions extends CommonOptions {
  /**
   * Selector → key, from Mail Admin ▸ Domains ▸ DKIM; the usual selector is `zmail`. `{}` says that DKIM is not turned
   * on yet.
   */
  readonly dkim: Readonly<Record<string, DkimKeyInput>>;
  /**
   * The name in the include that the console shows; `zohomail.com` is the default. It follows the data centre and plan:
   * `one.zoho.com` for Zoho One, a name such as `zohomail.eu` outside the US, `zoho.com` in older zones.
   */
  readonly include?: string | undefined;
  /** The verification token: what stands between `zoho-verification=` and `.zmverify.zoho.com`. */
  readonly verification?: string | undefined;
}

export const zohoMailService: Service<ZohoMailOptions> = {
  id: "zoho-mail",
  name: "Zoho Mail",
  docs: "https://www.zoho.com/mail/help/adminconsole/spf-configuration.html",
  source: "Domain Connect template zoho.com.zmail_hosting (shape); values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    dkim: dkimKeys,
    include: z
      .string()
      .regex(/^([a-z0-9-]+\.)*zoho[a-z0-9]*(\.[a-z]{2,3}){1,2}$/, "expected a name of Zoho's, such as zohomail.eu")
      .optional(),
    verification: z
      .string()
      .regex(/^[\w-]+$/, "expected the token alone: letters, digits, _ and -")
      .optional(),
  }),
  contribute({ dkim: keys, include, verification }, at) {
    const dkim = keySelectors(keys);
    const text = `zoho-verification=${verification}.zmverify.zoho.com`;
    return {
      spf: [`include:${include ?? "zohomail.com"}`],
      dkim,
      names: verification === undefined ? [] : [{ name: "", type: "TXT", text, role: "verification-zoho-mail" }],
      findings: dkimMissing(dkim, at, { name: "Zoho Mail", where: "in the Mail Admin console" }),
    };
  },
};

export const zohoMail = (options: ZohoMailOptions): ServiceUse => ({ service: "zoho-mail", options });
