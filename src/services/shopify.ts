/** Shopify: order mail from the shop's own address; all names are CNAMEs of the shop's, which lead on to SendGrid. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { ExtraName } from "./service.ts";

const shopHost = hostBelow(["email.myshopify.com"], "0a1b2c3d4e5f.p123.email.myshopify.com");

/** A set of names: the label stands in them, the target in their values. */
const mailer = z.strictObject({
  /** The three characters behind `mailer`, `xyz`. */
  label: z.string().regex(/^[a-z0-9]{3}$/, "expected the three characters behind mailer, such as xyz"),
  /** The target of `mailerxyz`; those of the selectors begin with dkim1 to dkim4 in front of it. */
  target: shopHost,
});

/**
 * From Settings ▸ Notifications ▸ Sender email ▸ Authenticate. A `_dmarc` that Shopify shows there is not needed: the
 * spec has its own, and a CNAME there would exclude it.
 */
export const shopify = defineService({
  id: "shopify",
  name: "Shopify",
  category: "saas",
  docs: "https://help.shopify.com/en/manual/intro-to-shopify/initial-setup/email-rewrites",
  source: "Domain Connect template shopify.com.email: six CNAMEs; values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:shops.shopify.com"],
    dkimTargets: ["dkim*.*.p*.email.myshopify.com"],
    targets: ["*.p*.email.myshopify.com"],
    domains: ["shopifyemail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The names with the first label: `xyz._domainkey`, `xyz2._domainkey` and `mailerxyz`. */
    first: mailer,
    /** The names with the second label: `mailerabc`, and `pdk1` and `pdk2` below it. Older shops have none. */
    second: mailer.optional(),
    /** Older shops: selector → target of all their selectors, in place of the two that follow from `first`. */
    dkim: z
      .record(z.string(), shopHost)
      .refine(targets => Object.keys(targets).length > 0, "expected the selectors that Shopify shows")
      .optional(),
    /** Adds nothing, though older shops were told to: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ first, second, dkim, apexInclude }, at) {
    const derived = { [first.label]: `dkim1.${first.target}`, [`${first.label}2`]: `dkim2.${first.target}` };
    const mailers = second === undefined ? [first] : [first, second];
    return {
      dkim: cnameSelectors(dkim ?? derived),
      returnPaths: mailers.map(({ label, target }) => ({ name: `mailer${label}`, cname: target })),
      names: second === undefined ? [] : [below(second, "pdk1", "dkim3"), below(second, "pdk2", "dkim4")],
      findings: includeNotNeeded(apexInclude, at, {
        name: "Shopify",
        include: "shops.shopify.com",
        envelope: `mailer${first.label}.${at.domain}`,
      }),
    };
  },
});

/** The second set signs for its own return path, a name below the sending domain. */
function below({ label, target }: z.output<typeof mailer>, selector: string, host: string): ExtraName {
  return { name: `${selector}._domainkey.mailer${label}`, type: "CNAME", target: `${host}.${target}`, role: "dkim" };
}
