/** HubSpot: DKIM by two CNAMEs of the portal's; on shared addresses MAIL FROM is under hubspotemail.net. */
import { z } from "zod";
import { commonOptions, relativeName } from "./common-options.ts";
import { cnameSelectors, dashed, includeNotNeeded, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { returnPathTerm } from "./return-path-parts.ts";

export const hubspot = defineService({
  id: "hubspot",
  name: "HubSpot",
  category: "marketing",
  docs: "https://knowledge.hubspot.com/email/do-i-need-to-add-hubspot-to-our-spf-record",
  source:
    "Domain Connect templates hubspot.com.hubspot-template-2 and hubspot-email-domain; dmarc-wiki page on HubSpot",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:*.spf*.hubspotemail.net"],
    selectors: ["hs1", "hs2", "hs1-*", "hs2-*"],
    dkimTargets: ["*.hs*a.dkim.hubspotemail.net", "*.hs*b.dkim.hubspotemail.net"],
    domains: ["hubspotemail.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The portal (Hub) id, digits: it stands in the selectors `hs1-<id>` and `hs2-<id>`. */
    portalId: z.string().regex(/^\d+$/, "expected the portal id: digits, as a string"),
    /**
     * The two or three digits between `hs` and `a.dkim.hubspotemail.net` in the target. Copy them, they cannot be
     * derived.
     */
    cluster: z.string().regex(/^\d{2,3}$/, "expected the digits of the cluster, such as 04, as a string"),
    /**
     * The label that stands for the domain in the targets, if HubSpot shows another than the domain with dashes for
     * dots.
     */
    label: z
      .string()
      .regex(/^[a-z0-9-]{1,63}$/, "expected one label, such as client-example")
      .optional(),
    /** Older connections: the selectors are `hs1` and `hs2`, without the portal id. */
    legacySelectors: z.boolean().optional(),
    /**
     * A dedicated address has a MAIL FROM name of its own, such as `12345m`; `terms` are those of the SPF record that
     * HubSpot shows for that name, without `v=spf1` and `all`.
     */
    dedicatedIp: z
      .strictObject({
        name: relativeName,
        terms: z.array(returnPathTerm),
      })
      .optional(),
    /** Adds nothing, though HubSpot recommends the include: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ portalId, cluster, label, legacySelectors, dedicatedIp, apexInclude }, at) {
    const suffix = legacySelectors === true ? "" : `-${portalId}`;
    const target = (key: string): string => `${label ?? dashed(at.domain)}.hs${cluster}${key}.dkim.hubspotemail.net`;
    return {
      dkim: cnameSelectors({ [`hs1${suffix}`]: target("a"), [`hs2${suffix}`]: target("b") }),
      returnPaths: dedicatedIp === undefined ? [] : [{ name: dedicatedIp.name, spf: dedicatedIp.terms, mx: [] }],
      findings: [
        ...notRelative("dedicatedIp.name", dedicatedIp?.name, at),
        ...includeNotNeeded(apexInclude, at, {
          name: "HubSpot",
          include: `${portalId}.spf${cluster}.hubspotemail.net`,
          envelope: dedicatedIp === undefined ? "a name under hubspotemail.net" : `${dedicatedIp.name}.${at.domain}`,
        }),
      ],
    };
  },
});
