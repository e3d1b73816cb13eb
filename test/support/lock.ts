/** Locks for tests: names with their records, as a resolver found them. */
import type { DnsLock, LockEntry, LockedType } from "../../src/dns/dns-lock.ts";
import { catalogue } from "../../src/services/catalogue.ts";

export const RESOLVER = "192.0.2.53:53";
export const RESOLVED = "2026-11-24";

/** What a test says of a name: records by type, or that it does not exist. */
export type LockedName = "nxdomain" | Readonly<Partial<Record<LockedType, readonly string[]>>>;

/** A lock that knows all four types of each name; those not given have no records. */
export function lockOf(names: Readonly<Record<string, LockedName>>, changes: Partial<LockEntry> = {}): DnsLock {
  const entry = (records: readonly string[] | undefined, absent: boolean): LockEntry => ({
    status: records !== undefined && records.length > 0 ? "ok" : absent ? "nxdomain" : "nodata",
    records: records ?? [],
    resolver: RESOLVER,
    resolved: RESOLVED,
    ...changes,
  });
  return {
    names: Object.fromEntries(
      Object.entries(names).map(([name, records]) => [
        name,
        Object.fromEntries(
          (["A", "AAAA", "MX", "TXT"] as const).map(type => [
            type,
            records === "nxdomain" ? entry(undefined, true) : entry(records[type], false),
          ]),
        ),
      ]),
    ),
  };
}

/** What the fixed includes of the catalogue lead to: one network each, so that a plan knows what every service costs. */
export const vendorLock: DnsLock = lockOf(
  Object.fromEntries(
    catalogue.flatMap(({ traces }) =>
      (traces.spf ?? []).flatMap(term => {
        const name = /^include:([^*]+)$/.exec(term)?.[1];
        return name === undefined ? [] : [[name, { TXT: ["v=spf1 ip4:203.0.113.0/24 -all"] }] as const];
      }),
    ),
  ),
);

/** The same lock, all of it resolved on another day. */
export function datedLock({ names }: DnsLock, resolved: string): DnsLock {
  return {
    names: Object.fromEntries(
      Object.entries(names).map(([name, types]) => [
        name,
        Object.fromEntries(Object.entries(types).map(([type, entry]) => [type, { ...entry, resolved }])),
      ]),
    ),
  };
}
