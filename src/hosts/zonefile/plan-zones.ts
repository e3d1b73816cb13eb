/** A plan as whole zones in RFC 1035 text, so that checkers and name servers can load it. */
import type { RRset } from "../../dns/rrset.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { formatRecordLine } from "./format-zone.ts";
import { zoneSkeleton } from "./skeleton.ts";

export interface PlanZone {
  readonly zone: string;
  /** Complete with a stand-in SOA and NS. */
  readonly text: string;
}

/** One zone for all the domains that stand in it, in the order of the plan. */
export function planZones(domains: readonly DomainPlan[]): readonly PlanZone[] {
  return [...Map.groupBy(domains, one => one.zone)].map(([zone, plans]) => {
    const lines = plans.flatMap(one => one.rrsets.flatMap(zoneLines));
    return { zone, text: `${zoneSkeleton(zone, 1).trimEnd()}\n${lines.join("\n")}` };
  });
}

function zoneLines({ name, type, ttl, records }: RRset): string[] {
  return records.map(record => formatRecordLine({ name, type, ttl, content: record.rdata }));
}
