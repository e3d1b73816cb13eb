import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineError } from "../../engine/engine-error.ts";
import { findEngine } from "../../engine/find-engine.ts";
import * as its from "./stand-in-machine.ts";
import { PROJECT, putBuild, standIn, workingNpx, type StandIn } from "./stand-in-machine.ts";

// Each test starts processes, which on a busy machine takes seconds.
jest.setTimeout(30_000);

let on: StandIn;
beforeEach(() => void (on = standIn()));
afterEach(() => on.remove());

const find = () => findEngine(PROJECT, on.machine);
const WAYS_OUT =
  "install the Pulumi CLI with its official installer (https://www.pulumi.com/docs/install/), " +
  "or Go 1.26.6 or newer (https://go.dev/dl/), and run this again.";

describe("an installed CLI", () => {
  test("on PATH, with its language host beside it, is taken as it is", async () => {
    on.script("pulumi", its.PULUMI);
    on.script("pulumi-language-nodejs", its.LANGUAGE_HOST);
    putBuild(on);
    expect(await find()).toEqual({
      bin: join(on.bin, "pulumi"),
      pathDirs: [join(PROJECT, "node_modules/.bin"), on.bin],
      version: "v3.300.0",
      origin: "path",
    });
    expect(on.calls()).toEqual(["pulumi version"]);
    expect(on.progress()).toBe("");
  });

  test("may have its language host elsewhere on PATH", async () => {
    on.script("pulumi", its.PULUMI);
    const host = on.script(join(on.home, "host/pulumi-language-nodejs"), its.LANGUAGE_HOST);
    const PATH = `${on.bin}:${dirname(host)}`;
    const engine = await findEngine(PROJECT, { ...on.machine, env: { ...on.machine.env, PATH } });
    expect(engine).toMatchObject({ origin: "path", version: "v3.300.0" });
    expect(engine.pathDirs).toEqual([join(PROJECT, "node_modules/.bin"), on.bin, dirname(host)]);
  });

  test("may be a link to where the language host is", async () => {
    const real = on.script(join(on.home, "opt/pulumi"), its.PULUMI);
    on.script(join(on.home, "opt/pulumi-language-nodejs"), its.LANGUAGE_HOST);
    symlinkSync(real, join(on.bin, "pulumi"));
    expect(await find()).toMatchObject({ origin: "path", bin: join(on.bin, "pulumi") });
  });

  test("in ~/.pulumi/bin counts before a new shell has it on PATH", async () => {
    on.script(join(on.home, ".pulumi/bin/pulumi"), its.PULUMI);
    on.script(join(on.home, ".pulumi/bin/pulumi-language-nodejs"), its.LANGUAGE_HOST);
    expect(await find()).toMatchObject({ origin: "path", bin: join(on.home, ".pulumi/bin/pulumi") });
  });

  test.each([
    ["without a language host", its.PULUMI, false],
    ["that fails", "echo v3.300.0; exit 1", true],
    ["that answers something else", "echo welcome", true],
    ["that hangs", "sleep 60", true],
  ])("%s is passed over for the cached build", async (_, script, withHost) => {
    on.script("pulumi", script);
    if (withHost) on.script("pulumi-language-nodejs", its.LANGUAGE_HOST);
    putBuild(on);
    const limits = { ...on.machine.limits, probe: script.startsWith("sleep") ? 200 : 5_000 };
    const engine = await findEngine(PROJECT, { ...on.machine, limits });
    expect(engine).toMatchObject({ origin: "built", bin: join(on.build, "pulumi") });
  });

  test("that is the launcher of the npm package is never started", async () => {
    const launcher = on.script(join(on.home, "lib/run.js"), its.PULUMI);
    symlinkSync(launcher, join(on.bin, "pulumi"));
    on.script("pulumi-language-nodejs", its.LANGUAGE_HOST);
    putBuild(on);
    expect(await find()).toMatchObject({ origin: "built" });
    expect(on.calls()).toEqual([]);
  });
});

describe("the cached build", () => {
  test("is found without running anything", async () => {
    putBuild(on);
    on.script("go", its.GO);
    on.script("npx", its.NPX_REFUSED);
    expect(await find()).toEqual({
      bin: join(on.build, "pulumi"),
      pathDirs: [join(PROJECT, "node_modules/.bin"), on.build],
      version: "v3.274.1",
      origin: "built",
    });
    expect(on.calls()).toEqual([]);
  });

  test.each([
    ["MAILWRIGHT_CACHE", { MAILWRIGHT_CACHE: "/m", XDG_CACHE_HOME: "/x", HOME: "/h" }, "/m"],
    ["XDG_CACHE_HOME", { XDG_CACHE_HOME: "/x", HOME: "/h" }, "/x"],
    ["~/.cache", { HOME: "/h" }, "/h/.cache"],
  ])("is looked for under %s", async (_, env, base) => {
    const { cacheRoot } = await import("../../engine/engine-cache.ts");
    expect(cacheRoot({ ...on.machine, env })).toBe(`${base}/mailwright/engine`);
  });

  test("of another platform or with a part missing is none", async () => {
    putBuild(on);
    await expect(findEngine(PROJECT, { ...on.machine, arch: "mips" })).rejects.toThrow(EngineError);
    chmodSync(join(on.build, "pulumi-language-nodejs"), 0o644);
    await expect(find()).rejects.toThrow(EngineError);
  });
});

