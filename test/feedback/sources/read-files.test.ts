/** Files that threads read come to the store as if they had been read one by one. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ingest, type IngestTotals } from "../../../src/feedback/ingest.ts";
import { listFiles } from "../../../src/feedback/sources/list-files.ts";
import { readFiles } from "../../../src/feedback/sources/read-files.ts";
import { feedbackWriter } from "../../../src/feedback/store/feedback-writer.ts";
import { mail, rawZip } from "../../support/containers.ts";
import { feedbackHead, feedbackRecord, storeFolder } from "../../support/feedback.ts";
import { formatFeedback } from "../../support/feedback-xml.ts";

let folder: string;

function report(id: number, rows = 5): string {
  const records = Array.from({ length: rows }, (_, row) =>
    feedbackRecord({
      ip: row % 3 === 0 ? `2001:db8::${row + 1}` : `198.51.100.${row}`,
      count: row === 4 ? 5_000_000_000 : row,
      headerFrom: `client${(id + row) % 9}.example`,
      ...(row % 2 === 0 ? { envelopeFrom: "" } : {}),
    }),
  );
  return formatFeedback({ ...feedbackHead({ id: `r-${id}` }), records }, { era: id % 2 === 0 ? 7489 : 9990 });
}

const tls = JSON.stringify({
  "organization-name": "Big Mail",
  "date-range": { "start-datetime": "2026-10-01T00:00:00Z", "end-datetime": "2026-10-01T23:59:59Z" },
  "report-id": "t-1",
  policies: [
    {
      policy: { "policy-type": "sts", "policy-domain": "client.example" },
      summary: { "total-successful-session-count": 3, "total-failure-session-count": 0 },
    },
  ],
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mailwright-test-"));
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  for (let id = 0; id < 200; id += 1) write(`${id % 4}/${id}.xml.gz`, gzipSync(report(id)));
  const samples = join(__dirname, "../../fixtures/feedback");
  for (const name of readdirSync(samples)) write(`1/samples/${name}`, readFileSync(join(samples, name)));
  write("0/again.xml", report(7));
  write("0/empty.xml.gz", "");
  write("1/cut.xml.gz", gzipSync(report(1_000)).subarray(0, -20));
  write("1/bomb.xml.gz", gzipSync(Buffer.alloc(100_000_000)));
  write("1/nothing.xml", report(1_001, 0));
  write("2/letter.txt", "Dear all, the minutes are attached.");
  write("2/tls.json.gz", gzipSync(tls));
  write("2/tls-again.json", tls);
  write("2/no.json", "{}");
  write("2/large.xml", report(1_002, 3_000));
  write("2/wrong.xml.gz", gzipSync(report(1_003).replace(/<begin>.*<\/end>/s, "")));
  write(
    "3/packed.zip",
    rawZip([
      { name: "a.xml", content: report(1_004) },
      { name: "b.txt", content: "b" },
    ]),
  );
  write("3/mail.eml", mail([{ type: "application/gzip", content: gzipSync(report(1_005)) }]));
  write("3/mbox", "From a@client.example Thu Oct  1 00:00:00 2026\nSubject: none\n\nnothing\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ingested {
  readonly totals: IngestTotals;
  readonly read: number;
  readonly stored: unknown;
}

async function ingested(cores: number): Promise<Ingested> {
  const { open, remove } = storeFolder();
  const store = await open();
  const files = readFiles(listFiles([folder]), cores);
  try {
    let read = 0;
    const totals = await ingest(files.incoming, await feedbackWriter(store), so => void (read = so.files));
    const rows = await store.connection.runAndReadAll(
      `SELECT a.report_id, a.messages, a.repairs, a.source, m.* EXCLUDE (report_id)
       FROM aggregate_reports a LEFT JOIN messages m USING (report_id) ORDER BY ALL`,
    );
    const outcomes = await store.connection.runAndReadAll("SELECT key FROM outcomes ORDER BY 1");
    const others = await store.connection.runAndReadAll("SELECT * FROM tls_reports");
    const stored = [rows.getRowsJson(), outcomes.getRowsJson(), others.getRowsJson()];
    return { totals, read, stored };
  } finally {
    files.close();
    store.close();
    remove();
  }
}

test("a folder of everything gives the same totals, rejections in order, and the same store", async () => {
  const alone = await ingested(1);
  expect(alone.totals.reports).toBeGreaterThan(220);
  expect(alone.totals.rejected.length).toBeGreaterThan(5);
  for (const cores of [2, 4]) expect(await ingested(cores)).toEqual(alone);
}, 60_000);

test("few files are read without threads, and many by threads", async () => {
  const kinds = async (paths: readonly string[]): Promise<ReadonlySet<string>> => {
    const { incoming, close } = readFiles(listFiles(paths), 2);
    const found = new Set<string>();
    for await (const one of incoming) found.add("files" in one ? "packed" : "reason" in one ? "rejected" : "file");
    close();
    return found;
  };
  expect(await kinds([join(folder, "0")])).toEqual(new Set(["file", "rejected"]));
  expect(await kinds([folder])).toContain("packed");
});
