/**
 * The inverse of a service's `contribute`: options under which it contributes exactly what a zone holds. Nothing here knows
 * a vendor. The schema gives the shapes that options can have, with holes for what only the zone can say; the service itself
 * says which records those would make, and the holes are filled from the records that fit, until all that it contributes is
 * in the zone.
 */
import { under } from "../../dns/owner-name.ts";
import { catalogue } from "../../services/catalogue.ts";
import { fillHoles, markersIn } from "../../services/option-holes.ts";
import { optionVariants, type Hole, type OpenMap, type Variant } from "../../services/option-variants.ts";
import { recognise, type EvidenceKind } from "../../services/recognise.ts";
import type { Contribution, Service } from "../../services/service.ts";
import { keyInputOf } from "./key-input.ts";
import { matcher, needsOf, saysNothing, type Need } from "./service-needs.ts";
import type { Fact, ZoneFacts } from "./zone-facts.ts";

type Options = Readonly<Record<string, unknown>>;

export interface Explanation {
  readonly service: Service;
  /** The sending domain. */
  readonly at: string;
  readonly options: Options;
  readonly facts: readonly Fact[];
  /** Those that it may have and that do not speak for it. */
  readonly unsure: ReadonlySet<Fact>;
  /** Lists of keys to which selectors that nobody claims may belong. */
  readonly keyMaps: readonly OpenMap[];
  /** Values of options that the zone does not say. */
  readonly guessed: readonly string[];
}

export interface ExplainContext {
  readonly facts: ZoneFacts;
  /** Facts that other services account for. */
  readonly consumed: ReadonlySet<Fact>;
  /** Contributions that may still be tried: a zone made to have many fits must not take for ever. */
  readonly budget: { steps: number };
}

/** The best explanation: the most facts that nobody accounts for yet, then the fewest options. Undefined without any. */
export function explainService(service: Service, at: string, context: ExplainContext): Explanation | undefined {
  const found = variantsOf(service).flatMap(variant => attempt(service, at, variant, context) ?? []);
  const [best] = found
    .map(one => ({ one, gain: gainOf(one, context.consumed), leaves: leaves(one.options) }))
    .filter(one => one.gain > 0)
    .toSorted((a, b) => b.gain - a.gain || a.leaves - b.leaves);
  return best?.one;
}

/** Facts that speak for it and that nobody accounts for; none where most of it is another service's already. */
export function gainOf({ facts, unsure }: Explanation, consumed: ReadonlySet<Fact>): number {
  const gain = facts.filter(fact => !consumed.has(fact) && !unsure.has(fact)).length;
  return gain * 2 > facts.filter(fact => !unsure.has(fact)).length ? gain : 0;
}

const shapes = new WeakMap<Service, readonly Variant[]>();

function variantsOf(service: Service): readonly Variant[] {
  const variants = shapes.get(service) ?? optionVariants(service.options);
  shapes.set(service, variants);
  return variants;
}

/** How much a person would have had to write. */
export function leaves(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + leaves(inner), 0);
}

/** What the zone leaves open where it can only be one of the vendor's places: any makes the same records. */
const usual = ["us-east-1", "0"];

