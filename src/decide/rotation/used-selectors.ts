/** Which selectors of a domain were ever used, as far as its spec and its evidence know, and the next that was not. */
import { selectorFault } from "../../dkim/selector.ts";
import { isAtOrBelow } from "../../dns/owner-name.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";

/** Selector, lower case, to where it was used: a clause that stands behind the selector. A name is used once in all of a spec. */
export function usedSelectors(
  {
    domain,
    selectors,
    retiredSelectors,
    findings,
  }: Pick<DomainPlan, "domain" | "selectors" | "retiredSelectors" | "findings">,
  evidence: Evidence | undefined,
): ReadonlyMap<string, string> {
  const seen = (evidence?.selectors ?? []).filter(one => isAtOrBelow(one.domain.toLowerCase(), domain));
  // A key that cannot be read is planned nowhere, and its selector may be in use all the same.
  const faulty = findings.flatMap(({ name }) => /^(.+)\._domainkey\./.exec(name)?.[1] ?? []);
  return new Map([
    ...seen.map(one => [one.selector.toLowerCase(), `has signed mail of ${one.domain}`] as const),
    ...faulty.map(selector => [selector.toLowerCase(), "stands in the spec"] as const),
    ...retiredSelectors.map(selector => [selector, "was used before, as retiredSelectors says"] as const),
    ...selectors.map(one => [one.selector, `stands in the spec, for ${one.signingDomain}`] as const),
  ]);
}

/** `mw202611` in November 2026, then `mw202611b` to `mw202611z`; undefined once all of a month's are used. `today` is an ISO date. */
export function nextSelector(today: string, isUsed: (selector: string) => boolean): string | undefined {
  const month = `mw${today.slice(0, 7).replace("-", "")}`;
  const letters = Array.from("bcdefghijklmnopqrstuvwxyz", letter => `${month}${letter}`);
  return [month, ...letters].find(selector => !isUsed(selector));
}

/** Why a selector cannot be taken for a new key; undefined where it can. Ends a sentence that begins with the selector. */
export function selectorRefusal(selector: string, used: ReadonlyMap<string, string>): string | undefined {
  const fault = selectorFault(selector);
  if (fault !== undefined) return `is not usable as a DNS name: ${fault}`;
  const where = used.get(selector.toLowerCase());
  return where === undefined ? undefined : `${where}; a selector is used for one key only (RFC 6376 §3.1)`;
}
