/**
 * `mailwright ingest` on a folder of everything: the samples of what reporters send, sound and broken, in every container, beside
 * what was made to do harm. What comes out is held to the samples' own expected sides, and the words to a golden file.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Feedback } from "../../src/feedback/feedback.ts";
import { openStore } from "../../src/feedback/store/open-store.ts";
import { folder, type Folder, type Run } from "../support/cli.ts";
import { JSON_REPORT, mail, mboxOf, rawZip, zipOf } from "../support/containers.ts";

const FIXTURES = join(__dirname, "../fixtures/feedback");
const GOLDEN = join(__dirname, "../golden/ingest-everything.txt");

interface Sample {
  readonly name: string;
  readonly octets: Buffer;
  readonly feedback: Feedback | undefined;
}

const samples = readdirSync(FIXTURES)
  .filter(name => name.endsWith(".xml"))
  .toSorted()
  .map((name): Sample => {
    const expected = JSON.parse(readFileSync(join(FIXTURES, name.replace(/xml$/, "json")), "utf8")) as {
      feedback?: Feedback;
    };
    return { name, octets: readFileSync(join(FIXTURES, name)), feedback: expected.feedback };
  });
const sound = samples.filter(({ feedback }) => feedback !== undefined);

/** Reports that are one to the store: reporter, report id, domain and range. */
function keyOf({ reportMetadata, policyPublished }: Feedback): string {
  const { orgName, email, reportId, dateRange } = reportMetadata;
  const reporter = (orgName === "" ? email : orgName).toLowerCase();
  return JSON.stringify([reporter, reportId, policyPublished.domain, dateRange]);
}

/** The first of each key is what is stored: files are read in the order of their names. */
const stored = new Map(
  sound.toReversed().map(({ feedback }) => [keyOf(feedback as Feedback), feedback as Feedback] as const),
);

let project: Folder;
let run: Run;
let said: {
  files: number;
  reports: number;
  rows: number;
  duplicates: number;
  rejected: { source: string; reason: string }[];
};

beforeAll(async () => {
  project = folder();
  const put = (name: string, content: string | Uint8Array): void => {
    mkdirSync(join(project.path, "all", name, ".."), { recursive: true });
    writeFileSync(join(project.path, "all", name), content);
  };
  for (const { name, octets } of samples) put(`a/${name}`, octets);
  // All the sound ones again, packed: duplicates each.
  const [one, two, three, four, five] = sound as [Sample, Sample, Sample, Sample, Sample];
  put("b/one.gz", gzipSync(one.octets));
  put("b/misnamed.pdf", gzipSync(gzipSync(two.octets)));
  put("b/three.zlib", deflateSync(three.octets));
  put("b/base64.txt", gzipSync(four.octets).toString("base64"));
  put(
    "b/several.zip",
    await zipOf(Object.fromEntries(sound.slice(0, 20).map(({ name, octets }) => [name, octets] as const))),
  );
  const escaping = { name: "../../../../tmp/mailwright-escaped.xml.gz", content: gzipSync(five.octets) };
  put("b/zip-of-gz.zip", rawZip([escaping]));
  const attached = (sample: Sample): Buffer =>
    mail([
      { type: "text/plain", content: Buffer.from("An aggregate report is attached.") },
      { type: "image/png", content: Buffer.from("\u0089PNG\r\n\u001a\nnot a report") },
      { type: "application/octet-stream", filename: "x\u001b[31m.exe", content: gzipSync(sample.octets) },
    ]);
  put("b/mail.eml", attached(one));
  put("b/inbox.mbox", mboxOf([attached(two), attached(three)]));
  for (const part of ["cur", "new", "tmp"]) mkdirSync(join(project.path, "all/b/Maildir", part), { recursive: true });
  put("b/Maildir/new/1.host", attached(four));
  put("b/Maildir/cur/2.host:2,S", attached(five));
  put("b/Maildir/tmp/3.host", "still being delivered");
  put(
    "c/tls.json",
    JSON_REPORT.replace(
      '"policies":[]',
      '"date-range":{"start-datetime":"2026-11-01T00:00:00Z","end-datetime":"2026-11-01T23:59:59Z"},"policies":[]',
    ),
  );
  // What was made to do harm, and what is none of our business.
  put("d/bomb.xml.gz", gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20), { level: 9 }));
  put("d/bomb.zip", await zipOf({ "bomb.xml": Buffer.alloc(200 * 1024 * 1024, 0x20) }));
  let nested = await zipOf({ "a.xml": one.octets });
  for (let depth = 0; depth < 8; depth += 1) nested = await zipOf({ "in.zip": nested });
  put("d/nested.zip", nested);
  put("d/members.zip", await zipOf(Object.fromEntries(Array.from({ length: 1_200 }, (_, at) => [`${at}.txt`, "no"]))));
  put("d/laughs.xml", `<!DOCTYPE f [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><feedback>&b;</feedback>`);
  put("d/outside.xml", `<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]><feedback>&a;</feedback>`);
  put("d/depth.xml", `<feedback>${"<a>".repeat(100_000)}`);
  put("d/page.html", "<!DOCTYPE html><html><body>Session expired</body></html>");
  put("d/empty.xml", "");
  put("d/cut.zip", (await zipOf({ "a.xml": one.octets })).subarray(0, 100));
  put("d/noise.bin", Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919 + 13) % 251)));
  put("d/bounce.eml", mail([{ type: "text/plain", content: Buffer.from("Your mail could not be delivered.") }]));
  run = project.run("ingest", "all", "--json");
  said = JSON.parse(run.stdout) as typeof said;
}, 120_000);
afterAll(() => project.remove());

