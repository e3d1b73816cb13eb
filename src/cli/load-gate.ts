/** The gate's input beside the plan: the fleet's file and the evidence, for those domains that it can hold up. */
import { gateFleet, type GatedFleet } from "../decide/gate-fleet.ts";
import { restingOnSpf } from "../decide/rules/addresses-kept.ts";
import { strictestStage } from "../dmarc/effective-policy.ts";
import type { EvidenceFiles } from "../feedback/health-findings.ts";
import { compareFindings } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { loadFleetSpec } from "./load-fleet-spec.ts";
import { evidenceNames, readEvidence } from "./read-evidence.ts";

/**
 * Loads it for the domains of a plan; what comes back gates that plan or a part of it. `files`: the evidence, where it has been
 * read already.
 */
export async function loadGate(
  { domains }: FleetPlan,
  directory: string,
  today: string,
  files: EvidenceFiles = readEvidence(directory, new Set(domains.filter(isJudged).map(({ domain }) => domain)), {
    rows: false,
  }),
): Promise<(plan: FleetPlan) => GatedFleet> {
  const { fleet, findings } = await loadFleetSpec(directory);
  const inUse = evidenceNames(directory).length > 0;
  const evidence = withRowsNeeded(domains, files, directory);
  return plan => {
    const gated = gateFleet(plan, { files: { ...files, evidence, inUse }, fleet, today });
    const all = [...gated.findings, ...findings];
    return findings.length === 0 ? gated : { ...gated, findings: all.toSorted(compareFindings) };
  };
}

/** A parked domain too: mail of its would be lost. */
function isJudged(plan: DomainPlan): boolean {
  return !plan.sends || mayRise(plan);
}

/** None is the lowest stage: nothing rises to it. */
function mayRise({ sends, policy }: DomainPlan): boolean {
  return sends && policy !== undefined && Object.values(strictestStage(policy)).some(stage => stage !== "none");
}

/** Rows are nearly all of a file, and only mail that rests on SPF alone is looked at one by one. */
function withRowsNeeded(
  domains: readonly DomainPlan[],
  { evidence }: EvidenceFiles,
  directory: string,
): EvidenceFiles["evidence"] {
  const plans = new Map(domains.map(plan => [plan.domain, plan]));
  const needed = evidence.filter(({ evidence: { domain, rows, totals }, evidence: one }) => {
    const plan = plans.get(domain);
    if (rows.length > 0 || totals.messages === 0 || plan === undefined || !mayRise(plan)) return false;
    return restingOnSpf(plan, one, plan.rollout?.minimum?.passRate).length > 0;
  });
  if (needed.length === 0) return evidence;
  const read = readEvidence(directory, new Set(needed.map(({ evidence: { domain } }) => domain)));
  const whole = new Map(read.evidence.map(one => [one.evidence.domain, one]));
  return evidence.map(one => whole.get(one.evidence.domain) ?? one);
}
