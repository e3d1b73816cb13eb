/**
 * Reports of some files on their way from one thread to another, and into the database: of rows there are many, so each of
 * their columns is one string, where as many objects would cost more to hand over than to read.
 */
import type { FeedbackHead, FeedbackRecord } from "./feedback.ts";
import type { RejectedSource } from "./feedback-document.ts";
import { outcomeText } from "./outcome-text.ts";
import type { ReportTaker } from "./read-source.ts";
import type { TlsReport } from "./tls-report.ts";

export interface PackedReport {
  readonly source: string;
  readonly head: FeedbackHead;
  readonly repairs: readonly string[];
  readonly rows: number;
  readonly messages: number;
}

/** Columns, a row each: numbers with commas between them, texts with line ends, which no text out of a report holds. */
export interface PackedRows {
  /** Which of the reports, which of the outcomes: 0 is the first. */
  readonly reportOf: string;
  readonly outcomeOf: string;
  readonly addresses: string;
  readonly counts: string;
  /** How many outcomes there are, and the text of each. */
  readonly outcomes: number;
  readonly texts: string;
}

export interface PackedReports {
  readonly reports: readonly PackedReport[];
  readonly tls: readonly { readonly source: string; readonly report: TlsReport }[];
  readonly rows: PackedRows;
}

/** What came of some files. */
export interface PackedFiles extends PackedReports {
  readonly files: number;
  readonly repaired: number;
  readonly rejected: readonly RejectedSource[];
}

export interface ReportPacker extends ReportTaker {
  /** All so far; it is empty then. */
  take(): PackedReports;
}

export function reportPacker(): ReportPacker {
  let reports: PackedReport[] = [];
  let tls: { source: string; report: TlsReport }[] = [];
  const [reportOf, outcomeOf, counts]: [number[], number[], number[]] = [[], [], []];
  const addresses: string[] = [];
  let outcomes = new Map<string, number>();
  const truncate = (rows: number): void => {
    for (const column of [reportOf, outcomeOf, counts, addresses]) column.length = rows;
  };

  const add = ({ row }: FeedbackRecord, text: string): void => {
    let outcome = outcomes.get(text);
    if (outcome === undefined) {
      outcome = outcomes.size;
      outcomes.set(text, outcome);
    }
    reportOf.push(reports.length);
    outcomeOf.push(outcome);
    addresses.push(row.sourceIp);
    counts.push(row.count);
  };

  return {
    begin(source) {
      const start = counts.length;
      let messages = 0;
      return {
        record(record) {
          add(record, outcomeText(record));
          messages += record.row.count;
        },
        makeRoom: () => Promise.resolve(),
        finish(head, repairs) {
          reports.push({ source, head, repairs, rows: counts.length - start, messages });
        },
        abandon() {
          truncate(start);
          return Promise.resolve();
        },
      };
    },
    addTls(source, report) {
      tls.push({ source, report });
    },
    settle: () => Promise.resolve(),
    take() {
      const rows: PackedRows = {
        reportOf: reportOf.join(","),
        outcomeOf: outcomeOf.join(","),
        addresses: addresses.join("\n"),
        counts: counts.join(","),
        outcomes: outcomes.size,
        texts: [...outcomes.keys()].join("\n"),
      };
      const taken = { reports, tls, rows };
      [reports, tls, outcomes] = [[], [], new Map()];
      truncate(0);
      return taken;
    },
  };
}
