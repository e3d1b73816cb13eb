/** What octets are, by what they begin with: names and declared types are the sender's to choose. */
import { Buffer } from "node:buffer";

export type OctetKind = "gzip" | "zlib" | "zip" | "mbox" | "message" | "base64" | "xml" | "json";

/** Of what is none of them: one sentence. */
export interface NotFeedback {
  readonly reason: string;
}

/** Octets that are looked at: most tell by the first few what they are. */
const FIRST = 512;
const LOOKED_AT = 65_536;

const magics: readonly (readonly [octets: string, what: string])[] = [
  ["\x78\x9f\x3e\x22", "a TNEF attachment (winmail.dat)"],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive"],
  ["Rar!\x1a\x07", "a RAR archive"],
  ["BZh", "a bzip2 file"],
  ["\xfd7zXZ\0", "an xz file"],
  ["\x28\xb5\x2f\xfd", "a zstd file"],
  ["\x1f\x9d", "a compress file (.Z)"],
  ["%PDF", "a PDF"],
  ["\x89PNG", "an image"],
  ["GIF8", "an image"],
  ["\xff\xd8\xff", "an image"],
];

export function sniff(octets: Uint8Array): OctetKind | NotFeedback {
  const [first, second] = octets;
  // RFC 1952 §2.3.1: ID1 and ID2.
  if (first === 0x1f && second === 0x8b) return "gzip";
  if (octets.length === 0) return { reason: "It is empty." };
  const start = beginning(octets, FIRST);
  if (/^PK(\x03\x04|\x05\x06|\x06\x06|\x07\x08)/.test(start))
    return isOffice(start) ? named("an office document") : "zip";
  const magic = magics.find(([begins]) => start.startsWith(begins));
  if (magic !== undefined) return named(magic[1]);
  // RFC 1950 §2.2: deflate with a window of 32 KB, in the four levels there are.
  if (first === 0x78 && (second === 0x01 || second === 0x9c || second === 0xda || second === 0x5e)) return "zlib";
  if (start.startsWith("ustar", 257)) return named("a tar archive");
  return sniffText(trimmed(start)) ?? sniffText(trimmed(beginning(octets))) ?? UNKNOWN;
}

const UNKNOWN: NotFeedback = { reason: "It is neither a report nor a container of one." };

/** Undefined when it cannot be told from so much of it. */
function sniffText(text: string): OctetKind | NotFeedback | undefined {
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(text)) return named("an HTML page");
  if (text.startsWith("<")) return "xml";
  if (text.startsWith("{") || text.startsWith("[")) return "json";
  // RFC 4155 Appendix A: a separator line holds an address and a time of day; some programs write the bare word.
  if (/^From (?:[^\n]{0,500}?\d:\d\d|-?[ \t\r]*\n|[^\n]{0,500}\n[!-9;-~]{1,80}:)/.test(text)) return "mbox";
  if (isMessage(text)) return "message";
  if (isBase64(text)) return "base64";
  // Octets that got before the prolog are the parser's to mend.
  return /<\?xml\s/.test(text) || hasFeedback(text) ? "xml" : undefined;
}

/** For parts of a message, most of which are none: whether this may be a report, or hold one. */
export function mayBeReport(octets: Uint8Array, kind: OctetKind): boolean {
  if (kind === "xml") return hasFeedback(narrow(beginning(octets)));
  // RFC 8460 §4.4.
  if (kind === "json") return /"(?:organization-name|report-id|date-range|policies)"/.test(beginning(octets));
  return true;
}

function named(what: string): NotFeedback {
  return { reason: `It is ${what}, which is not read.` };
}

function hasFeedback(text: string): boolean {
  return /<(?:[\w.-]{1,64}:)?feedback[\s>/]/i.test(text);
}

/** RFC 5322 §2.2: a field name, a colon; and one of the fields that mail has. */
function isMessage(text: string): boolean {
  return (
    // Before its header a mailbox may have left its separator, escaped.
    /^(?:>From [^\n]{0,500}\n)?[!-9;-~]{1,100}[ \t]*:/.test(text) &&
    /^(?:from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|dkim-signature)[ \t]*:/im.test(
      text,
    )
  );
}

/** Letters and digits alone, which say something that is read when they are decoded. */
function isBase64(text: string): boolean {
  const encoded = text.slice(0, 1_000).replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]{40,}=*$/.test(encoded)) return false;
  const octets = Buffer.from(encoded, "base64");
  const kind = sniff(octets);
  if (kind === "gzip" || kind === "zip" || kind === "zlib") return true;
  // Words without a full stop are letters alone as well, and what they decode to may begin with a bracket.
  return (kind === "xml" || kind === "json") && /^(?:\xef\xbb\xbf)?\s*(?:<[?!A-Za-z]|[{[]\s*")/.test(beginning(octets));
}

/** Documents of office programs are zips; they come with every second mail. */
function isOffice(start: string): boolean {
  const name = start.slice(30, 30 + start.charCodeAt(26));
  return /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\/|mimetype)/.test(name);
}

function beginning(octets: Uint8Array, most = LOOKED_AT): string {
  return Buffer.from(octets.buffer, octets.byteOffset, Math.min(octets.byteLength, most)).toString("latin1");
}

/** Without a mark and white space before it. */
function trimmed(start: string): string {
  return narrow(start).replace(/^(?:\xef\xbb\xbf|[\s\0])+/, "");
}

/** UTF-16 without its zeros and its mark, good enough to see ASCII in. */
function narrow(start: string): string {
  return /^(?:\xff\xfe|\xfe\xff|<\0|\0<)/.test(start) ? start.replace(/[\0\xfe\xff]/g, "") : start;
}
