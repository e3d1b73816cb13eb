import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkdmarc, folderName, moto } from "../support/python-tool.ts";
import * as its from "./stand-in-machine.ts";
import { PROJECT, putBuild, standIn, type StandIn } from "./stand-in-machine.ts";

// Each test starts processes, which on a busy machine takes seconds.
jest.setTimeout(30_000);

let on: StandIn;
beforeEach(() => void (on = standIn()));
afterEach(() => on.remove());

const BY_HAND = "sudo apt-get update && sudo apt-get install -y bind9-utils";
const isRoot = process.getuid?.() === 0;

/** What an earlier run has left beside the engine's build. */
function putTools(): void {
  const support = join(PROJECT, "test/support");
  const environments = [checkdmarc, moto].map(tool => folderName(tool, support));
  for (const name of [`named-${process.arch}`, `dovecot-${process.arch}`, ...environments]) {
    mkdirSync(join(on.cache, "mailwright/tools", name), { recursive: true });
  }
}

function ensureTools() {
  const env = { ...on.machine.env, PATH: on.bin };
  return spawnSync(process.execPath, [join(PROJECT, "test/support/ensure-tools.ts")], { env, encoding: "utf8" });
}

/** What runs apt-get for whoever the tests run as. */
function becomeRoot(): void {
  if (!isRoot) on.script("sudo", 'shift; case "$1" in true) exit;; esac; exec "$(dirname "$0")/$1" "$@"');
}

test("with all in place it says nothing and asks nobody", () => {
  putBuild(on);
  putTools();
  on.script("named-checkzone", "exit 0");
  on.script("apt-get", 'echo "apt-get $*" >> "$LOG"');
  expect(ensureTools()).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(on.calls()).toEqual([]);
});

test("on Debian it installs the zone checker", () => {
  putBuild(on);
  putTools();
  becomeRoot();
  on.script("apt-get", 'echo "apt-get $*" >> "$LOG"');
  const run = ensureTools();
  expect(run).toMatchObject({ status: 0, stdout: "" });
  expect(run.stderr).toBe("Installing bind9-utils, once on this machine …\n");
  expect(on.calls()).toEqual(["apt-get update", "apt-get install -y --no-install-recommends bind9-utils"]);
});

test("an apt-get that fails is named with its reason", () => {
  putBuild(on);
  becomeRoot();
  on.script("apt-get", 'echo "E: no mirror" >&2; exit 100');
  const run = ensureTools();
  expect(run.status).toBe(2);
  expect(run.stderr).toContain(
    "The tests need named-checkzone, which is not on this machine, and apt-get failed (E: no mirror): " +
      `run \`${BY_HAND}\` and try again.\n`,
  );
});

test("elsewhere it says what to install", () => {
  putBuild(on);
  const run = ensureTools();
  expect(run.status).toBe(2);
  expect(run.stderr).toBe(
    "The tests need named-checkzone, which is not on this machine: " +
      "install BIND's tools (Debian bind9-utils, Fedora bind-utils, Homebrew bind).\n",
  );
});

test("without an engine it says why and exits with 2", () => {
  putTools();
  on.script("named-checkzone", "exit 0");
  on.script("named", "exit 0");
  on.script("go", its.BROKEN_GO);
  const run = ensureTools();
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(/Building the Pulumi CLI with Go failed \(disk full\): see .*\n$/);
});
