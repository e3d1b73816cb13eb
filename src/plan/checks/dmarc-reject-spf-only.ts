import type { DomainCheck } from "../draft-plan.ts";
import { policyAt } from "../policy-at.ts";
import { signsWithDkim } from "../signs-with-dkim.ts";

/** A domain with p=reject must not rely on SPF alone: each service that may send needs an aligned DKIM signature. */
export const dmarcRejectSpfOnly: DomainCheck = ({ spec, from, policy }) => {
  if (policy === undefined) return [];
  return from
    .filter(service => policyAt(service.sendingDomain, spec.domain, policy) === "reject" && !signsWithDkim(service))
    .map(({ service, sendingDomain, path }) => ({
      id: "dmarc-reject-spf-only",
      severity: "error",
      name: path,
      message: `Mail of ${service} from ${sendingDomain} would rest on SPF alone under p=reject.`,
      cite: "RFC 9989 §7.4",
      fix: `Add the DKIM options of ${service}, or keep the policy at quarantine or none until it signs.`,
    }));
};
