/** Specs for the Pulumi program. */
import { relative, resolve } from "node:path";
import type { GatedFleet } from "../decide/gate-fleet.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import type { ParsedSpec } from "../spec/parse-spec.ts";
import { CannotRun } from "./cannot-run.ts";
import { today } from "./load-fleet.ts";
import { readLock } from "./read-lock.ts";
import { loadGate } from "./load-gate.ts";
import { loadSelected, loadSpecs, type LoadOptions } from "./load-specs.ts";

/** The plan for a group: domains or folders of specs (stack config `mailwright:domains`); undefined means all. */
export type PlanOfGroup = (group: readonly string[] | undefined) => GatedFleet;

/**
 * Loads and plans the specs of a folder once. A group is cut out after planning, so that a report domain's records do not
 * depend on which stack a client is in.
 */
export async function loadForEngine(directory: string): Promise<PlanOfGroup> {
  const options = { directory: resolve(directory), root: process.cwd() };
  return planOfGroup(options, await loadSpecs(options));
}

/** The plan of some domains alone, for a stack without groups; undefined where only the whole fleet can tell it. */
export async function loadSomeForEngine(
  directory: string,
  domains: readonly string[],
): Promise<PlanOfGroup | undefined> {
  const options = { directory: resolve(directory), root: process.cwd() };
  const parsed = await loadSelected(options, domains);
  return parsed === undefined ? undefined : planOfGroup(options, parsed);
}

async function planOfGroup(options: LoadOptions, parsed: readonly ParsedSpec[]): Promise<PlanOfGroup> {
  const { directory } = options;
  const fleet = planFleet(parsed, { today: today(), lock: readLock(directory) });
  const gated = await loadGate(fleet, directory, today());
  const all = gated(fleet);
  return group => {
    if (group === undefined) return all;
    // A group of nothing would delete all that the stack holds, as would an empty folder.
    if (group.length === 0) {
      throw new CannotRun(
        "This stack's mailwright:domains names nothing; name domains or folders, or leave it out for all.",
      );
    }
    const pathOf = (file: string): string => relative(options.directory, resolve(options.root, file));
    const isIn = (entry: string, domain: string, file: string): boolean =>
      entry === domain || pathOf(file).startsWith(`${entry.replace(/\/$/, "")}/`);
    // An entry that stands for nothing is a slip of the pen, and what it meant would be deleted.
    for (const entry of group) {
      if (!fleet.domains.some(plan => isIn(entry, plan.domain, plan.file))) {
        throw new CannotRun(
          `No planned domain is "${entry}", which this stack's mailwright:domains names; correct it, or mend its spec.`,
        );
      }
    }
    const inGroup = (domain: string, file: string): boolean => group.some(entry => isIn(entry, domain, file));
    const domains = fleet.domains.filter(plan => inGroup(plan.domain, plan.file));
    return gated({ domains, findings: fleet.findings.filter(one => inGroup(one.domain, one.file)) });
  };
}
