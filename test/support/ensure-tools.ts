/**
 * Makes sure that what the tests run is on this machine: the Pulumi engine and `named-checkzone`, BIND's own judge of
 * zone files. Runs before the tests; does nothing, and takes no time, when all is there.
 */
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { EngineError } from "../../engine/engine-error.ts";
import { findEngine } from "../../engine/find-engine.ts";
import { executables, pathDirectories } from "../../engine/search-path.ts";

const TOOL = "named-checkzone";
const PACKAGE = "bind9-utils";

function onPath(name: string): boolean {
  return executables(name, pathDirectories(process.env)).length > 0;
}

function run(command: readonly string[]): string | undefined {
  const [bin, ...args] = command;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const result = spawnSync(bin!, args, { env, encoding: "utf8" });
  if (result.status === 0) return undefined;
  return (result.stderr || result.error?.message || "").trim().split("\n").at(-1) || "no message";
}

/** [] for root, ["sudo", "-n"] for who may become root without a password, undefined for everyone else. */
function rootPrefix(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const sudo = ["sudo", "-n"];
  return onPath("sudo") && run([...sudo, "true"]) === undefined ? sudo : undefined;
}

/** Installs BIND's tools if they are missing; returns what is wrong when it cannot. */
function ensureZoneChecker(): string | undefined {
  if (onPath(TOOL)) return undefined;
  const missing = `The tests need ${TOOL}, which is not on this machine`;
  if (!onPath("apt-get"))
    return `${missing}: install BIND's tools (Debian ${PACKAGE}, Fedora bind-utils, Homebrew bind).`;
  const byHand = `sudo apt-get update && sudo apt-get install -y ${PACKAGE}`;
  const prefix = rootPrefix();
  if (prefix === undefined) return `${missing}: run \`${byHand}\` and try again.`;
  console.error(`Installing ${PACKAGE} for ${TOOL}, once on this machine …`);
  const failure =
    run([...prefix, "apt-get", "update"]) ??
    run([...prefix, "apt-get", "install", "-y", "--no-install-recommends", PACKAGE]);
  return failure === undefined
    ? undefined
    : `${missing}, and apt-get failed (${failure}): run \`${byHand}\` and try again.`;
}

async function ensureEngine(): Promise<string | undefined> {
  try {
    await findEngine(dirname(dirname(import.meta.dirname)));
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}

// The quick one first: its answer should not come after minutes of building.
const problem = ensureZoneChecker() ?? (await ensureEngine());
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 2;
}
