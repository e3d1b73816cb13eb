/** From the text of an address to what is kept for its range: a search in sorted numbers, millions a second. */
import type { AddressRange } from "./address-ranges.ts";
import type { Family } from "./ip-address.ts";
import { readGroups, readQuad } from "./read-address.ts";

/** 32-bit words of an IPv6 address. */
const WORDS = 4;

/**
 * A search over ranges that fill the space of each family. Text that `parseIp` refuses gives undefined, and IPv4-mapped
 * addresses are IPv4 (RFC 7208 §5).
 */
export function rangeFinder<Range extends AddressRange>(
  ranges: Readonly<Record<Family, readonly Range[]>>,
): (ip: string) => Range | undefined {
  const [ranges4, ranges6] = [ranges[4], ranges[6]];
  const starts4 = Uint32Array.from(ranges4, ({ first }) => Number(first));
  const starts6 = Uint32Array.from(
    ranges6.flatMap(({ first }) => [96n, 64n, 32n, 0n].map(shift => Number((first >> shift) & 0xffff_ffffn))),
  );
  const groups = new Uint16Array(8);
  const words = new Uint32Array(WORDS);
  return ip => {
    const quad = readQuad(ip);
    if (quad >= 0) return ranges4[findNumber(starts4, quad)];
    if (!readGroups(ip, groups)) return undefined;
    for (let index = 0; index < WORDS; index += 1) {
      words[index] = (groups[2 * index] as number) * 0x1_0000 + (groups[2 * index + 1] as number);
    }
    return words[0] === 0 && words[1] === 0 && words[2] === 0xffff
      ? ranges4[findNumber(starts4, words[3] as number)]
      : ranges6[findWords(starts6, words)];
  };
}

/** Index of the last start that is not above the value; the first start is 0. */
function findNumber(starts: Uint32Array, value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function findWords(starts: Uint32Array, words: Uint32Array): number {
  let low = 0;
  let high = starts.length / WORDS - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isAbove(starts, middle * WORDS, words)) high = middle - 1;
    else low = middle;
  }
  return low;
}

function isAbove(starts: Uint32Array, from: number, words: Uint32Array): boolean {
  for (let index = 0; index < WORDS; index += 1) {
    const start = starts[from + index] as number;
    const word = words[index] as number;
    if (start !== word) return start > word;
  }
  return false;
}
