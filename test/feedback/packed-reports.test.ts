/** Reports that were packed and unpacked come to the store as those that were written record by record. */
import { expect, test } from "@jest/globals";
import { reportPacker, type ReportPacker } from "../../src/feedback/packed-reports.ts";
import type { ReportTaker } from "../../src/feedback/read-source.ts";
import { feedbackWriter, type FeedbackWriter } from "../../src/feedback/store/feedback-writer.ts";
import { feedbackHead, feedbackRecord, storeFolder } from "../support/feedback.ts";

async function stored(write: (writer: FeedbackWriter) => Promise<void>): Promise<unknown> {
  const { open, remove } = storeFolder();
  const store = await open();
  try {
    const writer = await feedbackWriter(store);
    await write(writer);
    await writer.flush();
    const rows = await store.connection.runAndReadAll("SELECT * FROM messages ORDER BY ALL");
    const reports = await store.connection.runAndReadAll(
      "SELECT report_id, records, messages, repairs, source FROM aggregate_reports ORDER BY ALL",
    );
    return { counts: writer.counts, rows: rows.getRowsJson(), reports: reports.getRowsJson() };
  } finally {
    store.close();
    remove();
  }
}

const records = [
  feedbackRecord({ ip: "", count: 0 }),
  feedbackRecord({ ip: "2001:db8::1", count: 1_000_000_000_000, envelopeFrom: "" }),
  feedbackRecord({ ip: "192.0.2.1", headerFrom: "xn--bcher-kva.client.example" }),
  feedbackRecord({
    ip: "192.0.2.1",
    evaluated: { reasons: [{ type: "other", comment: "caf\u00e9 \u{1f4e7}, \"quoted\" 'too'" }] },
  }),
];

function report(taker: ReportTaker, id: string, count = records.length): void {
  const sink = taker.begin(`${id}.xml`);
  for (const record of records.slice(0, count)) sink.record(record);
  sink.finish(feedbackHead({ id }), [`1 ${id}: mended`]);
}

async function notOne(taker: ReportTaker): Promise<void> {
  const sink = taker.begin("broken.xml");
  sink.record(feedbackRecord({ headerFrom: "other.example" }));
  await sink.abandon();
}

test("rows, outcomes, counts beyond all measure, reports without rows and reports that turn out to be none", async () => {
  const write = async (taker: ReportTaker): Promise<void> => {
    report(taker, "r-1");
    await notOne(taker);
    report(taker, "r-2", 2);
    report(taker, "empty", 0);
    report(taker, "r-1", 3);
    report(taker, "r-3", 1);
  };
  const packed = await stored(async writer => {
    const packer = reportPacker();
    await write(packer);
    await writer.addPacked(packer.take());
  });
  expect(packed).toEqual(await stored(write));
  expect(packed).toMatchObject({ counts: { reports: 4, rows: 7, duplicates: 1 } });
});

test("several packs, some of them with nothing, and reports between them", async () => {
  const packer: ReportPacker = reportPacker();
  const packed = await stored(async writer => {
    await writer.addPacked(packer.take());
    report(packer, "r-1");
    await writer.addPacked(packer.take());
    report(writer, "r-2");
    await notOne(packer);
    await writer.addPacked(packer.take());
    report(packer, "r-3");
    report(packer, "r-2");
    await writer.addPacked(packer.take());
    await writer.flush();
    report(packer, "r-1");
    report(packer, "r-4", 2);
    await writer.addPacked(packer.take());
    report(writer, "r-5", 2);
  });
  const plain = await stored(async writer => {
    for (const id of ["r-1", "r-2", "r-3", "r-2"]) report(writer, id);
    await writer.flush();
    report(writer, "r-1");
    report(writer, "r-4", 2);
    report(writer, "r-5", 2);
  });
  expect(packed).toEqual(plain);
  expect(packed).toMatchObject({ counts: { reports: 5, rows: 16, duplicates: 2 } });
});
