/** Specs for the Pulumi program: all, or just the domains under a target. */
import { relative, resolve } from "node:path";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import { CannotRun } from "./cannot-run.ts";
import { today } from "./load-fleet.ts";
import { loadSelected, loadSpecs } from "./load-specs.ts";

export interface EngineLoad {
  /** Folder of specs. */
  readonly directory: string;
  /** The domains under a target; undefined means all. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** The plan for a group: domains or folders of specs (stack config `mailwright:domains`); undefined means all. */
export type PlanOfGroup = (group: readonly string[] | undefined) => FleetPlan;

/**
 * Loads and plans the specs once. A group is cut out after planning, so that a report domain's authorisation records do
 * not depend on which stack its clients are in.
 */
export async function loadForEngine({ directory, only }: EngineLoad): Promise<PlanOfGroup> {
  const options = { directory: resolve(directory), root: process.cwd() };
  const selected = only === undefined ? undefined : await loadSelected(options, [...only]);
  const fleet = planFleet(selected ?? (await loadSpecs(options)), { today: today() });
  return group => {
    if (group === undefined) return fleet;
    const inGroup = (domain: string, file: string): boolean => {
      const path = relative(options.directory, resolve(options.root, file));
      return group.some(entry => entry === domain || path.startsWith(`${entry.replace(/\/$/, "")}/`));
    };
    const domains = fleet.domains.filter(plan => inGroup(plan.domain, plan.file));
    if (domains.length === 0) {
      throw new CannotRun(
        `No domain is in this stack's mailwright:domains (${group.join(", ")}); name domains or folders of ${directory}.`,
      );
    }
    return { domains, findings: fleet.findings.filter(one => inGroup(one.domain, one.file)) };
  };
}
