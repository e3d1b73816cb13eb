import type { Policy, PolicyRecord } from "../dmarc/policy-record.ts";

/** The policy for mail from a sending name: p at the policy domain itself, sp, then p, below it (RFC 9989 §4.10.1). */
export function policyAt(sendingDomain: string, domain: string, policy: PolicyRecord): Policy {
  return sendingDomain === domain ? policy.p : (policy.sp ?? policy.p);
}
