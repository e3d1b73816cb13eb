/**
 * The organizational domain of a name, which relaxed alignment and inherited policies hang on: by the tree walk for RFC 9989,
 * and for RFC 7489 by what stands in for a public suffix list. None is shipped: it would be stale the day after.
 */
import { isAtOrBelow, selfAndAncestors } from "../dns/owner-name.ts";
import { walkTree, type PolicyTexts, type WalkedRecord } from "./tree-walk.ts";

export type OrganizationalDomain = (domain: string) => string;

/** RFC 9989 §4.10.2. */
export function walkedOrganizationalDomain(domain: string, texts: PolicyTexts): string {
  return organizationalDomainOf(domain, walkTree(domain, texts));
}

/**
 * RFC 9989 §4.10.2, of a walk already made: the record with psd=n; one label below that with psd=y, unless the walk began
 * there; else the shortest name with a record, else the name itself. Only the last record of a walk can have such a psd.
 */
export function organizationalDomainOf(domain: string, walked: readonly WalkedRecord[]): string {
  const last = walked.at(-1);
  if (last === undefined) return domain;
  if (last.psd !== "y") return last.domain;
  // Nothing of the name's is below the record where the walk began.
  return selfAndAncestors(domain).find(name => parentOf(name) === last.domain) ?? domain;
}

/**
 * RFC 7489 §3.2 asks a public suffix list. The topmost policy domain at or above the name that somebody declared is the same
 * one, wherever the domain that was registered has a spec; without any it is the name itself. Public suffixes with a spec of
 * their own (psd=y) must not be among them.
 */
export function declaredOrganizationalDomain(domain: string, declared: ReadonlySet<string>): string {
  return selfAndAncestors(domain).findLast(name => declared.has(name)) ?? domain;
}

/** Whether both names belong to one organizational domain. */
export type SameOrganization = (a: string, b: string) => boolean;

/** RFC 9989 §4.10.2. */
export function sameByTreeWalk(texts: PolicyTexts): SameOrganization {
  return (a, b) => walkedOrganizationalDomain(a, texts) === walkedOrganizationalDomain(b, texts);
}

/**
 * RFC 7489 §3.2, without a list: both at or below one declared domain, or one at or below the other. The latter is wrong
 * only for a public suffix, and nobody sends mail as `co.uk`; a single label is never taken for an organization.
 */
export function sameByDeclaration(declared: ReadonlySet<string>): SameOrganization {
  return (a, b) =>
    declaredOrganizationalDomain(a, declared) === declaredOrganizationalDomain(b, declared) ||
    isBelowOrganization(a, b) ||
    isBelowOrganization(b, a);
}

function isBelowOrganization(name: string, above: string): boolean {
  return above.includes(".") && isAtOrBelow(name, above);
}

function parentOf(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}
