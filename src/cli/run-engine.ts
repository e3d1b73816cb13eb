/** `mailwright preview` and `up`: the engine on the stack, or on just the domains that were named or changed. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { engineEnv, EMBEDDED_STACK, ensureStateDir, stateDir } from "../../engine/engine-env.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { findEngine, type Engine } from "../../engine/find-engine.ts";
import { runCommand } from "../../engine/run-command.ts";
import { canonicalName, isAtOrBelow } from "../dns/owner-name.ts";
import { selectionEnv } from "../hosts/selection.ts";
import { CannotRun } from "./cannot-run.ts";
import { changedDomains } from "./changed-domains.ts";
import { engineTargets } from "./engine-targets.ts";
import { loadForEngine } from "./load-for-engine.ts";
import { domainOfFile, specFiles } from "./load-specs.ts";
import type { Output } from "./output.ts";

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

/** Above this many domains the whole stack is cheaper: the engine tries every pattern on every resource. */
const MOST_TARGETS = 100;

/** Exit code: the engine's own. */
export async function runEngine(command: EngineCommand, output: Output): Promise<number> {
  const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
  const directory = relative(project, resolve(command.directory));
  const selected = await chooseDomains(command, project, output);
  if (selected?.length === 0) {
    output.text(`No domain's plan differs from ${command.base}.`);
    return 0;
  }
  const engine = await findEngine(project).catch((error: unknown) => {
    throw error instanceof EngineError ? new CannotRun(error.message) : error;
  });
  const { operation, stack, passed } = command;
  const env = {
    ...engineEnv(process.env, { project, stack, engine, command: operation }),
    ...selectionEnv(directory, selected),
  };
  if (stack === EMBEDDED_STACK) await ensureEmbeddedStack(engine, project, env);
  const targets =
    selected === undefined ? [] : engineTargets(stack, selected, await reportDomainsOf(command.directory, selected));
  const args = [operation, "--stack", stack, ...targets.flatMap(target => ["--target", target]), ...passed];
  return runAttached(engine.bin, args, project, env);
}

/** The domains to register, with those that stand below them; undefined for the whole stack. */
async function chooseDomains(
  { names, base, directory }: EngineCommand,
  project: string,
  output: Output,
): Promise<readonly string[] | undefined> {
  if (names.length === 0 && base === undefined) return undefined;
  const known = specFiles(resolve(directory)).map(domainOfFile);
  const named = names.map(canonicalName);
  const unknown = named.find(name => !known.includes(name));
  if (unknown !== undefined) throw new CannotRun(`No spec declares ${unknown}; check the spelling, or add ${directory}/${unknown}.ts.`);
  const changed = base === undefined ? named : await changedDomains(base, { project, directory: resolve(directory) });
  if (changed === "all") {
    if (named.length === 0) output.diagnostic("What makes the engine's resources has changed; running the whole stack.");
    return named.length === 0 ? undefined : named;
  }
  const wanted = named.length === 0 ? changed : changed.filter(domain => named.includes(domain));
  // A pattern for client.example also names sub.client.example's records: whoever stands below comes along.
  const below = known.filter(domain => wanted.some(above => isAtOrBelow(domain, above)));
  const all = [...new Set([...wanted, ...below])].sort();
  if (all.length > MOST_TARGETS) {
    output.diagnostic(`${all.length} domains are concerned; running the whole stack.`);
    return undefined;
  }
  for (const gone of all.filter(domain => !known.includes(domain))) {
    output.diagnostic(`${gone} has lost its spec, so its records would be deleted; to retire a domain, park it.`);
  }
  if (all.length > 0) {
    const shown = all.length > 5 ? `${all.slice(0, 5).join(", ")} and ${all.length - 5} more` : all.join(", ");
    output.diagnostic(`${all.length} of ${known.length} domains: ${shown}`);
  }
  return all;
}

/** The domains whose plans hold the authorisation records that the chosen domains need. */
async function reportDomainsOf(directory: string, domains: readonly string[]): Promise<readonly string[]> {
  const { domains: plans } = await loadForEngine({ directory, only: new Set(domains), group: undefined });
  const chosen = plans.filter(plan => domains.includes(plan.domain));
  return [...new Set(chosen.flatMap(plan => plan.authorisedBy.map(one => one.domain)))].sort();
}

/** The embedded stack needs no `pulumi stack init` by hand. */
async function ensureEmbeddedStack(engine: Engine, project: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (process.env["PULUMI_BACKEND_URL"] !== undefined) return;
  ensureStateDir(project);
  if (existsSync(join(stateDir(project), ".pulumi/stacks/mailwright", `${EMBEDDED_STACK}.json`))) return;
  const init = ["stack", "init", EMBEDDED_STACK, "--non-interactive"];
  const result = await runCommand(engine.bin, init, { cwd: project, env, timeLimit: 60_000 });
  if (!result.ok) throw new CannotRun(`The engine could not make the ${EMBEDDED_STACK} stack: ${result.output.trim()}`);
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
