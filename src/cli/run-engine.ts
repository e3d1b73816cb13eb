/** `mailwright preview` and `up`: the engine on the stack, or on just the domains that were named or changed. */
import { spawn } from "node:child_process";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { engineEnv, EMBEDDED_STACK, stateDir } from "../../engine/engine-env.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { findEngine } from "../../engine/find-engine.ts";
import { canonicalName } from "../dns/owner-name.ts";
import { listed } from "../finding.ts";
import { domainTargets } from "../hosts/domain-component.ts";
import { withoutHeld, type ImportsOf } from "../hosts/import-map.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { changedDomains } from "./changed-domains.ts";
import { blockingErrors, chooseDomains, MOST_TARGETS } from "./choose-domains.ts";
import { removeDeadLocks } from "./dead-locks.ts";
import { embeddedConfig } from "./embedded-stack.ts";
import { guardRun, type GuardedRun, type Verdict } from "./guard-run.ts";
import { loadForEngine, loadSomeForEngine, type PlanOfGroup } from "./load-for-engine.ts";
import { specFiles } from "./load-specs.ts";
import type { Output } from "./output.ts";
import { readEvidence } from "./read-evidence.ts";
import { readImports } from "./read-imports.ts";
import { readState } from "./read-state.ts";
import { renderFindings } from "./render-findings.ts";
import { stackConfig } from "./stack-config.ts";

export interface EngineCommand {
  readonly operation: "preview" | "up";
  readonly names: readonly string[];
  readonly stack: string;
  /** Git revision: only the domains whose plan differs from it. */
  readonly base?: string | undefined;
  /** Options for the Pulumi CLI. */
  readonly passed: readonly string[];
  /** Folder of specs. */
  readonly directory: string;
}

/** Exit code: the engine's own; 1 when the specs' errors keep it from starting. */
export async function runEngine(command: EngineCommand, output: Output): Promise<number> {
  const { operation, names, stack, base, passed } = command;
  const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
  const directory = resolve(command.directory);
  const stackName = stack.split("/").at(-1) ?? stack;
  const { group, ...settings } = stackConfig(project, stackName);
  const { planOf, changed } = await planFor({ names, base, project, directory, isWhole: group === undefined });
  const fleet = planOf(group);
  const inStack = Array.isArray(changed) ? withoutOtherStacks(changed, planOf, fleet) : changed;
  const { domains, notes } = chooseDomains(fleet, names, inStack, specFiles(directory).length);
  for (const note of notes) output.diagnostic(note);
  if (domains?.length === 0) {
    output.text(`No domain's plan differs from ${base}.`);
    return 0;
  }
  const errors = blockingErrors(fleet, domains);
  if (errors.length > 0) {
    output.text(`${renderFindings(errors, output.style)}\n\nNothing was run: the specs have errors.`);
    return 1;
  }
  const engine = await findEngine(project).catch((error: unknown) => {
    throw error instanceof EngineError ? new CannotRun(error.message) : error;
  });
  const env = engineEnv(process.env, { project, stack, engine, command: operation });
  const config = stack === EMBEDDED_STACK ? await embeddedConfig(engine, project, env) : [];
  if (config.length > 0 && removeDeadLocks(stateDir(project), hostname()) > 0) {
    output.diagnostic("The last run was killed; its lock is gone, and this run goes on from where it ended.");
  }
  const run: GuardedRun = {
    plans: fleet.domains,
    gated: fleet,
    fleet: planOf(undefined).domains,
    settings,
    only: domains === undefined ? undefined : new Set(domains),
    stack: stackName,
    importsOf: readImports(directory),
    evidenceOf: domain => readEvidence(directory, new Set([domain]), { rows: false }).evidence[0]?.evidence,
    refreshes: passed.some(one => /^(-r|--refresh(=true)?)$/.test(one)),
  };
  return runGuarded(run, { ...command, cwd: project, env, bin: engine.bin, config, planOf, domains }, output);
}

interface EngineCall extends EngineCommand {
  readonly bin: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The engine's options for the stack's config. */
  readonly config: readonly string[];
  readonly planOf: PlanOfGroup;
  readonly domains: readonly string[] | undefined;
}

