/** Rdata of a zone file in the form the plan holds it (src/dns/rrset.ts), or undefined for types nobody here edits. */
import { MAX_CHARACTER_STRING, joinCharacterStrings } from "../../dns/character-string.ts";
import type { ZoneToken } from "./scan-zone.ts";

/** Thrown with one sentence; the parser puts the line in front. */
export class RdataError extends Error {}

/** RFC 3597 §5: types may be written as TYPEnnn. */
const TYPE_NUMBERS: Readonly<Record<string, string>> = { TYPE5: "CNAME", TYPE6: "SOA", TYPE15: "MX", TYPE16: "TXT" };

/** The type's name in upper case. */
export function typeName(raw: string): string {
  const upper = raw.toUpperCase();
  return TYPE_NUMBERS[upper] ?? upper;
}

/**
 * TXT: the logical string; CNAME: the target without trailing dot; MX: `preference exchange`. Undefined for other types and
 * for the generic form `\# length hex` (RFC 3597 §5).
 */
export function readRdata(type: string, tokens: readonly ZoneToken[], origin: string): string | undefined {
  const [first, second] = tokens;
  if (first !== undefined && !first.quoted && first.raw === "\\#") return undefined;
  switch (type) {
    case "TXT":
      if (first === undefined) throw new RdataError("a TXT record has no character string.");
      return joinCharacterStrings(tokens.map(readCharacterString));
    case "CNAME":
      if (first === undefined || tokens.length !== 1) throw new RdataError("a CNAME record needs exactly one target.");
      return targetName(first.raw, origin);
    case "MX":
      if (first === undefined || second === undefined || tokens.length !== 2 || !/^\d{1,5}$/.test(first.raw)) {
        throw new RdataError("an MX record needs a preference and a host name.");
      }
      return `${Number(first.raw)} ${targetName(second.raw, origin)}`;
    case "SOA":
      if (tokens.length !== 7) throw new RdataError("an SOA record needs seven fields.");
      return undefined;
    default:
      return undefined;
  }
}

function readCharacterString(token: ZoneToken): Uint8Array {
  const octets = readOctets(token.raw);
  if (octets.length > MAX_CHARACTER_STRING) {
    throw new RdataError(`a character string has ${octets.length} octets, at most 255 are allowed.`);
  }
  return octets;
}

/** Resolves `\DDD` and `\X` (RFC 1035 §5.1). One character of the text is one octet; others than Latin-1 are UTF-8. */
export function readOctets(raw: string): Uint8Array {
  const octets: number[] = [];
  for (let at = 0; at < raw.length; at++) {
    let code = raw.codePointAt(at) as number;
    if (code === 0x5c) {
      const digits = /^\d{3}/.exec(raw.slice(at + 1, at + 4))?.[0];
      if (digits !== undefined && Number(digits) <= 255) {
        octets.push(Number(digits));
        at += 3;
        continue;
      }
      if (/\d/.test(raw[at + 1] ?? "")) {
        throw new RdataError("a backslash before digits needs three of them, 000 to 255.");
      }
      at++;
      code = raw.codePointAt(at) as number;
    }
    if (code <= 0xff) {
      octets.push(code);
    } else {
      octets.push(...new TextEncoder().encode(String.fromCodePoint(code)));
      if (code > 0xffff) at++;
    }
  }
  return Uint8Array.from(octets);
}

function targetName(raw: string, origin: string): string {
  const name = absoluteName(raw, origin);
  return name === "" ? "." : name;
}

/** A name as written to the core's form: absolute, lower case, no trailing dot; the root is the empty string. */
export function absoluteName(raw: string, origin: string): string {
  if (raw === "@") return origin;
  if (raw === ".") return "";
  const name = plainName(raw);
  // RFC 1035 §5.1: names that do not end in a dot are relative to the origin.
  if (/(^|[^\\])(\\\\)*\.$/.test(name)) return checked(name.slice(0, -1));
  return checked(origin === "" ? name : `${name}.${origin}`);
}

/** Lower case; escapes of plain letters, digits, `-` and `_` resolved, so that one name has one spelling; others stay. */
function plainName(raw: string): string {
  return raw
    .replace(/\\(\d{3}|[^\d])/g, (escape, body: string) => {
      const char = body.length === 3 ? String.fromCharCode(Number(body)) : body;
      return /^[A-Za-z0-9_-]$/.test(char) ? char : escape;
    })
    .toLowerCase();
}

function checked(name: string): string {
  if (name.split(".").includes("")) throw new RdataError(`the name ${JSON.stringify(name)} has an empty label.`);
  return name;
}
