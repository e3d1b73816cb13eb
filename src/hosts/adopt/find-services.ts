/** The services that a zone's records speak for, each with options that account for them. */
import { isAtOrBelow, selfAndAncestors } from "../../dns/owner-name.ts";
import { compareText } from "../../finding.ts";
import { catalogue, serviceById } from "../../services/catalogue.ts";
import { evidenceKinds, recognise, type EvidenceKind } from "../../services/recognise.ts";
import {
  explainService,
  gainOf,
  leaves,
  setAt,
  speakers,
  type ExplainContext,
  type Explanation,
} from "./explain-service.ts";
import { keyInputOf } from "./key-input.ts";
import type { Fact, ZoneFacts } from "./zone-facts.ts";

/** Contributions tried for one zone: a zone of any use takes a few hundred. */
const MAX_STEPS = 10_000;
/** Sending domains below the policy domain that are looked into. */
const MAX_PLACES = 200;

export interface FoundServices {
  readonly services: readonly Explanation[];
  /** Facts that the services account for. */
  readonly consumed: ReadonlySet<Fact>;
  /** The zone speaks for more services than were looked for. */
  readonly cutShort: boolean;
}

/**
 * Place by place, the policy domain first: whichever service accounts for most of what nobody accounts for yet, until none
 * accounts for anything more.
 */
export function findServices(facts: ZoneFacts): FoundServices {
  const budget = { steps: MAX_STEPS };
  const consumed = new Set<Fact>();
  const services: Explanation[] = [];
  const voices = voicesOf(facts);
  const heard = [...voices].flatMap(([fact, ids]) => (ids.length > 0 ? [fact] : []));
  for (const at of places(facts.domain, heard)) {
    const here = heard.filter(fact => isAtOrBelow(fact.name, at));
    for (;;) {
      const best = bestAt(at, { facts, consumed, budget }, voices, here);
      if (best === undefined) break;
      services.push(best);
      for (const fact of best.facts) consumed.add(fact);
    }
  }
  return { services: withUnclaimedKeys(services, facts, consumed), consumed, cutShort: budget.steps <= 0 };
}

/** What a fact speaks for by itself, or with others of its kind. */
type Voices = ReadonlyMap<Fact, readonly string[]>;

function bestAt(at: string, context: ExplainContext, voices: Voices, here: readonly Fact[]): Explanation | undefined {
  const { consumed, budget } = context;
  const sure = new Map<string, boolean>();
  for (const fact of here) {
    const ids = voices.get(fact) ?? [];
    if (consumed.has(fact)) continue;
    for (const id of ids) sure.set(id, sure.get(id) === true || (ids.length === 1 && fact.kind !== "key"));
  }
  if (budget.steps <= 0) return undefined;
  const found = [...sure].flatMap(([id, isSure]) => {
    const service = serviceById(id);
    const one = service && explainService(service, at, context);
    return one === undefined ? [] : [{ one, isSure, gain: gainOf(one, consumed), leaves: leaves(one.options) }];
  });
  return found.toSorted(
    (a, b) =>
      b.gain - a.gain ||
      a.leaves - b.leaves ||
      Number(b.isSure) - Number(a.isSure) ||
      compareText(a.one.service.id, b.one.service.id),
  )[0]?.one;
}

function voicesOf({ all }: ZoneFacts): Voices {
  const isDkim = ({ name }: Fact): boolean => name.includes("._domainkey.");
  const valueOf = (fact: Fact, kind: EvidenceKind): string | undefined => {
    if (kind === "selectors") return isDkim(fact) ? fact.name.split("._domainkey.")[0] : undefined;
    if (fact.kind === "term") return kind === "spf" ? fact.value : undefined;
    if (fact.kind === "cname") return kind === (isDkim(fact) ? "dkimTargets" : "targets") ? fact.value : undefined;
    if (fact.kind === "mx") return kind === "mx" ? fact.value.split(" ")[1] : undefined;
    return fact.kind === "txt" && kind === "txt" ? fact.value : undefined;
  };
  const voices = new Map<Fact, readonly string[]>();
  for (const kind of evidenceKinds) {
    const byValue = Map.groupBy(all, fact => valueOf(fact, kind));
    byValue.delete(undefined);
    const { evidence } = recognise(catalogue, { [kind]: [...byValue.keys()] });
    for (const { value, services } of evidence) {
      for (const fact of byValue.get(value) ?? []) voices.set(fact, [...(voices.get(fact) ?? []), ...services]);
    }
  }
  return voices;
}

/** Names that may send: the policy domain, then those below it of which something speaks for a service, nearest first. */
function places(domain: string, heard: readonly Fact[]): readonly string[] {
  const names = new Set(
    heard.flatMap(({ name, kind }) => {
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
    const keys = facts.below("key", one.at).flatMap(fact => {
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
