/** The sample feedback: the same in every run, all of it readable, and telling the story that it is for. */
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import bakery from "../../domains/harbour-bakery.example.ts";
import misspelt from "../../domains/harbourbakery.example.ts";
import clinic from "../../domains/hillside-clinic.example.ts";
import msp from "../../domains/msp.example.ts";
import { sampleFeedback, type SampleTotals } from "../../samples/sample-feedback.ts";
import { writeSampleFeedback } from "../../samples/write-sample-feedback.ts";
import { parseLock } from "../../src/dns/parse-lock.ts";
import { attributor } from "../../src/feedback/attribute.ts";
import { sourceKey } from "../../src/feedback/attribution.ts";
import { ingest, type Incoming, type IngestTotals } from "../../src/feedback/ingest.ts";
import { feedbackReader } from "../../src/feedback/store/feedback-reader.ts";
import { feedbackWriter } from "../../src/feedback/store/feedback-writer.ts";
import type { OpenedStore } from "../../src/feedback/store/open-store.ts";
import { catalogue } from "../../src/services/catalogue.ts";
import { storeFolder } from "../support/feedback.ts";
import { planWith } from "../support/specs.ts";

const parsed = parseLock(readFileSync(join(__dirname, "../../dns.lock.json"), "utf8"));
if (!parsed.ok) throw new Error(parsed.problem);
const { lock } = parsed;
const fleet = planWith(lock, bakery, misspelt, clinic, msp);
const options = { lock, until: "2026-10-31", days: 30 } as const;
const window = { first: "2026-10-02", last: "2026-10-31" } as const;

const work = mkdtempSync(join(tmpdir(), "mailwright-sample-"));
const folder = join(work, "sample");
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function* filesBelow(path: string): AsyncIterable<Incoming> {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) yield { source: file, octets: createReadStream(file) };
}

