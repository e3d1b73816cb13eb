/** What a change of plan does to RRsets, a line a value. */
import type { ResourceRecord, RRset } from "../../dns/rrset.ts";
import { compareText } from "../../finding.ts";

export interface RRsetChange {
  readonly name: string;
  readonly type: RRset["type"];
  /** Absent where the value is new; the same as `after` where only the TTL changes. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly ttl?: { readonly before: number; readonly after: number } | undefined;
}

/** By name and type. A value that goes and one that comes in the same role are one change. */
export function rrsetChanges(before: readonly RRset[], after: readonly RRset[]): readonly RRsetChange[] {
  const [was, is] = [byKey(before), byKey(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].toSorted(compareText);
  return keys.flatMap(key => {
    const [old, now] = [was.get(key), is.get(key)];
    const set = now ?? old;
    if (set === undefined) return [];
    const about = { name: set.name, type: set.type };
    const gone = without(old?.records ?? [], now?.records ?? []);
    const come = [...without(now?.records ?? [], old?.records ?? [])];
    const ttl =
      old !== undefined && now !== undefined && old.ttl !== now.ttl ? { before: old.ttl, after: now.ttl } : undefined;
    const paired = gone.map((one): RRsetChange => {
      const place = come.findIndex(({ role }) => role === one.role);
      const [next] = place === -1 ? [] : come.splice(place, 1);
      return { ...about, before: one.rdata, after: next?.rdata, ttl };
    });
    const changes = [...paired, ...come.map(one => ({ ...about, after: one.rdata, ttl }))];
    const [first] = now?.records ?? [];
    if (changes.length > 0 || ttl === undefined || first === undefined) return changes;
    return [{ ...about, before: first.rdata, after: first.rdata, ttl }];
  });
}

function byKey(rrsets: readonly RRset[]): ReadonlyMap<string, RRset> {
  return new Map(rrsets.map(set => [`${set.name} ${set.type}`, set]));
}

function without(records: readonly ResourceRecord[], others: readonly ResourceRecord[]): readonly ResourceRecord[] {
  const known = new Set(others.map(({ rdata }) => rdata));
  return records.filter(({ rdata }) => !known.has(rdata));
}
