/** The environment in which this project runs the Pulumi CLI. What a person has set themselves stays, with one exception. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "./find-engine.ts";
import type { Environment } from "./machine.ts";
import { pathDirectories } from "./search-path.ts";

/** The stack that runs on the embedded zone-file host, with its state in the checkout and no account anywhere. */
export const EMBEDDED_STACK = "dev";

export interface EngineRun {
  /** The root of the checkout. */
  readonly project: string;
  readonly stack: string;
  readonly engine: Pick<Engine, "origin" | "pathDirs">;
  /** The Pulumi command, `preview` or `up`. */
  readonly command: string;
}

/** The environment for one run of the CLI: `env` with what the run needs. Pure; see `ensureStateDir` for the folder. */
export function engineEnv(env: Environment, { project, stack, engine, command }: EngineRun): Environment {
  const embedded = stack === EMBEDDED_STACK;
  const result: Record<string, string | undefined> = { ...env };
  const setDefault = (name: string, value: string): void => void (result[name] ??= value);

  // The language host and Node 24 must be found before any other of their name.
  result["PATH"] = [...new Set([...engine.pathDirs, ...pathDirectories(env)])].join(delimiter);

  // The CLI would ask the vendor for a newer version on each run; versions change by a commit here.
  setDefault("PULUMI_SKIP_UPDATE_CHECK", "true");

  // The language host reports every provider package in node_modules as required, so the CLI would download hundreds of
  // MB of plugins that the embedded stack never uses. A real host's plugin, on the other hand, has to come from there,
  // but only the official CLI can count on it: a machine on which the engine was built has no way to the vendor's site.
  if (embedded || engine.origin === "built") setDefault("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true");

  // A large state makes many short-lived objects: collecting a quarter as often saves a fifth of the CLI's processor time.
  setDefault("GOGC", "400");

  // Programs and provider plugins of many modules start twice as fast from their compiled form of the last run.
  setDefault("NODE_COMPILE_CACHE", join(tmpdir(), "node-compile-cache"));

  // Without a backend of the user's own, the embedded stack is the project's alone.
  if (embedded && env["PULUMI_BACKEND_URL"] === undefined) {
    // State in a folder of the checkout: no login. metadata=skip, because the file backend's `.attrs` files can be left
    // empty by a kill, and every later command then fails.
    result["PULUMI_BACKEND_URL"] = `${pathToFileURL(stateDir(project)).href}?metadata=skip`;
    // The stack holds no secrets: an empty passphrase spares the question, and one that is meant for other stacks would
    // fail here on the day it changes.
    result["PULUMI_CONFIG_PASSPHRASE"] = "";
    delete result["PULUMI_CONFIG_PASSPHRASE_FILE"];
    // It needs nothing of the user's Pulumi home, neither credentials nor plugins. In one of its own the CLI's automatic
    // log of every step, kept in <home>/logs, is off (see ensureStateDir): on a stack of a thousand domains that log is a
    // quarter of a preview's time.
    setDefault("PULUMI_HOME", homeDir(project));
  }

  // The file backend rewrites its whole state at each step, which makes the preview of thousands of records take minutes;
  // a preview has no state to lose. Anything that changes records must keep each checkpoint, or a killed run forgets the
  // records it made: here an exported variable does not count.
  if (command === "preview") setDefault("PULUMI_SKIP_CHECKPOINTS", "true");
  else delete result["PULUMI_SKIP_CHECKPOINTS"];
  return result;
}

/** Where the embedded stack keeps its state. */
export function stateDir(project: string): string {
  return join(project, ".mailwright/state");
}

/** The embedded stack's own Pulumi home. */
function homeDir(project: string): string {
  return join(project, ".mailwright/home");
}

/**
 * Creates that folder, which the file backend refuses when it is not there, and the home. A file where the CLI would make
 * its folder of logs makes it run without them.
 */
export function ensureStateDir(project: string): void {
  mkdirSync(stateDir(project), { recursive: true });
  mkdirSync(homeDir(project), { recursive: true });
  const logs = join(homeDir(project), "logs");
  if (!existsSync(logs)) writeFileSync(logs, "");
}
