/** Where each domain stands on its way to reject: ready for its next step, not ready and why, on its way, or done. */
import { strictestStage, type PolicyTags } from "../../dmarc/effective-policy.ts";
import { isStricter } from "../../dmarc/strictness.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { FleetSpec, FreezeWindow } from "../../spec/fleet-spec.ts";
import { gate } from "../gate.ts";
import { publishedStage } from "../published-stage.ts";
import { thresholds, weeklyMessages } from "../thresholds.ts";
import { monthlyMail, type MonthlyMail } from "./monthly-mail.ts";
import { nearestReason, type Reason } from "./nearest-reason.ts";
import { lowestLevel, nextStep, type Step } from "./next-step.ts";

export interface RolloutInput {
  /** Of the whole fleet, sorted by domain. */
  readonly plans: readonly DomainPlan[];
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Why there is none, where it is more than that. */
  readonly faults: ReadonlyMap<string, string>;
  readonly fleet: FleetSpec;
  /** ISO date. */
  readonly today: string;
}

export interface Ready {
  readonly state: "ready";
  readonly plan: DomainPlan;
  readonly step: Step;
  /** Absent where nothing is known of it, as with an override. */
  readonly mail: MonthlyMail | undefined;
  /** Days that the next stage is watched. */
  readonly stageDays: number;
  /** Ready by an override alone. */
  readonly overridden: boolean;
}

export interface NotReady {
  readonly state: "not-ready";
  readonly plan: DomainPlan;
  /** Absent where the spec's errors leave no policy. */
  readonly step?: Step | undefined;
  readonly reason: Reason;
}

export type Candidate =
  | Ready
  | NotReady
  /** What it declares was not seen published yet. */
  | { readonly state: "on-its-way"; readonly plan: DomainPlan; readonly declared: PolicyTags }
  | { readonly state: "done"; readonly plan: DomainPlan };

/** A freeze holds nobody up here: it moves the date. A parked domain has nothing to move. */
export function stepCandidate(plan: DomainPlan, { evidence, faults, fleet, today }: RolloutInput): Candidate {
  const { domain, policy, findings } = plan;
  if (!plan.sends) return { state: "done", plan };
  if (policy === undefined || findings.some(({ severity }) => severity === "error"))
    return { state: "not-ready", plan, reason: specErrors };
  const step = nextStep(policy);
  const seen = evidence.get(domain);
  const published = seen && publishedStage(seen);
  if (published !== undefined && isStricter(lowestLevel(policy), lowestLevel(published.stage)))
    return { state: "on-its-way", plan, declared: policy };
  if (step === undefined) return { state: "done", plan };
  if (policy.t === "y") return { state: "not-ready", plan, step, reason: testing };
  const noFreeze: readonly FreezeWindow[] = [];
  const fault = faults.get(domain);
  const result = gate({
    plan,
    evidence: seen,
    fault,
    fleet: { ...fleet, freeze: noFreeze },
    today,
    policy: step.to,
  });
  if (result?.verdict === "allowed") {
    const { stageDays } = thresholds(seen === undefined ? 0 : weeklyMessages(seen), plan.rollout?.minimum);
    return {
      state: "ready",
      plan,
      step,
      mail: seen && monthlyMail(seen),
      stageDays,
      overridden: result.overridden !== undefined,
    };
  }
  return { state: "not-ready", plan, step, reason: nearestReason(result?.rules ?? []) ?? unseen };
}

/** The lowest part of the stage. */
export function stageLevel(tags: PolicyTags): Step["from"]["p"] {
  return lowestLevel(strictestStage(tags));
}

const specErrors: Reason = {
  rule: "spec-errors",
  detail: "Its spec has errors.",
  fix: "Correct what mailwright check lists.",
  others: 0,
};

/** RFC 9989 §A.6: newer receivers act one level below what is asked for, older ones as asked. */
const testing: Reason = {
  rule: "testing",
  detail: "It is in test mode, so that receivers do not all apply what it declares.",
  fix: "Take dmarc.testing out; that is a step of its own.",
  others: 0,
};

const unseen: Reason = {
  rule: "published-known",
  detail: "Nothing is known of its mail.",
  fix: "Run mailwright ingest and mailwright evidence.",
  others: 0,
};
