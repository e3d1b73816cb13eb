/**
 * Octets as a string with one character an octet, and such strings as text. Markup is ASCII in every encoding that reports
 * come in but UTF-16, so tags can be found first and only values need decoding: one by one, so that a single bad octet costs
 * no more than its own value, and no character can be cut at the edge of a chunk.
 */
import { Buffer } from "node:buffer";

export interface OctetReader {
  readonly toOctetText: (octets: Uint8Array) => string;
  /** What is still held at the end. */
  readonly end: () => string;
  /** A value as text, and what was wrong with it. */
  readonly decode: (value: string) => { readonly text: string; readonly repair: string | undefined };
}

export const BAD_UTF8 = "text: not UTF-8, read as windows-1252";
export const UNKNOWN_ENCODING = "encoding: unknown, read as UTF-8";

/** Chosen by the first octets: a byte order mark, the zeros of UTF-16, or the encoding that the XML declaration names. */
export function octetReader(start: Uint8Array): OctetReader {
  const wide = utf16(start);
  if (wide !== undefined) {
    const decoder = new TextDecoder(wide);
    const narrow = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
    return {
      toOctetText: octets => narrow(decoder.decode(octets, { stream: true })),
      end: () => narrow(decoder.decode()),
      decode: utf8OrElse,
    };
  }
  const declared = /<\?xml[^>]{0,200}?\sencoding\s*=\s*["']?\s*([\w.:-]+)/i.exec(latin1(start))?.[1]?.toLowerCase();
  return { toOctetText: latin1, end: () => "", decode: decoderOf(declared) };
}

function decoderOf(label: string | undefined): OctetReader["decode"] {
  if (label === undefined || /^(utf-?8|us-ascii|ascii|utf-?16.*|unicode)$/.test(label)) return utf8OrElse;
  try {
    const decoder = new TextDecoder(label);
    return value => ({ text: decoder.decode(Buffer.from(value, "latin1")), repair: undefined });
  } catch {
    return value => ({ text: utf8OrElse(value).text, repair: UNKNOWN_ENCODING });
  }
}

const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("windows-1252");

const utf8OrElse: OctetReader["decode"] = value => {
  const octets = Buffer.from(value, "latin1");
  try {
    return { text: strict.decode(octets), repair: undefined };
  } catch {
    return { text: lenient.decode(octets), repair: BAD_UTF8 };
  }
};

function utf16([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "utf-16be";
  return undefined;
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("latin1");
}
