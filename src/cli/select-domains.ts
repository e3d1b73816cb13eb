/** The domains a person names on the command line. */
import { canonicalName } from "../dns/owner-name.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";

/** The plan of the named domains and the findings that concern them; no name means all. An unknown name cannot be run. */
export function selectDomains(fleet: FleetPlan, names: readonly string[]): FleetPlan {
  if (names.length === 0) return fleet;
  const wanted = new Set(names.map(canonicalName));
  const known = new Set([...fleet.domains.map(plan => plan.domain), ...fleet.findings.map(finding => finding.domain)]);
  for (const name of wanted) {
    if (!known.has(name))
      throw new CannotRun(`No spec declares ${name}; check the spelling, or add domains/${name}.ts.`);
  }
  return {
    domains: fleet.domains.filter(plan => wanted.has(plan.domain)),
    findings: fleet.findings.filter(finding => wanted.has(finding.domain)),
  };
}
