import { isStricter } from "../../dmarc/strictness.ts";
import { policyAt } from "../policy-at.ts";
import { signsWithDkim } from "../signs-with-dkim.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** A policy above none where no service signs: every forwarded message fails both checks. Judged by sending name. */
export const dmarcNoDkim: DomainCheck = ({ spec, from, policy }) => {
  if (policy === undefined || "parked" in spec) return [];
  return [...Map.groupBy(from, service => service.sendingDomain)].flatMap(([name, services]) => {
    const applied = policyAt(name, spec.domain, policy);
    if (!isStricter(applied, "none") || services.some(signsWithDkim)) return [];
    return [
      {
        id: "dmarc-no-dkim",
        severity: "error",
        name: `_dmarc.${spec.domain}`,
        message: `The DMARC policy for mail from ${name} is ${applied}, but no service declared there signs with DKIM.`,
        cite: "RFC 9989 §7.4",
        fix: "Set up DKIM for at least one service first; until then keep the policy at none.",
      },
    ];
  });
};
