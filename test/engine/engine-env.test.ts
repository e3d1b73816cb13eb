import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { engineEnv, type EngineRun } from "../../engine/engine-env.ts";

const base: EngineRun = {
  project: "/work/my mail",
  stack: "dev",
  engine: { origin: "built", pathDirs: ["/p/node_modules/.bin", "/engine"] },
  command: "preview",
};
const prod = { ...base, stack: "prod" };
const official = { origin: "path", pathDirs: ["/opt/pulumi"] } as const;
const npm = { origin: "npm", pathDirs: ["/opt/pulumi"] } as const;

const NO_PLUGINS = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
const BACKEND = "PULUMI_BACKEND_URL";
const PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE";
const SKIP_CHECKPOINTS = "PULUMI_SKIP_CHECKPOINTS";
const STATE = "file:///work/my%20mail/.mailwright/state?metadata=skip";

describe("one variable at a time", () => {
  test.each<[string, Record<string, string>, EngineRun, string, string | undefined]>([
    ["its own Pulumi home, where no log is kept", {}, base, "PULUMI_HOME", "/work/my mail/.mailwright/home"],
    ["the user's home stands", { PULUMI_HOME: "/h" }, base, "PULUMI_HOME", "/h"],
    [
      "a backend of the user's own needs their home",
      { PULUMI_BACKEND_URL: "file:///s" },
      base,
      "PULUMI_HOME",
      undefined,
    ],
    ["a real stack needs the user's home", {}, prod, "PULUMI_HOME", undefined],
    ["the collector runs less often", {}, prod, "GOGC", "400"],
    ["unless the user says how often", { GOGC: "100" }, base, "GOGC", "100"],
    ["compiled modules are kept", {}, base, "NODE_COMPILE_CACHE", join(tmpdir(), "node-compile-cache")],
    ["no question for a newer version", {}, base, "PULUMI_SKIP_UPDATE_CHECK", "true"],
    ["unless asked for", { PULUMI_SKIP_UPDATE_CHECK: "false" }, prod, "PULUMI_SKIP_UPDATE_CHECK", "false"],

    ["dev never downloads plugins, built engine", {}, base, NO_PLUGINS, "true"],
    ["dev never downloads plugins, official engine", {}, { ...base, engine: official }, NO_PLUGINS, "true"],
    ["prod with a built engine has no way to plugins", {}, prod, NO_PLUGINS, "true"],
    ["prod with the official engine downloads them", {}, { ...prod, engine: official }, NO_PLUGINS, undefined],
    ["prod with the engine from npm downloads them", {}, { ...prod, engine: npm }, NO_PLUGINS, undefined],
    ["a person's word stands", { [NO_PLUGINS]: "false" }, prod, NO_PLUGINS, "false"],

    ["dev keeps its state in the checkout", {}, base, BACKEND, STATE],
    ["a backend that is set stands", { [BACKEND]: "s3://state" }, base, BACKEND, "s3://state"],
    ["prod has its own backend", {}, prod, BACKEND, undefined],

    ["dev asks for no passphrase", {}, base, PASSPHRASE, ""],
    ["nor takes one meant for other stacks", { [PASSPHRASE]: "s" }, base, PASSPHRASE, ""],
    ["nor a file of one", { PULUMI_CONFIG_PASSPHRASE_FILE: "/f" }, base, "PULUMI_CONFIG_PASSPHRASE_FILE", undefined],
    ["with a backend of their own it stands", { [PASSPHRASE]: "s", [BACKEND]: "s3://b" }, base, PASSPHRASE, "s"],
    ["and none is put in its place", { [BACKEND]: "s3://b" }, base, PASSPHRASE, undefined],
    ["prod never gets an empty passphrase", {}, prod, PASSPHRASE, undefined],

    ["a preview needs no checkpoints", {}, base, SKIP_CHECKPOINTS, "true"],
    ["nor one of prod", {}, prod, SKIP_CHECKPOINTS, "true"],
    ...["up", "destroy", "refresh", "import"].flatMap(
      (command): [string, Record<string, string>, EngineRun, string, undefined][] => [
        [`${command} keeps checkpoints`, {}, { ...base, command }, SKIP_CHECKPOINTS, undefined],
        [
          `${command}, even exported`,
          { [SKIP_CHECKPOINTS]: "true" },
          { ...prod, command },
          SKIP_CHECKPOINTS,
          undefined,
        ],
      ],
    ),

    ["the engine comes first on PATH", { PATH: "/usr/bin" }, base, "PATH", "/p/node_modules/.bin:/engine:/usr/bin"],
    ["and stands there once", { PATH: "/usr/bin:/engine" }, base, "PATH", "/p/node_modules/.bin:/engine:/usr/bin"],
    ["all else is passed on", { CLOUDFLARE_API_TOKEN: "t" }, prod, "CLOUDFLARE_API_TOKEN", "t"],
  ])("%s", (_, env, run, name, expected) => {
    const result = engineEnv(env, run);
    expect(result[name]).toBe(expected);
    expect(name in result).toBe(expected !== undefined);
  });
});

test("what it was given stays as it was", () => {
  const env = Object.freeze({ PATH: "/usr/bin", PULUMI_SKIP_CHECKPOINTS: "true" });
  engineEnv(env, { ...base, command: "up" });
  expect(env).toEqual({ PATH: "/usr/bin", PULUMI_SKIP_CHECKPOINTS: "true" });
});
