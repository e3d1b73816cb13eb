/** What is asked for grows with the domain, and what may fail never falls. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { allowedFailures, defaults, thresholds, volumeOf, weeklyMessages } from "../../src/decide/thresholds.ts";
import { service } from "../support/gate-cases.ts";

test.each([
  [0, "small"],
  [99.9, "small"],
  [100, "medium"],
  [9_999, "medium"],
  [10_000, "large"],
] as const)("%d messages a week are %s", (weekly, volume) => {
  expect(volumeOf(weekly)).toBe(volume);
  expect(thresholds(weekly)).toEqual(defaults[volume]);
});

test("a spec's own figures stand in place of the defaults, and no others", () => {
  expect(thresholds(5000, { reporters: 1, passRate: 0.9, days: undefined, reason: "few receivers report" })).toEqual({
    ...defaults.medium,
    reporters: 1,
    passRate: 0.9,
  });
});

test("the week of a domain is as busy as the days on which its mail was seen", () => {
  expect(weeklyMessages({ services: [] })).toBe(0);
  const services = [service("a", 300, { daysSeen: 10 }), service("b", 100, { daysSeen: 1 })];
  expect(weeklyMessages({ services })).toBeCloseTo(280);
});

test.each([
  [0, 0],
  [19, 0],
  [20, 1],
  [100, 5],
  [199, 5],
  [200, 6],
  [10_000, 104],
  [160_000, 1604],
])("of %d messages %d may fail", (messages, most) => {
  expect(allowedFailures(messages)).toBe(most);
});

test("a rate of the spec's counts as people count", () => {
  expect([allowedFailures(100, 0.9), allowedFailures(10, 0.7), allowedFailures(3, 1)]).toEqual([10, 3, 0]);
});

test("one more message that passes never lowers what may fail", () => {
  fc.assert(fc.property(fc.nat(1_000_000), n => allowedFailures(n + 1) >= allowedFailures(n)));
});
