import { describe, expect, test } from "@jest/globals";
import type { EvidenceReporter } from "../../src/feedback/evidence.ts";
import { feedbackHealth } from "../../src/feedback/health.ts";
import { reporter, WINDOW } from "../support/made-up-feedback.ts";

function healthOf(...reporters: readonly EvidenceReporter[]): readonly string[] {
  const reported = {
    first: reporters.map(({ first }) => first).toSorted()[0] ?? "",
    last:
      reporters
        .map(({ last }) => last)
        .toSorted()
        .at(-1) ?? "",
  };
  return feedbackHealth({ domain: "client.example", window: WINDOW, reported, reporters }).map(({ id }) => id);
}

const daily = reporter("daily.example", { first: "2026-03-01", days: 110 });

describe("reports-stopped", () => {
  // 1 March to the day named, on nearly every day: five pauses are a week.
  test.each([
    ["2026-06-30", []],
    ["2026-06-23", []],
    ["2026-06-22", ["reports-stopped"]],
    ["2026-03-31", ["reports-stopped"]],
  ])("daily reports until %s", (last, expected) => {
    expect(healthOf({ ...daily, last, days: last < "2026-04" ? 30 : 110 })).toEqual(expected);
  });

  // 40 days, each the 10th or so: 50 days may pass.
  test.each([
    ["2026-05-15", []],
    ["2026-05-10", ["reports-stopped"]],
  ])("reports every ten days until %s", (last, expected) => {
    expect(
      healthOf(reporter("rare.example", { first: "2026-04-05", last, days: last === "2026-05-15" ? 5 : 5 })),
    ).toEqual(expected);
  });

  test("two reports make no habit: a month may pass", () => {
    const once = reporter("once.example", { first: "2026-05-30", last: "2026-05-31", days: 2 });
    expect(healthOf(once)).toEqual([]);
    expect(healthOf({ ...once, first: "2026-05-29", last: "2026-05-30" })).toEqual(["reports-stopped"]);
  });

  test("a burst of somebody's is no habit of the domain's", () => {
    const monthly = reporter("monthly.example", { first: "2025-12-10", last: "2026-06-10", days: 7 });
    const burst = reporter("burst.example", { first: "2026-06-01", last: "2026-06-03", days: 3 });
    expect(healthOf(monthly, burst)).toEqual([]);
  });

  test("reporters that nobody remembers have stopped all the same", () => {
    const reported = { first: "2025-01-01", last: "2025-03-01" };
    const [found] = feedbackHealth({ domain: "client.example", window: WINDOW, reported, reporters: [] });
    expect(found?.id).toBe("reports-stopped");
  });

  test("a domain that never had one says nothing", () => {
    expect(feedbackHealth({ domain: "client.example", window: WINDOW, reported: undefined, reporters: [] })).toEqual(
      [],
    );
  });
});

describe("reporter-gone", () => {
  test("one that reported daily is silent for more than a week while others go on", () => {
    const gone = { ...daily, name: "gone.example", last: "2026-06-22", days: 100 };
    expect(healthOf(daily, gone)).toEqual(["reporter-gone"]);
    expect(healthOf(daily, { ...gone, last: "2026-06-23" })).toEqual([]);
  });

  test("is not said of one that was never regular", () => {
    expect(healthOf(daily, reporter("few.example", { first: "2026-05-01", last: "2026-05-06", days: 6 }))).toEqual([]);
  });

  test("is not said beside reports-stopped", () => {
    expect(healthOf({ ...daily, last: "2026-06-01" }, { ...daily, name: "two.example", last: "2026-05-01" })).toEqual([
      "reports-stopped",
    ]);
  });

  test("names them all in one finding, of a few as examples", () => {
    const gone = ["a", "b", "c", "d"].map(name => ({ ...daily, name, last: "2026-06-01" }));
    const [found, ...others] = feedbackHealth({
      domain: "client.example",
      window: WINDOW,
      reported: { first: "2026-03-01", last: "2026-06-30" },
      reporters: [daily, ...gone],
    });
    expect(others).toEqual([]);
    expect(found?.message).toBe(
      "4 reporters have fallen silent while others go on: a (110 days, the last 2026-06-01), b (110 days, the last 2026-06-01), c (110 days, the last 2026-06-01) and 1 more.",
    );
  });
});
