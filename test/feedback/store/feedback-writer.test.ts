/** Reports into the store: each once, whole or not at all. */
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { feedbackWriter } from "../../../src/feedback/store/feedback-writer.ts";
import type { OpenedStore } from "../../../src/feedback/store/open-store.ts";
import type { TlsReport } from "../../../src/feedback/tls-report.ts";
import {
  addFeedback,
  feedbackHead,
  feedbackRecord,
  midnight,
  storeFolder,
  type StoreFolder,
} from "../../support/feedback.ts";

// Many rows, on a machine that may be busy.
jest.setTimeout(60_000);

let folder: StoreFolder;
let store: OpenedStore;

beforeEach(async () => {
  folder = storeFolder();
  store = await folder.open();
});

afterEach(() => {
  store.close();
  folder.remove();
});

async function rows(sql: string): Promise<unknown[]> {
  return (await store.connection.runAndReadAll(sql)).getRowObjectsJson();
}

describe("what is stored", () => {
  test("a row with all that its reporter said", async () => {
    await addFeedback(store, [
      {
        head: feedbackHead({
          policy: { p: "quarantine", sp: "none", np: "reject", adkim: "s", aspf: "r", pct: 50, testing: "n" },
        }),
        records: [
          feedbackRecord({
            ip: "2001:db8::25",
            count: 7,
            headerFrom: "news.client.example",
            envelopeFrom: "",
            evaluated: {
              disposition: "quarantine",
              dkim: "pass",
              reasons: [{ type: "local_policy", comment: "arc=pass" }, { type: "mailing_list" }],
            },
            dkim: [
              { domain: "client.example", selector: "s1", result: "pass" },
              { domain: "vendor.example", result: "permerror", humanResult: "no key" },
            ],
            spf: [{ domain: "bounce.client.example", scope: "helo", result: "softfail" }],
          }),
        ],
        repairs: ["1 record: missing end tag"],
      },
    ]);
    expect(await rows("SELECT * FROM messages")).toEqual([
      {
        day: "2026-10-01",
        org_name: "bigmail.example",
        report_id: "r-1",
        range_begin: "2026-10-01 00:00:00",
        range_end: "2026-10-01 23:59:59",
        source_ip: "2001:db8::25",
        count: 7,
        disposition: "quarantine",
        dkim_aligned: true,
        spf_aligned: false,
        reasons: [
          { type: "local_policy", comment: "arc=pass" },
          { type: "mailing_list", comment: null },
        ],
        header_from: "news.client.example",
        envelope_from: "",
        envelope_to: null,
        dkim: [
          { domain: "client.example", selector: "s1", result: "pass" },
          { domain: "vendor.example", selector: null, result: "permerror" },
        ],
        spf: [{ domain: "bounce.client.example", scope: "helo", result: "softfail" }],
        policy_domain: "client.example",
        p: "quarantine",
        sp: "none",
        np: "reject",
        adkim: "s",
        aspf: "r",
        pct: 50,
        testing: "n",
      },
    ]);
    expect(await rows("SELECT records, messages, repairs, source, email FROM aggregate_reports")).toEqual([
      {
        records: 1,
        messages: "7",
        repairs: ["1 record: missing end tag"],
        source: "test.xml",
        email: "noreply@bigmail.example",
      },
    ]);
  });

  test("the day in the middle of a range that begins the evening before, as reporters east of Greenwich send", async () => {
    const begin = Date.parse("2026-09-30T16:00:00Z") / 1000;
    const head = feedbackHead({ metadata: { dateRange: { begin, end: begin + 86_399 } } });
    await addFeedback(store, [{ head }]);
    expect(await rows("SELECT day FROM messages")).toEqual([{ day: "2026-10-01" }]);
  });

  test("what rows share is there once, and rows that share it keep their own address and count", async () => {
    const records = [1, 2, 3].map(count => feedbackRecord({ ip: `192.0.2.${count}`, count }));
    await addFeedback(store, [{ records }, { head: feedbackHead({ id: "r-2" }), records }]);
    expect(await rows("SELECT count(*)::INTEGER AS n FROM outcomes")).toEqual([{ n: 1 }]);
    expect(await rows("SELECT count(*)::INTEGER AS n, sum(count)::INTEGER AS messages FROM messages")).toEqual([
      { n: 6, messages: 12 },
    ]);
  });

  test("a report without rows, for it says that there was no mail", async () => {
    expect(await addFeedback(store, [{ records: [] }])).toMatchObject({ reports: 1, rows: 0 });
  });
});

