import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { attributor } from "../../src/feedback/attribute.ts";
import type { Attribution } from "../../src/feedback/attribution.ts";
import { sightings } from "../../src/feedback/evidence-sightings.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import { parseEvidence } from "../../src/feedback/parse-evidence.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";
import { emptyLock } from "../../src/dns/dns-lock.ts";
import { catalogue } from "../../src/services/catalogue.ts";
import { attribute, context, feedback, policy, reporter, row } from "../support/made-up-feedback.ts";
import { clientSpec, planned, planOf } from "../support/specs.ts";

const golden = join(__dirname, "../fixtures/evidence/client.example.json");
const NO = { alignedDkim: false, alignedSpf: false } as const;

/** A bakery's June: its office, a newsletter that does not align, a forwarder, somebody unknown, two spoofers. */
const june = feedback({
  days: Array.from({ length: 30 }, (_, day) => day).filter(day => day !== 3 && (day < 10 || day > 13)),
  reporters: [
    reporter("small.example", { reports: 2, messages: 5, first: "2026-06-02", last: "2026-06-16", days: 2 }),
    reporter("receiver.example", { reports: 25, messages: 173, first: "2026-01-07", days: 160 }),
    reporter("Gone \u001b[31mInc", { reports: 0, messages: 0, first: "2026-01-01", last: "2026-05-20", days: 100 }),
    reporter("forgotten.example", { reports: 0, messages: 0, first: "2025-01-01", last: "2026-02-20", days: 40 }),
  ],
  policies: [
    policy({ sp: "none" }, { messages: 150 }),
    policy({ p: "quarantine" }, { first: "2026-06-29", messages: 20, reporters: 1 }),
    policy({ adkim: "r" }, { first: "2026-06-04", messages: 8, reporters: 1 }),
  ],
  rows: [
    row({ messages: 90, days: [0, 1, 2, 4] }),
    row({ messages: 10, days: [5], disposition: "pass", policy: 2 }),
    row({ messages: 4, days: [29], alignedDkim: false, dkim: [], policy: 1 }),
    row({
      ...NO,
      sourceIp: "192.0.2.20",
      envelopeFrom: "bounces+7@mail.vendor.example",
      messages: 30,
      days: [7, 14],
      disposition: "quarantine",
      dkim: [{ domain: "client.example", selector: "s1", result: "permerror" }],
      spf: [{ domain: "mail.vendor.example", scope: "mfrom", result: "pass" }],
      policy: 1,
    }),
    row({
      ...NO,
      sourceIp: "192.0.2.20",
      envelopeFrom: "mail.vendor.example",
      messages: 2,
      days: [15],
      overrides: ["local_policy"],
      dkim: [{ domain: "client.example", selector: "s1", result: "permerror" }],
      spf: [{ domain: "mail.vendor.example", scope: "mfrom", result: "pass" }],
      policy: 1,
    }),
    row({
      sourceIp: "192.0.2.30",
      alignedSpf: false,
      messages: 6,
      days: [1, 8],
      spf: [{ domain: "list.example", result: "pass" }],
    }),
    row({
      ...NO,
      sourceIp: "192.0.2.40",
      messages: 12,
      days: [20],
      envelopeFrom: undefined,
      dkim: [{ domain: "vendor.example", selector: "k1", result: "pass" }],
      spf: [],
    }),
    row({
      ...NO,
      sourceIp: "2001:db8::66",
      messages: 20,
      days: [1, 2],
      dkim: [],
      envelopeFrom: "",
      spf: [{ domain: "client.example", result: "softfail" }],
    }),
    row({
      ...NO,
      sourceIp: "198.51.100.9",
      messages: 4,
      days: [2],
      dkim: [],
      spf: [{ domain: "client.example", result: "softfail" }],
    }),
    row({ ...NO, sourceIp: "198.51.100.9", messages: 0, days: [28], dkim: [], spf: [] }),
  ],
});

const before = sightings(
  feedback({
    window: { first: "2026-01-01", last: "2026-05-31" },
    rows: [
      row({ days: [10, 11], messages: 5 }),
      row({
        sourceIp: "192.0.2.20",
        days: [31],
        messages: 7,
        dkim: [{ domain: "client.example", selector: "s1", result: "pass" }],
      }),
    ],
  }),
  attribute,
);

