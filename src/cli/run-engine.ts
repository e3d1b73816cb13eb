/** `mailwright preview` and `up`: the engine on the stack, or on just the domains that were named or changed. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { engineEnv, EMBEDDED_STACK, stateDir } from "../../engine/engine-env.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { findEngine } from "../../engine/find-engine.ts";
import { canonicalName } from "../dns/owner-name.ts";
import { domainTargets } from "../hosts/domain-component.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { changedDomains } from "./changed-domains.ts";
import { blockingErrors, chooseDomains, MOST_TARGETS } from "./choose-domains.ts";
import { removeDeadLocks } from "./dead-locks.ts";
import { embeddedConfig } from "./embedded-stack.ts";
import { loadForEngine, loadSomeForEngine, type PlanOfGroup } from "./load-for-engine.ts";
import { specFiles } from "./load-specs.ts";
import type { Output } from "./output.ts";
import { renderFindings } from "./render-findings.ts";

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
  const group = groupOf(project, stackName);
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
  const targets = domainTargets(stackName, domains ?? []).flatMap(target => ["--target", target]);
  const { serveProgram } = await import("../hosts/serve-program.ts");
  // Loaded while the engine starts and reads its state.
  const loading = import("../hosts/program.ts");
  const only = domains === undefined ? undefined : new Set(domains);
  const served = await serveProgram(async () => (await loading).program(planOf, only));
  const args = [operation, "--stack", stack, ...config, ...targets, ...served.args, ...passed];
  const code = await runAttached(engine.bin, args, project, env);
  served.stop();
  if (code !== 0 && targets.length > 0) output.diagnostic(TARGETED);
  return code;
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

/** The stack's `mailwright:domains`, as its committed config file says it. */
function groupOf(project: string, stack: string): readonly string[] | undefined {
  const file = join(project, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) return undefined;
  const { config } = (parse(readFileSync(file, "utf8")) ?? {}) as {
    readonly config?: Readonly<Record<string, unknown>>;
  };
  const value = config?.["mailwright:domains"];
  // `pulumi config set` keeps a list as JSON text; by hand it is a list.
  const group: unknown = typeof value === "string" ? parse(value) : value;
  return Array.isArray(group) ? group.map(String) : undefined;
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
