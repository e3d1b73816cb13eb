/** `mailwright lock` with many names, slow names, hostile records; and when it is killed, or has nowhere to write. */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  lstatSync,
  writeFileSync,
  readFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { MAIN } from "../../support/cli.ts";
import type { Zone } from "../../support/dns-server.ts";
import { lockFleet, type LockFleet } from "./lock-fleet.ts";

let fleet: LockFleet;
afterEach(() => fleet.close());

const many = <T>(count: number, make: (index: number) => readonly [string, T]): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));

describe("many names", () => {
  // 100 domains of ten vendors' includes each, of 1,000 in all; each answers after 20 ms, as a resolver does that has to ask.
  const hundred = many(100, domain => [
    `client${domain}.example`,
    Array.from({ length: 10 }, (_, index) => `include:v${domain * 10 + index}.vendor.example`),
  ]);
  const zone: Zone = many(1000, index => [
    `v${index}.vendor.example`,
    { TXT: [`v=spf1 ip4:198.51.100.${index % 256} -all`], delay: 20 },
  ]);

  test("1,000 are asked for in a few seconds, and never more than fifty at a time", async () => {
    fleet = await lockFleet(hundred, zone);
    const begin = Date.now();
    const { code, stderr } = await fleet.lock();
    const seconds = (Date.now() - begin) / 1000;
    expect([code, stderr]).toEqual([0, ""]);
    expect(Object.keys(fleet.entries())).toHaveLength(1000);
    expect(fleet.server.asked).toHaveLength(1000);
    expect(fleet.server.mostAtOnce()).toBeLessThanOrEqual(50);
    expect(fleet.server.mostAtOnce()).toBeGreaterThan(20);
    expect(seconds).toBeLessThan(10);
  });

  test("a resolver that goes silent on the way is given up, and what was known stays", async () => {
    fleet = await lockFleet(hundred, zone);
    await fleet.lock();
    fleet.age();
    const before = fleet.text();
    fleet.server.zone = many(1000, index => [`v${index}.vendor.example`, { fail: "drop" }]);
    const { code, stderr } = await fleet.lock();
    expect([code, fleet.text()]).toEqual([2, before]);
    expect(stderr).toMatch(/^mailwright: None of 1000 DNS questions to /);
    // Not each question is waited for.
    expect(fleet.server.asked.length).toBeLessThan(1000 + 3 * 120);
  }, 60_000);
});

describe("hostile records", () => {
  test("loops end, in includes, redirects and aliases", async () => {
    fleet = await lockFleet(
      { "client.example": ["include:a.vendor.example", "a:alias.vendor.example"] },
      {
        "a.vendor.example": { TXT: ["v=spf1 include:b.vendor.example redirect=a.vendor.example"] },
        "b.vendor.example": { TXT: ["v=spf1 include:a.vendor.example include:client.example ~all"] },
        "client.example": { TXT: ["v=spf1 include:client.example include:a.vendor.example ~all"] },
        "alias.vendor.example": { CNAME: "saila.vendor.example" },
        "saila.vendor.example": { CNAME: "alias.vendor.example" },
      },
    );
    const { code } = await fleet.lock();
    expect(code).toBe(0);
    expect(fleet.server.asked.toSorted()).toEqual([
      "udp A alias.vendor.example",
      "udp AAAA alias.vendor.example",
      "udp TXT a.vendor.example",
      "udp TXT b.vendor.example",
    ]);
  });

  test("a chain of includes is followed as far as any look-up can count", async () => {
    fleet = await lockFleet(
      { "client.example": ["include:v0.vendor.example"] },
      many(40, index => [`v${index}.vendor.example`, { TXT: [`v=spf1 include:v${index + 1}.vendor.example -all`] }]),
    );
    const { code } = await fleet.lock();
    expect(code).toBe(0);
    expect(Object.keys(fleet.entries())).toHaveLength(12);
  });

  test("a record of 10,000 terms is refused, by the domain that leads to it, and the file is left as it is", async () => {
    // Three TXT records of some 40,000 octets: what fits into one DNS answer is 65,535.
    const part = (from: number) =>
      `v=spf1 ${Array.from({ length: 2500 }, (_, index) => `a:h${from + index}.v.example`).join(" ")} -all`;
    fleet = await lockFleet(
      {
        "client.example": ["include:_0.v.example", "include:_1.v.example", "include:_2.v.example"],
        "other.example": [],
      },
      {
        "_0.v.example": { TXT: [part(0)] },
        "_1.v.example": { TXT: [part(2500)] },
        "_2.v.example": { TXT: [part(5000)] },
      },
    );
    const { code, stdout, stderr } = await fleet.lock();
    expect([code, stdout, fleet.hasLock()]).toEqual([2, "", false]);
    expect(stderr).toBe(
      "mailwright: The SPF records of client.example lead to more than 10000 questions, where receivers follow ten; " +
        "remove the include behind that, and nothing is written until then.\n",
    );
  });

  test("a record of 4,000 addresses comes whole, over TCP", async () => {
    const text = `v=spf1 ${Array.from({ length: 3500 }, (_, n) => `ip4:10.0.${n >> 8}.${n & 255}`).join(" ")} -all`;
    fleet = await lockFleet(
      { "client.example": ["include:big.vendor.example"] },
      { "big.vendor.example": { TXT: [text] } },
    );
    const { code, stdout } = await fleet.lock();
    expect([code, stdout.split("\n")[0]]).toEqual([0, "new: big.vendor.example (3500 ranges)"]);
    expect(fleet.entries()["big.vendor.example"]?.TXT?.records).toEqual([text]);
    expect(fleet.server.asked).toEqual(["udp TXT big.vendor.example", "tcp TXT big.vendor.example"]);
  });
});

