/** What evidence is told of the store. */
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { DomainFeedback, FeedbackWindow } from "../../../src/feedback/domain-feedback.ts";
import type { SourceRow } from "../../../src/feedback/source-row.ts";
import { feedbackReader } from "../../../src/feedback/store/feedback-reader.ts";
import type { OpenedStore } from "../../../src/feedback/store/open-store.ts";
import {
  addFeedback,
  feedbackHead,
  feedbackRecord,
  storeFolder,
  type StoredFeedback,
  type StoreFolder,
} from "../../support/feedback.ts";

// Many rows, on a machine that may be busy.
jest.setTimeout(60_000);

let folder: StoreFolder;
let store: OpenedStore;
const october: FeedbackWindow = { first: "2026-10-01", last: "2026-10-30" };

beforeEach(() => {
  folder = storeFolder();
});
afterEach(() => {
  store.close();
  folder.remove();
});

async function read(
  all: readonly StoredFeedback[],
  declared: readonly string[],
  { wanted = declared, window = october } = {},
): Promise<(Omit<DomainFeedback, "rows"> & { rows: SourceRow[] })[]> {
  store = await folder.open();
  await addFeedback(store, all);
  store.close();
  store = await folder.open(true);
  const found = [];
  for await (const one of feedbackReader(store).feedbackOf(wanted, { declared, window }))
    found.push({
      ...one,
      rows: [...one.rows].toSorted((a, b) => (`${a.sourceIp} ${a.policy}` < `${b.sourceIp} ${b.policy}` ? -1 : 1)),
    });
  return found;
}

describe("whose mail a row is", () => {
  const mail = [
    { headerFrom: "client.example", count: 1 },
    { headerFrom: "news.client.example", count: 10 },
    { headerFrom: "shop.client.example", count: 100 },
    { headerFrom: "eu.shop.client.example", count: 1_000 },
    { headerFrom: "notclient.example", count: 10_000 },
    { headerFrom: "example", count: 100_000 },
  ].map(feedbackRecord);
  const total = ({ rows }: { rows: SourceRow[] }): number => rows.reduce((sum, { messages }) => sum + messages, 0);

  test("of the most specific declared domain at or above its header-from, whoever's policy the report is about", async () => {
    const found = await read([{ records: mail }], ["client.example", "shop.client.example", "silent.example"]);
    expect(found.map(one => [one.domain, total(one)])).toEqual([
      ["client.example", 11],
      ["shop.client.example", 1_100],
    ]);
  });

  test("also when only one of the declared domains is asked about", async () => {
    const found = await read([{ records: mail }], ["client.example", "shop.client.example"], {
      wanted: ["client.example"],
    });
    expect(found.map(one => [one.domain, total(one)])).toEqual([["client.example", 11]]);
  });
});

describe("rows", () => {
  test("equal ones of several days and reporters are summed, with the days they were seen on", async () => {
    const days = ["2026-10-01", "2026-10-03", "2026-10-03", "2026-10-30"];
    const [one] = await read(
      days.map((day, index) => ({
        head: feedbackHead({ day, id: `r-${index}` }),
        records: [feedbackRecord({ count: 10 ** index })],
      })),
      ["client.example"],
    );
    expect(one?.rows).toEqual([
      {
        sourceIp: "192.0.2.1",
        headerFrom: "client.example",
        envelopeFrom: undefined,
        disposition: "none",
        alignedDkim: false,
        alignedSpf: false,
        dkim: [],
        spf: [],
        overrides: [],
        policy: 0,
        messages: 1111,
        days: [0, 2, 29],
      },
    ]);
  });

  test("days outside the window are not counted, up to its edges", async () => {
    const days = ["2026-09-30", "2026-10-01", "2026-10-30", "2026-10-31"];
    const [one] = await read(
      days.map((day, index) => ({
        head: feedbackHead({ day, id: `r-${index}` }),
        records: [feedbackRecord({ count: 10 ** index })],
      })),
      ["client.example"],
    );
    expect(one?.rows).toMatchObject([{ messages: 110, days: [0, 29] }]);
    expect(one?.days).toEqual([0, 29]);
  });

  test("a window of many months keeps every day apart", async () => {
    const window = { first: "2026-01-01", last: "2026-12-31" };
    const days = ["2026-01-01", "2026-01-30", "2026-01-31", "2026-03-02", "2026-12-31"];
    const [one] = await read(
      days.map((day, index) => ({ head: feedbackHead({ day, id: `r-${index}` }) })),
      ["client.example"],
      { window },
    );
    expect(one?.rows).toMatchObject([{ days: [0, 29, 30, 60, 364] }]);
  });

  test.each<[string, Parameters<typeof feedbackRecord>[0]]>([
    ["address", { ip: "192.0.2.2" }],
    ["envelope-from", { envelopeFrom: "" }],
    ["disposition", { evaluated: { disposition: "reject" } }],
    ["alignment of DKIM", { evaluated: { dkim: "pass" } }],
    ["alignment of SPF", { evaluated: { spf: "pass" } }],
    ["selector", { dkim: [{ domain: "client.example", selector: "s2", result: "pass" }] }],
    ["SPF scope", { spf: [{ domain: "client.example", scope: "helo", result: "pass" }] }],
    ["override", { evaluated: { reasons: [{ type: "forwarded" }] } }],
  ])("those that differ in %s stay apart", async (_, parts) => {
    const [one] = await read([{ records: [feedbackRecord(), feedbackRecord(parts)] }], ["client.example"]);
    expect(one?.rows).toHaveLength(2);
  });

  test("those that differ in words for people alone are one", async () => {
    const [one] = await read(
      [
        {
          records: ["arc=pass", "arc=fail"].map(comment =>
            feedbackRecord({
              evaluated: { reasons: [{ type: "local_policy", comment }, { type: "forwarded" }, { type: "forwarded" }] },
            }),
          ),
        },
      ],
      ["client.example"],
    );
    expect(one?.rows).toMatchObject([{ messages: 2, overrides: ["forwarded", "local_policy"] }]);
  });

  test("each names the policy it was judged by", async () => {
    const [one] = await read(
      [
        { head: feedbackHead({ day: "2026-10-20", id: "b", policy: { p: "quarantine" } }) },
        { head: feedbackHead({ day: "2026-10-02", id: "a" }), records: [feedbackRecord({ count: 5 })] },
        // What no mail depends on makes no policy of its own.
        { head: feedbackHead({ day: "2026-10-21", id: "c", policy: { p: "quarantine", fo: "1" } }) },
      ],
      ["client.example"],
    );
    expect(one?.policies).toEqual([
      {
        published: { domain: "client.example", p: "none" },
        first: "2026-10-02",
        last: "2026-10-02",
        reporters: 1,
        messages: 5,
      },
      {
        published: { domain: "client.example", p: "quarantine" },
        first: "2026-10-20",
        last: "2026-10-21",
        reporters: 1,
        messages: 2,
      },
    ]);
    expect(one?.rows.map(({ policy, messages }) => [policy, messages])).toEqual([
      [0, 5],
      [1, 2],
    ]);
  });
});

