/** The gate's input beside the plan: the fleet's file and the evidence, for those domains that it can hold up. */
import { gateFleet, type GatedFleet } from "../decide/gate-fleet.ts";
import { strictestStage } from "../dmarc/effective-policy.ts";
import type { EvidenceFiles } from "../feedback/health-findings.ts";
import { compareFindings } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { loadFleetSpec } from "./load-fleet-spec.ts";
import { evidenceNames, readEvidence } from "./read-evidence.ts";

/**
 * Loads it for the domains of a plan; what comes back gates that plan or a part of it. `files`: the evidence, where it has been
 * read already; no rule looks at its rows.
 */
export async function loadGate(
  { domains }: FleetPlan,
  directory: string,
  today: string,
  files: EvidenceFiles = readEvidence(directory, new Set(domains.filter(mayRise).map(({ domain }) => domain)), {
    rows: false,
  }),
): Promise<(plan: FleetPlan) => GatedFleet> {
  const { fleet, findings } = await loadFleetSpec(directory);
  const inUse = evidenceNames(directory).length > 0;
  return plan => {
    const gated = gateFleet(plan, { files: { ...files, inUse }, fleet, today });
    const all = [...gated.findings, ...findings];
    return findings.length === 0 ? gated : { ...gated, findings: all.toSorted(compareFindings) };
  };
}

/** None is the lowest stage: nothing rises to it. */
function mayRise({ sends, policy }: DomainPlan): boolean {
  return sends && policy !== undefined && Object.values(strictestStage(policy)).some(stage => stage !== "none");
}
