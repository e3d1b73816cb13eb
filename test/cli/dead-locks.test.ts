import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { removeDeadLocks } from "../../src/cli/dead-locks.ts";

let state = "";
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "mailwright-locks-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** The number of a process that has just ended. */
const gone = spawnSync(process.execPath, ["--version"]).pid;

test.each([
  ["a run of this host that was killed: removed", JSON.stringify({ pid: gone, hostname: "here" }), 1],
  ["a run that goes on: kept", JSON.stringify({ pid: process.pid, hostname: "here" }), 0],
  ["a run of another host, where the number means nothing: kept", JSON.stringify({ pid: gone, hostname: "there" }), 0],
  ["a lock cut short by a full disk: kept", '{"pid":', 0],
  ["a lock without a process: kept", "null", 0],
])("%s", (_, text, removed) => {
  const lock = join(state, ".pulumi/locks/organization/mailwright/dev/0f.json");
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, text);
  expect(removeDeadLocks(state, "here")).toBe(removed);
  expect(existsSync(lock)).toBe(removed === 0);
});

test("no state yet: nothing to remove", () => {
  expect(removeDeadLocks(join(state, "none"), "here")).toBe(0);
});
