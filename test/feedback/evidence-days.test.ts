import { expect, test } from "@jest/globals";
import { dayAt, dayRuns, daysBetween, isDate } from "../../src/feedback/evidence-days.ts";

test("days are counted over months, leap days and the end of the year", () => {
  expect(dayAt("2028-02-28", 1)).toBe("2028-02-29");
  expect(dayAt("2026-01-01", -1)).toBe("2025-12-31");
  expect(daysBetween("2026-02-28", "2026-03-01")).toBe(1);
  expect(daysBetween("2026-03-01", "2026-03-01")).toBe(0);
});

test("runs of days, whatever order they come in", () => {
  expect(dayRuns("2026-06-29", [4, 0, 1, 1, 3])).toEqual(["2026-06-29/2026-06-30", "2026-07-02/2026-07-03"]);
  expect(dayRuns("2026-06-29", [])).toEqual([]);
});

test.each([
  ["2026-06-30", true],
  ["2026-06-31", false],
  ["2026-6-3", false],
  ["tomorrow", false],
])("%s is a date: %s", (text, expected) => expect(isDate(text)).toBe(expected));
