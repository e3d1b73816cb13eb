/** Klaviyo with a branded sending domain by static routing: a subdomain whose name and selectors are CNAMEs. */
import { z } from "zod";
import { commonOptions, hostBelow, relativeName } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded } from "./contribution-parts.ts";
import type { CommonOptions, Service, ServiceUse } from "./service.ts";

/**
 * With dynamic routing the subdomain is delegated to Klaviyo by NS records: then nothing may be published below it and
 * the service is not declared here. The string `klaviyo-site-verification=…` belongs to the spec's `txt`.
 */
export interface KlaviyoOptions extends CommonOptions {
  /**
   * The branded sending subdomain, `send`: it stands in MAIL FROM and d=, and aligns with the domain in relaxed mode.
   */
  readonly subdomain: string;
  /** The target of the subdomain itself, `abc123.klaviyodns.com`. */
  readonly target: string;
  /** Selector → target, as Klaviyo shows them: the names (kl, km, kt, ks, mtd) differ by age and kind of mail. */
  readonly dkim: Readonly<Record<string, string>>;
  /** Adds nothing: a Finding says why. */
  readonly apexInclude?: boolean | undefined;
}

const klaviyoHost = (example: string) => hostBelow(["klaviyodns.com"], example);

export const klaviyoService: Service<KlaviyoOptions> = {
  id: "klaviyo",
  name: "Klaviyo (branded sending domain)",
  docs: "https://help.klaviyo.com/hc/en-us/articles/115000357752",
  source: "Klaviyo help article 4417768780827 on branded sending domains; values from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    subdomain: relativeName,
    target: klaviyoHost("abc123.klaviyodns.com"),
    dkim: z
      .record(z.string(), klaviyoHost("km1._domainkey.abc123.klaviyodns.com"))
      .refine(targets => Object.keys(targets).length > 0, "expected the selectors that Klaviyo shows"),
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
};

export const klaviyo = (options: KlaviyoOptions): ServiceUse => ({ service: "klaviyo", options });