describe("the evidence of a month", () => {
  const evidence = makeEvidence(june, { ...context, earlier: before });

  test("is the file that was checked by hand", () => {
    expect(formatEvidence(evidence)).toBe(readFileSync(golden, "utf8"));
  });

  test("which can be read", () => {
    expect(parseEvidence(readFileSync(golden, "utf8"))).toEqual({ ok: true, value: evidence });
  });

  test("one more message changes the lines that count it and no other", () => {
    const [first, ...others] = june.rows;
    const more = { ...june, rows: [{ ...first, messages: 91 } as typeof first & object, ...others] };
    const [old, changed] = [evidence, makeEvidence(more, { ...context, earlier: before })].map(one =>
      formatEvidence(one).split("\n"),
    );
    expect(changed).toHaveLength(old?.length ?? 0);
    // Totals, the service, its selector, its row.
    expect(changed?.filter((line, at) => line !== old?.[at])).toHaveLength(4);
  });

  test("the next day changes no line that its mail does not concern", () => {
    const next = {
      ...june,
      window: { first: "2026-06-02", last: "2026-07-01" },
      rows: [...june.rows].map(one => ({ ...one, days: one.days.map(day => day - 1).filter(day => day >= 0) })),
      days: [...june.days.map(day => day - 1).filter(day => day >= 0), 29],
    };
    const moved = formatEvidence(makeEvidence(next, { ...context, earlier: before })).split("\n");
    const old = formatEvidence(evidence).split("\n");
    // The window; the office and the total lost no message here, but the office its first day.
    expect(moved.filter(line => !old.includes(line)).map(line => line.trim().slice(0, 30))).toEqual([
      '"window": {"first":"2026-06-02',
      '{"id":"own-server office","rul',
    ]);
  });
});

test("without a row, every declared source stands there with nothing", () => {
  const { services, totals } = makeEvidence(feedback(), context);
  expect(services.map(({ id, messages, daysSeen, days }) => [id, messages, daysSeen, days])).toEqual([
    ["own-server office", 0, 0, []],
    ["sendgrid", 0, 0, []],
    ["spf ip4:192.0.2.77", 0, 0, []],
  ]);
  expect(totals.messages).toBe(0);
});

test("of no reports at all, the days are missing and nothing is unusual", () => {
  const evidence = makeEvidence(feedback({ reporters: [], days: [], policies: [] }), context);
  expect(evidence).toMatchObject({ daysWithReports: 0, missingDays: ["2026-06-01/2026-06-30"], findings: [] });
  expect(evidence.reported).toBeUndefined();
});

test("with the attribution of a real plan, its services are found by their names", () => {
  const plan = planned(planOf(clientSpec()));
  const evidence = makeEvidence(
    feedback({ rows: [row({ messages: 3 }), row({ ...NO, sourceIp: "203.0.113.9", dkim: [], spf: [], messages: 2 })] }),
    { declared: plan.declared, attribute: attributor(plan, { catalogue, lock: emptyLock }) },
  );
  expect(evidence.services).toMatchObject([{ id: "own-server office", messages: 3, passed: 3 }]);
  expect(evidence.totals).toMatchObject({ messages: 5, declared: 3, unauthenticated: 2 });
});

test("a row with more results than mail has is summed, not cut", () => {
  const dkim = Array.from({ length: 21 }, (_, at) => ({
    domain: `d${at}.example`,
    selector: "s",
    result: "pass" as const,
  }));
  const { rows, rest } = makeEvidence(feedback({ rows: [row({ dkim, messages: 8 })] }), context);
  expect(rows).toEqual([]);
  expect(rest).toEqual([
    { source: "declared own-server office", alignedSpf: true, alignedDkim: true, disposition: "none", messages: 8 },
  ]);
});

test("two hundred reporters are a hundred and the rest", () => {
  const reporters = Array.from({ length: 200 }, (_, at) => reporter(`r${at}`, { reports: 1, messages: at }));
  const evidence = makeEvidence(feedback({ reporters }), context);
  expect(evidence.reporters).toHaveLength(100);
  expect(evidence.reporters[0]).toMatchObject({ name: "r199", messages: 199 });
  expect(evidence.moreReporters).toEqual({ reporters: 100, reports: 100, messages: (99 * 100) / 2 });
});

