/** Adobe Marketo Engage: signs with a key of the domain's; SPF aligns only with a branded return path. */
import { z } from "zod";
import { commonOptions, dkimKeys, hostName, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { exchanges } from "./return-path-parts.ts";

export const marketo = defineService({
  id: "marketo",
  name: "Adobe Marketo Engage",
  category: "marketing",
  docs: "https://experienceleague.adobe.com/en/docs/marketo/using/getting-started/initial-setup/configure-protocols-for-marketo",
  source: "Public zones for include and selector; Adobe's documentation names the include and leaves MAIL FROM open",
  lastVerified: "2026-11-24",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:mktomail.com"],
    selectors: ["m1"],
    domains: ["mktomail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Admin ▸ Email ▸ SPF/DKIM. The selector is `m1` unless the admin chose another. */
    dkim: dkimKeys,
    /**
     * The branded return path, an extra of the subscription: its name below the domain and the MX targets that Adobe
     * gives. Without it SPF passes for Marketo's own domain and never aligns.
     */
    returnPath: z
      .strictObject({
        name: relativeName,
        mx: z.array(hostName("mx.example.net")).min(1, "expected at least one MX target"),
      })
      .optional(),
    /** Adds nothing, though Adobe asks for the include: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, returnPath, apexInclude }, at) {
    const dkim = keySelectors(keys);
    const paths = returnPath === undefined ? [] : [returnPath];
    return {
      dkim,
      returnPaths: paths.map(({ name, mx }) => ({
        name,
        spf: ["include:mktomail.com"],
        mx: exchanges(mx.map(host => [10, host])),
      })),
      findings: [
        ...dkimMissing(dkim, at, { name: "Marketo", where: "under Admin ▸ Email ▸ SPF/DKIM" }),
        ...notRelative("returnPath.name", returnPath?.name, at),
        ...includeNotNeeded(apexInclude, at, {
          name: "Marketo",
          include: "mktomail.com",
          envelope: returnPath === undefined ? "a domain of Marketo's" : `${returnPath.name}.${at.domain}`,
        }),
      ],
    };
  },
});
