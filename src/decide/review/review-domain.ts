/** What is said of one changed domain, from its two plans and its evidence. */
import type { DnsLock } from "../../dns/dns-lock.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { daysBetween } from "../../feedback/evidence-days.ts";
import type { Finding } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { impactOf } from "../impact.ts";
import type { ReplayContext } from "../replay-row.ts";
import { checkRotationStep } from "../rotation/rotation-steps.ts";
import type { GateResult } from "../verdict.ts";
import type { EvidenceChange } from "./evidence-change.ts";
import { findingChanges } from "./finding-changes.ts";
import type { DomainReview } from "./review.ts";

export interface ChangedDomain {
  readonly domain: string;
  readonly before: DomainPlan | undefined;
  /** With what the gate says among its findings. */
  readonly after: DomainPlan | undefined;
  readonly gate: GateResult | undefined;
  readonly evidence: Evidence | undefined;
  /** Where the file of evidence is another one. */
  readonly evidenceChange: EvidenceChange | undefined;
}

export interface ReviewContext {
  /** Where both are the same, one and the same object. */
  readonly locks: { readonly before: DnsLock; readonly after: DnsLock };
  readonly replay: ReplayContext;
  /** ISO date. */
  readonly today: string;
}

export function reviewDomain(changed: ChangedDomain, { locks, replay, today }: ReviewContext): DomainReview {
  const { domain, before, after, gate, evidence } = changed;
  const was = before === undefined ? undefined : { rrsets: before.rrsets, lock: locks.before };
  // What is no longer planned is taken away.
  const is = { rrsets: after?.rrsets ?? [], lock: locks.after };
  return {
    domain,
    before,
    after,
    gate,
    ...(evidence && { atStake: atStake(evidence), impact: impactOf(evidence, was, is, replay) }),
    steps: after === undefined ? [] : checkRotationStep(before, after, evidence, today),
    evidence: changed.evidenceChange,
    findings: findingChanges(before?.findings ?? [], (after?.findings ?? []).filter(isNoVerdict)),
  };
}

/** The gate's own section tells of those. */
function isNoVerdict({ id }: Finding): boolean {
  return id !== "policy-not-carried" && id !== "policy-overridden";
}

function atStake({ window, services }: Evidence): DomainReview["atStake"] {
  return {
    days: daysBetween(window.first, window.last) + 1,
    services: services.map(({ id, messages }) => ({ id, messages })).toSorted((a, b) => b.messages - a.messages),
  };
}
