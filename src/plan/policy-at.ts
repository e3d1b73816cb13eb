import type { Policy, PolicyRecord } from "../dmarc/policy-record.ts";

const strictness: Readonly<Record<Policy, number>> = { none: 0, quarantine: 1, reject: 2 };

export function isStricter(a: Policy, b: Policy): boolean {
  return strictness[a] > strictness[b];
}

/** The policy for mail from a sending name: p at the policy domain itself, sp, then p, below it (RFC 9989 §4.10.1). */
export function policyAt(sendingDomain: string, domain: string, policy: PolicyRecord): Policy {
  return sendingDomain === domain ? policy.p : (policy.sp ?? policy.p);
}
