/** What option of a service gives it something more: told by what the service makes of it, not by its name. */
import { markersIn, withoutMarkers } from "../../services/option-holes.ts";
import { optionVariants, type OpenMap, type Variant } from "../../services/option-variants.ts";
import type { Contribution, Service } from "../../services/service.ts";
import { PLACEHOLDER } from "./patch.ts";

type Options = Readonly<Record<string, unknown>>;

const shapes = new WeakMap<Service, readonly Variant[]>();

export function variantsOf(service: Service): readonly Variant[] {
  const variants = shapes.get(service) ?? optionVariants(service.options);
  shapes.set(service, variants);
  return variants;
}

/** The options, all yet unknown, with which the service signs as the client and without which it does not. */
export function signingOption(service: Service): Options | undefined {
  return optionFor(
    service,
    ({ dkim, names }) =>
      [...(dkim ?? []), ...(names ?? []).filter(({ name }) => name.includes("._domainkey"))].length > 0,
  );
}

/** Those with which it bounces to a name of the client's. */
export function returnPathOption(service: Service): Options | undefined {
  return optionFor(service, ({ returnPaths }) => (returnPaths ?? []).length > 0);
}

function optionFor(service: Service, has: (contribution: Contribution) => boolean): Options | undefined {
  const all = variantsOf(service).toSorted(fewer);
  const [least] = all;
  const found = all.find(variant => has(contributed(service, variant)));
  if (least === undefined || found === undefined) return undefined;
  const more = Object.entries(optionsOf(found)).filter(([key]) => !(key in least.options) || isMap(found, key));
  return more.length === 0 ? undefined : (withPlaceholders(Object.fromEntries(more)) as Options);
}

/** What it cannot be without. */
export function leastOptions(service: Service): Options {
  return variantsOf(service).toSorted(fewer)[0]?.options ?? {};
}

/** What a vendor holds before keys that have to be copied; then what is shortest to write. */
function fewer(a: Variant, b: Variant): number {
  const weight = ({ options, maps }: Variant): number => Object.keys(options).length + maps.length;
  return weight(a) - weight(b) || a.holes.length - b.holes.length;
}

function isMap({ maps }: Variant, key: string): boolean {
  return maps.some(({ path }) => path[0] === key);
}

function contributed(service: Service, variant: Variant): Contribution {
  return service.contribute(optionsOf(variant), { domain: "client.example" });
}

/** Each open list with one entry. */
function optionsOf({ options, maps }: Variant): Options {
  return maps.reduce<Options>((given, map) => withEntries(given, map, { [PLACEHOLDER]: PLACEHOLDER }), options);
}

export function withEntries(options: Options, { path }: Pick<OpenMap, "path">, entries: Options): Options {
  const [key = "", ...rest] = path;
  const inner = (options[key] ?? {}) as Options;
  return {
    ...options,
    [key]: rest.length === 0 ? { ...inner, ...entries } : withEntries(inner, { path: rest }, entries),
  };
}

/** A copy with a placeholder for each hole that nobody has filled. */
export function withPlaceholders(value: unknown): unknown {
  if (typeof value === "string")
    return markersIn(value).length > 0 && withoutMarkers(value) === "" ? PLACEHOLDER : value;
  if (Array.isArray(value)) return value.map(withPlaceholders);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPlaceholders(inner)]));
}
