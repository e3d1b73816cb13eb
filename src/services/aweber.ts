/** AWeber: DKIM by three fixed CNAMEs; MAIL FROM is AWeber's own domain, so DMARC rests on DKIM alone. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const aweber = defineService({
  id: "aweber",
  name: "AWeber",
  category: "marketing",
  docs: "https://help.aweber.com/hc/en-us/articles/360023682313-How-do-I-set-up-DKIM-and-SPF-records-for-my-domain-",
  source: "Domain Connect template aweber.com.email-web: CNAMEs alone, no SPF",
  lastVerified: "2026-08-20",
  alignment: { spf: "no", dkim: "yes" },
  traces: {
    selectors: ["aweber_key_a", "aweber_key_b", "aweber_key_c"],
    dkimTargets: ["aweber_key_*.send.aweber.com", "k1.optin.com", "k2.optin.com", "k3.optin.com"],
    domains: ["aweber.com", "optin.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * True to publish `k1` to `k3` for optin.com too, where AWeber asks for them. `k2` and `k3` are Mailchimp's names as
     * well: a domain that uses both vendors has to do without.
     */
    optin: z.boolean().optional(),
  }),
  contribute({ optin }) {
    return {
      dkim: cnameSelectors({
        aweber_key_a: "aweber_key_a.send.aweber.com",
        aweber_key_b: "aweber_key_b.send.aweber.com",
        aweber_key_c: "aweber_key_c.send.aweber.com",
        ...(optin === true ? { k1: "k1.optin.com", k2: "k2.optin.com", k3: "k3.optin.com" } : {}),
      }),
    };
  },
});
