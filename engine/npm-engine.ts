/**
 * The official npm package `pulumi`: a launcher that on first use downloads the CLI and its language hosts from the
 * vendor's site into `<PULUMI_HOME or ~/.pulumi>/versions/<version>/bin`, the place the Automation API uses too.
 *
 * It is run through `npx` and is no dependency of ours, for two reasons. As a dependency it would put its launcher into
 * node_modules/.bin, in front of the CLI a person installed, for every npm script. And most machines never need it:
 * with a CLI on PATH, or no way to the vendor's site, it would be installed for nothing.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLI_NAME, cacheRoot } from "./engine-cache.ts";
import { probe, pulumiHome, type InstalledEngine } from "./installed-engine.ts";
import type { Machine } from "./machine.ts";
import { withProgress } from "./progress.ts";
import { runCommand } from "./run-command.ts";
import { executables, isExecutable, pathDirectories } from "./search-path.ts";
import { NPM_VERSION } from "./versions.ts";

const A_DAY = 24 * 60 * 60 * 1000;

/** What an earlier run of the package left behind, without asking the network anything. */
export async function findDownloaded(machine: Machine): Promise<InstalledEngine | undefined> {
  const directory = join(pulumiHome(machine.env), "versions", NPM_VERSION, "bin");
  const bin = join(directory, CLI_NAME);
  // Only a language host of the same download counts: a half-finished one is no engine.
  return isExecutable(bin) ? probe(machine, bin, [directory]) : undefined;
}

/** Lets the package download the engine; a failure says why in a few words. */
export async function downloadWithNpm(machine: Machine, project: string): Promise<InstalledEngine | string> {
  const npx = executables("npx", pathDirectories(machine.env))[0];
  if (npx === undefined) return "there is no npx";
  const label = `Fetching the Pulumi CLI with the npm package pulumi@${NPM_VERSION}, once on this machine`;
  const result = await withProgress(
    machine,
    label,
    runCommand(npx, ["--yes", `pulumi@${NPM_VERSION}`, "version"], {
      // The package takes PULUMI_VERSION over its own version, and we look for what we asked for.
      env: { ...machine.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_VERSION: NPM_VERSION },
      cwd: project,
      timeLimit: machine.limits.npm,
    }),
  );
  const engine = result.ok ? await findDownloaded(machine) : undefined;
  if (engine !== undefined) return engine;
  if (result.timedOut) return `it took longer than ${Math.round(machine.limits.npm / 1000)} s`;
  return reasonIn(result.output);
}

function reasonIn(output: string): string {
  const lines = output.split("\n").map(line => line.trim());
  const own = lines.findLast(line => line.startsWith("pulumi: "))?.slice("pulumi: ".length);
  return own || lines.findLast(line => line !== "" && !line.startsWith("npm notice")) || "it left no engine behind";
}

/** A failed try is remembered for a day: until the build from source is there, each run would pay for it again. */
export function rememberFailure(machine: Machine, reason: string): void {
  writeFileSync(memo(machine), JSON.stringify({ at: machine.now(), version: NPM_VERSION, reason }) + "\n");
}

/** Forgets it, once the package has worked. */
export function forgetFailure(machine: Machine): void {
  rmSync(memo(machine), { force: true });
}

/** Whether the same version of the package failed here within a day. */
export function failedLately(machine: Machine): boolean {
  try {
    const { at, version } = JSON.parse(readFileSync(memo(machine), "utf8"));
    const age = machine.now() - at;
    return version === NPM_VERSION && age >= 0 && age < A_DAY;
  } catch {
    return false;
  }
}

function memo(machine: Machine): string {
  return join(cacheRoot(machine), "npm-failed.json");
}
