/** How Read finds a record in the zone file, and what it says of it: for refresh and for import. */
import { findEntry, findNamesake } from "./find-entry.ts";
import type { KnownRecord } from "./find-entry.ts";
import type { RecordEntry, Zone } from "./parse-zone.ts";
import { parseRecordId } from "./record-id.ts";
import type { Properties } from "./record-inputs.ts";
import { DMARC, SPF } from "./rivals.ts";

/** The record Read is asked for. */
export interface ReadTarget extends KnownRecord {
  readonly directory: string;
  readonly zone: string;
}

/** The record by its mark, by its content, or, unless it must be exact, by being the only one it can be. */
export function readEntry(zone: Zone, target: KnownRecord, exact: boolean): RecordEntry | undefined {
  const entry = findEntry(zone, target);
  if (entry !== undefined || exact) return entry;
  return findNamesake(zone, target.name, target.type, roleOf(target));
}

/** What a TXT is for, told from its old content or from its label (`…/TXT/spf`). */
function roleOf({ type, label, content }: KnownRecord): RegExp | undefined {
  if (type !== "TXT") return undefined;
  if (label.endsWith("/spf") || (content !== undefined && SPF.test(content))) return SPF;
  if (label.endsWith("/dmarc") || (content !== undefined && DMARC.test(content))) return DMARC;
  return undefined;
}

/** Where an import looks, told from its id; throws one sentence when the id is none or no folder is known. */
export function importTarget(id: string, defaultDirectory: string | undefined): ReadTarget {
  const target = parseRecordId(id);
  const directory = target.directory ?? defaultDirectory;
  if (directory === undefined) {
    throw new Error(
      `the import of ${id} needs the folder of the zone files: set zonefile:directory in the stack's configuration, or ` +
        `put it in front of the id as <directory>::.`,
    );
  }
  return { ...target, directory };
}

/** What Read reports of the line: as inputs too, or the next preview does not see what changed by hand. */
export function describeEntry(
  target: ReadTarget,
  entry: RecordEntry,
  wasMarked: boolean,
): { readonly inputs: Properties; readonly properties: Properties } {
  if (entry.content === undefined || entry.ttl === undefined) {
    throw new Error(`the ${entry.type} record at ${entry.name} cannot be read; write out its TTL and its data.`);
  }
  const inputs = {
    directory: target.directory,
    zone: target.zone,
    name: target.name,
    type: target.type,
    ttl: entry.ttl,
    content: entry.content,
    label: target.label,
  };
  // An imported record without our mark is no drift; a mark that was there and is gone is.
  const marked = entry.label !== undefined ? { marked: true } : wasMarked ? { marked: false } : {};
  return { inputs, properties: { ...inputs, ...marked } };
}
