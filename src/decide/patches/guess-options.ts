/**
 * A service's options as far as feedback shows them: the shape whose selectors and return paths are those that were seen, with
 * placeholders for what does not show in mail. As in adopt, nothing here knows a vendor.
 */
import { isAtOrBelow, selfAndAncestors, under } from "../../dns/owner-name.ts";
import { fillHoles, fillText, markersIn, templateMatcher } from "../../services/option-holes.ts";
import type { Hole, Variant } from "../../services/option-variants.ts";
import type { Service } from "../../services/service.ts";
import { PLACEHOLDER } from "./patch.ts";
import { variantsOf, withEntries, withPlaceholders } from "./spec-option.ts";

/** What feedback shows of one sender. */
export interface SeenTraits {
  /** Owner names: `k1._domainkey.client.example`. */
  readonly selectors: readonly string[];
  /** Names of the client's in MAIL FROM. */
  readonly returnPaths: readonly string[];
  /** Domains of the vendor's that it signs as or bounces to; their labels may say region or account. */
  readonly vendorNames: readonly string[];
  /** The name it should send from. */
  readonly sendingDomain: string;
}

export interface GuessedOptions {
  readonly options: Readonly<Record<string, unknown>>;
  /** Selectors and return paths that the options do not account for. */
  readonly unexplained: readonly string[];
  /** Owner names of the selectors that the options make, as far as they are known. */
  readonly selectors: readonly string[];
  /** Whether they add SPF terms to the record of the sending domain. */
  readonly addsTerms: boolean;
}

/** Undefined where the service has no options at all that could be meant. */
export function guessOptions(service: Service, domain: string, seen: SeenTraits): GuessedOptions | undefined {
  const places = selfAndAncestors(seen.sendingDomain).filter(name => isAtOrBelow(name, domain));
  const [best] = places
    .flatMap((at, distance) =>
      variantsOf(service).map(variant => ({ ...attempt(service, variant, { domain, at, seen }), distance })),
    )
    .filter(({ isSound }) => isSound)
    .toSorted(
      (a, b) =>
        a.unexplained.length - b.unexplained.length ||
        Number(b.signs) - Number(a.signs) ||
        b.told - a.told ||
        a.distance - b.distance ||
        a.weight - b.weight,
    );
  return best;
}

interface Attempt extends GuessedOptions {
  readonly isSound: boolean;
  readonly signs: boolean;
  /** Values that the names of the vendor's say. */
  readonly told: number;
  /** What a person would have to write. */
  readonly weight: number;
}

interface Place {
  readonly domain: string;
  readonly at: string;
  readonly seen: SeenTraits;
}

