/**
 * How the Pulumi CLI gets onto a machine. In order, the first that works:
 *
 * 1. `pulumi` on PATH with a Node.js language host: what a person installed is what they want to run;
 * 2. an earlier build in our cache;
 * 3. the official npm package `pulumi` (npm-engine.ts), which needs the vendor's download site;
 * 4. a build from the Go modules in engine/ (build-engine.ts), which needs Go and a few minutes, once;
 * 5. none: one sentence with both ways out, as an EngineError; callers exit with 2.
 */
import { dirname, join } from "node:path";
import { buildEngine } from "./build-engine.ts";
import { CLI_NAME, buildDirectory, ensureCacheRoot, isComplete } from "./engine-cache.ts";
import { EngineError } from "./engine-error.ts";
import { findGo } from "./find-go.ts";
import { findInstalled, type InstalledEngine } from "./installed-engine.ts";
import { thisMachine, type Machine } from "./machine.ts";
import { downloadWithNpm, failedLately, findDownloaded, forgetFailure, rememberFailure } from "./npm-engine.ts";
import { say } from "./progress.ts";
import { engineVersions } from "./versions.ts";

export type EngineOrigin = "path" | "npm" | "built";

export interface Engine {
  /** The Pulumi CLI. */
  readonly bin: string;
  /** To be put first on PATH for every call of it. */
  readonly pathDirs: readonly string[];
  /** What `pulumi version` says, `v3.274.1`. */
  readonly version: string;
  readonly origin: EngineOrigin;
}

/** Finds the engine, or gets one. `project` is the root of the checkout. Throws an EngineError when there is no way. */
export async function findEngine(project: string, machine: Machine = thisMachine()): Promise<Engine> {
  const installed = await findInstalled(machine);
  if (installed !== undefined) return engine(project, installed, "path");

  const versions = engineVersions(project);
  const built = buildDirectory(machine, versions);
  if (isComplete(built)) return builtEngine(project, built, versions.cli);

  const downloaded = await findDownloaded(machine);
  if (downloaded !== undefined) return engine(project, downloaded, "npm");

  ensureCacheRoot(machine);
  const go = await findGo(machine, project, versions.go);
  // Without Go the npm package is the only way left, so it is tried however lately it failed.
  if (!("bin" in go && failedLately(machine))) {
    const result = await downloadWithNpm(machine, project);
    if (typeof result !== "string") {
      forgetFailure(machine);
      return engine(project, result, "npm");
    }
    say(machine, `The npm package could not fetch it: ${result}.`);
    rememberFailure(machine, result);
  }
  if ("missing" in go) throw new EngineError(noEngine(go.missing, versions.go));
  return builtEngine(project, await buildEngine(machine, project, versions, go.bin), versions.cli);
}

function noEngine(missing: string, goVersion: string): string {
  return (
    `There is no working Pulumi CLI with its Node.js language host on this machine and ${missing}: ` +
    `install the Pulumi CLI with its official installer (https://www.pulumi.com/docs/install/), ` +
    `or Go ${goVersion} or newer (https://go.dev/dl/), and run this again.`
  );
}

function builtEngine(project: string, directory: string, version: string): Engine {
  return { bin: join(directory, CLI_NAME), pathDirs: pathDirs(project, directory), version, origin: "built" };
}

function engine(project: string, found: InstalledEngine, origin: EngineOrigin): Engine {
  const { bin, languageHost, version } = found;
  return { bin, pathDirs: pathDirs(project, dirname(bin), dirname(languageHost)), version, origin };
}

/**
 * node_modules/.bin comes first: the language host runs the `node` it finds on PATH, which must be the pinned one, and a
 * CLI in /usr/local/bin would put the system's Node in front of it. node_modules/@pulumi/pulumi is left out: it only
 * serves dynamic providers, and there are none.
 */
function pathDirs(project: string, ...directories: readonly string[]): readonly string[] {
  return [...new Set([join(project, "node_modules/.bin"), ...directories])];
}
