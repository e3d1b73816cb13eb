/**
 * From sources to the store: unpacks each, reads each document as it comes, stores in batches. What is broken is named and left
 * out; only a store that fails ends the run.
 */
import { aggregateReader } from "./read-aggregate.ts";
import { Unreadable, type RejectedSource } from "./feedback-document.ts";
import { parseTlsReport } from "./parse-tls.ts";
import type { FeedbackWriter } from "./store/feedback-writer.ts";
import { unpack, type UnpackedDocument } from "./unpack.ts";

/** A file, a message of a mailbox, a stream. */
export interface Incoming {
  /** Safe to print. */
  readonly source: string;
  readonly octets: AsyncIterable<Uint8Array>;
  /** Called when what it held is in the store for good: `rejected` when nothing of it is. */
  readonly done?: (outcome: "stored" | "rejected") => Promise<void>;
}

export interface IngestTotals {
  /** Files and messages read. */
  readonly files: number;
  /** New aggregate and TLS reports. */
  readonly reports: number;
  /** New rows of aggregate reports. */
  readonly rows: number;
  readonly duplicates: number;
  /** Reports of which something had to be mended. */
  readonly repaired: number;
  readonly rejected: readonly RejectedSource[];
}

/** So far, for people who wait. Rows are those read, not yet those stored. */
export interface IngestProgress {
  files: number;
  rows: number;
}

/** Throws a `StoreError`; what was stored before stays stored. */
export async function ingest(
  incoming: AsyncIterable<Incoming | RejectedSource>,
  writer: FeedbackWriter,
  onProgress: (progress: Readonly<IngestProgress>) => void,
): Promise<IngestTotals> {
  const rejected: RejectedSource[] = [];
  const progress: IngestProgress = { files: 0, rows: 0 };
  const onRows = (rows: number): void => {
    progress.rows += rows;
    onProgress(progress);
  };
  let repaired = 0;
  const take = async (one: Incoming | RejectedSource): Promise<void> => {
    progress.files += 1;
    if ("reason" in one) rejected.push(one);
    else {
      let stored = false;
      for await (const found of unpack(one.source, one.octets)) {
        const outcome = "reason" in found ? found : await store(found, writer, onRows);
        if ("reason" in outcome) rejected.push(outcome);
        else {
          stored = true;
          if (outcome.repairs > 0) repaired += 1;
        }
        await writer.settle();
      }
      const { done } = one;
      if (done !== undefined) writer.whenStored(() => done(stored ? "stored" : "rejected"));
    }
    onProgress(progress);
  };
  try {
    for await (const one of incoming) await take(one);
  } finally {
    // A source that breaks off, as a mailbox can, takes nothing with it of what was read before.
    await writer.flush();
  }
  const { reports, tlsReports, rows, duplicates } = writer.counts;
  return { files: progress.files, reports: reports + tlsReports, rows, duplicates, repaired, rejected };
}

async function store(
  document: UnpackedDocument,
  writer: FeedbackWriter,
  onRows: (rows: number) => void,
): Promise<{ readonly repairs: number } | RejectedSource> {
  try {
    return document.format === "xml"
      ? await storeAggregate(document, writer, onRows)
      : await storeTls(document, writer);
  } catch (error) {
    if (error instanceof Unreadable) return { source: document.source, reason: error.message };
    throw error;
  }
}

async function storeAggregate(
  { source, octets, flaws }: UnpackedDocument,
  writer: FeedbackWriter,
  onRows: (rows: number) => void,
): Promise<{ readonly repairs: number } | RejectedSource> {
  const sink = writer.begin(source);
  let kept = false;
  try {
    let rows = 0;
    const reader = aggregateReader(record => {
      rows += 1;
      sink.record(record);
    });
    let told = 0;
    for await (const piece of octets) {
      if (!reader.write(piece)) break;
      await sink.makeRoom();
      onRows(rows - told);
      told = rows;
    }
    const end = reader.end();
    onRows(rows - told);
    if ("rejected" in end) return { source, reason: end.rejected };
    kept = true;
    const repairs = [...flaws(), ...end.repairs];
    sink.finish(end.head, repairs);
    return { repairs: repairs.length };
  } finally {
    if (!kept) await sink.abandon();
  }
}

/** RFC 8460 §4: a TLS report is one JSON object, and small; its reader has the last word on how large. */
const MOST_JSON = 32 * 1024 * 1024;

async function storeTls(
  { source, octets, flaws }: UnpackedDocument,
  writer: FeedbackWriter,
): Promise<{ readonly repairs: number } | RejectedSource> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of octets) {
    size += piece.length;
    if (size > MOST_JSON) return { source, reason: `The TLS report is larger than ${MOST_JSON / 1024 / 1024} MB.` };
    pieces.push(piece);
  }
  const parsed = parseTlsReport(Buffer.concat(pieces));
  if ("rejected" in parsed) return { source, reason: parsed.rejected };
  writer.addTls(source, parsed.report);
  return { repairs: flaws().length + parsed.repairs.length };
}
