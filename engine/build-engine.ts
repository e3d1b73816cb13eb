/**
 * Builds the Pulumi CLI and its Node.js language host from their Go modules: the way that needs no download site of the
 * vendor, only a Go module proxy. The Go caches it fills are the user's and stay.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { processExists, withLock } from "./build-lock.ts";
import { CLI_NAME, LANGUAGE_HOST_NAME, buildDirectory, isComplete } from "./engine-cache.ts";
import { EngineError } from "./engine-error.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Machine } from "./machine.ts";
import { elapsed, say, withProgress } from "./progress.ts";
import { runCommand } from "./run-command.ts";
import type { EngineVersions } from "./versions.ts";

const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

interface Part {
  readonly label: string;
  readonly module: string;
  readonly package: string;
  readonly version: string;
  readonly output: string;
}

function parts(versions: EngineVersions): readonly Part[] {
  return [
    {
      label: "the Pulumi CLI",
      module: "engine/cli",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      version: versions.cli,
      output: CLI_NAME,
    },
    {
      label: "its Node.js language host",
      module: "engine/language-nodejs",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      version: versions.languageHost,
      output: LANGUAGE_HOST_NAME,
    },
  ];
}

/** Builds the engine unless another process just did, and returns its directory. */
export async function buildEngine(
  machine: Machine,
  project: string,
  versions: EngineVersions,
  go: string,
): Promise<string> {
  const directory = buildDirectory(machine, versions);
  const onWait = (pid: number): void =>
    say(machine, `Another process (pid ${pid}) is building the Pulumi engine; waiting for it.`);
  await withLock(`${directory}.lock`, { now: machine.now, onWait }, async () => {
    if (!isComplete(directory)) await build(machine, project, versions, go, directory);
  });
  return directory;
}

async function build(
  machine: Machine,
  project: string,
  versions: EngineVersions,
  go: string,
  directory: string,
): Promise<void> {
  say(
    machine,
    "This machine has no Pulumi engine: building one from source with Go, once for this machine. It usually takes about " +
      "four minutes on two cores and 4 GB of disk, nearly all of it Go's own caches.",
  );
  const start = machine.now();
  sweep(directory);
  // Beside its final place, so that the rename stays on one file system and is one step.
  const workDirectory = `${directory}.building-${process.pid}`;
  mkdirSync(workDirectory, { recursive: true });
  const remove = (): void => rmSync(workDirectory, { recursive: true, force: true });
  const forget = onInterrupt(remove);
  try {
    for (const part of parts(versions)) await buildPart(machine, project, go, part, workDirectory, directory);
    moveIntoPlace(workDirectory, directory);
  } finally {
    forget();
    remove();
  }
  rmSync(logOf(directory), { force: true });
  say(machine, `The engine is ready after ${elapsed(machine.now() - start)}: ${directory}`);
}

async function buildPart(
  machine: Machine,
  project: string,
  go: string,
  part: Part,
  workDirectory: string,
  directory: string,
): Promise<void> {
  // -mod and -buildvcs on the command line beat the user's GOFLAGS and leave the rest of it alone: go.sum decides what
  // is built, and the checkout's own git state has no part in it.
  const flags = ["-mod=readonly", "-buildvcs=false", "-ldflags", `-s -w -X ${VERSION_VARIABLE}=${part.version}`];
  const result = await withProgress(
    machine,
    `Building ${part.label} ${part.version}`,
    runCommand(go, ["build", ...flags, "-o", join(workDirectory, part.output), part.package], {
      // A go.work file further up would replace the pinned module by the user's workspace.
      env: { ...machine.env, GOWORK: "off" },
      cwd: join(project, part.module),
      timeLimit: machine.limits.build,
    }),
  );
  if (result.ok) return;
  const log = logOf(directory);
  writeFileSync(log, result.output);
  const limit = `it took longer than ${elapsed(machine.limits.build)}`;
  throw new EngineError(
    `Building ${part.label} with Go failed (${result.timedOut ? limit : lastLine(result.output)}): see ${log}, ` +
      `or install the Pulumi CLI with its official installer (https://www.pulumi.com/docs/install/).`,
  );
}

/** Another build may have finished first (a lock taken over by mistake): its result is as good as ours. */
function moveIntoPlace(workDirectory: string, directory: string): void {
  if (isComplete(directory)) return;
  // Files may have been lost there (a tidy-up of the cache); rename needs the place free.
  rmSync(directory, { recursive: true, force: true });
  try {
    renameSync(workDirectory, directory);
  } catch (error) {
    if (!isComplete(directory)) throw error;
  }
}

/** Removes what builds left that were killed outright, so that the cache does not grow with each of them. */
function sweep(directory: string): void {
  const prefix = `${basename(directory)}.building-`;
  for (const name of readdirSync(dirname(directory))) {
    if (!name.startsWith(prefix) || processExists(Number(name.slice(prefix.length)))) continue;
    rmSync(join(dirname(directory), name), { recursive: true, force: true });
  }
}

function logOf(directory: string): string {
  return `${directory}.log`;
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1)?.trim() || "no message";
}
