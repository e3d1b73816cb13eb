import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tally } from "../support/tally-reporter.ts";
import { PROJECT, standIn, type StandIn } from "./stand-in-machine.ts";

// Each test starts processes, which on a busy machine takes seconds.
jest.setTimeout(30_000);

let on: StandIn;
beforeEach(() => void (on = standIn()));
afterEach(() => on.remove());

const README = "# Title\n\nRun `npm test` often.\n\n```sh\nnpm ci && npm test\n```\n";

/** Runs .ci/run in a project that has nothing but a README, with an npm that does as told for each of its commands. */
function ci(npm: { test?: string; lint?: string; typecheck?: string; ci?: string }, readme = README) {
  const project = join(on.home, "project");
  mkdirSync(join(project, ".ci"), { recursive: true });
  cpSync(join(PROJECT, ".ci/run"), join(project, ".ci/run"));
  writeFileSync(join(project, "README.md"), readme);
  on.script(
    "npm",
    `echo "npm $*" >> "$LOG"
case "$*" in
  test) ${npm.test ?? count(3, 0)} ;;
  *lint) ${npm.lint ?? ""} ;;
  *typecheck) ${npm.typecheck ?? ""} ;;
  ci*) ${npm.ci ?? ""} ;;
esac`,
  );
  const env = { ...on.machine.env, PATH: `${on.bin}:${dirname(process.execPath)}:/usr/bin:/bin` };
  const { status, stdout } = spawnSync(join(project, ".ci/run"), { env, encoding: "utf8" });
  return { status, lines: stdout.trimEnd().split("\n") };
}

/** The shell command of a test run that counts so many. */
function count(passed: number, failed: number, notRun: readonly string[] = []): string {
  const exit = failed > 0 ? "exit 1" : "true";
  return `echo '${JSON.stringify({ passed, failed, notRun })}' > "$MAILWRIGHT_JEST_JSON"; ${exit}`;
}

describe(".ci/run", () => {
  test("checks, tests by the README's command, and closes with the count", () => {
    const { status, lines } = ci({});
    expect(status).toBe(0);
    expect(lines.at(-1)).toBe("3 passed, 0 failed");
    expect(lines.filter(line => /passed|failed/.test(line))).toHaveLength(1);
    expect(on.calls()).toEqual([
      "npm ci --no-audit --no-fund",
      "npm run --silent lint",
      "npm run --silent typecheck",
      "npm ci",
      "npm test",
    ]);
  });

  test.each<[string, Parameters<typeof ci>[0], string, string | undefined]>([
    ["a failed test", { test: count(2, 1) }, "2 passed, 1 failed", "Failed: tests;"],
    ["a failed lint, after all tests", { lint: "exit 1" }, "3 passed, 0 failed", "Failed: lint;"],
    ["a type error, after all tests", { typecheck: "exit 2" }, "3 passed, 0 failed", "Failed: typecheck;"],
    ["a skipped test, by name", { test: count(3, 0, ["a.test.ts: x"]) }, "3 passed, 0 failed", "a.test.ts: x"],
    ["no test at all", { test: count(0, 0) }, "0 passed, 0 failed", "No test ran."],
    ["tests that never started", { test: "exit 2" }, "0 passed, 0 failed", "No test ran."],
    ["a failed installation", { ci: "exit 1" }, "0 passed, 0 failed", "No test ran."],
    ["a failure that jest did not count", { test: `${count(3, 0)}; exit 1` }, "3 passed, 0 failed", "Failed: tests;"],
  ])("fails on %s", (_, npm, last, line) => {
    const { status, lines } = ci(npm);
    expect(status).not.toBe(0);
    expect(lines.at(-1)).toBe(last);
    expect(lines).toContain(line);
  });

  test("fails when the README no longer says how to test", () => {
    const { status, lines } = ci({}, "# Title\n\nRun `npm ci && npm test`.\n");
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe("0 passed, 0 failed");
    expect(on.calls()).not.toContain("npm test");
  });
});

describe("tally", () => {
  const file = (testFilePath: string, statuses: readonly string[], testExecError?: unknown) => ({
    testFilePath,
    testExecError,
    testResults: statuses.map((status, i) => ({ fullName: `test ${i}`, status })),
  });

  test("counts jest's numbers, a file that would not run as a failure, and names what did not run", () => {
    const testResults = [
      file("/p/test/a.test.ts", ["passed", "failed", "pending", "todo"], null),
      file("/p/test/b.test.ts", [], { message: "cannot find module" }),
    ];
    expect(tally({ numPassedTests: 1, numFailedTests: 1, testResults }, "/p")).toEqual({
      passed: 1,
      failed: 2,
      notRun: ["test/a.test.ts: test 2 (pending)", "test/a.test.ts: test 3 (todo)"],
    });
  });
});
