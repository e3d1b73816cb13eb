/** Specs from disk to the plan a command asked for. */
import { resolve } from "node:path";
import { canonicalName } from "../dns/owner-name.ts";
import type { GatedFleet } from "../decide/gate-fleet.ts";
import { rotationFindings } from "../decide/rotation/rotation-findings.ts";
import { healthFindings } from "../feedback/health-findings.ts";
import type { Finding } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import type { ParsedSpec } from "../spec/parse-spec.ts";
import { loadGate } from "./load-gate.ts";
import { loadSpecs } from "./load-specs.ts";
import { readEvidence } from "./read-evidence.ts";
import { readLock } from "./read-lock.ts";
import { selectDomains } from "./select-domains.ts";

/** All specs are planned, since domains depend on each other; `names` chooses what is shown. */
export async function loadFleet(directory: string, names: readonly string[]): Promise<FleetPlan> {
  const specs = await loadSpecs({ directory: resolve(directory), root: process.cwd() });
  return selectDomains(planFleet(specs, { today: today(), lock: readLock(directory) }), names);
}

export interface NamedFleet {
  readonly fleet: FleetPlan;
  /** All domains that specs are for, also those that cannot be planned. */
  readonly declared: readonly string[];
}

/** As loadFleet where plans do not have to know of each other: only the named domains are planned. */
export async function loadNamed(directory: string, names: readonly string[]): Promise<NamedFleet> {
  const specs = await loadSpecs({ directory: resolve(directory), root: process.cwd() });
  const of = ({ spec, findings }: ParsedSpec): readonly string[] => [
    ...(spec === undefined ? [] : [spec.domain]),
    ...findings.map(({ domain }) => domain),
  ];
  const declared = [...new Set(specs.flatMap(of))].filter(domain => domain !== "");
  const wanted = new Set(names.map(canonicalName));
  const chosen = names.length === 0 ? specs : specs.filter(one => of(one).some(domain => wanted.has(domain)));
  const planned = planFleet(chosen, { today: today(), lock: readLock(directory) });
  return { fleet: selectDomains(planned, names), declared };
}

/** As loadFleet, with what the evidence beside the specs says of their feedback and their policies. No plan depends on that. */
export async function loadFleetHealth(directory: string, names: readonly string[]): Promise<FleetPlan> {
  const specs = await loadSpecs({ directory: resolve(directory), root: process.cwd() });
  // Those that are no sound specs are declared too.
  const declared = new Set(
    specs.flatMap(({ spec, findings }) => [spec?.domain ?? "", ...findings.map(finding => finding.domain)]),
  );
  const wanted = names.length === 0 ? undefined : new Set(names.map(canonicalName));
  const files = readEvidence(directory, wanted);
  const health = healthFindings(files, declared, today());
  const evidence = new Map(files.evidence.map(one => [one.evidence.domain, one.evidence]));
  const judge = (plan: DomainPlan): readonly Finding[] => rotationFindings(plan, evidence.get(plan.domain), today());
  const planned = planFleet(specs, { today: today(), lock: readLock(directory), health, judge });
  // Of a domain that is not shown, no evidence was read.
  const chosen = selectDomains(planned, names);
  return (await loadGate(chosen, directory, today(), files))(chosen);
}

/** As loadFleet, with what the gate says. */
export async function loadGatedFleet(directory: string, names: readonly string[]): Promise<GatedFleet> {
  const chosen = await loadFleet(directory, names);
  const files = readEvidence(directory, new Set(chosen.domains.map(({ domain }) => domain)), { rows: false });
  return (await loadGate(chosen, directory, today(), files))(chosen);
}

/** ISO date, UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
