/** The address syntax of `ip4` and `ip6` (RFC 7208 §5.6), on text alone. */

/** RFC 7208 §12 `qnum`: 0-255 without leading zeros. */
const qnum = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const ip4 = new RegExp(`^${qnum}(?:\\.${qnum}){3}$`);

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
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const counts = halves.map((half, index) => groupCount(half, index === halves.length - 1));
  if (counts.includes(undefined)) return false;
  const groups = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  // "::" stands for at least one group (RFC 4291 §2.2, form 2), so at most seven are written beside it.
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/** 16-bit groups in one side of the `::`, or undefined when it is malformed; a dotted quad ends the address and counts two. */
function groupCount(half: string, last: boolean): number | undefined {
  if (half === "") return 0;
  const groups = half.split(":");
  const quad = last && isIp4(groups.at(-1) ?? "") ? groups.pop() : undefined;
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.length + (quad === undefined ? 0 : 2);
}
