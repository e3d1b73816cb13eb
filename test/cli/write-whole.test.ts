/** A file is the old one or the new one, whatever happens on the way. */
import { spawn, spawnSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { writeWhole } from "../../src/cli/write-whole.ts";
import { PROJECT } from "../support/cli.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mailwright-test-"));
  path = join(folder, "dns.lock.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a new file, and one in place of another, leave nothing else behind", () => {
  writeWhole(path, "one\n");
  expect(statSync(path).mode & 0o777).toBe(0o644 & ~process.umask());
  writeWhole(path, "two ä\n");
  expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["two ä\n", ["dns.lock.json"]]);
});

test("killed in the midst of writing, the old file is whole", async () => {
  const big = 64 * 1024 * 1024;
  writeFileSync(path, "old\n");
  const script = `import(${JSON.stringify(join(PROJECT, "src/cli/write-whole.ts"))}).then(({ writeWhole }) => {
    const text = "n".repeat(${big});
    process.stdout.write("writing", () => { for (;;) writeWhole(${JSON.stringify(path)}, text); });
  });`;
  let between = 0;
  for (let round = 0; round < 5; round++) {
    writeFileSync(path, "old\n");
    const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
    const ended = new Promise(done => child.once("close", done));
    await new Promise(done => child.stdout.once("data", done));
    await new Promise(done => setTimeout(done, 10 + round * 20));
    child.kill("SIGKILL");
    await ended;
    // Half a file stands there only under the name of a temporary one.
    const halves = readdirSync(folder).filter(name => name.endsWith(".tmp"));
    if (halves.length > 0) between += 1;
    expect([4, big]).toContain(statSync(path).size);
    for (const half of halves) rmSync(join(folder, half));
  }
  expect(between).toBeGreaterThan(0);
}, 30_000);

test("what is no ordinary file is not replaced", () => {
  spawnSync("mkfifo", [path]);
  expect(() => writeWhole(path, "text")).toThrow(`${path} is no ordinary file; move it away.`);
  expect(lstatSync(path).isFIFO()).toBe(true);
});

test("a folder that is not there is one sentence", () => {
  const missing = join(folder, "gone", "dns.lock.json");
  expect(() => writeWhole(missing, "text")).toThrow(`${missing} was left as it is, it cannot be written: ENOENT.`);
});
