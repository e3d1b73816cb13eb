/** The senders a spec declares, each with its evidence. */
import { evidenceText } from "../feedback/evidence-text.ts";
import type { Evidence, ServiceEvidence } from "../feedback/evidence.ts";
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";

export interface JudgedService {
  readonly source: DeclaredSource;
  /** Absent where it was declared after the evidence was made. */
  readonly seen: ServiceEvidence | undefined;
  /** Whether its mail must have been seen: a key alone and a redirect stand for no certain sender. */
  readonly mustBeSeen: boolean;
}

export function judgedServices(plan: DomainPlan, { services }: Evidence): readonly JudgedService[] {
  const byId = new Map(services.map(one => [one.id, one]));
  const known = new Set((plan.acknowledged ?? []).map(({ source }) => source));
  return plan.declared.map(source => ({
    source,
    seen: byId.get(evidenceText(source.id)),
    mustBeSeen: !source.path.startsWith("dkim.") && source.path !== "spf.redirect" && !known.has(source.id),
  }));
}
