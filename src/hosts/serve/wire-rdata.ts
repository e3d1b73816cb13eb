/** Rdata of a zone file as it goes over the wire. */
import { MAX_CHARACTER_STRING } from "../../dns/character-string.ts";
import { ip6Groups, isIp4 } from "../../spf/ip-address.ts";
import { parseTtl } from "../zonefile/parse-zone.ts";
import { absoluteName, readOctets } from "../zonefile/read-rdata.ts";
import type { ZoneToken } from "../zonefile/scan-zone.ts";
import type { Field } from "./record-types.ts";
import { wireName, type WireName } from "./wire-name.ts";

/** Octets, and between them names (strings) that a message may write as a pointer to where they stand already. */
export type Rdata = readonly (Uint8Array | WireName)[];

/** Thrown with one sentence; the zone's reader puts the line in front. */
export class WireRdataError extends Error {}

/** RFC 3597 §5: `\# length hex`, for any type. */
export function genericRdata(tokens: readonly ZoneToken[]): Rdata | undefined {
  const [mark, length, ...hex] = tokens;
  if (mark === undefined || mark.quoted || mark.raw !== "\\#") return undefined;
  const octets = hexOctets(hex.map(token => token.raw).join(""));
  if (length === undefined || !/^\d+$/.test(length.raw) || Number(length.raw) !== octets.length) {
    throw new WireRdataError("the data behind \\# is not as long as it says.");
  }
  return [octets];
}

/** The tokens behind the type, by the type's fields; names relative to `origin`. */
export function wireRdata(fields: readonly Field[], tokens: readonly ZoneToken[], origin: string): Rdata {
  const parts: (Uint8Array | WireName)[] = [];
  let at = 0;
  for (const field of fields) {
    if (takesRest(field)) {
      const rest = tokens.slice(at);
      if (rest.length === 0) throw new WireRdataError("the record's data ends too early.");
      parts.push(restOctets(field, rest));
      at = tokens.length;
    } else {
      const token = tokens[at++];
      if (token === undefined) throw new WireRdataError("the record's data ends too early.");
      parts.push(fieldPart(field, token, origin));
    }
  }
  if (at < tokens.length)
    throw new WireRdataError(`${JSON.stringify(tokens[at]?.raw)} is too much in the record's data.`);
  return parts;
}

type RestField = "strings" | "text" | "hex" | "base64";

function takesRest(field: Field): field is RestField {
  return field === "strings" || field === "text" || field === "hex" || field === "base64";
}

function restOctets(field: RestField, tokens: readonly ZoneToken[]): Uint8Array {
  const joined = tokens.map(token => token.raw).join("");
  switch (field) {
    case "strings":
      return Buffer.concat(tokens.map(characterString));
    case "text":
      return readOctets(joined);
    case "hex":
      return hexOctets(joined);
    case "base64":
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(joined)) throw new WireRdataError("the key in the record is not base64.");
      return Buffer.from(joined, "base64");
  }
}

function fieldPart(field: Exclude<Field, RestField>, token: ZoneToken, origin: string): Uint8Array | WireName {
  const { raw } = token;
  switch (field) {
    case "compressible":
      return absoluteWireName(raw, origin);
    case "name":
      return Buffer.from(absoluteWireName(raw, origin), "latin1");
    case "u8":
      return integer(raw, 1);
    case "u16":
      return integer(raw, 2);
    case "u32":
      return integer(raw, 4);
    case "time":
      return integer(String(parseTtl(raw)), 4);
    case "ip4":
      if (!isIp4(raw)) throw new WireRdataError(`${JSON.stringify(raw)} is no IPv4 address.`);
      return Uint8Array.from(raw.split("."), Number);
    case "ip6": {
      const groups = ip6Groups(raw);
      if (groups === undefined) throw new WireRdataError(`${JSON.stringify(raw)} is no IPv6 address.`);
      return Uint8Array.from(groups.flatMap(group => [group >> 8, group & 0xff]));
    }
    case "string":
      return characterString(token);
  }
}

function absoluteWireName(raw: string, origin: string): WireName {
  const name = wireName(absoluteName(raw, origin));
  if (name === undefined) throw new WireRdataError(`${JSON.stringify(raw)} is no domain name.`);
  return name;
}

function integer(raw: string, length: 1 | 2 | 4): Uint8Array {
  const value = /^\d{1,10}$/.test(raw) ? Number(raw) : Number.NaN;
  if (!(value < 2 ** (8 * length)))
    throw new WireRdataError(`${JSON.stringify(raw)} is no number of ${8 * length} bits.`);
  const octets = Buffer.alloc(length);
  octets.writeUIntBE(value, 0, length);
  return octets;
}

function characterString(token: ZoneToken): Uint8Array {
  const octets = readOctets(token.raw);
  if (octets.length > MAX_CHARACTER_STRING) throw new WireRdataError("a character string is longer than 255 octets.");
  return Uint8Array.of(octets.length, ...octets);
}

function hexOctets(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new WireRdataError("the data of the record is not hexadecimal.");
  return Buffer.from(hex, "hex");
}
