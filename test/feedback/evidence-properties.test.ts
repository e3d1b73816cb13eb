import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import { parseEvidence } from "../../src/feedback/parse-evidence.ts";
import { sightings } from "../../src/feedback/evidence-sightings.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";
import { attribute, context, feedback, policy, reporter, row, sourceRow } from "../support/made-up-feedback.ts";

const POLICIES = [policy(), policy({ p: "reject", sp: "none" }), policy({ sp: "none", adkim: "r", pct: 100 })];
const REPORTERS = [reporter("one.example"), reporter("\u001b[2Jtwo"), reporter("x".repeat(500), { messages: 7 })];
const rows = fc.array(sourceRow, { maxLength: 40 });

function evidenceOf(all: readonly SourceRow[], earlier: readonly SourceRow[] = []): Evidence {
  const before = sightings(feedback({ window: { first: "2026-05-01", last: "2026-05-31" }, rows: earlier }), attribute);
  return makeEvidence(feedback({ rows: all, policies: POLICIES, reporters: REPORTERS }), {
    ...context,
    earlier: before,
  });
}

const sum = (all: readonly { readonly messages: number }[]): number =>
  all.reduce((total, one) => total + one.messages, 0);

/** Each way in which the same messages stand in the file. */
function expectAddsUp(evidence: Evidence, messages: number): void {
  const { totals, services, forwarders, unknown, moreUnknown, unauthenticated, moreUnauthenticated } = evidence;
  expect(totals.messages).toBe(messages);
  expect(totals.declared + totals.forwarders + totals.unknown + totals.unauthenticated).toBe(messages);
  expect(sum(services)).toBe(totals.declared);
  expect(sum(forwarders)).toBe(totals.forwarders);
  expect(sum([...unknown, moreUnknown])).toBe(totals.unknown);
  expect(sum([...unauthenticated, moreUnauthenticated])).toBe(totals.unauthenticated);
  expect(sum(evidence.rows) + sum(evidence.rest)).toBe(messages);
  const sections = [...services, ...forwarders, ...unknown, moreUnknown, ...unauthenticated, moreUnauthenticated];
  for (const key of ["passed", "alignedSpf", "alignedDkim"] as const)
    expect(sections.reduce((total, one) => total + one[key], 0)).toBe(totals[key]);
  for (const service of services) expect(sum(service.outcomes)).toBe(service.messages);
  for (const one of evidence.rows) expect(sum(one.dispositions)).toBe(one.messages);
}

describe("evidence of any rows", () => {
  test("has every message in one section, and once more in the rows or their rest", () => {
    fc.assert(fc.property(rows, all => expectAddsUp(evidenceOf(all), sum(all))));
  });

  test("is the same in whatever order the rows come", () => {
    fc.assert(
      fc.property(rows, rows, fc.infiniteStream(fc.nat()), (all, earlier, keys) => {
        const shuffled = all.map(one => ({ one, key: keys.next().value })).toSorted((a, b) => a.key - b.key);
        expect(
          formatEvidence(
            evidenceOf(
              shuffled.map(({ one }) => one),
              earlier.toReversed(),
            ),
          ),
        ).toBe(formatEvidence(evidenceOf(all, earlier)));
      }),
    );
  });

  test("is the same after it was written and read", () => {
    fc.assert(
      fc.property(rows, rows, (all, earlier) => {
        const evidence = evidenceOf(all, earlier);
        expect(parseEvidence(formatEvidence(evidence))).toEqual({ ok: true, value: evidence });
      }),
    );
  });

  test("holds nothing that steers a terminal", () => {
    fc.assert(
      fc.property(rows, all =>
        expect(formatEvidence(evidenceOf(all))).not.toMatch(
          /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\\u00[01]/,
        ),
      ),
    );
  });

  test("is one text for equal content, whatever order its keys are in", () => {
    fc.assert(
      fc.property(rows, all => {
        const evidence = evidenceOf(all);
        expect(formatEvidence(turned(evidence) as Evidence)).toBe(formatEvidence(evidence));
      }),
    );
  });
});

/** The same with the keys of all objects the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

describe("2,001 kinds of mail", () => {
  const spoof = (at: number, messages: number): SourceRow =>
    row({ sourceIp: `2001:db8::${at.toString(16)}`, alignedDkim: false, alignedSpf: false, messages });

  test("the smallest is summed under its kind, and all still adds up", () => {
    const all = Array.from({ length: 2_001 }, (_, at) => spoof(at, at + 5));
    const evidence = evidenceOf([...all, row({ messages: 4 }), row({ messages: 3, disposition: "reject" })]);
    expect(evidence.rows).toHaveLength(2_000);
    expect(evidence.rows[0]).toMatchObject({ ip: "2001:db8::7d0", messages: 2_005 });
    expect(evidence.rows.at(-2)).toMatchObject({ source: "declared own-server office", messages: 7 });
    expect(evidence.rest).toEqual([
      { source: "unauthenticated", alignedSpf: false, alignedDkim: false, disposition: "none", messages: 5 + 6 },
    ]);
    expectAddsUp(evidence, sum(all) + 7);
    expect(parseEvidence(formatEvidence(evidence))).toEqual({ ok: true, value: evidence });
  });

  test("of equal size, which ones are summed does not depend on their order", () => {
    const all = Array.from({ length: 2_100 }, (_, at) => spoof(at, 1));
    expect(formatEvidence(evidenceOf(all.toReversed()))).toBe(formatEvidence(evidenceOf(all)));
  });
});