describe("the npm package", () => {
  test("that works is used, and what it downloaded is used again without it", async () => {
    on.script("npx", workingNpx(on));
    const first = await find();
    expect(first).toEqual({
      bin: join(on.home, ".pulumi/versions/3.265.0/bin/pulumi"),
      pathDirs: [join(PROJECT, "node_modules/.bin"), join(on.home, ".pulumi/versions/3.265.0/bin")],
      version: "v3.265.0",
      origin: "npm",
    });
    expect(await find()).toEqual(first);
    expect(on.calls()).toEqual(["npx --yes pulumi@3.265.0 version"]);
    expect(on.progress()).toMatch(/^Fetching the Pulumi CLI with the npm package pulumi@3\.265\.0/);
  });

  test("that is refused gives way to Go, says why, and shows none of its own noise", async () => {
    on.script("npx", its.NPX_REFUSED);
    on.script("go", its.GO);
    expect(await find()).toMatchObject({ origin: "built" });
    expect(on.progress()).toContain("The npm package could not fetch it: fetch failed.\n");
    expect(on.progress()).not.toMatch(/Downloading|notice/);
  });

  test("that hangs is stopped at its time limit", async () => {
    on.script("npx", its.NPX_HANGS);
    on.script("go", its.GO);
    const limits = { ...on.machine.limits, npm: 1_000 };
    const start = Date.now();
    expect(await findEngine(PROJECT, { ...on.machine, limits })).toMatchObject({ origin: "built" });
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(on.progress()).toContain("could not fetch it: it took longer than 1 s.");
  });

  test("that leaves half an engine behind is no engine", async () => {
    on.script("npx", `${workingNpx(on)}; rm pulumi-language-nodejs`);
    on.script("go", its.GO);
    expect(await find()).toMatchObject({ origin: "built" });
  });

  test.each([
    ["an hour later is not asked again", 1, 1],
    ["25 hours later is asked again", 25, 2],
  ])("that failed, %s", async (_, hours, times) => {
    on.script("npx", its.NPX_REFUSED);
    on.script("go", its.BROKEN_GO);
    await expect(find()).rejects.toThrow(EngineError);
    const later = { ...on.machine, now: () => Date.now() + hours * 3_600_000 };
    await expect(findEngine(PROJECT, later)).rejects.toThrow(EngineError);
    expect(on.calls().filter(call => call.startsWith("npx"))).toHaveLength(times);
  });

  test("that failed is asked again at once where there is no Go, as the only way left", async () => {
    on.script("npx", its.NPX_REFUSED);
    await expect(find()).rejects.toThrow(EngineError);
    on.script("npx", workingNpx(on));
    expect(await find()).toMatchObject({ origin: "npm" });
    expect(existsSync(join(on.cache, "mailwright/engine/npm-failed.json"))).toBe(false);
  });
});

describe("no engine and no way to one", () => {
  test.each([
    ["no Go", undefined, "no Go to build it with"],
    ["a Go too old", its.OLD_GO, "Go 1.21.3 is too old to build it with"],
    ["a Go that fails", "exit 1", "<bin>/go does not answer"],
  ])("with %s is one sentence with both ways out", async (_, go, reason) => {
    if (go !== undefined) on.script("go", go);
    const error = await find().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as Error).message).toBe(
      "There is no working Pulumi CLI with its Node.js language host on this machine and " +
        `${reason.replace("<bin>", on.bin)}: ${WAYS_OUT}`,
    );
  });

  test("a newer Go behind an old one on PATH is found", async () => {
    on.script("go", its.OLD_GO);
    on.script(join(on.home, "go/go"), its.GO);
    const machine = { ...on.machine, goDirectories: [join(on.home, "go")] };
    expect(await findEngine(PROJECT, machine)).toMatchObject({ origin: "built" });
  });

  test("a cache that cannot be written is named", async () => {
    writeFileSync(join(on.cache, "mailwright"), "a file in the way");
    on.script("go", its.GO);
    await expect(find()).rejects.toThrow(
      `The Pulumi engine cannot be kept in ${on.cache}/mailwright/engine (ENOTDIR): ` +
        "set MAILWRIGHT_CACHE to a folder that can be written.",
    );
    expect(readdirSync(on.cache)).toEqual(["mailwright"]);
  });

  test("a directory called pulumi on PATH is no CLI", async () => {
    mkdirSync(join(on.bin, "pulumi"));
    on.script("pulumi-language-nodejs", its.LANGUAGE_HOST);
    await expect(find()).rejects.toThrow(EngineError);
  });
});
