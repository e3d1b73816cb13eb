/**
 * Stores reports in batches: all of a batch or nothing. While a batch is taken over, the next is gathered; a report of millions
 * of rows goes through temporary tables, so that memory does not grow with it.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FeedbackHead } from "../feedback.ts";
import { outcomeText } from "../outcome-text.ts";
import type { PackedReport, PackedReports } from "../packed-reports.ts";
import type { ReportTaker } from "../read-source.ts";
import type { TlsReport } from "../tls-report.ts";
import { contentKey, reportKey } from "./content-key.ts";
import { middleDay } from "./middle-day.ts";
import type { OpenedStore } from "./open-store.ts";
import { packedStaging, type PackedStaging } from "./packed-staging.ts";
import { commitStaged, createStagingTables, dropSpilled, MAX_COUNT, spill, stagingBuffers } from "./staging.ts";
import { storeError } from "./store-error.ts";
import { storeTlsReport } from "./store-tls-report.ts";

/** `settle` stores the batch when it is large enough, and gives the next one room. */
export interface FeedbackWriter extends ReportTaker {
  addPacked(packed: PackedReports): Promise<void>;
  /** Called once all that was added before is in the store. */
  whenStored(callback: () => Promise<void>): void;
  /** Has the batch stored, and waits until it is. Throws a `StoreError`. */
  flush(): Promise<void>;
  readonly counts: StoredCounts;
}

export interface StoredCounts {
  /** Aggregate reports that were new, and their rows. */
  reports: number;
  rows: number;
  /** New TLS reports. */
  tlsReports: number;
  /** Reports that were in the store, or in this run, already. */
  duplicates: number;
}

/** Rows of a batch: enough that the transaction's own cost does not show, few enough that a killed run loses a second. */
const BATCH_ROWS = 40_000;
const BATCH_REPORTS = 2_000;
/** Rows in memory at most, and outcomes remembered. */
const SPILL_ROWS = 10_000;
const SPILL_OUTCOMES = 5_000;

