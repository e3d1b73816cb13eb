/** What changes between the record in state and the record wanted. */
import { INPUT_NAMES } from "./record-inputs.ts";
import type { Properties } from "./record-inputs.ts";

export type DiffKind = "update" | "replace";

/** These say which line of which file is meant; a change of one is another record. */
const REPLACING: ReadonlySet<string> = new Set(["directory", "zone", "name", "type"]);

/** Changed properties with their kind. A value not known yet is a marker no old value equals: changed. */
export function diffRecord(olds: Properties, news: Properties): ReadonlyMap<string, DiffKind> {
  const changes = new Map<string, DiffKind>();
  for (const property of INPUT_NAMES) {
    if (olds[property] !== news[property]) {
      changes.set(property, REPLACING.has(property) ? "replace" : "update");
    }
  }
  // A refresh saw that somebody cut our mark off: writing the line again puts it back.
  if (olds["marked"] === false) changes.set("marked", "update");
  return changes;
}