/** The engine, once it is known what the run would delete and take over. */
async function runGuarded(run: GuardedRun, call: EngineCall, output: Output): Promise<number> {
  const { operation, stack, passed, bin, cwd, env } = call;
  const state = readState({ bin, stack, cwd, env, isEmbedded: call.config.length > 0 });
  const verdict = state.then(held => guardRun(run, held));
  // A preview need not wait for it, and says of a state that cannot be read in the engine's own words.
  verdict.catch(() => undefined);
  if (operation === "up" && isRefused(await verdict, output)) return 1;
  const { serveProgram } = await import("../hosts/serve-program.ts");
  // Loaded while the engine starts and reads its state.
  const loading = import("../hosts/program.ts");
  const { only, importsOf } = run;
  const adopted = run.plans.filter(({ domain }) => only?.has(domain) !== false && importsOf(domain) !== undefined);
  const pending = async (): Promise<ImportsOf> =>
    adopted.length === 0 ? importsOf : withoutHeld(importsOf, await state.catch(() => []));
  const served = await serveProgram(async () =>
    (await loading).program(call.planOf, { only, importsOf: await pending() }),
  );
  const targets = domainTargets(run.stack, call.domains ?? []).flatMap(target => ["--target", target]);
  const args = [operation, "--stack", stack, ...call.config, ...targets, ...served.args, ...passed];
  const code = await runAttached(bin, args, cwd, env);
  served.stop();
  if (code === 0) return operation === "up" ? 0 : previewed(verdict, passed, output);
  if (targets.length > 0) output.diagnostic(TARGETED);
  const left = await pending();
  const stale = adopted.filter(({ domain }) => Object.keys(left(domain) ?? {}).length > 0);
  if (stale.length > 0) output.diagnostic(staleImport(stale.map(({ domain }) => domain)));
  return code;
}

function isRefused({ refusals, notes }: Verdict, output: Output): boolean {
  for (const note of notes) output.diagnostic(note);
  if (refusals.length > 0) output.text(`${renderFindings(refusals, output.style)}\n\nNothing was run.`);
  return refusals.length > 0;
}

/** Says behind a preview what `up` would refuse, and exits as it would. */
async function previewed(verdict: Promise<Verdict>, passed: readonly string[], output: Output): Promise<number> {
  const { refusals, notes } = await verdict.catch((error: unknown): Verdict => {
    if (!(error instanceof CannotRun)) throw error;
    return { refusals: [], notes: [error.message] };
  });
  for (const note of notes) output.diagnostic(note);
  if (refusals.length === 0) return 0;
  const text = `${renderFindings(refusals, output.style)}\n\nmailwright up refuses this.`;
  // The engine's document is the only thing on stdout.
  if (passed.includes("--json")) output.diagnostic(text);
  else output.text(text);
  return 1;
}

interface PlanRequest {
  readonly names: readonly string[];
  readonly base: string | undefined;
  readonly project: string;
  readonly directory: string;
  /** The stack has no group: any part of the fleet is a part of it. */
  readonly isWhole: boolean;
}

/** Plans just what is named or changed where file names tell what that is, else the whole fleet. */
async function planFor({ names, base, project, directory, isWhole }: PlanRequest): Promise<{
  readonly planOf: PlanOfGroup;
  readonly changed: readonly string[] | "all" | undefined;
}> {
  const named = names.map(canonicalName);
  // A part of the fleet cannot tell a group, so there the plans come first and git is asked once.
  if (isWhole) {
    const changed = base === undefined ? undefined : await changedDomains(base, { project, directory });
    if (changed === "all") return { planOf: await loadForEngine(directory), changed };
    const wanted = changed ?? named;
    if (wanted.length > 0 && wanted.length <= MOST_TARGETS) {
      const planOf = await loadSomeForEngine(directory, [...new Set([...wanted, ...named])]);
      if (planOf !== undefined) return { planOf, changed };
    }
  }
  const planOf = await loadForEngine(directory);
  if (base === undefined) return { planOf, changed: undefined };
  const declared = new Map(planOf(undefined).domains.map(plan => [resolve(plan.file), plan.domain]));
  return { planOf, changed: await changedDomains(base, { project, directory, declared }) };
}

const TARGETED =
  "Only these domains were run; if the engine misses a resource in the target list, run the whole stack once.";

/** What to do about an import that fails; the engine names only the id. */
function staleImport(domains: readonly string[]): string {
  const files = listed(domains.map(domain => `imports/${domain}.json`));
  return `If a resource does not exist, its record is no longer at the host: delete its line in ${files}, and the next run makes it.`;
}

/** Leaves out the domains that are declared, but for another stack. */
function withoutOtherStacks(changed: readonly string[], planOf: PlanOfGroup, fleet: FleetPlan): readonly string[] {
  const here = new Set(fleet.domains.map(plan => plan.domain));
  const declared = new Set(planOf(undefined).domains.map(plan => plan.domain));
  return changed.filter(domain => here.has(domain) || !declared.has(domain));
}

/** The engine on this process's own terminal; its exit code. Ctrl-C reaches the engine itself, which ends in good order. */
function runAttached(bin: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((done, fail) => {
    const ignore = (): void => {};
    process.on("SIGINT", ignore);
    const child = spawn(bin, args, { cwd, env, stdio: "inherit" });
    process.once("SIGTERM", () => child.kill("SIGTERM"));
    child.on("error", fail);
    child.on("exit", code => {
      process.off("SIGINT", ignore);
      done(code ?? 2);
    });
  });
}
