/**
 * Edits of a zone file as pure functions from text to text: one record's line changes, every other byte stays. A record is
 * ours when our mark (`; mailwright <logical name>`) stands behind it; without it, it is foreign.
 */
import { formatRecordLine } from "./format-zone.ts";
import type { ZoneRecord } from "./format-zone.ts";
import { findEntry } from "./find-entry.ts";
import type { KnownRecord } from "./find-entry.ts";
import { foreignComment, parseZone } from "./parse-zone.ts";
import type { RecordEntry, Zone } from "./parse-zone.ts";
import { nextSerial } from "./serial.ts";
import { ZoneSyntaxError } from "./scan-zone.ts";

/** One replacement of a span of the text. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Writes a record: over the line it is known by (by its own label, or by what `known` says of it from before), else as a
 * new line at the end of the file. The same text comes back when nothing would change.
 */
export function setRecord(
  text: string,
  origin: string,
  record: ZoneRecord & { readonly label: string },
  known?: KnownRecord,
): string {
  const zone = parseZone(text, origin);
  const { name, type, label } = record;
  const entry = findEntry(zone, { name, type, label }) ?? (known === undefined ? undefined : findEntry(zone, known));
  if (entry === undefined) return append(text, formatRecordLine(record));
  const settled = (["name", "type", "ttl", "content", "label"] as const).every(key => entry[key] === record[key]);
  if (settled) return text;
  const comment = foreignComment(entry);
  const line = formatRecordLine(record) + (comment === "" ? "" : ` ; ${comment}`);
  return splice(text, [
    { start: entry.line.start, end: entry.line.textEnd, text: line },
    ...heirs(zone, entry, record),
  ]);
}

/** Takes a record's line out; the same text when it is not there. */
export function removeRecord(text: string, origin: string, known: KnownRecord): string {
  const zone = parseZone(text, origin);
  const entry = findEntry(zone, known);
  return entry === undefined ? text : removeEntry(zone, entry);
}

/** Takes one parsed line out of its zone's text. */
export function removeEntry(zone: Zone, entry: RecordEntry): string {
  const { start, textEnd, end } = entry.line;
  // A last line without a line end was joined on by one (see append): that one goes with it.
  const lineEnd = textEnd === end ? (/\r?\n$/.exec(zone.text.slice(0, start))?.[0].length ?? 0) : 0;
  return splice(zone.text, [{ start: start - lineEnd, end, text: "" }, ...heirs(zone, entry)]);
}

/** Raises the SOA serial to max(old + 1, YYYYMMDD00) in RFC 1982 arithmetic; only its digits change. */
export function bumpSerial(text: string, origin: string, today: Date): string {
  const zone = parseZone(text, origin);
  const soa = zone.records.find(record => record.type === "SOA");
  const serial = soa?.rdata[2];
  if (soa === undefined || serial === undefined) {
    // The SOA may stand in an included file; that file is not ours to write.
    if (zone.opaque.length > 0) return text;
    throw new Error(`the zone file of ${origin} has no SOA record; give it one (RFC 1035 §5.2).`);
  }
  if (!/^\d{1,10}$/.test(serial.raw) || Number(serial.raw) >= 2 ** 32) {
    throw new ZoneSyntaxError(soa.line.number, `the SOA serial ${JSON.stringify(serial.raw)} is not a 32-bit number.`);
  }
  return splice(text, [{ start: serial.start, end: serial.end, text: String(nextSerial(Number(serial.raw), today)) }]);
}

/**
 * What the record behind must have written out once this line is gone or another: its owner where it inherits one, and its
 * TTL where no $TTL stands above it. `replacement` is what stands here then.
 */
function heirs(zone: Zone, entry: RecordEntry, replacement?: ZoneRecord): readonly Splice[] {
  const index = zone.records.indexOf(entry);
  const before = zone.records[index - 1];
  const heir = zone.records[index + 1];
  if (heir === undefined) return [];
  const owner = replacement?.name ?? before?.name;
  const ttl = replacement?.ttl ?? before?.ttl;
  const writeOwner = heir.ownerInherited && owner !== heir.name;
  const writeTtl = heir.ttlInherited && ttl !== heir.ttl && heir.ttl !== undefined;
  return [
    ...(writeOwner ? [{ start: heir.line.start, end: heir.line.start, text: `${heir.name}.` }] : []),
    ...(writeTtl ? [{ start: heir.afterOwner, end: heir.afterOwner, text: `${heir.ttl} ` }] : []),
  ];
}

/** A new last line; the file's own line end, and none at the end where it had none. */
function append(text: string, line: string): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? "\n";
  return text === "" || text.endsWith("\n") ? `${text}${line}${lineEnd}` : `${text}${lineEnd}${line}`;
}

function splice(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.start - a.start)
    .reduce((edited, { start, end, text: piece }) => edited.slice(0, start) + piece + edited.slice(end), text);
}
