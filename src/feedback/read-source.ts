/**
 * From one source to the reports in it: unpacks it and reads each document as it comes. What is broken is named and left out.
 */
import { Unreadable, type RejectedSource } from "./feedback-document.ts";
import type { FeedbackHead, FeedbackRecord } from "./feedback.ts";
import { passageMemory } from "./passage-memory.ts";
import { aggregateReader } from "./read-aggregate.ts";
import type { TlsReport } from "./tls-report.ts";
import { unpack, type UnpackedDocument } from "./unpack.ts";

/** Where reports go. */
export interface ReportTaker {
  /** A report begins. One at a time: `finish` or `abandon` before the next. */
  begin(source: string): ReportSink;
  addTls(source: string, report: TlsReport): void;
  /** To be awaited between reports. */
  settle(): Promise<void>;
}

export interface ReportSink {
  record(record: FeedbackRecord): void;
  /** To be awaited between pieces of a large report. */
  makeRoom(): Promise<void>;
  finish(head: FeedbackHead, repairs: readonly string[]): void;
  /** Forgets what came of it. */
  abandon(): Promise<void>;
}

export interface SourceReader {
  /** True when something of it was kept. Throws only what the octets or the taker throw. */
  read(source: string, octets: AsyncIterable<Uint8Array>): Promise<boolean>;
  /** All so far, in the order of the sources. */
  readonly rejected: RejectedSource[];
  /** Reports of which something had to be mended. */
  repaired: number;
}

type Outcome = { readonly repairs: number } | RejectedSource;

/** For all sources of a run: what reports have in common is read once. */
export function sourceReader(taker: ReportTaker, onRows: (rows: number) => void): SourceReader {
  const memory = passageMemory();

  const take = async (document: UnpackedDocument): Promise<Outcome> => {
    try {
      return document.format === "xml" ? await takeAggregate(document) : await takeTls(document, taker);
    } catch (error) {
      if (error instanceof Unreadable) return { source: document.source, reason: error.message };
      throw error;
    }
  };

  const takeAggregate = async ({ source, octets, flaws }: UnpackedDocument): Promise<Outcome> => {
    const sink = taker.begin(source);
    let kept = false;
    try {
      let rows = 0;
      const report = aggregateReader(record => {
        rows += 1;
        sink.record(record);
      }, memory);
      let told = 0;
      for await (const piece of octets) {
        if (!report.write(piece)) break;
        await sink.makeRoom();
        onRows(rows - told);
        told = rows;
      }
      const end = report.end();
      onRows(rows - told);
      if ("rejected" in end) return { source, reason: end.rejected };
      kept = true;
      const repairs = [...flaws(), ...end.repairs];
      sink.finish(end.head, repairs);
      return { repairs: repairs.length };
    } finally {
      if (!kept) await sink.abandon();
    }
  };

  const reader: SourceReader = {
    rejected: [],
    repaired: 0,
    async read(source, octets) {
      let kept = false;
      for await (const found of unpack(source, octets)) {
        const outcome = "reason" in found ? found : await take(found);
        if ("reason" in outcome) reader.rejected.push(outcome);
        else {
          kept = true;
          if (outcome.repairs > 0) reader.repaired += 1;
        }
        await taker.settle();
      }
      return kept;
    },
  };
  return reader;
}

/** RFC 8460 §4: a TLS report is one JSON object, and small; its reader has the last word on how large. */
const MOST_JSON = 32 * 1024 * 1024;

async function takeTls({ source, octets, flaws }: UnpackedDocument, taker: ReportTaker): Promise<Outcome> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of octets) {
    size += piece.length;
    if (size > MOST_JSON) return { source, reason: `The TLS report is larger than ${MOST_JSON / 1024 / 1024} MB.` };
    pieces.push(piece);
  }
  // Few folders hold one, and what checks its shape takes its time to load.
  const { parseTlsReport } = await import("./parse-tls.ts");
  const parsed = parseTlsReport(Buffer.concat(pieces));
  if ("rejected" in parsed) return { source, reason: parsed.rejected };
  taker.addTls(source, parsed.report);
  return { repairs: flaws().length + parsed.repairs.length };
}
