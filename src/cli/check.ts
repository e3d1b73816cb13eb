/** `mailwright check [domain…]`: every finding of the specs. */
import type { FleetPlan } from "../plan/domain-plan.ts";
import type { Output } from "./output.ts";
import { countFindings, renderFindings } from "./render-findings.ts";

/** Exit code: 1 with a finding of severity error, else 0. */
export function check(fleet: FleetPlan, json: boolean, output: Output): number {
  const { domains, findings } = fleet;
  if (json) output.json({ findings });
  else {
    const count = countFindings(
      findings,
      new Set([...domains, ...findings].flatMap(({ domain }) => domain || [])).size,
    );
    output.text(findings.length === 0 ? `${count}.` : `${renderFindings(findings, output.style)}\n\n${count}.`);
  }
  return exitCode(fleet);
}

export function exitCode({ findings }: FleetPlan): number {
  return findings.some(finding => finding.severity === "error") ? 1 : 0;
}
