/** What the evidence shows of senders that nobody declares, those of one vendor at one name together. */
import { isAtOrBelow, ownerNameFault, under } from "../../dns/owner-name.ts";
import type { Evidence, ReplayRow, UnknownEvidence } from "../../feedback/evidence.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { SeenTraits } from "./guess-options.ts";

export interface UnknownFacts extends SeenTraits {
  /** Most messages first; at least one. */
  readonly senders: readonly [UnknownEvidence, ...UnknownEvidence[]];
  /** Ids of the catalogue. */
  readonly services: readonly string[];
  readonly messages: number;
  readonly passed: number;
}

/** Most messages first. */
export function unknownFacts(
  plan: DomainPlan,
  { rows, unknown }: Pick<Evidence, "rows" | "unknown">,
  isMeant: (sender: UnknownEvidence) => boolean,
): readonly UnknownFacts[] {
  const bySource = Map.groupBy(rows, ({ source }) => source);
  const single = unknown.filter(isMeant).map(sender => factsOf(plan, sender, bySource.get(sender.source) ?? []));
  return byVendor(single).toSorted((a, b) => b.messages - a.messages);
}

/**
 * Two selectors of one vendor at one name are one line of the spec. Of a selector that several vendors use, it is the one of
 * which more is known. What no vendor is known of stays by itself.
 */
function byVendor(all: readonly UnknownFacts[]): readonly UnknownFacts[] {
  const groups: UnknownFacts[] = [];
  for (const one of all.toSorted((a, b) => a.services.length - b.services.length)) {
    const at = groups.findIndex(
      group => group.sendingDomain === one.sendingDomain && group.services.some(id => one.services.includes(id)),
    );
    const group = groups[at];
    if (group === undefined) groups.push(one);
    else groups[at] = together(group, one);
  }
  return groups;
}

function factsOf(plan: DomainPlan, sender: UnknownEvidence, rows: readonly ReplayRow[]): UnknownFacts {
  const { domain } = plan;
  const isOurs = (name: string): boolean => isAtOrBelow(name, domain) && isName(name);
  const signed = rows.flatMap(({ dkim }) => dkim.filter(({ result }) => result === "pass"));
  const bounced = rows.flatMap(({ spf }) => spf.filter(one => one.result === "pass" && one.scope !== "helo"));
  const selectors = signed.flatMap(one =>
    one.selector !== undefined && isOurs(one.domain) ? [under(`${one.selector}._domainkey`, one.domain)] : [],
  );
  const named =
    sender.selector === undefined || !isOurs(sender.domain)
      ? []
      : [under(`${sender.selector}._domainkey`, sender.domain)];
  const spfNames = new Set(plan.spf.map(({ name }) => name));
  const paths = bounced.map(one => one.domain).filter(name => isOurs(name) && !spfNames.has(name));
  const path =
    sender.selector === undefined && isOurs(sender.domain) && !spfNames.has(sender.domain) ? [sender.domain] : [];
  const from = fromName(rows, domain);
  const signer = sender.selector === undefined ? undefined : sender.domain;
  const known = new Set(plan.selectors.map(({ name }) => name));
  return {
    senders: [sender],
    services: sender.services,
    messages: sender.messages,
    passed: sender.passed,
    selectors: distinct([...named, ...selectors]).filter(name => !known.has(name)),
    returnPaths: distinct([...path, ...paths]),
    vendorNames: distinct([...signed, ...bounced].map(one => one.domain).filter(name => !isAtOrBelow(name, domain))),
    sendingDomain: signer !== undefined && isOurs(signer) ? signer : from,
  };
}

/**
 * The name that most of the mail has in From. A key at the policy domain serves the names below it as well in relaxed mode
 * (RFC 9989 §4.4.1), so where its own name is among them it is that.
 */
function fromName(rows: readonly ReplayRow[], domain: string): string {
  const counts = new Map<string, number>();
  for (const { headerFrom, messages } of rows)
    if (isAtOrBelow(headerFrom, domain) && isName(headerFrom))
      counts.set(headerFrom, (counts.get(headerFrom) ?? 0) + messages);
  if (counts.size === 0 || counts.has(domain)) return domain;
  const [[most] = [domain]] = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most;
}

function isName(name: string): boolean {
  return ownerNameFault(name) === undefined && !name.includes("*");
}

/** Of one sender; of the services, those that both may be. */
export function together(a: UnknownFacts, b: UnknownFacts): UnknownFacts {
  const [most, less] = a.messages < b.messages ? [b, a] : [a, b];
  return {
    ...most,
    senders: [...most.senders, ...less.senders],
    services: a.services.filter(id => b.services.includes(id)),
    messages: a.messages + b.messages,
    passed: a.passed + b.passed,
    selectors: distinct([...a.selectors, ...b.selectors]),
    returnPaths: distinct([...a.returnPaths, ...b.returnPaths]),
    vendorNames: distinct([...a.vendorNames, ...b.vendorNames]),
  };
}

function distinct(all: readonly string[]): readonly string[] {
  return [...new Set(all)].toSorted();
}
