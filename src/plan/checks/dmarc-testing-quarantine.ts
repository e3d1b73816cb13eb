import { nameKinds, policyFor } from "../../dmarc/effective-policy.ts";
import type { DomainCheck } from "../draft-plan.ts";

/**
 * `t=y` with quarantine: none to some receivers, quarantine to others. A warning, where the same with reject is an error:
 * what is quarantined can be found again, what is rejected is lost, and `t=y` has a use here, since mailing lists rewrite
 * From for it (RFC 9989 §A.6). Nothing is let through by it: a rollout is judged by the stricter reading.
 */
export const dmarcTestingQuarantine: DomainCheck = ({ spec, policy }) => {
  if (policy?.t !== "y") return [];
  const asked = nameKinds.map(kind => policyFor({ ...policy, t: "n" }, kind, "rfc9989"));
  if (asked.includes("reject") || !asked.includes("quarantine")) return [];
  return [
    {
      id: "dmarc-testing-quarantine",
      severity: "warning",
      name: `_dmarc.${spec.domain}`,
      message: "With t=y, quarantine means none to receivers of RFC 9989 and still quarantine to those of RFC 7489.",
      cite: "RFC 9989 §A.6",
      fix: "Leave dmarc.testing out for a policy of one meaning; until then expect failing mail in quarantine.",
    },
  ];
};
