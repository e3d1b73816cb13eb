/** Values that share an owner name and a type become one RRset (RFC 2181 §5). */
import type { RRset, RecordType, ResourceRecord } from "../dns/rrset.ts";
import { compareText } from "../finding.ts";
import type { WantedRecord } from "./wanted-record.ts";

/** Equal values wanted twice become one, known by the first role in order; order within an RRset is by role. */
export function mergeRRsets(wanted: readonly WantedRecord[], ttl: number): readonly RRset[] {
  const sets = new Map<string, { name: string; type: RecordType; records: Map<string, ResourceRecord> }>();
  const ordered = [...wanted].toSorted((a, b) => compareText(a.role, b.role) || compareText(a.rdata, b.rdata));
  for (const { name, type, rdata, role, services, provenance } of ordered) {
    const key = `${name} ${type}`;
    const set = sets.get(key) ?? { name, type, records: new Map<string, ResourceRecord>() };
    sets.set(key, set);
    const same = set.records.get(rdata);
    const all = same === undefined ? services : [...new Set([...same.services, ...services])].toSorted();
    const notes = same?.provenance ?? provenance;
    set.records.set(rdata, { rdata, role: same?.role ?? role, services: all, ...(notes ? { provenance: notes } : {}) });
  }
  return [...sets.values()]
    .map(({ name, type, records }) => ({ name, type, ttl, records: [...records.values()] }))
    .toSorted(compareRRsets);
}

/** The order of a plan: canonical by owner name, then by type. */
export function compareRRsets(a: RRset, b: RRset): number {
  return compareNames(a.name, b.name) || compareText(a.type, b.type);
}

/** Canonical order of names (RFC 4034 §6.1): label by label from the right, so that a name stands before those below it. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.split(".").toReversed();
  const right = b.split(".").toReversed();
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = compareText(left[index] ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
