/** The names that a plan publishes, as a receiver's questions find them. */
import { selfAndAncestors } from "../../dns/owner-name.ts";
import type { DnsLock, LookUp } from "../../dns/dns-lock.ts";
import type { RRset } from "../../dns/rrset.ts";

/** A plan as it was published, with what was known then of the names that it leads to. `DomainPlan.rrsets` is enough of one. */
export interface PublishedPlan {
  readonly rrsets: readonly RRset[];
  readonly lock: DnsLock;
}

export interface PlannedZone {
  /** The values of the type at a name, or those that a wildcard gives it; undefined where the plan has none. */
  at(type: string, name: string): readonly string[] | undefined;
  /** Whether the plan makes the name exist, by itself, by a name below it, or by a wildcard. */
  has(name: string): boolean;
}

export function plannedZone(rrsets: readonly RRset[]): PlannedZone {
  const sets = new Map(rrsets.map(({ name, type, records }) => [`${type} ${name}`, records.map(({ rdata }) => rdata)]));
  const names = new Set(rrsets.flatMap(({ name }) => selfAndAncestors(name)));
  const hasWildcards = rrsets.some(({ name }) => name.startsWith("*."));
  /** RFC 4592 §3.3.1: the wildcard below the closest name that exists, and none where the name itself does. */
  const wildcardOf = (name: string): string | undefined => {
    if (!hasWildcards || names.has(name)) return undefined;
    const closest = selfAndAncestors(name).find(one => names.has(one));
    return closest !== undefined && names.has(`*.${closest}`) ? `*.${closest}` : undefined;
  };
  return {
    at: (type, name) => sets.get(`${type} ${name}`) ?? sets.get(`${type} ${wildcardOf(name)}`),
    has: name => names.has(name) || wildcardOf(name) !== undefined,
  };
}

/** RFC 1034 §3.6.2 allows chains of CNAMEs; resolvers follow a few. */
const MAX_CNAMES = 8;

/**
 * Look-ups as they are under the plan. A name that only the other plan has is empty, since a plan takes away what it no
 * longer wants; of names that neither has, the lock may know.
 */
export function lookUpUnder(zone: PlannedZone, lock: LookUp, other: PlannedZone | undefined): LookUp {
  const lookUp = (type: Parameters<LookUp>[0], name: string, hops: number): ReturnType<LookUp> => {
    const records = zone.at(type, name);
    if (records !== undefined) return { status: "ok", records };
    const [target] = zone.at("CNAME", name) ?? [];
    if (target !== undefined && hops < MAX_CNAMES) return lookUp(type, target, hops + 1);
    if ((other?.at(type, name) ?? other?.at("CNAME", name)) !== undefined) return { status: "nodata", records: [] };
    return lock(type, name);
  };
  return (type, name) => lookUp(type, name, 0);
}
