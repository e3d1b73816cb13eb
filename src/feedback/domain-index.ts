/** What a plan says about its domain's mail, by the names that stand in feedback. */
import type { DnsLock } from "../dns/dns-lock.ts";
import { isAtOrBelow, selfAndAncestors } from "../dns/owner-name.ts";
import { compareText } from "../finding.ts";
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { recognise } from "../services/recognise.ts";
import type { Service, ServiceCategory } from "../services/service.ts";
import { sendingRanges, type SendingRange } from "./sending-ranges.ts";

export interface DomainIndex {
  readonly domain: string;
  readonly sends: boolean;
  /** In the order of the plan, which is not that of the spec: where several would do, the first is taken. */
  readonly declared: readonly DeclaredSource[];
  readonly ranges: readonly SendingRange[];
  /** Owner name of a selector → who signs with it. */
  readonly bySelector: ReadonlyMap<string, readonly DeclaredSource[]>;
  /** d= → who has a selector there. */
  readonly bySigningDomain: ReadonlyMap<string, readonly DeclaredSource[]>;
  /** Return paths that nobody else may send from. */
  readonly byReturnPath: ReadonlyMap<string, readonly DeclaredSource[]>;
  /** True for the policy domain and what is below it. */
  isOurs(name: string): boolean;
  /** The name whose SPF record speaks for mail from a name: itself, or the nearest above it. */
  spfNameFor(name: string): string;
  /** Ids of the catalogue that a domain, or else a selector, speaks for, sorted. */
  vendorsOf(domain: string): readonly string[];
  vendorsBySelector(selector: string): readonly string[];
  categoryOf(service: string): ServiceCategory | undefined;
  /** True where the catalogue knows domains of the vendor's own, at which it bounces or signs. */
  hasDomains(service: string): boolean;
}

export function domainIndex(plan: DomainPlan, catalogue: readonly Service[], lock: DnsLock): DomainIndex {
  const { domain, declared, sends } = plan;
  const spfNames = new Set(plan.spf.map(({ name }) => name));
  const services = new Map(catalogue.map(service => [service.id, service]));
  const ranges = sendingRanges(plan, lock);
  const isAlone = (name: string, source: DeclaredSource): boolean =>
    ranges.every(range => range.name !== name || range.source === source);
  const signers = declared.flatMap(source => source.selectors.map(name => [name, source] as const));
  return {
    domain,
    sends,
    declared,
    ranges,
    bySelector: grouped(signers),
    bySigningDomain: grouped(
      signers.map(([name, source]) => [name.slice(name.indexOf("._domainkey.") + "._domainkey.".length), source]),
    ),
    byReturnPath: grouped(
      declared.flatMap(source =>
        source.returnPaths.filter(name => isAlone(name, source)).map(name => [name, source] as const),
      ),
    ),
    isOurs: name => isAtOrBelow(name, domain),
    spfNameFor: name => selfAndAncestors(name).find(one => spfNames.has(one)) ?? domain,
    vendorsOf: remembered(catalogue, "domains"),
    vendorsBySelector: remembered(catalogue, "selectors"),
    categoryOf: id => services.get(id)?.category,
    hasDomains: id => (services.get(id)?.traces.domains ?? []).length > 0,
  };
}

function grouped(
  pairs: readonly (readonly [name: string, source: DeclaredSource])[],
): ReadonlyMap<string, readonly DeclaredSource[]> {
  const groups = new Map<string, DeclaredSource[]>();
  for (const [name, source] of pairs) {
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    if (!group.includes(source)) group.push(source);
  }
  return groups;
}

/** Names of strangers come by in any number, those of vendors again and again in every domain of a fleet. */
const MOST_REMEMBERED = 20_000;

type Remembered = Record<"domains" | "selectors", Map<string, readonly string[]>>;

const memories = new WeakMap<readonly Service[], Remembered>();

function remembered(catalogue: readonly Service[], kind: keyof Remembered): (value: string) => readonly string[] {
  const memory = memories.get(catalogue) ?? { domains: new Map(), selectors: new Map() };
  memories.set(catalogue, memory);
  const known = memory[kind];
  return value => {
    const same = known.get(value);
    if (same !== undefined) return same;
    const { services } = recognise(catalogue, { [kind]: [value] });
    const ids = services.map(({ service }) => service).toSorted(compareText);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(value, ids);
    return ids;
  };
}
