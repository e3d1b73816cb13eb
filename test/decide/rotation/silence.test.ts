/** When a selector counts as out of use: the borders of time and of what reports tell. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { MAX_SELECTORS } from "../../../src/feedback/evidence-sources.ts";
import { reportedDays } from "../../../src/decide/rotation/reported-days.ts";
import { silenceOf } from "../../../src/decide/rotation/silence.ts";
import { JULY, signedBy, type Signed } from "../../support/rotation.ts";

const OLD = { selector: "old", signingDomain: "client.example" } as const;
const days = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

interface Case {
  readonly name: string;
  readonly signed: readonly Signed[];
  readonly days?: readonly number[];
  readonly today?: string;
  readonly verdict: "in-use" | "silent" | "unknown";
  readonly detail: string;
  readonly ready?: string;
}

const cases: readonly Case[] = [
  {
    name: "signing every day",
    signed: [{ selector: "old" }],
    verdict: "in-use",
    detail:
      "It signed 300 messages since 2026-06-01, the last on 2026-06-30; 0 days of reports have come since then, and it takes 14 without a signature.",
    ready: "2026-07-14",
  },
  {
    name: "13 days of reports without a signature are too few",
    signed: [{ selector: "old", to: 17 }],
    verdict: "in-use",
    detail:
      "It signed 170 messages since 2026-06-01, the last on 2026-06-17; 13 days of reports have come since then, and it takes 14 without a signature.",
    ready: "2026-07-01",
  },
  {
    name: "14 are enough",
    signed: [{ selector: "old", to: 16 }],
    verdict: "silent",
    detail: "No signature of it in 14 days of reports since 2026-06-16.",
  },
  {
    name: "a day without reports does not count",
    signed: [{ selector: "old", to: 16 }],
    days: [...days(1, 20), ...days(22, 30)],
    verdict: "unknown",
    detail: "No signature of it since 2026-06-16, but only 13 days of reports, and it takes 14.",
    ready: "2026-07-01",
  },
  {
    name: "never in the window",
    signed: [{ selector: "other" }],
    verdict: "silent",
    detail: "No signature of it in 30 days of reports since 2026-06-01.",
  },
  {
    name: "never, in few reports",
    signed: [{ selector: "other" }],
    days: days(1, 3),
    verdict: "unknown",
    detail: "No signature of it since 2026-06-01, but only 3 days of reports, and it takes 14.",
    ready: "2026-07-11",
  },
  {
    name: "a signature that does not verify is what anyone can write",
    signed: [{ selector: "old", result: "fail", spoofed: true, messages: 9000 }],
    verdict: "silent",
    detail: "No signature of it in 30 days of reports since 2026-06-01.",
  },
  {
    name: "a signature of the same selector for another name",
    signed: [{ selector: "old", domain: "news.client.example" }],
    verdict: "silent",
    detail: "No signature of it in 30 days of reports since 2026-06-01.",
  },
  {
    name: "the case of its letters does not matter",
    signed: [{ selector: "OLD" }],
    verdict: "in-use",
    detail: "the last on 2026-06-30",
    ready: "2026-07-14",
  },
  {
    name: "whoever signs: a forwarder's mail verifies with the key too",
    signed: [{ selector: "old", spoofed: true, from: 25, to: 25, messages: 1 }],
    verdict: "in-use",
    detail: "It signed 1 message since 2026-06-01, the last on 2026-06-25; 5 days of reports have come since then",
    ready: "2026-07-09",
  },
  {
    name: "evidence of 14 days ago still counts",
    signed: [{ selector: "other" }],
    today: "2026-07-14",
    verdict: "silent",
    detail: "No signature",
  },
  {
    name: "older evidence says nothing of today",
    signed: [{ selector: "other" }],
    today: "2026-07-15",
    verdict: "unknown",
    detail: "Evidence ends on 2026-06-30, and whether it signed since then is not known.",
  },
];

describe("silenceOf", () => {
  test.each(cases)("$name: $verdict", ({ signed, days: reported, today = JULY, verdict, detail, ready }) => {
    const silence = silenceOf(OLD, signedBy(signed, reported), today);
    expect(silence).toMatchObject({ verdict, detail: expect.stringContaining(detail) });
    expect(silence.ready).toBe(ready);
  });

  test.each([
    ["daily", "silent", undefined],
    ["weekly", "silent", undefined],
    ["monthly", "in-use", "2026-07-30"],
    ["quarterly", "in-use", "2026-10-23"],
  ] as const)("what is sent %s is %s after two weeks", (cadence, verdict, ready) => {
    const silence = silenceOf(OLD, signedBy([{ selector: "old", from: 15, to: 15 }]), JULY, cadence);
    expect(silence).toMatchObject({ verdict });
    expect(silence.ready).toBe(ready);
  });

  test("and needs a longer window where it was never seen", () => {
    expect(silenceOf(OLD, signedBy([]), JULY, "weekly").verdict).toBe("silent");
    expect(silenceOf(OLD, signedBy([]), JULY, "monthly")).toEqual({
      verdict: "unknown",
      detail:
        "No signature of it since 2026-06-01, and of what is sent so rarely it takes 45 days: mailwright evidence --days 45 looks further back.",
      last: undefined,
      ready: "2026-07-15",
    });
  });

  test("without evidence nothing is known", () => {
    expect(silenceOf(OLD, undefined, JULY)).toEqual({
      verdict: "unknown",
      detail: "There is no evidence of the domain's mail.",
    });
  });

  test("a selector that is not among as many as evidence lists may be in use", () => {
    const many = (count: number): readonly Signed[] =>
      Array.from({ length: count }, (_, index) => ({ selector: `x${index}`, from: 30 }));
    expect(silenceOf(OLD, signedBy(many(MAX_SELECTORS)), JULY).verdict).toBe("unknown");
    expect(silenceOf(OLD, signedBy(many(MAX_SELECTORS - 1)), JULY).verdict).toBe("silent");
  });

  test("less evidence never makes a selector silent, and a signature more never does", () => {
    const subset = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(subset, subset, fc.integer({ min: 1, max: 30 }), (reported, signedDays, more) => {
        const of = (signing: readonly number[], on: readonly number[]) =>
          silenceOf(
            OLD,
            signedBy(
              signing.map(day => ({ selector: "old", from: day, to: day })),
              on,
            ),
            JULY,
          ).verdict;
        const verdict = of(signedDays, reported);
        const fewer = reported.slice(1);
        if (verdict !== "silent") {
          if (signedDays.every(day => day !== reported[0]) && fewer.length > 0)
            expect(of(signedDays, fewer)).not.toBe("silent");
          expect(of([...signedDays, more], reported)).not.toBe("silent");
        }
      }),
      { numRuns: 200 },
    );
  });
});

test("reportedDays counts what the missing days leave", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      (reported, after) => {
        const date = after === undefined ? undefined : `2026-06-${String(after).padStart(2, "0")}`;
        const counted = reported.filter(day => after === undefined || day > after).length;
        expect(reportedDays(signedBy([], reported), date)).toBe(counted);
      },
    ),
  );
});