describe("the file", () => {
  const vendor = { "_spf.vendor.example": { TXT: ["v=spf1 ip4:192.0.2.0/24 -all"] } };
  const start = () => lockFleet({ "client.example": ["include:_spf.vendor.example"] }, vendor);
  const change = () => {
    fleet.server.zone = { "_spf.vendor.example": { TXT: ["v=spf1 ip4:203.0.113.0/24 -all"] } };
  };

  test("keeps its mode, and a link stays a link", async () => {
    fleet = await start();
    await fleet.lock();
    const real = join(fleet.path, "real.json");
    const path = join(fleet.path, "dns.lock.json");
    writeFileSync(real, fleet.text());
    chmodSync(real, 0o640);
    spawnSync("rm", [path]);
    symlinkSync("real.json", path);
    change();
    expect((await fleet.lock()).code).toBe(0);
    expect([lstatSync(path).isSymbolicLink(), statSync(real).mode & 0o777]).toEqual([true, 0o640]);
    expect(readFileSync(real, "utf8")).toContain("203.0.113.0/24");
    expect(readdirSync(fleet.path).toSorted()).toEqual(["dns.lock.json", "domains", "real.json"]);
  });

  test("is whole whenever the command is killed", async () => {
    fleet = await lockFleet(
      { "client.example": Array.from({ length: 300 }, (_, index) => `include:v${index}.vendor.example`) },
      many(300, index => [
        `v${index}.vendor.example`,
        { TXT: [`v=spf1 exp=x.vendor.example ${"ip4:192.0.2.1 ".repeat(60)}-all`] },
      ]),
    );
    await fleet.lock();
    fleet.age();
    const old = fleet.text();
    const full = Date.now();
    await fleet.lock();
    const time = Date.now() - full;
    const fresh = fleet.text();
    const seen = new Set<string>();
    for (let round = 0; round < 6; round++) {
      fleet.age();
      const child = spawn(process.execPath, [MAIN, "lock", "--resolver", fleet.server.address], { cwd: fleet.path });
      const ended = new Promise(done => child.once("close", done));
      // Around the end, where the file is written.
      await new Promise(done => setTimeout(done, time * (0.7 + round * 0.06)));
      child.kill("SIGKILL");
      await ended;
      const text = fleet.text();
      expect([old, fresh]).toContain(text);
      seen.add(text === old ? "old" : "fresh");
    }
    expect([...seen]).toContain("old");
  }, 60_000);

  test("stays where its folder may not be written to, or the disk is full", async () => {
    fleet = await start();
    await fleet.lock();
    const before = fleet.text();
    change();
    // A file may not grow beyond 0 blocks: as on a full disk, writing fails. Node must not die of the signal for it.
    const full = await shell(`trap "" XFSZ; ulimit -f 0; exec "$0" "$@"`);
    expect([full.code, full.stdout, fleet.text()]).toEqual([2, "", before]);
    expect(full.stderr).toBe(
      `mailwright: ${join(fleet.path, "dns.lock.json")} was left as it is, it cannot be written: EFBIG.\n`,
    );
    expect(readdirSync(fleet.path).toSorted()).toEqual(["dns.lock.json", "domains"]);
    chmodSync(fleet.path, 0o555);
    const closed = await shell('exec "$0" "$@"', process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {});
    chmodSync(fleet.path, 0o755);
    expect([closed.code, fleet.text()]).toEqual([2, before]);
    expect(closed.stderr).toBe(
      `mailwright: ${join(fleet.path, "dns.lock.json")} was left as it is, it cannot be written: EACCES.\n`,
    );
  });

  test("that is none is neither read nor replaced", async () => {
    fleet = await start();
    mkdirSync(join(fleet.path, "dns.lock.json"));
    expect((await fleet.lock()).stderr).toBe(
      `mailwright: ${join(fleet.path, "dns.lock.json")} cannot be read: EISDIR.\n`,
    );
  });

  test.each([
    ["cut short", (text: string) => text.slice(0, -20), "is no whole JSON document"],
    [
      "in conflict",
      (text: string) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> branch\n`,
      "holds the conflict markers of a git merge",
    ],
    [
      "of another version",
      (text: string) => text.replace('"version": 1', '"version": 2'),
      "has version 2, and this mailwright reads version 1",
    ],
  ])("%s stops lock, check and plan with one sentence", async (_, spoil, problem) => {
    fleet = await start();
    await fleet.lock();
    const path = join(fleet.path, "dns.lock.json");
    writeFileSync(path, spoil(fleet.text()));
    const before = fleet.text();
    for (const command of ["lock", "check", "plan"]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, command], {
        cwd: fleet.path,
        encoding: "utf8",
      });
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toBe(
        `mailwright: ${path} ${problem}; take a committed dns.lock.json back from git, then run mailwright lock.\n`,
      );
    }
    expect(fleet.text()).toBe(before);
  });

  /** The command, through a shell that prepares its surroundings. */
  function shell(script: string, as: { readonly uid?: number; readonly gid?: number } = {}) {
    const args = ["-c", script, process.execPath, MAIN, "lock", "--resolver", fleet.server.address];
    const child = spawn("bash", args, {
      cwd: fleet.path,
      ...as,
      // A shell whose input is a socket takes itself for a remote one, and reads somebody's .bashrc.
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", chunk => (stdout += String(chunk)));
    child.stderr.on("data", chunk => (stderr += String(chunk)));
    return new Promise<{ code: number | null; stdout: string; stderr: string }>(done =>
      child.once("close", code => done({ code, stdout, stderr })),
    );
  }
});
