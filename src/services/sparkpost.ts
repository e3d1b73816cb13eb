/** SparkPost (Bird): signs with a key of the domain's; a bounce domain of the client's own aligns SPF as well. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { SendingDomain } from "./service.ts";

const bounceTargets = { us: "sparkpostmail.com", eu: "eu.sparkpostmail.com" } as const;

export const sparkpost = defineService({
  id: "sparkpost",
  name: "SparkPost / Bird",
  category: "transactional",
  docs: "https://developers.sparkpost.com/api/sending-domains/",
  source: "SparkPost API reference on sending domains; Domain Connect template bird.com.sparkpost-email; public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:sparkpostmail.com"],
    selectors: ["scph*"],
    targets: ["sparkpostmail.com", "eu.sparkpostmail.com", "*.mail.e.sparkpost.com"],
    domains: ["sparkpostmail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from the sending domain's page. The selector holds month and year: `scph0826`. */
    dkim: dkimKeys,
    /**
     * The name of the bounce domain, `bounce`. Without it SPF passes for a name under sparkpostmail.com and never aligns.
     */
    returnPath: relativeName.optional(),
    /** Where the account lives; `us` is the default. An account of one never sees domains of the other. */
    region: z.enum(["us", "eu"]).optional(),
    /** Enterprise accounts: the public tenant id, the first label of `<tenant>.mail.e.sparkpost.com`; then no region. */
    tenant: z
      .string()
      .regex(/^[a-z0-9-]+$/, "expected the public tenant id alone, without .mail.e.sparkpost.com")
      .optional(),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, returnPath, region, tenant, apexInclude }, at) {
    const dkim = keySelectors(keys);
    const cname = tenant === undefined ? bounceTargets[region ?? "us"] : `${tenant}.mail.e.sparkpost.com`;
    const envelope = returnPath === undefined ? "a name under sparkpostmail.com" : `${returnPath}.${at.domain}`;
    return {
      dkim,
      returnPaths: returnPath === undefined ? [] : [{ name: returnPath, cname }],
      findings: [
        ...dkimMissing(dkim, at, { name: "SparkPost", where: "for the sending domain at SparkPost" }),
        ...notRelative("returnPath", returnPath, at),
        ...(tenant === undefined || region === undefined ? [] : [regionOfTenant(at)]),
        ...includeNotNeeded(apexInclude, at, { name: "SparkPost", include: "sparkpostmail.com", envelope }),
      ],
    };
  },
});

const regionOfTenant = (at: SendingDomain): LocalFinding => ({
  id: "service-sparkpost-region",
  severity: "info",
  name: at.domain,
  message: "`region` does nothing beside `tenant`: an Enterprise account has a bounce target of its own.",
  cite: "SparkPost: sending domains",
  fix: "Remove `region`, or `tenant` if the account is not an Enterprise one.",
});
