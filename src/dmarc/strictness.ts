/** The order of the policies (RFC 9989 §4.7): none, quarantine, reject. */
import type { Policy } from "./policy-record.ts";

const strictness: Readonly<Record<Policy, number>> = { none: 0, quarantine: 1, reject: 2 };

export function isStricter(a: Policy, b: Policy): boolean {
  return strictness[a] > strictness[b];
}
