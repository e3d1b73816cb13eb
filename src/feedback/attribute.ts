/** From a row of feedback to who sent it (docs/attribution.md). Pure; compiled once for each domain. */
import type { DnsLock } from "../dns/dns-lock.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import type { Service } from "../services/service.ts";
import type { Attribution } from "./attribution.ts";
import type { SourceRow } from "./source-row.ts";

export interface AttributionContext {
  readonly catalogue: readonly Service[];
  readonly lock: DnsLock;
}

/** What attribution reads of a row. */
export type AttributedRow = Pick<
  SourceRow,
  "sourceIp" | "headerFrom" | "alignedDkim" | "alignedSpf" | "dkim" | "spf" | "overrides"
>;

/** Names the source of each row. Equal attributions of one domain are one object, so that callers may group by identity. */
export function attributor(_plan: DomainPlan, _context: AttributionContext): (row: AttributedRow) => Attribution {
  return () => ({ kind: "unauthenticated", by: "nothing" });
}