test("a hundred policies are fifty, and mail under the others names none", () => {
  const policies = Array.from({ length: 100 }, (_, at) => policy({ domain: `${at}.example` }, { messages: at }));
  const rows = [row({ policy: 99 }), row({ policy: 0 })];
  const evidence = makeEvidence(feedback({ policies, rows }), context);
  expect(evidence.policies).toHaveLength(50);
  const named = evidence.rows.map(({ policy: at }) => (at === undefined ? undefined : evidence.policies[at]?.domain));
  expect(named.toSorted()).toEqual(["99.example", undefined]);
});

test("a hundred policies that one reporter invents do not push out the one that several saw", () => {
  const invented = Array.from({ length: 100 }, (_, at) => policy({ pct: at }, { reporters: 1, messages: 1_000_000 }));
  const policies = [...invented, policy({ p: "reject" }, { reporters: 2, messages: 1 })];
  const evidence = makeEvidence(feedback({ policies }), context);
  expect(evidence.policies.some(({ p, reporters }) => p === "reject" && reporters === 2)).toBe(true);
});

test("a report from the future does not hide when reports stopped", () => {
  const daily = reporter("daily.example", { first: "2026-03-01", last: "2099-01-01", days: 90 });
  const made = makeEvidence(feedback({ reporters: [daily], days: [0, 4] }), context);
  expect(made.reported).toEqual({ first: "2026-03-01", last: "2026-06-05" });
  expect(made.reporters.map(({ last }) => last)).toEqual(["2026-06-30"]);
  expect(made.findings.map(({ id }) => id)).toEqual(["reports-stopped"]);
  const only = { ...daily, first: "2099-01-01", days: 1 };
  expect(makeEvidence(feedback({ reporters: [only], days: [] }), context).reported).toBeUndefined();
});

test("policies stand in the order of their text, whichever most mail was under", () => {
  const policies = [policy({ p: "reject" }, { messages: 9 }), policy({ p: "none" }, { messages: 1 })];
  const evidence = makeEvidence(feedback({ policies, rows: [row({ policy: 0 })] }), context);
  expect(evidence.policies.map(({ p }) => p)).toEqual(["none", "reject"]);
  expect(evidence.rows).toMatchObject([{ policy: 1 }]);
});

test("sources beyond those that are listed are summed: 201 unknown ones, 21 kinds of spoof", () => {
  const by = "test" as Attribution["by"];
  const all = (count: number, from: string): readonly SourceRow[] =>
    Array.from({ length: count }, (_, at) => row({ headerFrom: from, sourceIp: `2001:db8::${at}`, messages: at + 1 }));
  const evidence = makeEvidence(feedback({ rows: [...all(201, "unknown.example"), ...all(21, "spoof.example")] }), {
    declared: [],
    attribute: ({ headerFrom, sourceIp }) =>
      headerFrom === "unknown.example"
        ? { kind: "unknown-authenticated", by, aligned: false, domain: `${sourceIp}.example`, services: [] }
        : { kind: "unauthenticated", by, domain: `${sourceIp}.example` },
  });
  expect(evidence.unknown).toHaveLength(200);
  expect(evidence.unknown[0]).toMatchObject({ domain: "2001:db8::200.example", messages: 201 });
  expect(evidence.moreUnknown).toEqual({ sources: 1, messages: 1, passed: 1, alignedSpf: 1, alignedDkim: 1 });
  expect(evidence.unauthenticated).toHaveLength(20);
  expect(evidence.moreUnauthenticated).toMatchObject({ sources: 1, messages: 1 });
  expect(evidence.totals).toMatchObject({ unknown: (201 * 202) / 2, unauthenticated: (21 * 22) / 2 });
});

test("a signature that did not pass was not seen signing", () => {
  const failing = row({ alignedDkim: false, dkim: [{ domain: "client.example", selector: "office", result: "fail" }] });
  const earlier = sightings(feedback({ rows: [failing] }), attribute);
  const { selectors, services } = makeEvidence(feedback({ rows: [failing] }), { ...context, earlier });
  expect(selectors).toEqual([
    { source: "declared own-server office", domain: "client.example", selector: "office", messages: 1, passed: 0 },
  ]);
  expect(services[0]).toMatchObject({ id: "own-server office", everFirst: "2026-06-01" });
});
