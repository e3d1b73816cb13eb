import { policyFor } from "../../dmarc/effective-policy.ts";
import type { DomainCheck } from "../draft-plan.ts";

/**
 * An `np` other than `sp`: receivers of RFC 7489 do not know it and take sp. No harm to mail that is meant, which comes from
 * names that exist, so this is told and not refused: np ahead of the rest is a good first step.
 */
export const dmarcNpTwoReadings: DomainCheck = ({ spec, policy }) => {
  if (policy?.np === undefined) return [];
  const plain = { ...policy, t: undefined };
  const [old, current] = [policyFor(plain, "nonexistent", "rfc7489"), policyFor(plain, "nonexistent", "rfc9989")];
  if (old === current) return [];
  return [
    {
      id: "dmarc-np-two-readings",
      severity: "info",
      name: `_dmarc.${spec.domain}`,
      message: `Names that do not exist get ${current} from receivers of RFC 9989, and ${old} from those of RFC 7489, who know no np.`,
      cite: "RFC 9989 §4.7",
      fix: `Nothing, if that is meant; dmarc.subdomainPolicy is what both follow.`,
    },
  ];
};
