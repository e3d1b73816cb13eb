/** What every rule of the gate looks at, and what it answers. */
import type { Stage, StagePart } from "../dmarc/effective-policy.ts";
import type { Evidence } from "../feedback/evidence.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import type { FleetSpec } from "../spec/fleet-spec.ts";
import type { PublishedStage } from "./published-stage.ts";
import type { Thresholds } from "./thresholds.ts";
import type { RuleResult, Verdict } from "./verdict.ts";

/** A policy that rises over what is published. */
export interface GateCase {
  readonly plan: DomainPlan;
  readonly evidence: Evidence;
  readonly published: PublishedStage;
  readonly declared: Stage;
  /** At least one. */
  readonly rises: readonly StagePart[];
  readonly thresholds: Thresholds;
  readonly fleet: FleetSpec;
  /** ISO date. */
  readonly today: string;
}

/** One a file, in rules/, named for its id. */
export interface GateRule {
  readonly id: string;
  /** What the gate says where the rule is not met: `blocked` by what is known, or too little is. */
  readonly unmet: Exclude<Verdict, "allowed">;
  readonly judge: (gateCase: GateCase) => Omit<RuleResult, "id">;
}
