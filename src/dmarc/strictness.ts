/** The order of the policies (RFC 9989 §4.7): none, quarantine, reject. */
import type { Policy } from "./policy-record.ts";

const strictness: Readonly<Record<Policy, number>> = { none: 0, quarantine: 1, reject: 2 };
const lower: Readonly<Record<Policy, Policy>> = { none: "none", quarantine: "none", reject: "quarantine" };

export function isStricter(a: Policy, b: Policy): boolean {
  return strictness[a] > strictness[b];
}

export function stricterOf(a: Policy, b: Policy): Policy {
  return isStricter(b, a) ? b : a;
}

/** The policy one level below; below none there is none. */
export function oneLower(policy: Policy): Policy {
  return lower[policy];
}
