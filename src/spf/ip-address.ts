/** IP addresses of SPF (RFC 7208 §5): their text as `ip4` and `ip6` hold it, and their bits as they are compared. */

/** RFC 7208 §12 `qnum`: 0-255 without leading zeros. */
const qnum = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const ip4 = new RegExp(`^${qnum}(?:\\.${qnum}){3}$`);

export type Family = 4 | 6;

/** An address as a number of 32 or 128 bits. */
export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
}

/** Bits of an address. */
export const addressBits: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** True for a whole dotted quad (RFC 7208 §12 `ip4-network`); `192.0.2` and `192.0.02.1` are not one. */
export function isIp4(text: string): boolean {
  return ip4.test(text);
}

/**
 * True for the text form of an IPv6 address (RFC 4291 §2.2): eight groups of one to four hexadecimal digits, at most one
 * `::` for one or more groups of zeros, the last two groups also as a dotted quad. No zone id (RFC 4007 §11 is not part of
 * it) and no brackets.
 */
export function isIp6(text: string): boolean {
  return ip6Groups(text) !== undefined;
}

/** The eight 16-bit groups of an IPv6 address, or undefined. */
export function ip6Groups(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => readGroups(half, index === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (tail === undefined) return head.length === 8 ? head : undefined;
  // "::" stands for at least one group (RFC 4291 §2.2, form 2), so at most seven are written beside it.
  const zeros = 8 - head.length - tail.length;
  return zeros < 1 ? undefined : [...head, ...Array.from({ length: zeros }, () => 0), ...tail];
}

/** One side of the `::`, or undefined when it is malformed; a dotted quad ends the address and gives two groups. */
function readGroups(half: string, last: boolean): readonly number[] | undefined {
  if (half === "") return [];
  const groups = half.split(":");
  const quad = last && isIp4(groups.at(-1) ?? "") ? quadBits(groups.pop() ?? "") : undefined;
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const numbers = groups.map(group => Number.parseInt(group, 16));
  return quad === undefined ? numbers : [...numbers, quad >>> 16, quad & 0xffff];
}

/** The 32 bits of a dotted quad that has passed `isIp4`. */
function quadBits(text: string): number {
  return text.split(".").reduce((bits, octet) => ((bits << 8) | Number(octet)) >>> 0, 0);
}

/**
 * An address from its text, or undefined. An IPv4-mapped IPv6 address is the IPv4 address: clients come in that form on
 * IPv6 servers (RFC 7208 §5).
 */
export function parseIp(text: string): IpAddress | undefined {
  if (isIp4(text)) return { family: 4, value: BigInt(quadBits(text)) };
  const value = parseIp6Network(text);
  if (value === undefined) return undefined;
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value };
}

/** The 128 bits of an IPv6 address as it is written; in a record a mapped one is no IPv4 address (RFC 7208 §5). */
export function parseIp6Network(text: string): bigint | undefined {
  return ip6Groups(text)?.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** The bits of an address of the family; undefined for any other text. */
export function bitsOf(text: string, family: Family): bigint | undefined {
  if (family === 6) return parseIp6Network(text);
  return isIp4(text) ? BigInt(quadBits(text)) : undefined;
}

/** The text of an address; IPv6 in the canonical form (RFC 5952 §4). */
export function formatIp({ family, value }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  // RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals, becomes "::".
  const runs = [
    ...groups
      .map(group => (group === "0" ? "0" : " "))
      .join("")
      .matchAll(/00+/g),
  ];
  const longest = runs.toSorted((a, b) => b[0].length - a[0].length)[0];
  if (longest === undefined) return groups.join(":");
  const after = longest.index + longest[0].length;
  return `${groups.slice(0, longest.index).join(":")}::${groups.slice(after).join(":")}`;
}

/** True when the first `prefix` bits of both are the same (RFC 7208 §5); the families must be equal. */
export function samePrefix(a: bigint, b: bigint, prefix: number, family: Family): boolean {
  return (a ^ b) >> BigInt(addressBits[family] - prefix) === 0n;
}

/** The parts of the macro `i`: four decimal octets, or 32 hexadecimal digits (RFC 7208 §7.3). */
export function dottedForm(ip: IpAddress): string {
  return ip.family === 4 ? formatIp(ip) : [...ip.value.toString(16).padStart(32, "0")].join(".");
}

/** The name whose PTR RRset names the hosts of an address (RFC 7208 §5.5). */
export function reverseName(ip: IpAddress): string {
  return `${dottedForm(ip).split(".").toReversed().join(".")}.${ip.family === 4 ? "in-addr" : "ip6"}.arpa`;
}
