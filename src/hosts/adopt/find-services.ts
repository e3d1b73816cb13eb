/** The services that a zone's records speak for, each with options that account for them. */
import { isAtOrBelow, selfAndAncestors } from "../../dns/owner-name.ts";
import { compareText } from "../../finding.ts";
import { catalogue, serviceById } from "../../services/catalogue.ts";
import { recognise } from "../../services/recognise.ts";
import { explainService, gainOf, leaves, setAt, speakers, type Explanation } from "./explain-service.ts";
import { keyInputOf } from "./key-input.ts";
import type { Fact, ZoneFacts } from "./zone-facts.ts";

/** Contributions tried for one zone: a zone of any use takes a few hundred. */
const MAX_STEPS = 20_000;
/** Sending domains below the policy domain that are looked into. */
const MAX_PLACES = 200;

export interface FoundServices {
  readonly services: readonly Explanation[];
  /** Facts that the services account for. */
  readonly consumed: ReadonlySet<Fact>;
}

/**
 * Place by place, the policy domain first: whichever service accounts for most of what nobody accounts for yet, until none
 * accounts for anything more.
 */
export function findServices(facts: ZoneFacts): FoundServices {
  const budget = { steps: MAX_STEPS };
  const consumed = new Set<Fact>();
  const services: Explanation[] = [];
  for (const at of places(facts)) {
    for (;;) {
      const best = bestAt(at, facts, consumed, budget);
      if (best === undefined) break;
      services.push(best);
      for (const fact of best.facts) consumed.add(fact);
    }
  }
  return { services: withUnclaimedKeys(services, facts, consumed), consumed };
}

function bestAt(
  at: string,
  facts: ZoneFacts,
  consumed: ReadonlySet<Fact>,
  budget: { steps: number },
): Explanation | undefined {
  const free = facts.all.filter(fact => !consumed.has(fact) && isAtOrBelow(fact.name, at));
  if (free.length === 0 || budget.steps <= 0) return undefined;
  const { services } = recognise(catalogue, evidenceOf(free));
  const found = services.flatMap(({ service: id, strength }) => {
    const service = serviceById(id);
    const one = service && explainService(service, at, { facts, consumed, budget });
    return one === undefined
      ? []
      : [{ one, sure: strength === "sure", gain: gainOf(one, consumed), leaves: leaves(one.options) }];
  });
  return found.toSorted((a, b) => b.gain - a.gain || a.leaves - b.leaves || Number(b.sure) - Number(a.sure))[0]?.one;
}

function evidenceOf(facts: readonly Fact[]): Parameters<typeof recognise>[1] {
  const of = (wanted: (fact: Fact) => string | undefined): readonly string[] =>
    facts.flatMap(fact => wanted(fact) ?? []);
  const isDkim = ({ name }: Fact): boolean => name.includes("._domainkey.");
  return {
    spf: of(fact => (fact.kind === "term" ? fact.value : undefined)),
    selectors: of(fact => (isDkim(fact) ? fact.name.split("._domainkey.")[0] : undefined)),
    dkimTargets: of(fact => (fact.kind === "cname" && isDkim(fact) ? fact.value : undefined)),
    targets: of(fact => (fact.kind === "cname" && !isDkim(fact) ? fact.value : undefined)),
    mx: of(fact => (fact.kind === "mx" ? fact.value.split(" ")[1] : undefined)),
    txt: of(fact => (fact.kind === "txt" ? fact.value : undefined)),
  };
}

/** Names that may send: the policy domain, then those below it with something at them, nearest first. */
function places({ domain, all }: ZoneFacts): readonly string[] {
  const names = new Set(
    all.flatMap(({ name, kind }) => {
      const sending = name.includes("._domainkey.") ? name.slice(name.indexOf("._domainkey.") + 12) : name;
      // A name that holds a mere string is no place that sends.
      if (kind === "txt") return [];
      return selfAndAncestors(sending)
        .filter(one => one !== domain && isAtOrBelow(one, domain))
        .slice(0, 2);
    }),
  );
  const depth = (name: string): number => name.split(".").length;
  const below = [...names].toSorted((a, b) => depth(a) - depth(b) || compareText(a, b)).slice(0, MAX_PLACES);
  return [domain, ...below];
}

/**
 * A key that no service here claims belongs to the one at its domain that signs with keys of the client's and has none;
 * below the policy domain, where a spec has no keys of its own, to the only one that can have it. Where there is not exactly
 * one, nobody can say whose it is.
 */
function withUnclaimedKeys(
  services: readonly Explanation[],
  facts: ZoneFacts,
  consumed: Set<Fact>,
): readonly Explanation[] {
  const claims = (at: string, selector: string): boolean =>
    services.some(one => one.at === at && speakers(selector).includes(one.service.id));
  return services.map(one => {
    const [map] = one.keyMaps;
    const unsigned = (other: Explanation): boolean => !other.facts.some(({ name }) => name.includes("._domainkey."));
    const rivals = services.filter(
      other => other.at === one.at && other.keyMaps.length > 0 && (one.at !== facts.domain || unsigned(other)),
    );
    if (map === undefined || rivals.length !== 1 || rivals[0] !== one) return one;
    const zone = `._domainkey.${one.at}`;
    const keys = facts.ofKind("key").flatMap(fact => {
      const selector = fact.name.slice(0, -zone.length);
      if (!fact.name.endsWith(zone) || consumed.has(fact) || claims(one.at, selector)) return [];
      const key = keyInputOf(fact.value);
      return key === undefined || "revoked" in Object(key.input) ? [] : [{ selector, fact, input: key.input }];
    });
    const given = map.path.reduce<unknown>((value, key) => Object(value)[key] as unknown, one.options) ?? {};
    const entries = { ...Object(given), ...Object.fromEntries(keys.map(key => [key.selector, key.input])) };
    const options = setAt(one.options, map.path, entries);
    if (keys.length === 0 || !one.service.options.safeParse(options).success) return one;
    for (const { fact } of keys) consumed.add(fact);
    return { ...one, options, facts: [...one.facts, ...keys.map(key => key.fact)] };
  });
}
