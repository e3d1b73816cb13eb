import type { Policy, PolicyRecord } from "../../dmarc/policy-record.ts";
import type { ServiceContribution } from "../contributions.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** A domain with p=reject must not rely on SPF alone: each service that may send needs an aligned DKIM signature. */
export const dmarcRejectSpfOnly: DomainCheck = ({ spec, from, policy }) => {
  if (policy === undefined) return [];
  return from
    .filter(service => policyAt(service, spec.domain, policy) === "reject" && !signs(service))
    .map(({ service, sendingDomain, path }) => ({
      id: "dmarc-reject-spf-only",
      severity: "error",
      name: path,
      message: `Mail of ${service} from ${sendingDomain} would rest on SPF alone under p=reject.`,
      cite: "RFC 9989 §7.4",
      fix: `Add the DKIM options of ${service}, or keep the policy at quarantine or none until it signs.`,
    }));
};

/** RFC 9989 §4.10.1: a name below the policy domain without a record of its own falls under sp, then p. */
function policyAt(service: ServiceContribution, domain: string, policy: PolicyRecord): Policy {
  return service.sendingDomain === domain ? policy.p : (policy.sp ?? policy.p);
}

function signs(service: ServiceContribution): boolean {
  return (service.dkim ?? []).some(
    selector => "cname" in selector || typeof selector.key === "string" || !("revoked" in selector.key),
  );
}
