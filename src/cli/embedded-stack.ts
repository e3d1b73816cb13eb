/** The embedded stack: no account, no network, no `pulumi stack init` by hand, and no change to a file in git. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EMBEDDED_STACK, ensureStateDir, stateDir } from "../../engine/engine-env.ts";
import type { Engine } from "../../engine/find-engine.ts";
import { runCommand } from "../../engine/run-command.ts";
import { CannotRun } from "./cannot-run.ts";

/**
 * Makes the stack on the first run and gives the engine's options for its config. The engine writes the salt of its
 * (empty) passphrase into the config file; it goes into a copy under .mailwright, so that the committed file stays as it is.
 */
export async function embeddedConfig(
  { bin }: Pick<Engine, "bin">,
  project: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  // Whoever brings a backend of their own keeps its stacks and config themselves.
  if (process.env["PULUMI_BACKEND_URL"] !== undefined) return [];
  ensureStateDir(project);
  const committed = join(project, `Pulumi.${EMBEDDED_STACK}.yaml`);
  const copy = join(project, ".mailwright", `Pulumi.${EMBEDDED_STACK}.yaml`);
  const text = readFileSync(committed, "utf8");
  // A salt in the committed file is that of another state and passphrase: the plain CLI's, with a backend of its own.
  const plain = text.replace(SALT, "");
  if (!existsSync(statePath(project))) {
    if (plain !== text) writeFileSync(committed, plain);
    const init = ["stack", "init", EMBEDDED_STACK, "--non-interactive"];
    const result = await runCommand(bin, init, { cwd: project, env, timeLimit: 60_000 });
    const written = readFileSync(committed, "utf8");
    if (written !== text) writeFileSync(committed, text);
    if (!result.ok)
      throw new CannotRun(`The engine could not make the ${EMBEDDED_STACK} stack: ${result.output.trim()}`);
    saveCopy(copy, withSalt(plain, written));
  } else {
    saveCopy(copy, withSalt(plain, existsSync(copy) ? readFileSync(copy, "utf8") : ""));
  }
  return ["--config-file", copy];
}

/** The file backend's own file of the stack. */
function statePath(project: string): string {
  return join(stateDir(project), ".pulumi/stacks/mailwright", `${EMBEDDED_STACK}.json`);
}

/**
 * The stack's state in the form of `pulumi stack export`, which for a thousand domains takes a second of its own; undefined
 * where the file is not what the engine in use writes.
 */
export function embeddedState(project: string): unknown {
  try {
    const { checkpoint } = JSON.parse(readFileSync(statePath(project), "utf8")) as {
      readonly checkpoint?: { readonly latest?: unknown };
    };
    return checkpoint === undefined ? undefined : { deployment: checkpoint.latest };
  } catch {
    return undefined;
  }
}

const SALT = /^encryptionsalt:.*\n?/m;

/** A config with the salt line of another version of it. */
function withSalt(text: string, other: string): string {
  const line = SALT.exec(other)?.[0];
  return line === undefined ? text : `${text.trimEnd()}\n${line.trimEnd()}\n`;
}

function saveCopy(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}