async function rows(sql: string): Promise<unknown[][]> {
  const store = await openStore(join(project.path, ".mailwright/store.duckdb"), { readOnly: true });
  try {
    return (await store.connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    store.close();
  }
}

test("the samples cover both eras and enough of what is broken", () => {
  expect(sound.length).toBeGreaterThan(50);
  expect(samples.length - sound.length).toBeGreaterThan(5);
});

describe("totals", () => {
  test("every sound report once, with all its rows; all else is a duplicate or named", () => {
    expect(run.code).toBe(1);
    expect(run.stderr).toBe("");
    const all = [...stored.values()];
    expect(said.reports).toBe(all.length + 1);
    expect(said.rows).toBe(all.reduce((sum, { records }) => sum + records.length, 0));
    // 20 in one zip, 10 in other containers, and samples that have one key.
    expect(said.duplicates).toBe(sound.length - all.length + 20 + 10);
  });

  test("of each report the store has the rows and messages that its expected side has", async () => {
    const found = await rows(
      `SELECT report_id, domain, records::INTEGER, messages::DOUBLE FROM aggregate_reports ORDER BY ALL`,
    );
    const expected = [...stored.values()].map(({ reportMetadata, policyPublished, records }) => [
      reportMetadata.reportId,
      policyPublished.domain,
      records.length,
      records.reduce((sum, { row }) => sum + row.count, 0),
    ]);
    const sorted = (all: unknown[][]): string[] => all.map(one => JSON.stringify(one)).toSorted();
    expect(sorted(found)).toEqual(sorted(expected));
  });

  test("rows by domain, disposition and alignment are those of the expected sides", async () => {
    const found = await rows(
      `SELECT header_from, disposition, dkim_aligned, spf_aligned, sum(count)::DOUBLE FROM messages GROUP BY ALL`,
    );
    const sums = new Map<string, number>();
    for (const { records } of stored.values()) {
      for (const { row, identifiers } of records) {
        const { disposition, dkim, spf } = row.policyEvaluated;
        const key = JSON.stringify([identifiers.headerFrom, disposition, dkim === "pass", spf === "pass"]);
        sums.set(key, (sums.get(key) ?? 0) + row.count);
      }
    }
    expect(new Map(found.map(row => [JSON.stringify(row.slice(0, 4)), row[4]]))).toEqual(sums);
  });
});

test("what was rejected is said as in the golden file", () => {
  const told = said.rejected.filter(({ source }) => !/members\.zip: \d/.test(source));
  // Of its 1,200 members, told one by one up to a limit.
  expect(said.rejected.length - told.length).toBe(100);
  const text = told.map(({ source, reason }) => `${source}\n    ${reason}\n`).join("");
  if (!existsSync(GOLDEN) || readFileSync(GOLDEN, "utf8") !== text) writeFileSync(`${GOLDEN}.actual`, text);
  else rmSync(`${GOLDEN}.actual`, { force: true });
  expect(text).toBe(readFileSync(GOLDEN, "utf8"));
});

test("nothing was written outside the store", () => {
  expect(existsSync("/tmp/mailwright-escaped.xml.gz")).toBe(false);
  expect(project.files().filter(file => !file.startsWith("all"))).toEqual([
    ".mailwright",
    ".mailwright/store.duckdb",
    "domains",
  ]);
});

test("the same folder again changes nothing, and neither does the store beside it", async () => {
  const before = await rows("SELECT count(*)::INTEGER, sum(count)::DOUBLE FROM rows");
  cpSync(join(project.path, "all/a"), join(project.path, "copy"), { recursive: true });
  const second = project.run("ingest", "all", "copy", "--json");
  expect(second.stderr).toBe("");
  const again = JSON.parse(second.stdout) as typeof said;
  expect(again).toMatchObject({ reports: 0, rows: 0, duplicates: said.reports + said.duplicates + sound.length });
  expect(await rows("SELECT count(*)::INTEGER, sum(count)::DOUBLE FROM rows")).toEqual(before);
});
