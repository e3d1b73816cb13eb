/** Which names in From exist: RFC 9989 §4.10.1 asks np for those that do not. */
import type { DnsLock } from "../../dns/dns-lock.ts";
import type { ReplayRow } from "../../feedback/evidence.ts";
import { plannedZone, type PublishedPlan } from "./planned-zone.ts";

export interface ExistingNames {
  /** By the plans and the lock; undefined where neither knows, since a zone may hold more names than a plan has. */
  exists(name: string): boolean | undefined;
  /** For what nobody knows: a name that mail of the client's comes from is taken for one that exists, any other is not. */
  isUsed(name: string): boolean;
}

export function existingNames(plans: readonly PublishedPlan[], rows: readonly ReplayRow[]): ExistingNames {
  const zones = plans.map(({ rrsets }) => plannedZone(rrsets));
  const known = new Map<string, boolean | undefined>();
  const used = new Set(rows.filter(isClients).map(({ headerFrom }) => headerFrom));
  const find = (name: string): boolean | undefined =>
    zones.some(zone => zone.has(name)) || plans.map(({ lock }) => inLock(lock, name)).find(one => one !== undefined);
  return {
    exists: name => {
      if (!known.has(name)) known.set(name, find(name));
      return known.get(name);
    },
    isUsed: name => used.has(name),
  };
}

function isClients({ source, alignedSpf, alignedDkim }: ReplayRow): boolean {
  return alignedSpf || alignedDkim || source.startsWith("declared ");
}

/** NXDOMAIN is said of a name, not of one type. */
function inLock(lock: DnsLock, name: string): boolean | undefined {
  const found = Object.hasOwn(lock.names, name) ? Object.values(lock.names[name] ?? {}) : [];
  return found.length === 0 ? undefined : found.some(({ status }) => status !== "nxdomain");
}
