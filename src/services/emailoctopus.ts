/** EmailOctopus: DKIM, return path and tracking are CNAMEs into a zone that EmailOctopus keeps for the domain. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

const label = /^(eo|eo\._domainkey|eom|eot)\./i;

/** The set-up also shows `_dmarc` with p=none: that policy is the domain's to say, not EmailOctopus'. */
export const emailoctopus = defineService({
  id: "emailoctopus",
  name: "EmailOctopus",
  category: "marketing",
  docs: "https://help.emailoctopus.com/article/160-verifying-a-new-domain",
  source: "Domain Connect template emailoctopus.com.domain-verification; the zone's name as seen in public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    selectors: ["eo"],
    dkimTargets: ["eo._domainkey.*.*.eoidentity.com"],
    targets: ["*.*.*.eoidentity.com"],
    domains: ["eomail5.com", "eoidentity.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** What stands behind `eom.` in the target of the CNAME `eom` (Account ▸ Domains). */
    zone: hostBelow(["eoidentity.com"], "0123456789.alecto.eoidentity.com").refine(
      host => !label.test(host),
      "expected what stands behind eom. in the target, such as 0123456789.alecto.eoidentity.com",
    ),
    /** The fourth CNAME's name, a number. */
    account: z
      .string()
      .regex(/^\d+$/, "expected the number that is the name of a CNAME, such as 12345678, as a string")
      .optional(),
  }),
  contribute({ zone, account }) {
    return {
      dkim: cnameSelectors({ eo: `eo._domainkey.${zone}` }),
      returnPaths: [{ name: "eom", cname: `eom.${zone}` }],
      names: [
        { name: "eot", type: "CNAME", target: `eot.${zone}`, role: "tracking" },
        ...(account === undefined
          ? []
          : [{ name: account, type: "CNAME" as const, target: `${account}.${zone}`, role: "account" }]),
      ],
    };
  },
});
