/**
 * The shapes that a service's options can have, told from its schema: which optional ones are given, which member of an
 * enumeration, how many list members. What only the zone can say, a string, is a hole for now: a marker that goes through
 * `contribute` like any string and shows in its records where the value belongs.
 */
import type { Service } from "./service.ts";

type Schema = Service["options"];

export interface Hole {
  readonly marker: string;
  /** The string's own schema: what may stand there. */
  readonly schema: Schema;
}

/** A list of selectors (or other keys) to values, of whatever length: filled last. */
export interface OpenMap {
  readonly path: readonly string[];
  readonly value: Schema;
  /** The spec must give it, if only as `{}`. */
  readonly required: boolean;
}

export interface Variant {
  readonly options: Readonly<Record<string, unknown>>;
  readonly holes: readonly Hole[];
  readonly maps: readonly OpenMap[];
}

/** Options that add no record, or that are decided elsewhere. */
const apart: ReadonlySet<string> = new Set([
  "subdomain",
  "flatten",
  "cadence",
  "owner",
  "ticket",
  "since",
  "apexInclude",
  "aliasOf",
]);

/** Lists whose length the schema leaves open are tried up to this one. */
const MAX_OPEN_LIST = 4;
/** More shapes than any service of the catalogue has. */
const MAX_VARIANTS = 256;

export function optionVariants(schema: Schema): readonly Variant[] {
  let count = 0;
  const marker = (): string => `zq${count++}zq`;
  return expand(schema, [], true, marker)
    .slice(0, MAX_VARIANTS)
    .map(({ value, holes, maps }) => ({ options: value as Record<string, unknown>, holes, maps }));
}

interface Piece {
  /** `absent` where the option is left out. */
  readonly value: unknown;
  readonly holes: readonly Hole[];
  readonly maps: readonly OpenMap[];
}

const absent = Symbol("absent");

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly innerType?: Schema;
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly entries?: Readonly<Record<string, string>>;
  readonly options?: readonly Schema[];
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
}

interface Check {
  readonly check: string;
  readonly length?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

function expand(schema: Schema, path: readonly string[], required: boolean, marker: () => string): readonly Piece[] {
  const { type, shape, innerType, element, valueType, entries, checks } = (schema as unknown as { def: Definition })
    .def;
  if (type === "optional" && innerType !== undefined) {
    return [{ value: absent, holes: [], maps: [] }, ...expand(innerType, path, false, marker)];
  }
  if (type === "object" && shape !== undefined) {
    const members = Object.entries(shape).filter(([key]) => path.length > 0 || !apart.has(key));
    return members.reduce<readonly Piece[]>(
      (pieces, [key, member]) => {
        const options = expand(member, [...path, key], true, marker);
        return pieces.flatMap(piece => options.map(option => withMember(piece, key, option))).slice(0, MAX_VARIANTS);
      },
      [{ value: {}, holes: [], maps: [] }],
    );
  }
  if (type === "array" && element !== undefined) return lengths(checks).map(length => list(element, length, marker));
  if (type === "record" && valueType !== undefined) {
    return [{ value: {}, holes: [], maps: [{ path, value: valueType, required }] }];
  }
  if (type === "enum" && entries !== undefined) {
    return Object.values(entries).map(value => ({ value, holes: [], maps: [] }));
  }
  // False is what an option that is left out means.
  if (type === "boolean") return [{ value: true, holes: [], maps: [] }];
  if (type === "string") {
    const value = marker();
    return [{ value, holes: [{ marker: value, schema }], maps: [] }];
  }
  return [];
}

function withMember(piece: Piece, key: string, option: Piece): Piece {
  if (option.value === absent) return piece;
  return {
    value: { ...(piece.value as object), [key]: option.value },
    holes: [...piece.holes, ...option.holes],
    maps: [...piece.maps, ...option.maps],
  };
}

/** Lists of strings only: the catalogue has no others. */
function list(element: Schema, length: number, marker: () => string): Piece {
  const holes = Array.from({ length }, () => ({ marker: marker(), schema: element }));
  return { value: holes.map(hole => hole.marker), holes, maps: [] };
}

function lengths(checks: Definition["checks"]): readonly number[] {
  const defs = (checks ?? []).map(({ _zod: { def } }) => def);
  const exact = defs.find(({ check }) => check === "length_equals")?.length;
  if (exact !== undefined) return [exact];
  const least = defs.find(({ check }) => check === "min_length")?.minimum ?? 0;
  const most = Math.min(defs.find(({ check }) => check === "max_length")?.maximum ?? MAX_OPEN_LIST, MAX_OPEN_LIST);
  return Array.from({ length: Math.max(0, most - least + 1) }, (_, index) => least + index);
}
