/** Ranges of addresses: networks as ranges, nested networks as ranges side by side, and ranges cut by others. */
import { addressBits, bitsOf, type Family } from "./ip-address.ts";

/** Both ends belong to it. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** A network of a ranked list; where two hold an address, the lower rank counts. */
export interface RankedRange extends AddressRange {
  readonly rank: number;
}

/** All addresses of a family. */
export function wholeSpace(family: Family): AddressRange {
  return { first: 0n, last: (1n << BigInt(addressBits[family])) - 1n };
}

/**
 * The clients that an address of a record or of an answer stands for, by its first `prefix` bits (RFC 7208 §5.6). Undefined
 * for what stands for nobody: text of no address, and IPv4-mapped networks, since clients in that form are IPv4 (§5).
 */
export function networkRange(text: string, prefix: number | undefined, family: Family): AddressRange | undefined {
  const value = bitsOf(text, family);
  const bits = addressBits[family];
  if (value === undefined || value >> BigInt(bits) !== 0n) return undefined;
  const length = prefix ?? bits;
  if (family === 6 && length >= 96 && value >> 32n === 0xffffn) return undefined;
  const host = BigInt(bits - length);
  const first = (value >> host) << host;
  return { first, last: first + (1n << host) - 1n };
}

/**
 * Ranked networks as sorted ranges that do not overlap, each with the rank that counts there. Of two networks one holds the
 * other or they are apart, so those around the place of the sweep are a stack.
 */
export function flattenRanked(networks: readonly RankedRange[]): readonly RankedRange[] {
  const sorted = networks.toSorted((a, b) => compare(a.first, b.first) || compare(b.last, a.last) || a.rank - b.rank);
  const flat: RankedRange[] = [];
  const around: { readonly last: bigint; readonly rank: number }[] = [];
  let at = 0n;
  const upTo = (last: bigint, rank: number): void => {
    if (at > last) return;
    const before = flat.at(-1);
    if (before !== undefined && before.rank === rank && before.last + 1n === at) {
      flat[flat.length - 1] = { ...before, last };
    } else {
      flat.push({ first: at, last, rank });
    }
    at = last + 1n;
  };
  const leaveThoseBefore = (place: bigint): void => {
    for (let top = around.at(-1); top !== undefined && top.last < place; top = around.at(-1)) {
      upTo(top.last, top.rank);
      around.pop();
    }
  };
  for (const { first, last, rank } of sorted) {
    leaveThoseBefore(first);
    const top = around.at(-1);
    if (top !== undefined) upTo(first - 1n, top.rank);
    at = first;
    around.push({ last, rank: top === undefined ? rank : Math.min(rank, top.rank) });
  }
  const widest = around[0];
  if (widest !== undefined) leaveThoseBefore(widest.last + 1n);
  return flat;
}

/**
 * Cuts ranges by other ranges, both sorted and without overlaps: `hit` gets each part inside one of the others, the result
 * is the rest.
 */
export function cutRanges<Range extends AddressRange, Other extends AddressRange>(
  ranges: readonly Range[],
  others: readonly Other[],
  hit: (part: Range, other: Other) => void,
): Range[] {
  const rest: Range[] = [];
  let next = 0;
  for (const range of ranges) {
    let { first } = range;
    for (; next < others.length; next += 1) {
      const other = others[next] as Other;
      if (other.last < first) continue;
      if (other.first > range.last) break;
      if (other.first > first) {
        rest.push({ ...range, first, last: other.first - 1n });
        first = other.first;
      }
      const last = other.last < range.last ? other.last : range.last;
      hit({ ...range, first, last }, other);
      first = last + 1n;
      // The other may reach into the next range.
      if (first > range.last) break;
    }
    if (first <= range.last) rest.push({ ...range, first });
  }
  return rest;
}

/** Puts ranges that do not overlap in order. */
export function sortRanges<Range extends AddressRange>(ranges: readonly Range[]): Range[] {
  return ranges.toSorted((a, b) => compare(a.first, b.first));
}

/** Joins neighbours that are the same; the ranges are in order. */
export function joinRanges<Range extends AddressRange>(
  ranges: readonly Range[],
  same: (a: Range, b: Range) => boolean,
): Range[] {
  const joined: Range[] = [];
  for (const range of ranges) {
    const before = joined.at(-1);
    if (before !== undefined && before.last + 1n === range.first && same(before, range)) {
      joined[joined.length - 1] = { ...before, last: range.last };
    } else {
      joined.push(range);
    }
  }
  return joined;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