function attempt(service: Service, variant: Variant, { domain, at, seen }: Place): Attempt {
  const { spf = [], dkim = [], returnPaths = [], names = [] } = service.contribute(variant.options, { domain: at });
  const holes = new Map(variant.holes.map(hole => [hole.marker, hole]));
  const own = names.map(({ name }) => under(name, at)).filter(name => name.includes("._domainkey."));
  const selectors = [...dkim.map(({ selector }) => under(`${selector.toLowerCase()}._domainkey`, at)), ...own];
  const bound = new Map<string, string>();
  const bySelector = bindAll(seen.selectors, selectors, holes, bound);
  const byPath = bindAll(
    seen.returnPaths,
    returnPaths.map(({ name }) => under(name, at)),
    holes,
    bound,
  );
  let told = 0;
  const labels = new Set(seen.vendorNames.flatMap(name => name.split(".")));
  for (const hole of variant.holes) {
    const label = bound.has(hole.marker) || !isSpecific(hole) ? undefined : [...labels].find(one => accepts(hole, one));
    if (label === undefined) continue;
    bound.set(hole.marker, label);
    told += 1;
  }
  let options = fillHoles(variant.options, bound) as Readonly<Record<string, unknown>>;
  const [map] = variant.maps;
  const zone = `._domainkey.${at}`;
  const mapped = bySelector.filter(name => map !== undefined && name.endsWith(zone));
  if (map !== undefined) {
    // What is signed already has a key in the DNS; what is not will get a selector that nobody knows yet.
    const given = mapped.length > 0 ? mapped.map(name => name.slice(0, -zone.length)) : [PLACEHOLDER];
    options = withEntries(options, map, Object.fromEntries(given.map(selector => [selector, PLACEHOLDER])));
  }
  const literals = choiceOf(service, variant, labels);
  const filled = withPlaceholders({ ...options, ...literals.open }) as Readonly<Record<string, unknown>>;
  const relative = at === domain ? undefined : at.slice(0, -domain.length - 1);
  const placed = { ...filled, ...subdomainOf(service, relative) };
  const text = JSON.stringify(placed);
  return {
    options: placed,
    unexplained: [...bySelector.filter(name => !mapped.includes(name)), ...byPath],
    selectors: [
      ...selectors.map(name => fillText(name, bound)).filter(name => markersIn(name).length === 0),
      ...mapped,
    ],
    addsTerms: spf.length > 0,
    signs: selectors.length > 0 || map !== undefined,
    told: literals.told + told,
    weight: weightOf(variant),
    // With a placeholder no schema can tell; without one it must hold.
    isSound: text.includes(PLACEHOLDER) || service.options.safeParse(placed).success,
  };
}

/** Binds holes so that names are explained, one after another; gives back those that no template explains. */
function bindAll(
  seen: readonly string[],
  templates: readonly string[],
  holes: ReadonlyMap<string, Hole>,
  bound: Map<string, string>,
): readonly string[] {
  return seen.filter(name => {
    // Literal names first: a hole would take anything.
    for (const template of templates.toSorted((a, b) => markersIn(a).length - markersIn(b).length)) {
      const found = templateMatcher(fillText(template, bound))(name);
      const fits = found !== undefined && [...found].every(([marker, value]) => fitsHole(holes, bound, marker, value));
      if (!fits) continue;
      for (const [marker, value] of found) bound.set(marker, value);
      return false;
    }
    return true;
  });
}

function fitsHole(
  holes: ReadonlyMap<string, Hole>,
  bound: ReadonlyMap<string, string>,
  marker: string,
  value: string,
): boolean {
  const hole = holes.get(marker);
  return (bound.get(marker) ?? value) === value && (hole === undefined || accepts(hole, value));
}

function accepts({ schema }: Hole, value: string): boolean {
  return schema.safeParse(value).success;
}

/** Takes few values, so that one which fits is no chance. */
function isSpecific(hole: Hole): boolean {
  return !accepts(hole, "zq") && !accepts(hole, "net") && !accepts(hole, "12") && !accepts(hole, "mail12");
}

/**
 * Options that are one of a list: a value that stands in a name of the vendor's is meant; where none does and the option
 * must be given, nobody knows.
 */
function choiceOf(service: Service, variant: Variant, labels: ReadonlySet<string>) {
  const others = variantsOf(service);
  const open: Record<string, string> = {};
  let told = 0;
  for (const [key, value] of Object.entries(variant.options)) {
    if (typeof value !== "string" || markersIn(value).length > 0) continue;
    if (labels.has(value)) told += 1;
    else if (others.every(({ options }) => key in options)) open[key] = PLACEHOLDER;
  }
  return { open, told };
}

function weightOf({ options, maps, holes }: Variant): number {
  return 4 * Object.keys(options).length + 6 * maps.length + holes.length;
}

function subdomainOf({ options }: Service, relative: string | undefined): Readonly<Record<string, string>> {
  if (relative !== undefined) return { subdomain: relative };
  const { error } = options.safeParse({});
  return error?.issues.some(({ path }) => path[0] === "subdomain") === true ? { subdomain: PLACEHOLDER } : {};
}
