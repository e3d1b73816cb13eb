/** `mailwright rollout watch [domain…]`: each service's mail before the last step and after it; a drop takes the step back. */
import { resolve } from "node:path";
import { changeBack, changed } from "../decide/rollout/next-step.ts";
import { watchStep, type StepWatch } from "../decide/rollout/watch-step.ts";
import { risesForAnyone, type PolicyTags } from "../dmarc/effective-policy.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { inParallel } from "./in-parallel.ts";
import { loadRollout, type LoadedRollout } from "./load-rollout.ts";
import type { Output } from "./output.ts";
import { renderWatch, watchJson, watchSummary } from "./render-watch.ts";
import { selectDomains } from "./select-domains.ts";
import { specEdit } from "./spec-edit.ts";
import { commitOf, evidenceAtCommit, lastStep, policyAtCommit, type LastStep } from "./spec-history.ts";

export interface WatchOptions {
  readonly directory: string;
  readonly names: readonly string[];
  /** Revision from before the step; the last change of each domain's policy otherwise. */
  readonly base: string | undefined;
  readonly write: boolean;
  readonly json: boolean;
}

export interface WatchedStep {
  readonly domain: string;
  readonly step: LastStep;
  readonly to: PolicyTags;
  readonly watch: StepWatch;
  /** What takes the step back; where something dropped. */
  readonly revert?: Revert | undefined;
}

export type Revert =
  | { readonly file: string; readonly diff: readonly string[]; readonly written: boolean }
  /** Why it has to be done by hand. */
  | { readonly reason: string };

/** Git is asked several times a domain, and most of that is waiting. */
const AT_ONCE = 8;

/** Loosening needs no gate. Exit code: 1 where something dropped, also where the step has been taken back. */
export async function rolloutWatch(options: WatchOptions, output: Output): Promise<number> {
  const { directory, names, base, json } = options;
  const loaded = await loadRollout(directory);
  const { domains } = selectDomains(loaded.fleetPlan, names);
  const commit = await commitOf(base ?? "HEAD", resolve(directory)).catch((error: unknown) => {
    if (base !== undefined) throw error;
    throw new CannotRun("The specs are in no git repository with a commit; what stood before a step is read from git.");
  });
  const found = new Map<string, WatchedStep>();
  await inParallel(domains, AT_ONCE, async plan => {
    const one = await watchDomain(plan, base === undefined ? undefined : commit, loaded, options);
    if (one !== undefined) found.set(plan.domain, one);
  });
  const watched = domains.flatMap(({ domain }) => found.get(domain) ?? []);
  if (json) output.json({ domains: watched.map(watchJson) });
  else {
    for (const one of watched) output.text(`${renderWatch(one, output.style)}\n`);
    output.text(watchSummary(watched, domains.length));
  }
  return watched.some(({ watch }) => watch.verdict === "dropped") ? 1 : 0;
}

/** Undefined where the domain took no step. */
async function watchDomain(
  plan: DomainPlan,
  commit: string | undefined,
  loaded: LoadedRollout,
  { directory, write }: WatchOptions,
): Promise<WatchedStep | undefined> {
  const { domain, policy, sends } = plan;
  const spec = loaded.specs.get(domain);
  if (!sends || policy === undefined || spec === undefined) return undefined;
  // None is the lowest: nothing rose to it, and git need not be asked.
  if (risesForAnyone({ p: "none" }, policy).length === 0) return undefined;
  const file = resolve(spec.file);
  const step = await (commit === undefined ? lastStep(file, policy) : stepSince(commit, file));
  if (step === undefined || risesForAnyone(step.from, policy).length === 0) return undefined;
  const earlier = await evidenceAtCommit(step.base, domain, directory);
  const watch = watchStep({ plan, from: step.from, to: policy, earlier, now: loaded.evidence.get(domain) });
  const result = { domain, step, to: policy, watch };
  if (watch.verdict !== "dropped") return result;
  const change = changeBack(policy, step.from);
  if (risesForAnyone(step.from, changed(policy, change)).length > 0)
    return {
      ...result,
      revert: {
        reason: `What stood in ${spec.file} before cannot be had by changing a policy that is there; take it back with git.`,
      },
    };
  const edit = await specEdit(spec, change, { directory, lock: loaded.lock });
  if (!edit.ok) return { ...result, revert: { reason: edit.reason } };
  if (write) edit.write();
  return { ...result, revert: { file: spec.file, diff: edit.diff, written: write } };
}

async function stepSince(commit: string, file: string): Promise<LastStep | undefined> {
  const from = await policyAtCommit(commit, file);
  return from && { from, base: commit };
}
