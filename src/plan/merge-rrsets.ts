/** Values that share an owner name and a type become one RRset (RFC 2181 §5). */
import type { RRset, RecordType, ResourceRecord } from "../dns/rrset.ts";
import { compareText } from "../finding.ts";
import type { WantedRecord } from "./wanted-record.ts";

/**
 * Equal values wanted twice become one: known by the role a service gave it, since the spec's own copy is the one that goes
 * when somebody tidies up, and else by the first role in order. Order within an RRset is by role.
 */
export function mergeRRsets(wanted: readonly WantedRecord[], ttl: number): readonly RRset[] {
  const sets = new Map<string, { name: string; type: RecordType; records: Map<string, ResourceRecord> }>();
  const ordered = wanted.toSorted(
    (a, b) =>
      Number(a.services.length === 0) - Number(b.services.length === 0) ||
      compareText(a.role, b.role) ||
      compareText(a.rdata, b.rdata),
  );
  for (const one of ordered) {
    const key = `${one.name} ${one.type}`;
    const set = sets.get(key) ?? { name: one.name, type: one.type, records: new Map<string, ResourceRecord>() };
    sets.set(key, set);
    set.records.set(one.rdata, mergeRecord(set.records.get(one.rdata), one));
  }
  return [...sets.values()]
    .map(({ name, type, records }) => {
      const sorted = [...records.values()].toSorted(
        (a, b) => compareText(a.role, b.role) || compareText(a.rdata, b.rdata),
      );
      return { name, type, ttl, records: sorted };
    })
    .toSorted(compareRRsets);
}

function mergeRecord(same: ResourceRecord | undefined, one: WantedRecord): ResourceRecord {
  const { rdata, role } = one;
  const services = [...new Set([...(same?.services ?? []), ...one.services])].toSorted();
  const notes = same?.provenance ?? one.provenance;
  const others = [...new Set([...(same?.otherRoles ?? []), ...(one.otherRoles ?? []), role])].filter(
    other => other !== (same?.role ?? role),
  );
  return {
    rdata,
    role: same?.role ?? role,
    services,
    ...(others.length > 0 ? { otherRoles: others } : {}),
    ...(notes ? { provenance: notes } : {}),
  };
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
