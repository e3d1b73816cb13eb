import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findEngine } from "../../engine/find-engine.ts";
import * as its from "./stand-in-machine.ts";
import { PROJECT, standIn, type StandIn } from "./stand-in-machine.ts";

// Each test starts processes, which on a busy machine takes seconds.
jest.setTimeout(30_000);

let on: StandIn;
beforeEach(() => void (on = standIn()));
afterEach(() => on.remove());

const find = () => findEngine(PROJECT, on.machine);
const inCache = () => readdirSync(dirname(on.build)).filter(name => name !== "npm-failed.json");

/** A go whose builds wait until the test lets them go on, or is over. */
const SLOW_GO = its.GO.replace("while [", 'while [ -e "$LOG" ] && [ ! -e "$LOG.go-on" ]; do sleep 0.05; done\nwhile [');

/** `node engine/install.ts` on the stand-in machine, as a process that can be killed. */
function install() {
  const env = { ...on.machine.env, PATH: `${on.bin}:${dirname(process.execPath)}` };
  const child = spawn(process.execPath, [join(PROJECT, "engine/install.ts")], { env });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", text => (output += text));
  child.stderr.setEncoding("utf8").on("data", text => (output += text));
  return { child, output: () => output, ended: once(child, "close") };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("what the test waits for did not come");
    await sleep(20);
  }
}

/** A pid that was a process a moment ago. */
const deadPid = () => spawnSync("/bin/true").pid;

function lockBy(pid: number, ageInSeconds = 0): string {
  const lock = `${on.build}.lock`;
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, `${pid}\n`);
  const then = new Date(Date.now() - ageInSeconds * 1000);
  utimesSync(lock, then, then);
  return lock;
}

test("both parts are built from the pinned modules, read-only, with their versions stamped in", async () => {
  on.script("go", its.GO);
  const machine = { ...on.machine, env: { ...on.machine.env, GOWORK: "/elsewhere/go.work" } };
  expect(await findEngine(PROJECT, machine)).toMatchObject({ bin: join(on.build, "pulumi"), origin: "built" });
  expect(inCache()).toEqual([basename(on.build)]);
  const stamp = "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
  const flags = "-mod=readonly -buildvcs=false -ldflags -s -w";
  const work = `${on.build}.building-${process.pid}`;
  expect(on.calls()).toEqual([
    "go version",
    `GOWORK=off in ${PROJECT}/engine/cli`,
    `go build ${flags} ${stamp}=v3.274.1 -o ${work}/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi`,
    `GOWORK=off in ${PROJECT}/engine/cli`,
    `go build ${flags} ${stamp}=v3.68.0 -o ${work}/pulumi-language-nodejs ` +
      "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    `GOWORK=off in ${PROJECT}/engine/language-nodejs`,
  ]);
});

test("a relative MAILWRIGHT_CACHE is one of the caller's directory, not of go's", async () => {
  on.script("go", its.GO);
  const env = { ...on.machine.env, MAILWRIGHT_CACHE: relative(process.cwd(), on.cache) };
  expect((await findEngine(PROJECT, { ...on.machine, env })).bin).toBe(join(on.build, "pulumi"));
});

test("says what is done, why, how long it takes, what disk it needs, and where it is", async () => {
  on.script("go", its.GO);
  await find();
  expect(on.progress()).toMatch(
    /no Pulumi engine.*from source with Go, once for this machine.*four minutes.*4 GB of disk/,
  );
  expect(on.progress()).toContain("Building the Pulumi CLI v3.274.1 …\n");
  expect(on.progress()).toContain("Building its Node.js language host v3.68.0 … 0:00\n");
  expect(on.progress()).toMatch(new RegExp(`The engine is ready after 0:0\\d: ${on.build}\n$`));
});

test("a build that fails leaves its log and says where, and no engine", async () => {
  on.script("go", its.BROKEN_GO);
  await expect(find()).rejects.toThrow(
    `Building the Pulumi CLI with Go failed (disk full): see ${on.build}.log, ` +
      "or install the Pulumi CLI with its official installer (https://www.pulumi.com/docs/install/).",
  );
  expect(inCache()).toEqual([`${basename(on.build)}.log`]);
  expect(readFileSync(`${on.build}.log`, "utf8")).toContain("# some/package");
  on.script("go", its.GO);
  await find();
  expect(inCache()).toEqual([basename(on.build)]);
});

test("a build that takes too long is stopped", async () => {
  on.script("go", SLOW_GO);
  const limits = { ...on.machine.limits, build: 500 };
  await expect(findEngine(PROJECT, { ...on.machine, limits })).rejects.toThrow(/it took longer than 0:01/);
});

test("Ctrl-C leaves nothing in the cache and no builder running", async () => {
  on.script(
    "go",
    SLOW_GO.replace("while [", () => 'echo $$ > "$LOG.pid"\nwhile ['),
  );
  const { child, ended } = install();
  const pidFile = `${on.machine.env["LOG"]}.pid`;
  await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8").endsWith("\n"));
  child.kill("SIGINT");
  expect((await ended)[1]).toBe("SIGINT");
  expect(inCache()).toEqual([]);
  const builder = Number(readFileSync(pidFile, "utf8"));
  await until(() => !isRunning(builder));
});

test("a build killed outright is no engine, and the next run takes over its lock and clears its remains", async () => {
  on.script("go", SLOW_GO);
  const { child, ended } = install();
  await until(() => on.calls().some(call => call.startsWith("go build")));
  child.kill("SIGKILL");
  await ended;
  expect(existsSync(on.build)).toBe(false);
  expect(inCache()).toContain(`${basename(on.build)}.building-${child.pid}`);
  writeFileSync(`${on.machine.env["LOG"]}.go-on`, "");
  await find();
  expect(inCache()).toEqual([basename(on.build)]);
});

test("of two at once the second waits, says so, and builds nothing", async () => {
  on.script("go", SLOW_GO);
  const first = install();
  await until(() => on.calls().some(call => call.startsWith("go build")));
  const second = install();
  await until(() => second.output().includes("waiting for it"));
  writeFileSync(`${on.machine.env["LOG"]}.go-on`, "");
  expect([(await first.ended)[0], (await second.ended)[0]]).toEqual([0, 0]);
  expect(second.output()).toBe(
    `Another process (pid ${first.child.pid}) is building the Pulumi engine; waiting for it.\n` +
      `Pulumi v3.274.1, built from source: ${on.build}/pulumi\n`,
  );
  expect(on.calls().filter(call => call.startsWith("go build"))).toHaveLength(2);
});

test.each([
  ["of a process that is gone", () => deadPid(), 0],
  ["that nobody has kept fresh, whoever has its pid now", () => process.ppid, 90],
])("a lock %s is taken over", async (_, pid, age) => {
  lockBy(pid(), age);
  on.script("go", its.GO);
  await find();
  expect(on.progress()).not.toContain("waiting");
  expect(inCache()).toEqual([basename(on.build)]);
});

test("install.ts prints the sentence, not a stack trace, and exits with 2", () => {
  const env = { ...on.machine.env, PATH: on.bin };
  on.script("go", its.BROKEN_GO);
  const run = spawnSync(process.execPath, [join(PROJECT, "engine/install.ts")], { env, encoding: "utf8" });
  expect(run.status).toBe(2);
  expect(run.stdout).toBe("");
  expect(run.stderr.trimEnd().split("\n").at(-1)).toMatch(/^Building the Pulumi CLI with Go failed \(disk full\)/);
  expect(run.stderr).not.toContain("    at ");
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