describe("sample feedback", () => {
  const { open, remove } = storeFolder();
  let store: OpenedStore;
  let written: SampleTotals;
  let read: IngestTotals;

  beforeAll(async () => {
    written = writeSampleFeedback(folder, fleet, options);
    store = await open();
    read = await ingest(filesBelow(folder), await feedbackWriter(store), () => undefined);
  });
  afterAll(() => {
    store.close();
    remove();
  });

  test("is the same octets for the same arguments, and others for others", () => {
    const { files } = sampleFeedback(fleet, options);
    const again = sampleFeedback(fleet, options).files;
    expect([...again.keys()]).toEqual([...files.keys()]);
    expect([...again].filter(([path, content]) => !files.get(path)?.equals(content)).map(([path]) => path)).toEqual([]);
    expect(sampleFeedback(fleet, { ...options, until: "2026-10-30" }).files.get("mailbox.mbox")).not.toEqual(
      files.get("mailbox.mbox"),
    );
  });

  test("is small", () => {
    const { files } = sampleFeedback(fleet, options);
    expect(files.size).toBeLessThan(150);
    expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(1_000_000);
  });

  test("is read whole, with the totals it says it has", async () => {
    const domains = Object.values(written.domains);
    const sum = (of: "reports" | "rows"): number => domains.reduce((total, one) => total + one[of], 0);
    expect(read).toMatchObject({
      files: written.files,
      reports: sum("reports") + written.tlsReports,
      rows: sum("rows"),
      duplicates: 1,
      repaired: 2,
    });
    expect(read.rejected.map(({ source }) => source.slice(folder.length + 1)).toSorted()).toEqual(
      written.rejected.toSorted(),
    );
    const stored = await store.connection.runAndReadAll(
      `SELECT a.domain, count(DISTINCT a.id)::DOUBLE, count(*)::DOUBLE, sum(r.count)::DOUBLE
       FROM aggregate_reports a JOIN rows r ON r.report = a.id GROUP BY a.domain`,
    );
    const byDomain = stored.getRows().map(([domain, reports, rows, messages]) => [domain, { reports, rows, messages }]);
    expect(Object.fromEntries(byDomain)).toEqual(written.domains);
  });

  test("has reports of both eras, and of reporters that say more and less", async () => {
    const seen = await store.connection.runAndReadAll(
      `SELECT count(*) FILTER (generator IS NULL) > 0, count(*) FILTER (generator IS NOT NULL) > 0,
              count(*) FILTER (version IS NULL) > 0, count(DISTINCT org_name) > 5
       FROM aggregate_reports`,
    );
    expect(seen.getRows()).toEqual([[true, true, true, true]]);
  });

  test("one reporter falls silent half-way", async () => {
    const last = await store.connection.runAndReadAll(
      "SELECT max(day)::VARCHAR, count(DISTINCT day) > 10 FROM aggregate_reports WHERE org_name = 'MX Guard'",
    );
    const [[day, isRegular] = []] = last.getRows();
    expect(isRegular).toBe(true);
    expect(String(day) >= "2026-10-14" && String(day) < "2026-10-17").toBe(true);
  });

  /** Source → messages of the domain, and how many of them passed. */
  async function sourcesOf(domain: string): Promise<Readonly<Record<string, readonly [number, number]>>> {
    const plan = fleet.domains.find(one => one.domain === domain);
    if (plan === undefined) throw new Error(`${domain} is not planned`);
    const attribute = attributor(plan, { catalogue, lock });
    const sources: Record<string, readonly [number, number]> = {};
    const declared = fleet.domains.map(one => one.domain);
    for await (const { rows } of feedbackReader(store).feedbackOf([domain], { declared, window })) {
      for (const row of rows) {
        const key = sourceKey(attribute(row));
        const [messages, passed] = sources[key] ?? [0, 0];
        const passes = row.alignedDkim || row.alignedSpf;
        sources[key] = [messages + row.messages, passed + (passes ? row.messages : 0)];
      }
    }
    return sources;
  }

  test("tells of the bakery's services, its printer, its forgotten newsletter, its forwarder and its spoofers", async () => {
    const sources = await sourcesOf("harbour-bakery.example");
    const keys = Object.keys(sources);
    for (const id of ["google-workspace", "sendgrid", "spf ip4:192.0.2.10"]) {
      const [messages, passed] = sources[`declared ${id}`] ?? [0, 0];
      expect([id, messages > 50, passed === messages]).toEqual([id, true, true]);
    }
    expect(keys.filter(key => /mailchimp/.test(key))).toHaveLength(1);
    expect(keys.some(key => key.startsWith("forwarder"))).toBe(true);
    expect(keys.some(key => key.startsWith("unauthenticated"))).toBe(true);
  });

  test("tells of nothing but spoof at the parked domain, all of it rejected", async () => {
    const keys = Object.keys(await sourcesOf("harbourbakery.example"));
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter(key => !key.startsWith("unauthenticated"))).toEqual([]);
    const kept = await store.connection.runAndReadAll(
      "SELECT count(*)::DOUBLE FROM messages WHERE header_from = 'harbourbakery.example' AND disposition <> 'reject'",
    );
    expect(kept.getRows()).toEqual([[0]]);
  });

  test("tells of the clinic's second system, which fails on one day", async () => {
    const sources = await sourcesOf("hillside-clinic.example");
    const [messages, passed] = sources["declared amazon-ses"] ?? [0, 0];
    expect(passed).toBeGreaterThan(100);
    expect(messages - passed).toBeGreaterThan(3);
    expect(messages - passed).toBeLessThan(20);
  });

  test("replaces itself, and nothing else", () => {
    const other = join(work, "other");
    writeSampleFeedback(other, fleet, options);
    rmSync(join(other, "mailbox.mbox"));
    writeFileSync(join(other, "odd", "old.xml"), "");
    writeSampleFeedback(other, fleet, options);
    expect(existsSync(join(other, "mailbox.mbox"))).toBe(true);
    expect(existsSync(join(other, "odd", "old.xml"))).toBe(false);
    writeFileSync(join(other, "letters.txt"), "");
    rmSync(join(other, "mailbox.mbox"));
    expect(() => writeSampleFeedback(other, fleet, options)).toThrow(/holds letters\.txt/);
    expect(existsSync(join(other, "mailbox.mbox"))).toBe(false);
  });

  test("needs the example domains", () => {
    expect(() => sampleFeedback(planWith(lock, clinic, msp), options)).toThrow(
      "The sample feedback is about the example domains, and no spec declares harbour-bakery.example any more.",
    );
  });
});