describe("reporters", () => {
  test("with what they said in the window, and since when they say it", async () => {
    const [one] = await read(
      [
        { head: feedbackHead({ reporter: "old.example", day: "2026-08-01" }) },
        { head: feedbackHead({ reporter: "big.example", day: "2026-09-01", id: "1" }) },
        {
          head: feedbackHead({ reporter: "big.example", day: "2026-10-05", id: "2" }),
          records: [feedbackRecord({ count: 3 })],
        },
        { head: feedbackHead({ reporter: "big.example", day: "2026-10-06", id: "3" }), records: [] },
        // Of days that are still to come nobody can have reported.
        { head: feedbackHead({ reporter: "big.example", day: "2031-01-01", id: "4" }) },
        { head: feedbackHead({ reporter: "clock.example", day: "2031-01-01", id: "5" }) },
      ],
      ["client.example"],
    );
    expect(one?.reporters).toEqual([
      { name: "big.example", reports: 2, messages: 3, first: "2026-09-01", last: "2026-10-06", days: 3 },
      { name: "old.example", reports: 0, messages: 0, first: "2026-08-01", last: "2026-08-01", days: 1 },
    ]);
    // A report without rows is a day with data all the same.
    expect(one?.days).toEqual([4, 5]);
  });

  test("of a name below a declared domain count for the domain", async () => {
    const [one] = await read(
      [{ head: feedbackHead({ domain: "news.client.example" }), records: [] }],
      ["client.example"],
    );
    expect(one?.reporters).toMatchObject([{ name: "bigmail.example", reports: 1 }]);
  });
});

test("a domain that was heard of only before the window is still told of, for somebody stopped reporting", async () => {
  const [one] = await read([{ head: feedbackHead({ day: "2026-06-01" }) }], ["client.example"]);
  expect(one).toMatchObject({ rows: [], days: [], policies: [], reporters: [{ reports: 0, last: "2026-06-01" }] });
});

test("many domains of many rows are read in portions, and none is lost between them", async () => {
  const domains = Array.from({ length: 12 }, (_, index) => `client${index}.example`);
  const all = domains.map((domain, index) => ({
    head: feedbackHead({ domain, id: String(index) }),
    records: Array.from({ length: 50_000 }, (_, row) =>
      feedbackRecord({ headerFrom: domain, ip: `198.51.${row % 100}.${row % 256}`, count: index + 1 }),
    ),
  }));
  const found = await read(all, domains);
  expect(found.map(({ domain }) => domain)).toEqual(domains);
  expect(found.map(({ rows }) => rows.reduce((sum, { messages }) => sum + messages, 0))).toEqual(
    domains.map((_, index) => 50_000 * (index + 1)),
  );
});

test("domains nobody declares, in the window", async () => {
  store = await folder.open();
  await addFeedback(store, [
    {
      head: feedbackHead({ domain: "old.example", day: "2026-10-02", id: "1" }),
      records: [feedbackRecord({ count: 4 })],
    },
    {
      head: feedbackHead({ domain: "old.example", day: "2026-10-07", id: "2" }),
      records: [feedbackRecord({ count: 5 })],
    },
    { head: feedbackHead({ domain: "older.example", day: "2026-09-02" }) },
    { head: feedbackHead({ domain: "news.client.example" }) },
  ]);
  const reader = feedbackReader(store);
  expect(await reader.undeclared({ declared: ["client.example"], window: october })).toEqual([
    { domain: "old.example", reports: 2, messages: 9, first: "2026-10-02", last: "2026-10-07" },
  ]);
  expect(await reader.lastDay()).toBe("2026-10-07");
});

test("an empty store", async () => {
  expect(await read([], ["client.example"])).toEqual([]);
  expect(await feedbackReader(store).lastDay()).toBeUndefined();
});
