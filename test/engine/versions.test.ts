import { describe, expect, test } from "@jest/globals";
import { elapsed, withProgress } from "../../engine/progress.ts";
import { atLeast, engineVersions } from "../../engine/versions.ts";
import { PROJECT, standIn } from "./stand-in-machine.ts";

test("the pinned versions are those of the go.mod files", () => {
  expect(engineVersions(PROJECT)).toEqual({ cli: "v3.274.1", languageHost: "v3.68.0", go: "1.26.6" });
});

describe("atLeast", () => {
  test.each([
    ["1.26.6", true],
    ["1.26.8", true],
    ["1.27rc1", true],
    ["2.0", true],
    ["go1.30.1", true],
    ["1.26.5", false],
    ["1.26", false],
    ["1.9.9", false],
    ["", false],
  ])("Go %s is new enough: %s", (version, expected) => {
    expect(atLeast(version, "1.26.6")).toBe(expected);
  });
});

test.each([
  [0, "0:00"],
  [59_400, "0:59"],
  [59_600, "1:00"],
  [3_723_000, "62:03"],
  [-5, "0:00"],
])("%i ms are shown as %s", (milliseconds, expected) => {
  expect(elapsed(milliseconds)).toBe(expected);
});

test("on a terminal progress is one line that is written over", async () => {
  const on = standIn();
  on.remove();
  let written = "";
  const stderr = { isTTY: true, write: (text: string) => (written += text) };
  await withProgress({ ...on.machine, stderr }, "Building", Promise.resolve());
  expect(written).toBe("\r\x1b[KBuilding … 0:00\r\x1b[KBuilding … 0:00\n");
});
