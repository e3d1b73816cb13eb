/** The address of `source_ip`, as reporters write it, in canonical text. */
import { formatIp, parseIp } from "../spf/ip-address.ts";
import { readQuad } from "../spf/read-address.ts";
import { reading, type Reading } from "./read-value.ts";

/** Empty where there is no address to be found. IPv6 in the form of RFC 5952 §4, IPv4-mapped addresses as IPv4. */
export function readSourceIp(text: string): Reading<string> {
  if (readQuad(text) >= 0) return reading(text);
  if (text === "" || /^(none|null|unknown|-)$/i.test(text)) return reading("", "source_ip: empty");
  const whole = parseIp(text);
  if (whole !== undefined) {
    const mapped = whole.family === 4 ? ["source_ip: IPv4-mapped address"] : [];
    return reading(formatIp(whole), ...mapped);
  }
  for (const candidate of candidates(text)) {
    const found = parseIp(candidate);
    if (found !== undefined) return reading(formatIp(found), "source_ip: more than an address");
  }
  return reading("", "source_ip: not an address");
}

/** What may be the address in `[192.0.2.1]:25`, `host.example (192.0.2.1)`, `IPv6:2001:db8::1`, `fe80::1%eth0`, `192.000.002.001`. */
function candidates(text: string): string[] {
  const bare = text.replace(/^ipv[46]:/i, "").replace(/[%/].*$/, "");
  const quad = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/.exec(text)?.[0] ?? "";
  const inBrackets = /[[(]\s*(?:ipv6:)?([^\])%/]*)/i.exec(text)?.[1]?.trim() ?? "";
  return [bare, inBrackets, ...text.split(/[\s,;]+/).slice(0, 4), quad, quad.replace(/\b0+(?=\d)/g, "")];
}
