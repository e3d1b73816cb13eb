/** Specs for the Pulumi program: all, or just the domains under a target. */
import type { FleetPlan } from "../plan/domain-plan.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import { CannotRun } from "./cannot-run.ts";
import { today } from "./load-fleet.ts";
import { loadSelected, loadSpecs } from "./load-specs.ts";

export interface EngineLoad {
  readonly directory: string;
  readonly only: ReadonlySet<string> | undefined;
  /** Domains or folders of specs this stack is for (stack config `mailwright:domains`); undefined means all. */
  readonly group: readonly string[] | undefined;
}

/**
 * The plan to register. A group is cut out after planning, so that a report domain's authorisation records do not depend
 * on which stack its clients are in.
 */
export async function loadForEngine({ directory, only, group }: EngineLoad): Promise<FleetPlan> {
  const options = { directory, root: process.cwd() };
  const selected = only === undefined ? undefined : await loadSelected(options, [...only]);
  const fleet = planFleet(selected ?? (await loadSpecs(options)), { today: today() });
  if (group === undefined) return fleet;
  const inGroup = (domain: string, file: string): boolean =>
    group.some(entry => entry === domain || file.startsWith(`${directory}/${entry.replace(/\/$/, "")}/`));
  const domains = fleet.domains.filter(plan => inGroup(plan.domain, plan.file));
  if (domains.length === 0) {
    throw new CannotRun(
      `No domain is in this stack's mailwright:domains (${group.join(", ")}); name domains or folders of ${directory}.`,
    );
  }
  return { domains, findings: fleet.findings.filter(one => inGroup(one.domain, one.file)) };
}
