/** Klaviyo with a branded sending domain by static routing: a subdomain whose name and selectors are CNAMEs. */
import { z } from "zod";
import { commonOptions, hostBelow, relativeName } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

const klaviyoHost = (example: string) => hostBelow(["klaviyodns.com"], example);

/**
 * With dynamic routing the subdomain is delegated to Klaviyo by NS records: then nothing may be published below it and
 * the service is not declared here. The string `klaviyo-site-verification=…` belongs to the spec's `txt`.
 */
export const klaviyo = defineService({
  id: "klaviyo",
  name: "Klaviyo (branded sending domain)",
  category: "marketing",
  docs: "https://help.klaviyo.com/hc/en-us/articles/115000357752",
  source: "Klaviyo help article 4417768780827 on branded sending domains; values from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.klaviyodns.com"],
    // The `kt` and `ks` of other accounts are not here: how their numbers run is not confirmed.
    selectors: ["kl", "kl1", "kl2", "km1", "km2", "mtd1", "mtd2"],
    dkimTargets: ["*._domainkey.*.klaviyodns.com", "kl*.domainkey.*.klaviyodns.com"],
    targets: ["*.klaviyodns.com"],
    domains: ["klaviyodns.com"],
    txt: ["klaviyo-site-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * The branded sending subdomain, `send`: it stands in MAIL FROM and d=, and aligns with the domain in relaxed mode.
     */
    subdomain: relativeName,
    /** The target of the subdomain itself, `abc123.klaviyodns.com`. */
    target: klaviyoHost("abc123.klaviyodns.com"),
    /** Selector → target, as Klaviyo shows them: the names (kl, km, kt, ks, mtd) differ by age and kind of mail. */
    dkim: z
      .record(z.string(), klaviyoHost("km1._domainkey.abc123.klaviyodns.com"))
      .refine(targets => Object.keys(targets).length > 0, "expected the selectors that Klaviyo shows"),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ target, dkim, apexInclude }, at) {
    return {
      dkim: cnameSelectors(dkim),
      returnPaths: [{ name: "", cname: target }],
      findings: includeNotNeeded(apexInclude, at, {
        name: "Klaviyo",
        include: "spf.klaviyodns.com",
        envelope: at.domain,
      }),
    };
  },
});
