/** Specs from disk to the plan a command asked for. */
import { resolve } from "node:path";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import { loadSpecs } from "./load-specs.ts";
import { readLock } from "./read-lock.ts";
import { selectDomains } from "./select-domains.ts";

/** All specs are planned, since domains depend on each other; `names` chooses what is shown. */
export async function loadFleet(directory: string, names: readonly string[]): Promise<FleetPlan> {
  const specs = await loadSpecs({ directory: resolve(directory), root: process.cwd() });
  return selectDomains(planFleet(specs, { today: today(), lock: readLock(directory) }), names);
}

/** ISO date, UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
