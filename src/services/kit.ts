/** Kit (once ConvertKit) with a verified sending domain: DKIM and return path are CNAMEs of the account's. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded, targetMismatch } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { SendingDomain } from "./service.ts";

const kitHost = (label: string) => hostBelow(["convertkit.com"], `${label}.dm-abc123.sg6.convertkit.com`);

/** The id behind `dm-` may differ from record to record: copy each target by itself. */
export const kit = defineService({
  id: "kit",
  name: "Kit (ConvertKit)",
  category: "marketing",
  docs: "https://intercom.help/convertkit/en/articles/2502558-verify-your-domain-to-optimize-your-deliverability",
  source: "Public zones, one of them with both selectors; Kit help on verified sending domains",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.convertkit.com"],
    selectors: ["cka", "cka2"],
    dkimTargets: ["dkim.dm-*.sg*.convertkit.com", "dkim2.dm-*.sg*.convertkit.com"],
    targets: ["spf.dm-*.sg*.convertkit.com"],
    domains: ["convertkit-mail.com", "convertkit-mail2.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → target, from Settings ▸ Emails ▸ Verified sending domains. Older setups have `cka` alone. */
    dkim: z.strictObject({ cka: kitHost("dkim"), cka2: kitHost("dkim2").optional() }),
    /** The target of the return path `ckespa`, on the same page. */
    returnPathTarget: kitHost("spf"),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: { cka, cka2 }, returnPathTarget, apexInclude }, at) {
    return {
      dkim: cnameSelectors({ cka, ...(cka2 === undefined ? {} : { cka2 }) }),
      returnPaths: [{ name: "ckespa", cname: returnPathTarget }],
      findings: [
        ...otherRecord("cka._domainkey", cka, "dkim", at),
        ...(cka2 === undefined ? [] : otherRecord("cka2._domainkey", cka2, "dkim2", at)),
        ...otherRecord("ckespa", returnPathTarget, "spf", at),
        ...includeNotNeeded(apexInclude, at, {
          name: "Kit",
          include: "_spf.convertkit.com",
          envelope: `ckespa.${at.domain}`,
        }),
      ],
    };
  },
});

/** The first label of a target says which of the three records it belongs to. */
function otherRecord(name: string, target: string, label: string, at: SendingDomain): readonly LocalFinding[] {
  return targetMismatch({ name, target, start: `${label}.` }, at, {
    id: "kit",
    cite: "Kit: verify your domain to optimize your deliverability",
    place: "Kit",
  });
}
