import type { DomainCheck } from "../draft-plan.ts";
import { isStricter } from "../../dmarc/strictness.ts";
import { policyAt } from "../policy-at.ts";
import { signsWithDkim } from "../signs-with-dkim.ts";

/** A service with neither a key nor a return path of the domain's: all its mail fails DMARC, and the policy then stops it. */
export const dmarcServiceUnaligned: DomainCheck = ({ spec, from, policy }) => {
  if (policy === undefined) return [];
  return from
    .filter(one => !signsWithDkim(one) && (one.spf ?? []).length === 0 && (one.returnPaths ?? []).length === 0)
    .flatMap(({ service, sendingDomain, path }) => {
      const applied = policyAt(sendingDomain, spec.domain, policy);
      if (!isStricter(applied, "none")) return [];
      return [
        {
          id: "dmarc-service-unaligned",
          severity: "error",
          name: path,
          message: `Mail of ${service} from ${sendingDomain} can align with neither DKIM nor SPF, and the policy is ${applied}.`,
          cite: "RFC 9989 §5.1.6",
          fix: `Add the DKIM or return-path options of ${service}, or keep the policy at none until it has them.`,
        },
      ];
    });
};
