/** `mailwright preview` and `up`: the engine on the stack, or on just the domains that were named or changed. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { engineEnv, EMBEDDED_STACK } from "../../engine/engine-env.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { findEngine } from "../../engine/find-engine.ts";
import { canonicalName, isAtOrBelow } from "../dns/owner-name.ts";
import { CannotRun } from "./cannot-run.ts";
import { changedDomains } from "./changed-domains.ts";
import { engineTargets } from "./engine-targets.ts";
import { embeddedConfig } from "./embedded-stack.ts";
import { loadForEngine } from "./load-for-engine.ts";
import { domainOfFile, specFiles } from "./load-specs.ts";
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

/** Above this many domains the whole stack is cheaper: the engine tries every pattern on every resource. */
const MOST_TARGETS = 100;

/** Exit code: the engine's own. */
export async function runEngine(command: EngineCommand, output: Output): Promise<number> {
  const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
  const selected = await chooseDomains(command, project, output);
  if (selected?.length === 0) {
    output.text(`No domain's plan differs from ${command.base}.`);
    return 0;
  }
  const only = selected === undefined ? undefined : new Set(selected);
  const planOf = await loadForEngine({ directory: command.directory, only });
  if (!isGroup(project, command.stack)) {
    const { findings } = planOf(undefined);
    const errors = findings.filter(finding => finding.severity === "error");
    if (errors.length > 0) {
      output.text(`${renderFindings(errors, output.style)}\n\nNothing was run: the specs have errors.`);
      return 1;
    }
  }
  const engine = await findEngine(project).catch((error: unknown) => {
    throw error instanceof EngineError ? new CannotRun(error.message) : error;
  });
  const { operation, stack, passed } = command;
  const env = engineEnv(process.env, { project, stack, engine, command: operation });
  const config = stack === EMBEDDED_STACK ? await embeddedConfig(engine, project, env) : [];
  const targets = engineTargets(stack, selected ?? []).flatMap(target => ["--target", target]);
  const { serveProgram } = await import("../hosts/serve-program.ts");
  // Loaded while the engine starts and reads its state.
  const loading = import("../hosts/program.ts");
  const served = await serveProgram(async () => (await loading).program(planOf, only));
  const args = [operation, "--stack", stack, ...config, ...targets, ...served.args, ...passed];
  const code = await runAttached(engine.bin, args, project, env);
  served.stop();
  if (code !== 0 && targets.length > 0) output.diagnostic(TARGETED);
  return code;
}

/** Whether the stack is for some of the domains only: errors in the others' specs are then not this run's. */
function isGroup(project: string, stack: string): boolean {
  const config = join(project, `Pulumi.${stack}.yaml`);
  return existsSync(config) && readFileSync(config, "utf8").includes("mailwright:domains");
}

const TARGETED =
  "Only the named domains were run; if the engine misses a resource in the target list, run the whole stack once.";

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
  if (unknown !== undefined)
    throw new CannotRun(`No spec declares ${unknown}; check the spelling, or add ${directory}/${unknown}.ts.`);
  const changed = base === undefined ? named : await changedDomains(base, { project, directory: resolve(directory) });
  if (changed === "all") {
    if (named.length === 0)
      output.diagnostic("What makes the engine's resources has changed; running the whole stack.");
    return named.length === 0 ? undefined : named;
  }
  const wanted = named.length === 0 ? changed : changed.filter(domain => named.includes(domain));
  // A pattern for client.example also names sub.client.example's records: whoever stands below comes along.
  const below = known.filter(domain => wanted.some(above => isAtOrBelow(domain, above)));
  const all = [...new Set([...wanted, ...below])].toSorted();
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
