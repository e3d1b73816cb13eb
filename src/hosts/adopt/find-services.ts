/** The services that a zone's records speak for, each with options that account for them. */
import { isAtOrBelow, selfAndAncestors } from "../../dns/owner-name.ts";
import type { Service } from "../../services/service.ts";
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
 * Whichever service, at the policy domain or a name below it, accounts for most of what nobody accounts for yet, until none
 * accounts for anything more. Of equal ones the nearest to the policy domain, then the one with the fewest options.
 */
export function findServices(facts: ZoneFacts): FoundServices {
  const context = { facts, consumed: new Set<Fact>(), budget: { steps: MAX_STEPS } };
  const services: Explanation[] = [];
  const voices = voicesOf(facts);
  const heard = [...voices].flatMap(([fact, ids]) => (ids.length > 0 ? [fact] : []));
  const open = places(facts.domain, heard).flatMap((at, distance) =>
    candidatesAt(
      heard.filter(fact => isAtOrBelow(fact.name, at)),
      voices,
    ).map(one => ({ ...one, at, distance })),
  );
  let ranked = open.flatMap(candidate => ranking(candidate, context) ?? []);
  for (;;) {
    const [best] = ranked.toSorted(
      (a, b) =>
        b.gain - a.gain ||
        a.distance - b.distance ||
        a.leaves - b.leaves ||
        Number(b.isSure) - Number(a.isSure) ||
        compareText(a.service.id, b.service.id),
    );
    if (best === undefined) break;
    services.push(best.one);
    for (const fact of best.one.facts) context.consumed.add(fact);
    // What stood on the same facts may stand on others: a second account, another region.
    const taken = new Set(best.one.facts);
    ranked = ranked.flatMap(other =>
      other.one.facts.some(fact => taken.has(fact)) ? (ranking(other, context) ?? []) : [other],
    );
  }
  const { consumed, budget } = context;
  return { services: withUnclaimedKeys(services, facts, consumed), consumed, cutShort: budget.steps <= 0 };
}

/** What a fact speaks for by itself, or with others of its kind. */
type Voices = ReadonlyMap<Fact, readonly string[]>;

interface Candidate {
  readonly service: Service;
  /** Something speaks for this service alone. */
  readonly isSure: boolean;
}

interface PlacedCandidate extends Candidate {
  readonly at: string;
  /** Place in the order of nearness to the policy domain. */
  readonly distance: number;
}

interface Ranked extends PlacedCandidate {
  readonly one: Explanation;
  readonly gain: number;
  readonly leaves: number;
}

function candidatesAt(here: readonly Fact[], voices: Voices): readonly Candidate[] {
  const sure = new Map<string, boolean>();
  for (const fact of here) {
    const ids = voices.get(fact) ?? [];
    for (const id of ids) sure.set(id, sure.get(id) === true || (ids.length === 1 && fact.kind !== "key"));
  }
  return [...sure].flatMap(([id, isSure]) => {
    const service = serviceById(id);
    return service === undefined ? [] : [{ service, isSure }];
  });
}

function ranking(candidate: PlacedCandidate, context: ExplainContext): Ranked | undefined {
  const one = context.budget.steps > 0 ? explainService(candidate.service, candidate.at, context) : undefined;
  if (one === undefined) return undefined;
  const { service, isSure, at, distance } = candidate;
  return { service, isSure, at, distance, one, gain: gainOf(one, context.consumed), leaves: leaves(one.options) };
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
  // At the policy domain a key may stand in the spec by itself, so only a service that cannot be without one takes it.
  const mapsOf = ({ at, keyMaps }: Explanation) => keyMaps.filter(map => map.required || at !== facts.domain);
  return services.map(one => {
    const [map] = mapsOf(one);
    const unsigned = (other: Explanation): boolean => !other.facts.some(({ name }) => name.includes("._domainkey."));
    const rivals = services.filter(
      other => other.at === one.at && mapsOf(other).length > 0 && (one.at !== facts.domain || unsigned(other)),
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
