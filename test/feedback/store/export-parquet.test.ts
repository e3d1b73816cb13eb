/** The store as Parquet: what other engines read is what the store holds. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { exportParquet } from "../../../src/feedback/store/export-parquet.ts";
import type { OpenedStore } from "../../../src/feedback/store/open-store.ts";
import { addFeedback, feedbackHead, feedbackRecord, storeFolder, type StoreFolder } from "../../support/feedback.ts";

// Many rows, on a machine that may be busy.
jest.setTimeout(60_000);

let folder: StoreFolder;
let store: OpenedStore;
let out: string;

beforeEach(async () => {
  folder = storeFolder();
  out = join(folder.path, "export");
  store = await folder.open();
});
afterEach(() => {
  store.close();
  folder.remove();
});

function files(below: string): string[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(below.length + 1))
    .toSorted();
}

async function reopenToRead(): Promise<void> {
  store.close();
  store = await folder.open(true);
}

test("a folder a domain and month, which read as one table say what the store says", async () => {
  await addFeedback(store, [
    {
      head: feedbackHead({ day: "2026-09-30", id: "1" }),
      records: [
        feedbackRecord({ count: 3, dkim: [{ domain: "client.example", selector: "s1", result: "pass" }] }),
        feedbackRecord({ count: 4, headerFrom: "news.client.example" }),
      ],
    },
    { head: feedbackHead({ day: "2026-10-01", id: "2" }), records: [feedbackRecord({ count: 5 })] },
    { head: feedbackHead({ domain: "other.example", day: "2026-09-30" }) },
  ]);
  await reopenToRead();
  expect(await exportParquet(store, out)).toEqual([
    { table: "messages", rows: 4 },
    { table: "tls_reports", rows: 0 },
  ]);
  const partitions = files(out).map(file => file.replace(/[^/]*\.parquet$/, "*.parquet"));
  expect(partitions).toEqual([
    "mailwright-export.json",
    "messages/domain=client.example/month=2026-09/*.parquet",
    "messages/domain=client.example/month=2026-10/*.parquet",
    "messages/domain=other.example/month=2026-09/*.parquet",
  ]);
  const read = `FROM read_parquet('${out}/messages/**/*.parquet', hive_partitioning = true)`;
  const columns = (await store.connection.runAndReadAll("SELECT * FROM messages LIMIT 0")).columnNames();
  const [exported, stored] = await Promise.all(
    [`SELECT ${columns.join(", ")} ${read} ORDER BY ALL`, "SELECT * FROM messages ORDER BY ALL"].map(async sql =>
      (await store.connection.runAndReadAll(sql)).getRowsJson(),
    ),
  );
  expect(exported).toEqual(stored);
  expect(exported).toHaveLength(4);
});

test("an export takes the place of the one before, whole", async () => {
  await addFeedback(store, [{}]);
  await exportParquet(store, out);
  writeFileSync(join(out, "messages/domain=client.example/stale.parquet"), "");
  await exportParquet(store, out);
  expect(files(out)).toHaveLength(2);
  expect(readdirSync(folder.path).filter(name => name.startsWith("export"))).toEqual(["export"]);
});

test("a folder that holds anything else is refused, and left as it is", async () => {
  mkdirSync(out);
  writeFileSync(join(out, "letter.txt"), "mine");
  await expect(exportParquet(store, out)).rejects.toThrow(
    `${out} holds files that no export of mailwright made: name another folder.`,
  );
  expect(files(folder.path).filter(file => file.startsWith("export"))).toEqual(["export/letter.txt"]);
});

test("names that reporters make up stay within the folder", async () => {
  const names = ["../../../etc/passwd", "a/b", "..", "", "x'y", `${"n".repeat(300)}.example`];
  await addFeedback(
    store,
    names.map(name => ({ head: feedbackHead({ domain: name }), records: [feedbackRecord({ headerFrom: name })] })),
  );
  await exportParquet(store, out);
  expect(existsSync("/etc/passwd/month=2026-10")).toBe(false);
  expect(files(folder.path).filter(file => !file.startsWith("export/") && !file.startsWith("store."))).toEqual([]);
  const read = await store.connection.runAndReadAll(
    `SELECT count(*)::INTEGER FROM read_parquet('${out}/messages/**/*.parquet')`,
  );
  expect(read.getRows()).toEqual([[names.length]]);
});
