/** What an ingest did, for people. */
import { plural } from "../decide/plural.ts";
import type { RejectedSource } from "../feedback/feedback-document.ts";
import type { IngestTotals } from "../feedback/ingest.ts";
import type { Style } from "./output.ts";

/** More of them say nothing new; `--json` has them all. */
const MOST_REJECTED = 50;
/** Columns that sources may take; longer ones have a line of their own. */
const MOST_WIDTH = 60;

export function renderIngest(
  { files, reports, rows, duplicates, repaired, rejected }: IngestTotals,
  style: Style,
): string {
  const parts = [
    reports === 0 ? "nothing new" : `${plural(reports, "new report")} with ${plural(rows, "row")}`,
    ...(duplicates === 0 ? [] : [`${number(duplicates)} already stored`]),
    ...(repaired === 0 ? [] : [`${number(repaired)} mended`]),
    ...(rejected.length === 0 ? [] : [style("yellow", `${number(rejected.length)} rejected`)]),
  ];
  const total = `${plural(files, "file")} read: ${parts.join(", ")}.`;
  return rejected.length === 0 ? total : [total, "", style("bold", "rejected"), ...rejectedLines(rejected)].join("\n");
}

function rejectedLines(rejected: readonly RejectedSource[]): readonly string[] {
  const shown = rejected.slice(0, MOST_REJECTED);
  const width = Math.min(MOST_WIDTH, Math.max(...shown.map(({ source }) => source.length)));
  const lines = shown.map(({ source, reason }) =>
    source.length > width ? `  ${source}\n  ${" ".repeat(width)}  ${reason}` : `  ${source.padEnd(width)}  ${reason}`,
  );
  const more = rejected.length - shown.length;
  return more === 0 ? lines : [...lines, `  … ${number(more)} more in --json`];
}

function number(value: number): string {
  return value.toLocaleString("en");
}
