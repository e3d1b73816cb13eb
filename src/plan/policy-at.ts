import { policyFor } from "../dmarc/effective-policy.ts";
import type { Policy, PolicyRecord } from "../dmarc/policy-record.ts";

/**
 * The policy that mail from a sending name must be ready for (RFC 9989 §4.10.1). As RFC 7489 reads it, which is the stricter
 * of the two for names that exist: only RFC 9989 lowers a policy, by `t=y`.
 */
export function policyAt(sendingDomain: string, domain: string, policy: PolicyRecord): Policy {
  return policyFor(policy, sendingDomain === domain ? "apex" : "subdomain", "rfc7489");
}
