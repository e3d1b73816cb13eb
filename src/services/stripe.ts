/** Stripe: receipts and invoices from the client's own address (custom email domain). */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";

const zone = "custom-email-domain.stripe.com";

/**
 * Stripe wants `bounce` as return path. Where another service has that name, use Stripe's domain on a subdomain. At
 * Cloudflare all names must be DNS only.
 */
export const stripe = defineService({
  id: "stripe",
  name: "Stripe custom email domain",
  category: "saas",
  docs: "https://docs.stripe.com/get-started/account/email-domain",
  source: "Stripe documentation on the custom email domain (bounce name); public zones for the CNAME targets",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    dkimTargets: [`*.dkim.${zone}`],
    targets: [zone],
    txt: ["stripe-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The six DKIM tokens, from Settings ▸ Customer emails ▸ the domain: the first label of each CNAME. */
    dkimTokens: z
      .array(z.string().regex(/^[a-z0-9]{16,63}$/, "expected the token alone: letters and digits, without ._domainkey"))
      .length(6, "expected the six tokens that the dashboard shows"),
    /** The hexadecimal digits behind `stripe-verification=`. */
    verification: z
      .string()
      .regex(/^[0-9a-f]+$/, "expected the hexadecimal digits alone, without stripe-verification=")
      .optional(),
  }),
  contribute({ dkimTokens, verification }) {
    return {
      dkim: cnameSelectors(Object.fromEntries(dkimTokens.map(token => [token, `${token}.dkim.${zone}`]))),
      returnPaths: [{ name: "bounce", cname: zone }],
      names: verificationText("stripe", "stripe-verification=", verification),
    };
  },
});
