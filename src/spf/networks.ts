/** Address ranges and the networks they are made of (CIDR, RFC 4632 §3.1). */
import type { AddressRange } from "./address-ranges.ts";
import { addressBits, formatIp, type Family } from "./ip-address.ts";

export interface Network {
  readonly family: Family;
  /** The first address. */
  readonly first: bigint;
  readonly prefix: number;
}

/** The fewest networks that hold exactly the addresses of a range. */
export function networksOf(family: Family, { first, last }: AddressRange): readonly Network[] {
  const networks: Network[] = [];
  for (let at = first; at <= last;) {
    // The largest block that begins here by its alignment and does not pass the end.
    let size = 0;
    while (size < addressBits[family] && at % (2n << BigInt(size)) === 0n && at + (2n << BigInt(size)) - 1n <= last) {
      size += 1;
    }
    networks.push({ family, first: at, prefix: addressBits[family] - size });
    at += 1n << BigInt(size);
  }
  return networks;
}

/** Ranges in order, those that touch or overlap joined: what several terms together let pass. */
export function uniteRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const joined: AddressRange[] = [];
  for (const range of ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const before = joined.at(-1);
    if (before === undefined || range.first > before.last + 1n) joined.push(range);
    else if (range.last > before.last) joined[joined.length - 1] = { first: before.first, last: range.last };
  }
  return joined;
}

/** `ip4:192.0.2.0/24`; the prefix length of a single address is the default and is left out (RFC 7208 §5.6). */
export function networkTerm({ family, first, prefix }: Network): string {
  const length = prefix === addressBits[family] ? "" : `/${prefix}`;
  return `ip${family}:${formatIp({ family, value: first })}${length}`;
}