export async function feedbackWriter(store: OpenedStore): Promise<FeedbackWriter> {
  const { connection, path } = store;
  await createStagingTables(connection);
  const counts: StoredCounts = { reports: 0, rows: 0, tlsReports: 0, duplicates: 0 };
  const buffers = stagingBuffers();
  const staged = { reports: 0, rows: 0, outcomes: 0 };
  let nextReport = await highestReport(connection);
  let outcomes = new Map<string, number>();
  let keys = new Set<string>();
  let tls: { source: string; report: TlsReport }[] = [];
  let callbacks: (() => Promise<void>)[] = [];
  let stagePacked: PackedStaging | undefined;
  let inFlight: Promise<void> = Promise.resolve();

  const outcomeOf = (text: string): number => {
    const known = outcomes.get(text);
    if (known !== undefined) return known;
    const number = staged.outcomes;
    staged.outcomes += 1;
    outcomes.set(text, number);
    buffers.outcomes.push(number, text);
    return number;
  };

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storeError(path, error);
    }
  };

  /** To the temporary tables; numbers of outcomes go on, but which text has which is forgotten when it is much. */
  const spillNow = async (): Promise<void> => {
    await inFlight;
    await guarded(() => spill(connection, buffers));
    if (outcomes.size > SPILL_OUTCOMES) outcomes = new Map();
  };

  const commit = async (): Promise<void> => {
    await inFlight;
    if (staged.reports === 0 && tls.length === 0 && callbacks.length === 0) return;
    await guarded(() => spill(connection, buffers));
    const [reports, tlsReports, then] = [staged.reports, tls, callbacks];
    outcomes = new Map();
    keys = new Set();
    tls = [];
    callbacks = [];
    Object.assign(staged, { reports: 0, rows: 0, outcomes: 0 });
    inFlight = take(reports, tlsReports, then);
    // Whoever awaits it next sees the failure.
    inFlight.catch(() => undefined);
  };

  const take = async (reports: number, tlsReports: typeof tls, then: typeof callbacks): Promise<void> => {
    const taken = await guarded(() =>
      commitStaged(connection, async () => {
        let fresh = 0;
        for (const { source, report } of tlsReports) if (await storeTlsReport(connection, source, report)) fresh += 1;
        return fresh;
      }),
    );
    counts.reports += taken.reports;
    counts.rows += taken.rows;
    counts.tlsReports += taken.also;
    counts.duplicates += reports - taken.reports + (tlsReports.length - taken.also);
    for (const callback of then) await callback();
  };

  /** False when the report is in the batch already. */
  const addReport = (number: number, { source, head, repairs, rows, messages }: PackedReport): boolean => {
    const key = reportKey(head);
    if (keys.has(key)) {
      counts.duplicates += 1;
      return false;
    }
    keys.add(key);
    buffers.reports.push(number, key, ...headColumns(head, repairs), rows, BigInt(messages), source);
    staged.reports += 1;
    staged.rows += rows;
    return true;
  };

  return {
    counts,
    begin(source) {
      nextReport += 1;
      const number = nextReport;
      const start = buffers.rows.length;
      let rows = 0;
      let messages = 0;
      let spilled = false;
      return {
        record(record) {
          const { sourceIp, count } = record.row;
          buffers.rows.push(number, outcomeOf(outcomeText(record)), sourceIp, Math.min(count, MAX_COUNT));
          rows += 1;
          messages += count;
        },
        async makeRoom() {
          if (buffers.rows.length < SPILL_ROWS && buffers.outcomes.length < SPILL_OUTCOMES) return;
          await spillNow();
          spilled = true;
        },
        finish(head, repairs) {
          // What is spilled of it has no report to belong to, and is left out when the batch is taken over.
          if (!addReport(number, { source, head, repairs, rows, messages }) && !spilled) buffers.rows.truncate(start);
        },
        async abandon() {
          if (spilled) {
            buffers.rows.truncate(0);
            await guarded(() => dropSpilled(connection, number));
          } else buffers.rows.truncate(start);
        },
      };
    },
    addTls(source, report) {
      tls.push({ source, report });
    },
    async addPacked(packed) {
      // Its rows go straight to the temporary tables, which the batch before must have left.
      await inFlight;
      stagePacked ??= await packedStaging(connection);
      const first = nextReport + 1;
      const stage = stagePacked;
      await guarded(() => stage(packed.rows, first, staged.outcomes));
      staged.outcomes += packed.rows.outcomes;
      nextReport += packed.reports.length;
      // Rows of a report that was there already are left out when the batch is taken over.
      packed.reports.forEach((report, index) => addReport(first + index, report));
      tls.push(...packed.tls);
    },
    whenStored(callback) {
      callbacks.push(callback);
    },
    async settle() {
      if (staged.rows >= BATCH_ROWS || staged.reports >= BATCH_REPORTS || tls.length >= BATCH_REPORTS) await commit();
    },
    async flush() {
      await commit();
      await inFlight;
    },
  };
}

async function highestReport(connection: DuckDBConnection): Promise<number> {
  const rows = await connection.runAndReadAll("SELECT coalesce(max(id), 0)::INTEGER FROM aggregate_reports");
  return Number(rows.getRows()[0]?.[0] ?? 0);
}

/** The columns of `staged_reports` from org_name to repairs. */
function headColumns(head: FeedbackHead, repairs: readonly string[]): readonly (string | number | bigint | null)[] {
  const { reportMetadata: metadata, policyPublished: policy } = head;
  const { begin, end } = metadata.dateRange;
  const published = [
    policy.domain,
    policy.p,
    policy.sp,
    policy.np,
    policy.adkim,
    policy.aspf,
    policy.pct,
    policy.fo,
    policy.discoveryMethod,
    policy.testing,
  ];
  return [
    metadata.orgName,
    metadata.email,
    metadata.extraContactInfo ?? null,
    metadata.reportId,
    policy.domain,
    BigInt(begin),
    BigInt(end),
    middleDay(metadata.dateRange),
    contentKey(published),
    ...published.map(value => value ?? null),
    head.version ?? null,
    metadata.generator ?? null,
    JSON.stringify(metadata.errors),
    JSON.stringify(repairs),
  ];
}
