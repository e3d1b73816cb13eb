/** From a row of feedback to who sent it (docs/attribution.md). Pure; made once for each domain. */
import type { DnsLock } from "../dns/dns-lock.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import type { Service } from "../services/service.ts";
import { applyRules, type AttributionRule, type Outcome } from "./attribution-rules.ts";
import { sourceKey, type Attribution } from "./attribution.ts";
import { domainIndex } from "./domain-index.ts";
import { rowFacts, type AttributedRow, type RowFacts } from "./row-facts.ts";
import { tupleMemory } from "./tuple-memory.ts";
import type { Standings } from "./way-taken.ts";

export interface AttributionContext {
  readonly catalogue: readonly Service[];
  readonly lock: DnsLock;
}

/** Addresses. Enough for what a domain has in a month: hostile reports cost time, not memory. */
const MOST_REMEMBERED = 100_000;

/** Rows that differ in their address alone, and what was said of them by the class of address. */
interface KnownTuple {
  readonly facts: RowFacts;
  readonly byClass: Attribution[];
}

/** Names the source of each row. Equal attributions of one domain are one object, so that callers may group by identity. */
export function attributor(
  plan: DomainPlan,
  { catalogue, lock }: AttributionContext,
): (row: AttributedRow) => Attribution {
  const index = domainIndex(plan, catalogue, lock);
  const tupleOf = tupleMemory((row): KnownTuple => ({ facts: rowFacts(row, index), byClass: [] }));
  const addresses = new Map<string, number>();
  // Addresses of which all ranges say the same are one class: a rule can tell no two of them apart.
  const classes = new Map<string, number>();
  const standingsOf: Standings[] = [];
  const made = new Map<string, Attribution>();

  const classOf = (ip: string): number => {
    const standings = index.ranges.map(({ standing }) => (ip === "" ? "unknown" : standing(ip)));
    const key = standings.join(" ");
    const known = classes.get(key) ?? standingsOf.push(standings) - 1;
    classes.set(key, known);
    if (addresses.size >= MOST_REMEMBERED) addresses.clear();
    addresses.set(ip, known);
    return known;
  };

  const decide = (facts: RowFacts, addressClass: number): Attribution => {
    const { by, outcome } = applyRules({ facts, standings: standingsOf[addressClass] ?? [], index });
    const attribution = withRule(outcome, by);
    const key = wholeKey(attribution);
    const same = made.get(key);
    if (same !== undefined) return same;
    made.set(key, attribution);
    return attribution;
  };

  return row => {
    const tuple = tupleOf(row);
    const addressClass = addresses.get(row.sourceIp) ?? classOf(row.sourceIp);
    return (tuple.byClass[addressClass] ??= decide(tuple.facts, addressClass));
  };
}

function withRule(outcome: Outcome, by: AttributionRule): Attribution {
  return { ...outcome, by };
}

/** All that two attributions of one domain can differ in. */
function wholeKey(attribution: Attribution): string {
  const { kind, by } = attribution;
  const more =
    kind === "declared"
      ? attribution.undeclaredSelector
      : kind === "unknown-authenticated"
        ? [attribution.domain, attribution.selector, attribution.services]
        : undefined;
  return JSON.stringify([by, sourceKey(attribution), more]);
}
