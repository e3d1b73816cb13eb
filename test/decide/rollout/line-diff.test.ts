/** Diffs as git prints them. */
import { expect, test } from "@jest/globals";
import { lineDiff } from "../../../src/decide/rollout/line-diff.ts";

const lines = (changes: Readonly<Record<number, string>> = {}): string =>
  `${Array.from({ length: 12 }, (_, index) => changes[index + 1] ?? `${index + 1}`).join("\n")}\n`;

test("nothing differs", () => {
  expect(lineDiff("a.ts", lines(), lines())).toEqual([]);
});

test("one line, with two around it", () => {
  expect(lineDiff("a.ts", lines(), lines({ 6: "six" }))).toEqual([
    "--- a/a.ts",
    "+++ b/a.ts",
    "@@ -4,5 +4,5 @@",
    " 4",
    " 5",
    "-6",
    "+six",
    " 7",
    " 8",
  ]);
});

test("lines beside each other, far apart, and at both ends", () => {
  expect(lineDiff("a.ts", lines(), lines({ 1: "one", 11: "x", 12: "y" })).slice(2)).toEqual([
    "@@ -1,3 +1,3 @@",
    "-1",
    "+one",
    " 2",
    " 3",
    "@@ -9,4 +9,4 @@",
    " 9",
    " 10",
    "-11",
    "-12",
    "+x",
    "+y",
  ]);
});

test("Windows line ends are no part of the lines", () => {
  expect(lineDiff("a.ts", "a\r\nb\r\n", "a\r\nc\r\n").slice(2)).toEqual(["@@ -1,2 +1,2 @@", " a", "-b", "+c"]);
});
