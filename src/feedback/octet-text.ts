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
export const DAMAGED_UTF8 = "text: not UTF-8, its bad octets replaced";
export const OTHER_ENCODING = "encoding: UTF-8, not what it says";
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
    // Where every octet is a character, only UTF-8 reads as UTF-8: many declarations come from a template.
    const oneOctet = /^(?:iso-?8859|latin|windows-?125|cp-?125)/.test(label);
    return value => {
      const octets = Buffer.from(value, "latin1");
      const utf8 = oneOctet ? asUtf8(octets) : undefined;
      return { text: utf8 ?? decoder.decode(octets), repair: utf8 === undefined ? undefined : OTHER_ENCODING };
    };
  } catch {
    return value => ({ text: utf8OrElse(value).text, repair: UNKNOWN_ENCODING });
  }
}

const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("windows-1252");

const replacing = new TextDecoder("utf-8");

function asUtf8(octets: Buffer): string | undefined {
  try {
    return strict.decode(octets);
  } catch {
    return undefined;
  }
}

const utf8OrElse: OctetReader["decode"] = value => {
  const octets = Buffer.from(value, "latin1");
  const whole = asUtf8(octets);
  if (whole !== undefined) return { text: whole, repair: undefined };
  // With whole characters beside the bad octets it is UTF-8 that was damaged or cut.
  const damaged = replacing.decode(octets);
  if (/[^\x00-\x7f\ufffd]/.test(damaged)) return { text: damaged, repair: DAMAGED_UTF8 };
  return { text: lenient.decode(octets), repair: BAD_UTF8 };
};

function utf16([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "utf-16be";
  return undefined;
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("latin1");
}