describe("the same report again", () => {
  const other: Readonly<Record<string, ReturnType<typeof feedbackHead>>> = {
    "another id": feedbackHead({ id: "r-2" }),
    "another reporter with the same id": feedbackHead({ reporter: "smallmail.example" }),
    "another domain with the same id": feedbackHead({ domain: "other.example" }),
    "another day with the same id": feedbackHead({ day: "2026-10-02" }),
  };

  test.each(Object.keys(other))("%s is another report", async name => {
    await addFeedback(store, [{}]);
    expect(await addFeedback(store, [{ head: other[name] ?? feedbackHead() }])).toMatchObject({
      reports: 1,
      duplicates: 0,
    });
  });

  test("changes nothing in a later run, whatever its container", async () => {
    await addFeedback(store, [{ records: [feedbackRecord({ count: 3 }), feedbackRecord({ count: 4 })] }]);
    const again = await addFeedback(store, [
      { records: [feedbackRecord({ count: 3 }), feedbackRecord({ count: 4, ip: "192.0.2.99" })] },
    ]);
    expect(again).toMatchObject({ reports: 0, rows: 0, duplicates: 1 });
    expect(await rows("SELECT sum(count)::INTEGER AS n FROM messages")).toEqual([{ n: 7 }]);
    expect(await rows("SELECT count(*)::INTEGER AS n FROM rows")).toEqual([{ n: 2 }]);
  });

  test("changes nothing in the same batch, and the reports around it are whole", async () => {
    const [first, second] = [feedbackHead(), feedbackHead({ id: "r-2" })];
    const counts = await addFeedback(store, [
      { head: first, records: [feedbackRecord({ count: 1 })] },
      { head: first, records: [feedbackRecord({ count: 10 })] },
      { head: second, records: [feedbackRecord({ count: 100 })] },
    ]);
    expect(counts).toMatchObject({ reports: 2, rows: 2, duplicates: 1 });
    expect(await rows("SELECT sum(count)::INTEGER AS n FROM messages")).toEqual([{ n: 101 }]);
  });

  test("whole takes the place of one that came broken and had less to say, and of no other", async () => {
    const short = { records: [feedbackRecord({ count: 1 })], repairs: ["feedback: no end"] };
    const whole = { records: [feedbackRecord({ count: 1 }), feedbackRecord({ count: 20, ip: "192.0.2.7" })] };
    await addFeedback(store, [short, { head: feedbackHead({ id: "other" }) }]);
    expect(await addFeedback(store, [{ ...whole, repairs: ["2 count: missing"] }])).toMatchObject({
      reports: 0,
      duplicates: 1,
    });
    expect(await addFeedback(store, [{ ...short, repairs: [] }])).toMatchObject({ reports: 0, duplicates: 1 });
    expect(await addFeedback(store, [whole])).toMatchObject({ reports: 1, rows: 2, duplicates: 0 });
    expect(await rows("SELECT report_id, count FROM messages ORDER BY ALL")).toEqual([
      { report_id: "other", count: 1 },
      { report_id: "r-1", count: 1 },
      { report_id: "r-1", count: 20 },
    ]);
    // The whole one stays, whatever comes.
    const longer = [...whole.records, feedbackRecord({ count: 300, ip: "192.0.2.8" })];
    expect(await addFeedback(store, [{ records: longer }])).toMatchObject({ reports: 0, duplicates: 1 });
  });

  test("is known however its reporter is spelt", async () => {
    await addFeedback(store, [{ head: feedbackHead({ reporter: "BigMail.example" }) }]);
    expect(await addFeedback(store, [{ head: feedbackHead({ reporter: "bigmail.example" }) }])).toMatchObject({
      duplicates: 1,
    });
  });
});

describe("a report that turns out to be none", () => {
  test("leaves nothing, and the reports before and after it stay", async () => {
    const writer = await feedbackWriter(store);
    for (const [id, count, keep] of [
      ["r-1", 1, true],
      ["r-2", 10, false],
      ["r-3", 100, true],
    ] as const) {
      const sink = writer.begin("test.xml");
      sink.record(feedbackRecord({ count }));
      if (keep) sink.finish(feedbackHead({ id }), []);
      else await sink.abandon();
    }
    await writer.flush();
    expect(await rows("SELECT report_id, count FROM messages ORDER BY 1")).toEqual([
      { report_id: "r-1", count: 1 },
      { report_id: "r-3", count: 100 },
    ]);
  });

  test.each(["abandoned", "a duplicate"])("also when it had so many rows that they left memory: %s", async fate => {
    await addFeedback(store, [{ head: feedbackHead({ id: "large" }), records: [feedbackRecord({ count: 5 })] }]);
    const fresh = await feedbackWriter(store);
    const before = fresh.begin("before.xml");
    before.record(feedbackRecord({ count: 1 }));
    before.finish(feedbackHead({ id: "before" }), []);
    const large = fresh.begin("large.xml");
    for (let index = 0; index < 130_000; index += 1) {
      large.record(
        feedbackRecord({ ip: `198.51.100.${index % 256}`, headerFrom: `n${index % 30_000}.client.example` }),
      );
      if (index % 1000 === 0) await large.makeRoom();
    }
    if (fate === "abandoned") await large.abandon();
    else large.finish(feedbackHead({ id: "large" }), []);
    const after = fresh.begin("after.xml");
    after.record(feedbackRecord({ count: 2 }));
    after.finish(feedbackHead({ id: "after" }), []);
    await fresh.flush();
    expect(await rows("SELECT report_id, sum(count)::INTEGER AS n FROM messages GROUP BY 1 ORDER BY 1")).toEqual([
      { report_id: "after", n: 2 },
      { report_id: "before", n: 1 },
      { report_id: "large", n: 5 },
    ]);
  });
});

