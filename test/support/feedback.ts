/** Feedback for tests, of which only what matters is said. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AuthResults,
  FeedbackHead,
  FeedbackRecord,
  PolicyEvaluated,
  PolicyPublished,
  ReportMetadata,
} from "../../src/feedback/feedback.ts";
import { feedbackWriter, type StoredCounts } from "../../src/feedback/store/feedback-writer.ts";
import { openStore, type OpenedStore } from "../../src/feedback/store/open-store.ts";

/** Midnight, UTC, in seconds. */
export function midnight(day: string): number {
  return Date.parse(day) / 1000;
}

interface HeadParts {
  readonly domain?: string;
  readonly reporter?: string;
  readonly id?: string;
  readonly day?: string;
  readonly policy?: Partial<PolicyPublished>;
  readonly metadata?: Partial<ReportMetadata>;
}

export function feedbackHead(parts: HeadParts = {}): FeedbackHead {
  const { domain = "client.example", reporter = "bigmail.example", id = "r-1", day = "2026-10-01" } = parts;
  return {
    reportMetadata: {
      orgName: reporter,
      email: `noreply@${reporter}`,
      reportId: id,
      dateRange: { begin: midnight(day), end: midnight(day) + 86_399 },
      errors: [],
      ...parts.metadata,
    },
    policyPublished: { domain, p: "none", ...parts.policy },
  };
}

interface RecordParts extends Partial<AuthResults> {
  readonly ip?: string;
  readonly count?: number;
  readonly headerFrom?: string;
  readonly envelopeFrom?: string;
  readonly evaluated?: Partial<PolicyEvaluated>;
}

export function feedbackRecord(parts: RecordParts = {}): FeedbackRecord {
  const { ip = "192.0.2.1", count = 1, headerFrom = "client.example", dkim = [], spf = [] } = parts;
  return {
    row: {
      sourceIp: ip,
      count,
      policyEvaluated: { disposition: "none", dkim: "fail", spf: "fail", reasons: [], ...parts.evaluated },
    },
    identifiers: { headerFrom, ...(parts.envelopeFrom === undefined ? {} : { envelopeFrom: parts.envelopeFrom }) },
    authResults: { dkim, spf },
  };
}

export interface StoredFeedback {
  readonly head?: FeedbackHead;
  readonly records?: readonly FeedbackRecord[];
  readonly repairs?: readonly string[];
}

/** Adds all in one batch. */
export async function addFeedback(store: OpenedStore, all: readonly StoredFeedback[]): Promise<StoredCounts> {
  const writer = await feedbackWriter(store);
  for (const { head = feedbackHead(), records = [feedbackRecord()], repairs = [] } of all) {
    const sink = writer.begin("test.xml");
    for (const record of records) sink.record(record);
    sink.finish(head, repairs);
  }
  await writer.flush();
  return writer.counts;
}

export interface StoreFolder {
  readonly path: string;
  readonly store: string;
  readonly open: (readOnly?: boolean) => Promise<OpenedStore>;
  readonly remove: () => void;
}

export function storeFolder(): StoreFolder {
  const path = mkdtempSync(join(tmpdir(), "mailwright-store-"));
  const store = join(path, "store.duckdb");
  return {
    path,
    store,
    open: (readOnly = false) => openStore(store, { readOnly }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
