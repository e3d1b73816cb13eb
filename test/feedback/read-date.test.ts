/** Dates of reports, as people and programs write them. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readDate } from "../../src/feedback/read-date.ts";

const moment = Date.UTC(2026, 8, 21, 13, 33, 20) / 1000;
const midnight = Date.UTC(2026, 8, 21) / 1000;

describe("what was meant is read, and said to be mended", () => {
  test.each<[string, number]>([
    ["2026-09-21T13:33:20Z", moment],
    ["2026-09-21T15:33:20.123+02:00", moment],
    ["2026/09/21 13:33:20", moment],
    ["2026-09-21 13:33:20 +0000 UTC", moment],
    ["2026-09-21", midnight],
    ["20260921", midnight],
    ["20260921133320", moment],
    ["20260921T133320Z", moment],
    ["21.09.2026 13:33:20", moment],
    ["21.9.2026", midnight],
    ["Sep 21, 2026 1:33:20 PM", moment],
    ["September 21 2026, 13:33:20 GMT", moment],
    ["Sep 21, 2026 12:33:20 AM", midnight + 33 * 60 + 20],
    ["Mon, 21 Sep 2026 13:33:20 +0000", moment],
    ["21 Sep 2026 09:33:20 EDT", moment],
    ["Mon Sep 21 13:33:20 2026", moment],
    ["Mon Sep 21 15:33:20 CEST 2026", moment],
    ["Mon Sep 21 13:33:20 XYZ 2026", moment],
    [String(moment * 1000), moment],
    [`${moment}.75`, moment],
    [`${moment},75`, moment],
    [`+${moment}`, moment],
    [moment.toExponential(), moment],
    [`${moment.toExponential().replace("e+", "E+0")}`, moment],
  ])("%s", (text, seconds) => {
    expect(readDate(text)).toEqual({ value: seconds, repairs: [expect.stringMatching(/^date: /)] });
  });
});

test.each([
  "09/21/2026",
  "21/09/2026",
  "20261399x",
  "31.31.2026",
  "Foo 21, 2026",
  "2026-09/21",
  "yesterday",
  "0",
  "-1",
])("%s is no date that could be trusted", text => {
  expect(readDate(text)).toEqual({ value: undefined, repairs: ["date: not a date"] });
});

test("eight digits that are no day of this century are seconds, as all other numbers", () => {
  expect(readDate("20261399")).toEqual({ value: 20_261_399, repairs: [] });
  expect(readDate("12345678")).toEqual({ value: 12_345_678, repairs: [] });
  fc.assert(
    fc.property(fc.integer({ min: 100_000_000, max: 99_999_999_999 }), seconds => {
      expect(readDate(String(seconds))).toEqual({ value: seconds, repairs: [] });
    }),
  );
});
