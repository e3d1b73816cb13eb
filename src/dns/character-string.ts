/**
 * Character strings (RFC 1035 §3.3): a TXT rdata is one or more strings of at most 255 octets each.
 * The core holds a TXT value as one logical string; only hosts and zone files see the pieces.
 */

/** RFC 1035 §3.3: the length octet in front of a character string holds at most 255. */
export const MAX_CHARACTER_STRING = 255;

const utf8 = new TextEncoder();

/**
 * Splits a logical TXT value into character strings of at most 255 octets, counted in UTF-8 octets before any escaping.
 * 255 octets give one string, 510 two, none gives one empty string (a TXT rdata has at least one, RFC 1035 §3.3.14).
 */
export function splitCharacterStrings(text: string): readonly Uint8Array[] {
  const octets = utf8.encode(text);
  if (octets.length === 0) return [octets];
  const strings: Uint8Array[] = [];
  for (let start = 0; start < octets.length; start += MAX_CHARACTER_STRING) {
    strings.push(octets.subarray(start, start + MAX_CHARACTER_STRING));
  }
  return strings;
}

/** Joins character strings with nothing between them (RFC 7208 §3.3, RFC 6376 §3.6.2.2); malformed UTF-8 becomes U+FFFD. */
export function joinCharacterStrings(strings: readonly Uint8Array[]): string {
  const octets = new Uint8Array(strings.reduce((sum, string) => sum + string.length, 0));
  let at = 0;
  for (const string of strings) {
    octets.set(string, at);
    at += string.length;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(octets);
}

/**
 * One character string in presentation format, in double quotes: `"` and `\` behind a backslash, octets outside
 * printable ASCII as `\DDD` (RFC 1035 §5.1).
 */
export function quoteCharacterString(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) {
    if (octet === 0x22 || octet === 0x5c) text += "\\" + String.fromCharCode(octet);
    else if (octet < 0x20 || octet > 0x7e) text += "\\" + String(octet).padStart(3, "0");
    else text += String.fromCharCode(octet);
  }
  return text + '"';
}

/** A logical TXT value in presentation format: `"first 255 octets" "rest"`, strings apart by one space. */
export function formatTxt(text: string): string {
  return splitCharacterStrings(text).map(quoteCharacterString).join(" ");
}
