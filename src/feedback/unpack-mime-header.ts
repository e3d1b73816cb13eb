/** What of a part's header matters here: where its parts end, how it is encoded, what it is called. */
import { Buffer } from "node:buffer";
import type { TransferEncoding } from "./unpack-transfer.ts";

export interface PartHeader {
  /** Of a multipart only. */
  readonly boundary: string | undefined;
  readonly encoding: TransferEncoding;
  /** As the sender wrote it; may be empty. */
  readonly name: string;
}

/** Of a field, unfolded. */
const LONGEST_FIELD = 8_192;

/** `header` holds one octet a character. */
export function readPartHeader(header: string): PartHeader {
  const type = field(header, "content-type");
  const disposition = field(header, "content-disposition");
  return {
    boundary: /^\s*multipart\//i.test(type) ? parameter(type, "boundary")?.trimEnd() || undefined : undefined,
    encoding: encodingOf(field(header, "content-transfer-encoding")),
    name: utf8(parameter(disposition, "filename") ?? parameter(type, "name") ?? ""),
  };
}

/** Of several the first, as mail programs do. RFC 5322 §2.2.3: a line that begins with white space goes on. */
function field(header: string, name: string): string {
  const found = new RegExp(`^${name}[ \\t]*:`, "im").exec(header);
  if (found === null) return "";
  const from = found.index + found[0].length;
  const value = header.slice(from, from + LONGEST_FIELD);
  const end = /\n(?![ \t])/.exec(value);
  return value.slice(0, end?.index ?? value.length).replace(/\r?\n/g, "");
}

function encodingOf(value: string): TransferEncoding {
  const token = /[\w-]+/.exec(value.replace(/\([^)]*\)/g, ""))?.[0].toLowerCase();
  return token === "base64" || token === "quoted-printable" ? token : "identity";
}

/** RFC 2045 §5.1; of RFC 2231 the two forms that stand in one piece. */
function parameter(value: string, name: string): string | undefined {
  const found = new RegExp(
    `[;\\s]${name}(\\*(?:0\\*?)?)?[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"?|([^\\s;]*))`,
    "i",
  ).exec(value);
  if (found === null) return undefined;
  const [, extended, quoted, token = ""] = found;
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, "$1");
  return extended?.endsWith("*") === true ? percentDecoded(token) : token;
}

/** RFC 2231 §4: `utf-8'en'report%20one.xml`. */
function percentDecoded(token: string): string {
  return token
    .replace(/^[^']*'[^']*'/, "")
    .replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function utf8(octets: string): string {
  return Buffer.from(octets, "latin1").toString("utf8");
}
