/** `mailwright ingest` as people run it: a process of its own, on folders of reports. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openStore } from "../../src/feedback/store/open-store.ts";
import { folder, MAIN, type Folder, type Run } from "../support/cli.ts";
import { feedbackHead, feedbackRecord } from "../support/feedback.ts";
import { formatFeedback } from "../support/feedback-xml.ts";

let project: Folder;

beforeEach(() => {
  project = folder();
  mkdirSync(join(project.path, "reports"));
});
afterEach(() => project.remove());

function report(id: number, rows: number): string {
  const records = Array.from({ length: rows }, (_, row) =>
    feedbackRecord({ ip: `198.51.${row % 100}.${id % 256}`, count: row + 1, headerFrom: `client${id % 7}.example` }),
  );
  const head = feedbackHead({ id: `r-${id}`, domain: `client${id % 7}.example` });
  return formatFeedback({ ...head, records }, { era: 7489 });
}

function put(name: string, content: string | Uint8Array): void {
  writeFileSync(join(project.path, "reports", name), content);
}

function ingest(...args: string[]): Run {
  return project.run("ingest", ...args);
}

/** What the store holds, so that two stores can be compared. */
async function contents(): Promise<unknown> {
  const store = await openStore(join(project.path, ".mailwright/store.duckdb"), { readOnly: true });
  try {
    const found = await store.connection.runAndReadAll(
      `SELECT a.report_id, a.records::INTEGER, a.messages::DOUBLE, count(r.report)::INTEGER, coalesce(sum(r.count), 0)::DOUBLE
       FROM aggregate_reports a LEFT JOIN rows r ON r.report = a.id GROUP BY ALL ORDER BY 1`,
    );
    return found.getRowsJson();
  } finally {
    store.close();
  }
}

describe("what it says", () => {
  test("how much was new, what was rejected and why; exit 1 when something was", async () => {
    put("a.xml", report(1, 3));
    put("b.xml.gz", gzipSync(report(2, 2)));
    put("again.xml.gz", gzipSync(report(1, 3)));
    put("letter.txt", "Dear all, the minutes are attached.");
    const { code, stdout, stderr } = ingest("reports");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toBe(
      [
        "4 files read: 2 new reports with 5 rows, 1 already stored, 1 rejected.",
        "",
        "rejected",
        "  reports/letter.txt  It is neither a report nor a container of one.",
        "",
      ].join("\n"),
    );
    expect(await contents()).toHaveLength(2);
  });

  test("--json says the same as one document", () => {
    put("a.xml", report(1, 3));
    put("letter.txt", "Dear all, the minutes are attached.");
    const { code, stdout } = ingest("reports", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      files: 2,
      reports: 1,
      rows: 3,
      duplicates: 0,
      repaired: 0,
      rejected: [{ source: "reports/letter.txt", reason: expect.any(String) }],
    });
  });

  test("exit 0 when all is well, and when all was there already", () => {
    put("a.xml", report(1, 3));
    expect(ingest("reports")).toMatchObject({
      code: 0,
      stdout: "1 file read: 1 new report with 3 rows.\n",
    });
    expect(ingest("reports")).toMatchObject({
      code: 0,
      stdout: "1 file read: nothing new, 1 already stored.\n",
    });
  });

  test("a path that is not there is the caller's mistake: exit 2, and nothing is made", () => {
    const { code, stderr, stdout } = ingest("nowhere");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^mailwright: .*nowhere.*\.\n$/);
    expect(project.files()).not.toContain(".mailwright");
  });

  test("MAILWRIGHT_STORE names another store", () => {
    put("a.xml", report(1, 3));
    const env = { ...process.env, MAILWRIGHT_STORE: "elsewhere/feedback.db" };
    spawnSync(process.execPath, [MAIN, "ingest", "reports"], { cwd: project.path, env });
    expect(project.files()).toContain("elsewhere/feedback.db");
    expect(project.files()).not.toContain(".mailwright");
  });

  test("what comes on stdin", async () => {
    const child = spawnSync(process.execPath, [MAIN, "ingest", "-"], {
      cwd: project.path,
      input: gzipSync(report(1, 3)),
      encoding: "utf8",
    });
    expect(child).toMatchObject({ status: 0, stdout: "1 file read: 1 new report with 3 rows.\n" });
    expect(await contents()).toEqual([["r-1", 3, 6, 3, 6]]);
  });
});

