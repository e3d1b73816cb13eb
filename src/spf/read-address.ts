/**
 * Addresses from text into numbers, without an object on the way: the same texts as `parseIp`, several times as fast. For
 * where millions are read; elsewhere `parseIp` is plainer.
 */

/** The 32 bits of a dotted quad that stands from `from` to the end of the text; -1 for what is none. */
export function readQuad(text: string, from = 0): number {
  let bits = 0;
  let octet = -1;
  let dots = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (octet < 0 || dots === 3) return -1;
      bits = bits * 256 + octet;
      octet = -1;
      dots += 1;
    } else {
      const digit = code - 48;
      // RFC 7208 §12 `qnum`: no leading zeros.
      if (digit < 0 || digit > 9 || octet === 0) return -1;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    }
  }
  return octet < 0 || dots !== 3 ? -1 : bits * 256 + octet;
}

/** Writes the eight groups of an IPv6 address (RFC 4291 §2.2); false for what is none. */
export function readGroups(text: string, groups: Uint16Array): boolean {
  let count = 0;
  let gap = -1;
  let at = 0;
  if (text.startsWith("::")) {
    gap = 0;
    at = 2;
    if (text.length === 2) return fill(groups, 0, 0);
  }
  while (count < 8) {
    const start = at;
    let bits = 0;
    let digit = hexDigit(text.charCodeAt(at));
    for (; digit >= 0; digit = hexDigit(text.charCodeAt(at))) {
      bits = bits * 16 + digit;
      at += 1;
      if (at - start > 4) return false;
    }
    if (text.charCodeAt(at) === 46 && count <= 6) {
      const quad = readQuad(text, start);
      if (quad < 0) return false;
      groups[count] = quad >>> 16;
      groups[count + 1] = quad & 0xffff;
      return fill(groups, gap, count + 2);
    }
    if (at === start) return false;
    groups[count] = bits;
    count += 1;
    if (at === text.length) return fill(groups, gap, count);
    if (text.charCodeAt(at) !== 58) return false;
    at += 1;
    if (text.charCodeAt(at) === 58) {
      if (gap >= 0) return false;
      gap = count;
      at += 1;
      if (at === text.length) return fill(groups, gap, count);
    }
  }
  return false;
}

/** Puts zeros where the "::" stood: at least one group of them (RFC 4291 §2.2, form 2). */
function fill(groups: Uint16Array, gap: number, count: number): boolean {
  if (gap < 0) return count === 8;
  if (count > 7) return false;
  groups.copyWithin(8 - (count - gap), gap, count);
  groups.fill(0, gap, 8 - (count - gap));
  return true;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
