/** ActiveCampaign: DKIM by two fixed CNAMEs; SPF aligns with a mailserver domain, a CNAME below the client's. */
import { z } from "zod";
import { commonOptions, hostName, relativeName } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const activecampaign = defineService({
  id: "activecampaign",
  name: "ActiveCampaign",
  category: "marketing",
  docs: "https://help.activecampaign.com/hc/en-us/articles/5955748151964-How-to-achieve-Full-Domain-Alignment",
  source: "Public zones and a list of selectors checked against live DNS; ActiveCampaign help on full domain alignment",
  lastVerified: "2026-10-06",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:emsd1.com"],
    selectors: ["acdkim1", "acdkim2"],
    dkimTargets: ["dkim.acdkim1.acems*.com", "dkim.acdkim2.acems*.com"],
    targets: ["cmd.emsend*.com"],
    domains: ["acems1.com", "acems2.com", "emsd1.com", "emsend1.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Both CNAME targets, when Settings ▸ Advanced shows others than `dkim.acdkim1.acems1.com` and its twin. */
    dkim: z
      .strictObject({
        acdkim1: hostName("dkim.acdkim1.acems1.com"),
        acdkim2: hostName("dkim.acdkim2.acems1.com"),
      })
      .optional(),
    /**
     * The mailserver domain, the third CNAME on that page: `em-` and the number of the account. Without it SPF passes for
     * ActiveCampaign's own domain and never aligns. `target` only when another than `cmd.emsend1.com` is shown.
     */
    returnPath: z.strictObject({ name: relativeName, target: hostName("cmd.emsend1.com").optional() }).optional(),
    /** Adds nothing, the include is of older setups: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim, returnPath, apexInclude }, at) {
    const targets = dkim ?? { acdkim1: "dkim.acdkim1.acems1.com", acdkim2: "dkim.acdkim2.acems1.com" };
    return {
      dkim: cnameSelectors(targets),
      returnPaths:
        returnPath === undefined ? [] : [{ name: returnPath.name, cname: returnPath.target ?? "cmd.emsend1.com" }],
      findings: [
        ...notRelative("returnPath.name", returnPath?.name, at),
        ...includeNotNeeded(apexInclude, at, {
          name: "ActiveCampaign",
          include: "emsd1.com",
          envelope: returnPath === undefined ? "a domain of ActiveCampaign's" : `${returnPath.name}.${at.domain}`,
        }),
      ],
    };
  },
});