describe("nothing is lost or taken twice", () => {
  // More rows than a batch has, in files enough for threads to read them.
  const REPORTS = 600;
  const ROWS = 120;

  beforeEach(() => {
    for (let id = 0; id < REPORTS; id += 1) put(`${id}.xml.gz`, gzipSync(report(id, ROWS)));
    // One that is too large for memory, so that temporary tables are used too.
    put("large.xml.gz", gzipSync(report(1_000, 70_000)));
  });

  test("killed twenty times at random moments: each time whole reports, and in the end the same as undisturbed", async () => {
    const start = Date.now();
    expect(ingest("reports").code).toBe(0);
    let duration = Date.now() - start;
    const undisturbed = await contents();
    expect(undisturbed).toHaveLength(REPORTS + 1);

    const folderOfStore = join(project.path, ".mailwright");
    spawnSync("rm", ["-r", folderOfStore]);
    const random = seeded(20261125);
    const stored: number[] = [];
    for (let kill = 0; kill < 20; kill += 1) {
      const begun = Date.now();
      const child = spawn(process.execPath, [MAIN, "ingest", "reports"], { cwd: project.path, stdio: "ignore" });
      const timer = setTimeout(() => child.kill("SIGKILL"), duration * (0.15 + random() * 0.85));
      // On a busy machine times say little: every fourth is killed when it has begun to write.
      const writing = setInterval(() => {
        const log = statSync(join(folderOfStore, "store.duckdb.wal"), { throwIfNoEntry: false });
        if (kill % 4 === 0 && (log?.size ?? 0) > 0) child.kill("SIGKILL");
      }, 1);
      await once(child, "close");
      clearTimeout(timer);
      clearInterval(writing);
      // Where the machine was busier at first, all later kills would come too late. A store that is full takes less time.
      if (child.exitCode === 0 && kill % 2 === 0) duration = Math.min(duration, Date.now() - begun);
      if (!readdirSync(project.path).includes(".mailwright")) continue;
      const found = (await contents()) as [string, number, number, number, number][];
      stored.push(found.length);
      for (const [id, records, messages, rows, counted] of found)
        expect({ id, rows, counted }).toEqual({ id, rows: records, counted: messages });
      // Every other time from the start again, so that not all kills meet a full store.
      if (kill % 2 === 1 && kill < 18) spawnSync("rm", ["-r", folderOfStore]);
    }
    // Had all kills come before the first batch or after the last, nothing would be shown.
    expect(stored.some(count => count > 0 && count <= REPORTS)).toBe(true);
    expect(ingest("reports").code).toBe(0);
    expect(await contents()).toEqual(undisturbed);
  }, 180_000);

  test("a full disk: a sentence and exit 2, what was stored stays, and a run with room does the rest", async () => {
    const before = join(project.path, "before");
    mkdirSync(before);
    writeFileSync(join(before, "first.xml"), report(5_000, 5));
    expect(ingest("before")).toMatchObject({ code: 0 });
    // Blocks of 1,024 octets; a file that would grow past them cannot be written, as on a full disk.
    const script = `ulimit -f 900; exec "${process.execPath}" "${MAIN}" ingest reports`;
    const { status, stderr, stdout } = spawnSync("bash", ["-c", script], {
      cwd: project.path,
      encoding: "utf8",
      // A shell whose input is a socket takes itself for a remote one, and reads somebody's .bashrc.
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: "",
      stderr:
        "mailwright: .mailwright/store.duckdb cannot be written, the disk is full; what was stored before is safe.\n",
    });
    expect(await contents()).toContainEqual(["r-5000", 5, 15, 5, 15]);
    expect(ingest("reports").code).toBe(0);
    expect(await contents()).toHaveLength(REPORTS + 2);
  }, 60_000);
});

/** A number in [0, 1) each time, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
