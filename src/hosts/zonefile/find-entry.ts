/** Which line of a zone file is the record we mean. */
import type { RecordType } from "../../dns/rrset.ts";
import type { RecordEntry, Zone } from "./parse-zone.ts";

/** What is known of a record from before: the mark it carries, or what it said. */
export interface KnownRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly label: string;
  /** Also take an unmarked record with this content: one that was imported, or whose mark was cut off by hand. */
  readonly content?: string | undefined;
}

/**
 * The line with our mark at this name and type, else an unmarked line with the known content. A mark at another name or type is a
 * line somebody copied: it is foreign. Two lines with the same mark cannot be told apart, so that is an error.
 */
export function findEntry(zone: Zone, known: KnownRecord): RecordEntry | undefined {
  const alike = zone.records.filter(entry => entry.name === known.name && entry.type === known.type);
  const marked = alike.filter(entry => entry.label === known.label);
  if (marked.length > 1) {
    const lines = marked.map(entry => entry.line.number).join(" and ");
    throw new Error(
      `lines ${lines} of the zone file of ${zone.origin} both carry the mark "mailwright ${known.label}"; delete the copy.`,
    );
  }
  return (
    marked[0] ??
    alike.find(entry => entry.label === undefined && entry.content === known.content && known.content !== undefined)
  );
}

/**
 * An unmarked record that must be the one meant, though its content is not known: the only one of its kind at its name. For
 * import by name and type, and for an imported record that was edited by hand.
 */
export function findNamesake(
  zone: Zone,
  name: string,
  type: RecordType,
  role: RegExp | undefined,
): RecordEntry | undefined {
  const unmarked = zone.records.filter(
    entry => entry.name === name && entry.type === type && entry.label === undefined && entry.content !== undefined,
  );
  const candidates = role === undefined ? unmarked : unmarked.filter(entry => role.test(entry.content as string));
  return candidates.length === 1 ? candidates[0] : undefined;
}