/** One shape of the options, its holes filled from the zone; undefined where the zone has not all that it makes. */
function attempt(service: Service, at: string, variant: Variant, context: ExplainContext): Explanation | undefined {
  const { facts, consumed, budget } = context;
  const holes = new Map(variant.holes.map(hole => [hole.marker, hole]));
  const known = new Map<string, readonly Fit[]>();
  const relative = at === facts.domain ? undefined : at.slice(0, -facts.domain.length - 1);

  const filled = (bound: ReadonlyMap<string, string>): Options => ({
    ...(fillHoles(variant.options, bound) as Options),
    ...(relative === undefined ? {} : { subdomain: relative }),
  });

  /** Facts that a need with holes can be, those first that nobody accounts for. */
  function fitting(need: Need): readonly Fit[] {
    const key = `${need.kind}\n${need.name}\n${need.value}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const pool = !isOpen(need.name)
      ? facts.byName(need.kind, need.name)
      : !isOpen(need.value)
        ? facts.byValue(need.kind, need.value)
        : facts.below(need.kind, at);
    budget.steps -= Math.floor(pool.length / FACTS_A_STEP);
    const match = matcher(need);
    const found = pool.flatMap((fact): readonly Fit[] => {
      const values = match(fact.name, fact.value);
      const sound = values !== undefined && [...values].every(([marker, value]) => accepts(holes.get(marker), value));
      return sound && isTheirs(service, at, need, fact, holes) ? [{ fact, found: values }] : [];
    });
    const sorted = found.toSorted((a, b) => Number(consumed.has(a.fact)) - Number(consumed.has(b.fact)));
    known.set(key, sorted);
    return sorted;
  }

  const fits = (need: Need, taken: ReadonlySet<Fact>): readonly Fit[] =>
    fitting(need).filter(({ fact }) => !taken.has(fact));

  function search(bound: ReadonlyMap<string, string>): Explanation | undefined {
    if (budget.steps <= 0) return undefined;
    budget.steps -= 1;
    const options = filled(bound);
    const needs = needsOf(service.contribute(options, { domain: at }), at);
    const [open, fixed] = [needs.filter(hasHoles), needs.filter(need => !hasHoles(need))];
    const taken = new Set<Fact>();
    for (const need of fixed) {
      const fact = facts.byName(need.kind, need.name).find(one => one.value === need.value);
      if (fact === undefined) return undefined;
      taken.add(fact);
    }
    const visible = new Set(open.flatMap(need => markersIn(`${need.name} ${need.value}`)));
    const hidden = variant.holes.find(hole => !bound.has(hole.marker) && !visible.has(hole.marker));
    const choices = open.map(need => ({ need, fits: fits(need, taken) }));
    // Terms last: once the name of their record is known they come in its order.
    const last = ({ need }: { readonly need: Need }): number => Number(need.kind === "term");
    const [best] = choices
      .filter(one => one.fits.length > 0)
      .toSorted((a, b) => a.fits.length - b.fits.length || last(a) - last(b));
    // What stands at a name that is still open may fit once the name is known.
    const hopeless = choices.some(
      ({ need, fits: none }) => none.length === 0 && !(saysNothing(need) && isOpen(need.name)),
    );
    if (best === undefined || hopeless) {
      // Which values there are may hang on an option that shows in none of them, as a region does.
      if (hidden !== undefined) return guess(hidden, bound);
      return open.length === 0 ? finish(options, taken, bound) : undefined;
    }
    for (const { found } of best.fits) {
      const result = search(new Map([...bound, ...found]));
      if (result !== undefined) return result;
    }
    return undefined;
  }

  function guess(hole: Hole, bound: ReadonlyMap<string, string>): Explanation | undefined {
    const labels = new Set(
      facts
        .below("cname", at)
        .flatMap(({ name, value }) => (name.endsWith(`._domainkey.${at}`) ? value.split(".") : [])),
    );
    const candidates = [...labels].filter(label => accepts(hole, label)).slice(0, MAX_GUESSES);
    for (const value of [...candidates, ...usual.filter(one => accepts(hole, one))]) {
      const result = search(new Map([...bound, [hole.marker, value]]));
      if (result === undefined) continue;
      return candidates.includes(value) ? result : { ...result, guessed: [...result.guessed, value] };
    }
    return undefined;
  }

  function finish(options: Options, taken: Set<Fact>, bound: ReadonlyMap<string, string>): Explanation | undefined {
    let whole = options;
    const unsure = new Set<Fact>();
    for (const map of variant.maps) {
      const entries = entriesFor(map, service, at, whole, taken, context);
      // An optional list with nothing in it says nothing.
      if (entries.length === 0 && !map.required) return undefined;
      for (const { fact, counts } of entries) {
        taken.add(fact);
        if (!counts) unsure.add(fact);
      }
      whole = setAt(whole, map.path, Object.fromEntries(entries.map(({ selector, value }) => [selector, value])));
    }
    if (bound.size < variant.holes.length || !service.options.safeParse(whole).success) return undefined;
    const maps = new Map(variantsOf(service).flatMap(one => one.maps.map(map => [map.path.join("."), map])));
    const keyMaps = [...maps.values()].filter(map => isKeyMap(map, service, at, whole));
    return { service, at, options: whole, facts: [...taken], unsure, keyMaps, guessed: [] };
  }

  return search(new Map());
}

interface Fit {
  readonly fact: Fact;
  /** Marker to value. */
  readonly found: ReadonlyMap<string, string>;
}

const MAX_GUESSES = 8;
/** Facts looked through for the price of one contribution. */
const FACTS_A_STEP = 20;

function hasHoles(need: Need): boolean {
  return isOpen(`${need.name} ${need.value}`);
}

function isOpen(text: string): boolean {
  return markersIn(text).length > 0;
}

function accepts(hole: Hole | undefined, value: string): boolean {
  return hole === undefined || hole.schema.safeParse(value).success;
}

/** Which kind of evidence a fact of a kind is; of a CNAME, by the place it stands at. */
function evidenceKind({ kind, name }: Fact): EvidenceKind | undefined {
  if (kind === "term") return "spf";
  if (kind === "cname") return name.includes("._domainkey.") ? "dkimTargets" : "targets";
  return kind === "mx" || kind === "txt" ? kind : undefined;
}

/** True where a value by itself speaks for the service. */
export function speaksFor(service: Service, fact: Fact): boolean {
  const kind = evidenceKind(fact);
  if (kind === undefined) return false;
  const value = kind === "mx" ? (fact.value.split(" ")[1] ?? "") : fact.value;
  return recognise(catalogue, { [kind]: [value] }).services.some(found => found.service === service.id);
}

/**
 * Where a need would take whatever stands at a name, something must tie the value to the vendor: the schema of the option,
 * a trace, or a name that the vendor prescribes.
 */
function isTheirs(service: Service, at: string, need: Need, fact: Fact, holes: ReadonlyMap<string, Hole>): boolean {
  if (!saysNothing(need)) return true;
  const [marker] = markersIn(need.value);
  const hole = marker === undefined ? undefined : holes.get(marker);
  if (need.kind === "cname" && hole !== undefined && !accepts(hole, "zq.vendor.example")) return true;
  const prescribed = !isOpen(need.name) && (need.kind === "mx" || need.name !== at);
  // `mailjet._<token>`: part of the name is the vendor's.
  const inPart = need.kind === "txt" && /[a-z]/.test(need.name.slice(0, -at.length - 1).replace(/zq\d+zq/g, ""));
  return prescribed || inPart || speaksFor(service, fact);
}

interface Entry {
  readonly selector: string;
  readonly value: unknown;
  readonly fact: Fact;
  /** Speaks for the service. */
  readonly counts: boolean;
}

/** Entries of a list of selectors: those that the vendor's traces or the schema of the target tie to the service. */
function entriesFor(
  map: OpenMap,
  service: Service,
  at: string,
  options: Options,
  taken: ReadonlySet<Fact>,
  { facts, consumed, budget }: ExplainContext,
): readonly Entry[] {
  budget.steps -= Math.floor(facts.below("cname", at).length / FACTS_A_STEP);
  const zone = under("_domainkey", at);
  const here = (fact: Fact): boolean => fact.name.endsWith(`.${zone}`) && !taken.has(fact) && !consumed.has(fact);
  const selectorOf = (fact: Fact): string => fact.name.slice(0, -zone.length - 1);
  if (isKeyMap(map, service, at, options)) {
    const keys = facts.below("key", at).filter(here);
    const traced = keys.filter(fact => speakers(selectorOf(fact)).includes(service.id));
    const chosen = traced.length > 0 || mayBeEmpty(map, service, options) ? traced : anyKey(keys, selectorOf);
    return chosen.flatMap(fact => {
      const key = keyInputOf(fact.value);
      return key === undefined
        ? []
        : [{ selector: selectorOf(fact), value: key.input, fact, counts: traced.includes(fact) }];
    });
  }
  const specific = !map.value.safeParse("zq.vendor.example").success;
  return facts.below("cname", at).flatMap(fact => {
    if (!here(fact) || !map.value.safeParse(fact.value).success) return [];
    const selector = selectorOf(fact);
    if (!specific && !speaksFor(service, fact) && !speakers(selector).includes(service.id)) return [];
    return [{ selector, value: fact.value, fact, counts: true }];
  });
}

/** An optional list that is given must hold something, and some services cannot be without a key. */
function mayBeEmpty(map: OpenMap, service: Service, options: Options): boolean {
  return map.required && service.options.safeParse(setAt(options, map.path, {})).success;
}

/** One key where there must be one and none is surely theirs: rather one that no vendor's selectors claim. */
function anyKey(keys: readonly Fact[], selectorOf: (fact: Fact) => string): readonly Fact[] {
  return keys
    .filter(fact => keyInputOf(fact.value) !== undefined)
    .toSorted((a, b) => speakers(selectorOf(a)).length - speakers(selectorOf(b)).length)
    .slice(0, 1);
}

/** Services that prescribe a selector. */
export function speakers(selector: string): readonly string[] {
  return recognise(catalogue, { selectors: [selector] }).evidence[0]?.services ?? [];
}

/** True for a list of keys, false for one of CNAME targets: what the service makes of an entry says it. */
function isKeyMap(map: OpenMap, service: Service, at: string, options: Options): boolean {
  const { dkim }: Contribution = service.contribute(setAt(options, map.path, { zq0zq: "zq1zq" }), { domain: at });
  return (dkim ?? []).some(one => one.selector === "zq0zq" && "key" in one);
}

/** A copy with one member set, at whatever depth. */
export function setAt(options: Options, path: readonly string[], value: unknown): Options {
  const [key = "", ...rest] = path;
  return { ...options, [key]: rest.length === 0 ? value : setAt((options[key] ?? {}) as Options, rest, value) };
}
