/**
 * From sources to the store, in batches. What is broken is named and left out; only a store or a source that fails ends the
 * run.
 */
import type { RejectedSource } from "./feedback-document.ts";
import type { PackedFiles } from "./packed-reports.ts";
import type { SourceReader } from "./read-source.ts";
import type { FeedbackWriter } from "./store/feedback-writer.ts";

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

/** `PackedFiles`: those that another thread has read. Throws a `StoreError`; what was stored before stays stored. */
export async function ingest(
  incoming: AsyncIterable<Incoming | RejectedSource | PackedFiles>,
  writer: FeedbackWriter,
  onProgress: (progress: Readonly<IngestProgress>) => void,
): Promise<IngestTotals> {
  const rejected: RejectedSource[] = [];
  const progress: IngestProgress = { files: 0, rows: 0 };
  let repaired = 0;
  let reader: SourceReader | undefined;
  const onRows = (rows: number): void => {
    progress.rows += rows;
    onProgress(progress);
  };

  const takePacked = async (packed: PackedFiles): Promise<void> => {
    progress.files += packed.files;
    progress.rows += packed.reports.reduce((sum, { rows }) => sum + rows, 0);
    repaired += packed.repaired;
    for (const one of packed.rejected) rejected.push(one);
    await writer.addPacked(packed);
    await writer.settle();
  };

  const takeSource = async ({ source, octets, done }: Incoming): Promise<void> => {
    // What other threads read needs none of it here.
    reader ??= (await import("./read-source.ts")).sourceReader(writer, onRows);
    const stored = await reader.read(source, octets);
    for (const one of reader.rejected.splice(0)) rejected.push(one);
    if (done !== undefined) writer.whenStored(() => done(stored ? "stored" : "rejected"));
  };

  try {
    for await (const one of incoming) {
      if ("files" in one) await takePacked(one);
      else {
        progress.files += 1;
        if ("reason" in one) rejected.push(one);
        else await takeSource(one);
      }
      onProgress(progress);
    }
  } finally {
    // A source that breaks off, as a mailbox can, takes nothing with it of what was read before.
    await writer.flush();
  }
  const { reports, tlsReports, rows, duplicates } = writer.counts;
  repaired += reader?.repaired ?? 0;
  return { files: progress.files, reports: reports + tlsReports, rows, duplicates, repaired, rejected };
}
