/** What every rollout command looks at: the specs and their plans, the fleet's file, the evidence. */
import { resolve } from "node:path";
import type { RolloutInput } from "../decide/rollout/step-candidates.ts";
import type { DnsLock } from "../dns/dns-lock.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import { CannotRun } from "./cannot-run.ts";
import { loadFleetSpec } from "./load-fleet-spec.ts";
import { today } from "./load-fleet.ts";
import { loadSpecs } from "./load-specs.ts";
import { readEvidence } from "./read-evidence.ts";
import { readLock } from "./read-lock.ts";

export interface LoadedRollout extends RolloutInput {
  readonly fleetPlan: FleetPlan;
  readonly specs: ReadonlyMap<string, CheckedSpec>;
  readonly lock: DnsLock;
}

/** With a file of the fleet that has errors, nobody knows what may go on. */
export async function loadRollout(directory: string): Promise<LoadedRollout> {
  const parsed = await loadSpecs({ directory: resolve(directory), root: process.cwd() });
  const { fleet, findings } = await loadFleetSpec(directory);
  const [fault] = findings;
  if (fault !== undefined) throw new CannotRun(`${fault.file}: ${fault.message} ${fault.fix}`);
  const [lock, day] = [readLock(directory), today()];
  const fleetPlan = planFleet(parsed, { today: day, lock });
  const { evidence, unreadable } = readEvidence(directory);
  return {
    plans: fleetPlan.domains,
    evidence: new Map(evidence.map(one => [one.evidence.domain, one.evidence])),
    faults: new Map(unreadable.map(({ domain, file, problem }) => [domain, `${file} ${problem}`])),
    fleet,
    today: day,
    fleetPlan,
    specs: new Map(parsed.flatMap(({ spec }) => (spec === undefined ? [] : [[spec.domain, spec]]))),
    lock,
  };
}
