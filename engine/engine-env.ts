/** The environment in which this project runs the Pulumi CLI. What a person has set themselves stays, with one exception. */
import { mkdirSync } from "node:fs";
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

  if (embedded) {
    // State in a folder of the checkout: no login. metadata=skip, because the file backend's `.attrs` files can be left
    // empty by a kill, and every later command then fails.
    setDefault("PULUMI_BACKEND_URL", `${pathToFileURL(stateDir(project)).href}?metadata=skip`);
    // The stack holds no secrets, so an empty passphrase spares the question; whoever has one keeps it.
    if (env["PULUMI_CONFIG_PASSPHRASE_FILE"] === undefined) setDefault("PULUMI_CONFIG_PASSPHRASE", "");
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

/** Creates that folder: the file backend refuses one that is not there. */
export function ensureStateDir(project: string): void {
  mkdirSync(stateDir(project), { recursive: true });
}
