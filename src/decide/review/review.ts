/** All that a review is made of: what each changed domain was and will be, and what is said of it. */
import type { Finding } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { LockChange } from "../../spf/lock-drift.ts";
import type { DomainImpact } from "../impact.ts";
import type { RotationStep } from "../rotation/rotation-step.ts";
import type { GateResult } from "../verdict.ts";
import type { EvidenceChange } from "./evidence-change.ts";
import type { FindingChanges } from "./finding-changes.ts";

export interface DomainReview {
  readonly domain: string;
  /** Absent where the domain is new. */
  readonly before?: DomainPlan | undefined;
  /** Absent where it is gone, or its spec has errors. */
  readonly after?: DomainPlan | undefined;
  readonly gate?: GateResult | undefined;
  /** Absent where there is no evidence, or the plan changes nothing. */
  readonly impact?: DomainImpact | undefined;
  /** Messages of declared services in the evidence, most first; absent without evidence. */
  readonly atStake?: { readonly days: number; readonly services: readonly ServiceVolume[] } | undefined;
  readonly steps: readonly RotationStep[];
  readonly evidence?: EvidenceChange | undefined;
  readonly findings: FindingChanges;
}

export interface ServiceVolume {
  readonly id: string;
  readonly messages: number;
}

export interface Review {
  /** The revision it is compared with, as it was named. */
  readonly base: string;
  /** Those that change in some way, by name. */
  readonly domains: readonly DomainReview[];
  readonly unchanged: number;
  readonly lock: readonly LockChange[];
  /** Of no domain, or of specs that cannot be planned on either side. */
  readonly findings: FindingChanges;
  /** What the review could not see, a sentence each. */
  readonly notes: readonly string[];
}

/** Reasons not to merge: they make the exit code 1. */
export function isHeldUp({ domains, findings }: Review): boolean {
  return (
    findings.added.some(isError) ||
    domains.some(one => isGateHeld(one) || one.steps.some(isBlocked) || one.findings.added.some(isError))
  );
}

/** Blocked, or so little known of a rise that the engine would not run either. */
export function isGateHeld({ gate, after }: Pick<DomainReview, "gate" | "after">): boolean {
  const notCarried = after?.findings.some(one => one.id === "policy-not-carried" && isError(one)) === true;
  return gate?.verdict === "blocked" || notCarried;
}

export function isBlocked({ verdict }: RotationStep): boolean {
  return verdict === "blocked";
}

export function isError({ severity }: Finding): boolean {
  return severity === "error";
}
