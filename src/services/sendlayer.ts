/** SendLayer: return path `sl` and its selector are CNAMEs to sendlayer.net, where SPF and the key stand. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, relativeName } from "./common-options.ts";
import { defineService } from "./define-service.ts";
import type { ExtraName, SendingDomain } from "./service.ts";

export const sendlayer = defineService({
  id: "sendlayer",
  name: "SendLayer",
  category: "transactional",
  docs: "https://sendlayer.com/docs/authorizing-your-domain/",
  source: "Domain Connect template sendlayer.com.email (four CNAMEs and one TXT)",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    selectors: ["sl"],
    dkimTargets: ["sl._domainkey.*.sendlayer.net"],
    targets: ["sl.*.sendlayer.net", "track.*.sendlayer.net", "_dmarc.*.sendlayer.net"],
    domains: ["sendlayer.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The target of the CNAME `sl` says which: `sl.m2.sendlayer.net` or `sl.m2-use1.sendlayer.net`. */
    server: z.enum(["m2", "m2-use1"]),
    /** Publishes `track.sl`, for open and click tracking. */
    tracking: z.boolean().optional(),
    /** Publishes `_dmarc.sl` as SendLayer asks: the policy of that one name is then SendLayer's, as a Finding says. */
    dmarcName: z.boolean().optional(),
    /** The TXT record that proves the domain: `name` is what stands in front of `.sl` in its name, `text` its value. */
    verification: z
      .strictObject({ name: relativeName, text: z.string().min(1, "expected the value that SendLayer shows") })
      .optional(),
  }),
  contribute({ server, tracking, dmarcName, verification }, at) {
    const cname = (name: string, target: string, role: string): ExtraName => ({ name, type: "CNAME", target, role });
    const names: readonly ExtraName[] = [
      ...(tracking === true ? [cname("track.sl", "track.m2.sendlayer.net", "tracking")] : []),
      ...(dmarcName === true ? [cname("_dmarc.sl", "_dmarc.m2.sendlayer.net", "dmarc")] : []),
    ];
    const proof =
      verification === undefined
        ? []
        : [
            {
              name: `${verification.name}.sl`,
              type: "TXT",
              text: verification.text,
              role: "verification-sendlayer",
            } as const,
          ];
    return {
      dkim: [{ selector: "sl", cname: "sl._domainkey.m2.sendlayer.net" }],
      returnPaths: [{ name: "sl", cname: `sl.${server}.sendlayer.net` }],
      names: [...names, ...proof],
      findings: dmarcName === true ? [vendorPolicy(at)] : [],
    };
  },
});

const vendorPolicy = (at: SendingDomain): LocalFinding => ({
  id: "service-sendlayer-dmarc",
  severity: "info",
  name: `_dmarc.sl.${at.domain}`,
  message: `SendLayer decides the DMARC policy of sl.${at.domain}; mail from ${at.domain} itself is not touched by it.`,
  cite: "RFC 9989 §4.10",
  fix: "Remove `dmarcName` if SendLayer verifies the domain without it.",
});
