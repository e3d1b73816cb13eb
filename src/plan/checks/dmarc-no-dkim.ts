import { isRevokedKey } from "../is-revoked-key.ts";
import { DKIM_ROLE } from "../domain-plan.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** A policy above none without any DKIM key: every forwarded message fails both checks. */
export const dmarcNoDkim: DomainCheck = ({ spec, wanted, policy }) => {
  if (policy === undefined || "parked" in spec) return [];
  const strictest = [policy.p, policy.sp, policy.np].find(one => one !== undefined && one !== "none");
  const signs = wanted.some(record => record.role === DKIM_ROLE && !isRevokedKey(record));
  if (strictest === undefined || signs) return [];
  return [
    {
      id: "dmarc-no-dkim",
      severity: "error",
      name: `_dmarc.${spec.domain}`,
      message: `The DMARC policy is ${strictest}, but no declared service signs with DKIM.`,
      cite: "RFC 9989 §7.4",
      fix: "Set up DKIM for at least one service first; until then keep the policy at none.",
    },
  ];
};
