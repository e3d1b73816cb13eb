/** The address of `source_ip`, as reporters write it, in canonical text. */
import { formatIp, parseIp, type IpAddress } from "../spf/ip-address.ts";
import { readQuad } from "../spf/read-address.ts";
import { reading, type Reading } from "./read-value.ts";

/** Empty where there is no address to be found. IPv6 in the form of RFC 5952 §4, IPv4-mapped addresses as IPv4. */
export function readSourceIp(text: string): Reading<string> {
  if (readQuad(text) >= 0) return reading(text);
  if (text === "" || /^(none|null|unknown|-)$/i.test(text)) return reading("", "source_ip: empty");
  const whole = parseIp(text) ?? fromNumber(text);
  if (whole !== undefined) {
    const mapped = whole.family === 4 ? [`source_ip: ${/^\d+$/.test(text) ? "a number" : "IPv4-mapped address"}`] : [];
    return reading(formatIp(whole), ...mapped);
  }
  for (const candidate of candidates(text)) {
    const found = parseIp(candidate);
    if (found !== undefined) return reading(formatIp(found), "source_ip: more than an address");
  }
  return reading("", "source_ip: not an address");
}

/**
 * True for IPv6 addresses in the form of RFC 5952 §4, as long as they have no group of zeros but those that "::" stands for.
 * False says nothing: it is the quick way for nearly all there are.
 */
export function isPlainIp6(text: string): boolean {
  const { length } = text;
  let [groups, digits] = [0, 0];
  let gap = false;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON) {
      if (digits > 0) groups += 1;
      else if (gap || at === 0) return false;
      else gap = true;
      digits = 0;
    } else {
      // Lower case, without leading zeros (§4.1, §4.3).
      const fits = (code > ZERO && code < COLON) || (code >= 97 && code <= 102) || (code === ZERO && digits > 0);
      if (!fits || digits === 4) return false;
      digits += 1;
    }
  }
  if (digits > 0) groups += 1;
  else if (text.charCodeAt(length - 2) !== COLON) return false;
  // "::" stands for two groups at least (§4.2.2).
  return gap ? groups <= 6 : groups === 8;
}

const ZERO = 48;
const COLON = 58;

/** As databases keep IPv4; numbers below that of 1.0.0.0 are anything else. */
function fromNumber(text: string): IpAddress | undefined {
  const number = /^\d{8,10}$/.test(text) ? Number(text) : 0;
  if (number < 2 ** 24 || number >= 2 ** 32) return undefined;
  return { family: 4, value: BigInt(number) };
}

/** What may be the address in `[192.0.2.1]:25`, `host.example (192.0.2.1)`, `IPv6:2001:db8::1`, `fe80::1%eth0`, `192.000.002.001`. */
function candidates(text: string): string[] {
  const bare = text.replace(/^ipv[46]:/i, "").replace(/[%/].*$|\.+$/, "");
  const quad = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/.exec(text)?.[0] ?? "";
  const inBrackets = /[[(]\s*(?:ipv6:)?([^\])%/]*)/i.exec(text)?.[1]?.trim() ?? "";
  return [bare, inBrackets, ...text.split(/[\s,;]+/).slice(0, 4), quad, quad.replace(/\b0+(?=\d)/g, "")];
}