test("a report of many rows and outcomes is whole, though it went through temporary tables in pieces", async () => {
  const writer = await feedbackWriter(store);
  const sink = writer.begin("large.xml");
  for (let index = 0; index < 150_000; index += 1) {
    sink.record(feedbackRecord({ ip: `198.51.100.${index % 256}`, headerFrom: `n${index % 50_000}.client.example` }));
    if (index % 1000 === 0) await sink.makeRoom();
  }
  sink.finish(feedbackHead(), []);
  await writer.flush();
  expect(writer.counts).toMatchObject({ reports: 1, rows: 150_000 });
  expect(
    await rows("SELECT count(*)::INTEGER AS n, count(DISTINCT header_from)::INTEGER AS names FROM messages"),
  ).toEqual([{ n: 150_000, names: 50_000 }]);
  expect(await rows("SELECT count(*)::INTEGER AS n FROM outcomes")).toEqual([{ n: 50_000 }]);
});

test("callbacks come when what was added before them is in the store, and in order", async () => {
  const writer = await feedbackWriter(store);
  const seen: string[] = [];
  for (const id of ["r-1", "r-2", "r-3"]) {
    const sink = writer.begin("test.xml");
    sink.record(feedbackRecord());
    sink.finish(feedbackHead({ id }), []);
    writer.whenStored(async () => {
      const stored = await rows("SELECT count(*)::INTEGER AS n FROM aggregate_reports");
      seen.push(`${id} ${JSON.stringify(stored)}`);
    });
  }
  await writer.settle();
  expect(seen).toEqual([]);
  await writer.flush();
  expect(seen).toEqual(["r-1", "r-2", "r-3"].map(id => `${id} [{"n":3}]`));
});

describe("TLS reports", () => {
  const report: TlsReport = {
    organizationName: "Big Mail",
    contactInfo: "tls@bigmail.example",
    reportId: "t-1",
    dateRange: { begin: midnight("2026-10-01"), end: midnight("2026-10-01") + 86_399 },
    policies: [
      {
        policyType: "sts",
        policyStrings: ["version: STSv1", "mode: testing"],
        policyDomain: "client.example",
        mxHosts: ["mx.client.example"],
        successful: 5_326,
        failed: 3,
        failures: [{ resultType: "certificate-expired", sendingMtaIp: "192.0.2.7", failed: 3 }],
      },
    ],
  };

  test("are stored whole, each once, beside aggregate reports of the same id", async () => {
    const writer = await feedbackWriter(store);
    writer.addTls("a.json", report);
    writer.addTls("b.json.gz", report);
    const sink = writer.begin("c.xml");
    sink.finish(feedbackHead({ reporter: "Big Mail", id: "t-1" }), []);
    await writer.flush();
    expect(writer.counts).toEqual({ reports: 1, rows: 0, tlsReports: 1, duplicates: 1 });
    expect(await rows("SELECT * EXCLUDE (key) FROM tls_reports")).toEqual([
      {
        organization_name: "Big Mail",
        contact_info: "tls@bigmail.example",
        report_id: "t-1",
        range_begin: "2026-10-01 00:00:00",
        range_end: "2026-10-01 23:59:59",
        day: "2026-10-01",
        policies: [
          {
            policy_type: "sts",
            policy_domain: "client.example",
            policy_strings: ["version: STSv1", "mode: testing"],
            mx_hosts: ["mx.client.example"],
            successful: "5326",
            failed: "3",
            failures: [
              {
                result_type: "certificate-expired",
                sending_mta_ip: "192.0.2.7",
                receiving_mx_hostname: null,
                receiving_ip: null,
                failed: "3",
                failure_reason_code: null,
                additional_information: null,
              },
            ],
          },
        ],
        source: "a.json",
      },
    ]);
  });

  test("a batch that holds nothing else is stored too", async () => {
    const writer = await feedbackWriter(store);
    writer.addTls("a.json", report);
    await writer.flush();
    expect(writer.counts.tlsReports).toBe(1);
  });
});
