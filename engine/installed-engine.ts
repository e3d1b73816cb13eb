/** An engine somebody installed: the usual case, with the official installer or a package manager. */
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { CLI_NAME, LANGUAGE_HOST_NAME } from "./engine-cache.ts";
import { homeOf, type Environment, type Machine } from "./machine.ts";
import { runCommand } from "./run-command.ts";
import { executables, pathDirectories } from "./search-path.ts";

export interface InstalledEngine {
  readonly bin: string;
  readonly languageHost: string;
  readonly version: string;
}

/** Pulumi's own folder. */
export function pulumiHome(env: Environment): string {
  return env["PULUMI_HOME"] || join(homeOf(env), ".pulumi");
}

/**
 * The first CLI on PATH that answers and has a Node.js language host. ~/.pulumi/bin is searched too: the official
 * installer puts the CLI there, and only a shell opened afterwards has it on PATH.
 */
export async function findInstalled(machine: Machine): Promise<InstalledEngine | undefined> {
  const directories = [...pathDirectories(machine.env), join(pulumiHome(machine.env), "bin")];
  for (const bin of executables(CLI_NAME, directories)) {
    const engine = await probe(machine, bin, directories);
    if (engine !== undefined) return engine;
  }
  return undefined;
}

/** What the CLI at `bin` is, if it works: it answers `pulumi version`, and a language host is beside it or on PATH. */
export async function probe(
  machine: Machine,
  bin: string,
  directories: readonly string[],
): Promise<InstalledEngine | undefined> {
  const real = realpathSync(bin);
  // The npm package's launcher: asking it for its version would start its download.
  if (real.endsWith(".js")) return undefined;
  const languageHost = executables(LANGUAGE_HOST_NAME, [dirname(bin), dirname(real), ...directories])[0];
  if (languageHost === undefined) return undefined;
  const env = { ...machine.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const answer = await runCommand(bin, ["version"], { env, timeLimit: machine.limits.probe });
  const version = /^v?\d+\.\d+\.\d+\S*$/m.exec(answer.stdout)?.[0];
  return answer.ok && version !== undefined ? { bin, languageHost, version } : undefined;
}
