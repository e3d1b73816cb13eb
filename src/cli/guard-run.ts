/** What is looked at before a run of the engine: what it would delete, what it takes over, what it would write over, what it would raise, whose key it would lose. */
import type { GatedFleet } from "../decide/gate-fleet.ts";
import type { Evidence } from "../feedback/evidence.ts";
import { compareFindings, listed, type Finding } from "../finding.ts";
import { checkDeletes } from "../hosts/check-deletes.ts";
import type { HostSettings } from "../hosts/desired-resource.ts";
import { HostError } from "../hosts/host-error.ts";
import { withoutHeld, type ImportsOf } from "../hosts/import-map.ts";
import { apexWrites, foreignTxt } from "../hosts/route53/foreign-txt.ts";
import type { StateRecord } from "../hosts/state-records.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { today } from "./load-fleet.ts";
import { lostKeys } from "./lost-keys.ts";
import { unprovenRises } from "./unproven-rises.ts";

export interface GuardedRun {
  readonly plans: readonly DomainPlan[];
  readonly fleet: readonly DomainPlan[];
  readonly settings: HostSettings;
  readonly only: ReadonlySet<string> | undefined;
  readonly stack: string;
  readonly importsOf: ImportsOf;
  readonly refreshes: boolean;
  /** What the gate says of the plans. */
  readonly gated: Pick<GatedFleet, "domains" | "gates" | "feedbackInUse">;
  readonly evidenceOf: (domain: string) => Evidence | undefined;
}

export interface Verdict {
  /** Each keeps `up` from starting. */
  readonly refusals: readonly Finding[];
  readonly notes: readonly string[];
}

export async function guardRun(run: GuardedRun, state: readonly StateRecord[]): Promise<Verdict> {
  const { refusals, permitted } = checkDeletes({ ...run, state, today: today() });
  const unproven = unprovenRises({ ...run, fleet: run.gated, state, today: today() });
  const { replaced, taken } = lostKeys({ ...run, state, today: today() });
  const foreign = await foreignStrings(run, state);
  return {
    refusals: [...refusals, ...unproven.refusals, ...replaced, ...foreign.refusals].toSorted(compareFindings),
    notes: [...permitted, ...unproven.notes, ...taken, ...foreign.notes],
  };
}

/** Asks Route 53 only about what is about to be written. Where it cannot be asked, that is said, and the run goes on. */
async function foreignStrings(run: GuardedRun, state: readonly StateRecord[]): Promise<Verdict> {
  const writes = apexWrites({ ...run, state, importsOf: withoutHeld(run.importsOf, state) });
  if (writes.length === 0) return { refusals: [], notes: [] };
  const { readRoute53Txt } = await import("../hosts/route53/read-zone.ts");
  try {
    const live = await readRoute53Txt(writes.map(({ plan, zoneId }) => ({ zoneId, name: plan.domain })));
    return { refusals: writes.flatMap((write, index) => foreignTxt(write, live[index] ?? [])), notes: [] };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const names = writes.map(({ plan }) => plan.domain);
    return { refusals: [], notes: [`Not looked for strings that others put at ${listed(names)}: ${error.message}`] };
  }
}
