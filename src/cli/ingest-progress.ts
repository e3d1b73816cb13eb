/** What people who wait for a long ingest see: how far it is, how fast, and how long it may still take. */
import { plural } from "../decide/plural.ts";
import type { IngestProgress } from "../feedback/ingest.ts";

/** Seconds before which a rate says nothing. */
const SETTLED = 1;

/** `of`: files and messages known to come; undefined while nobody can tell. `seconds`: since the run began. */
export function ingestProgress({ files, rows }: IngestProgress, of: number | undefined, seconds: number): string {
  const read = of === undefined ? plural(files, "file") : `${number(files)} of ${plural(of, "file")}`;
  const parts = [`Read ${read}`, plural(rows, "row")];
  if (seconds < SETTLED) return parts.join(", ");
  parts.push(`${number(rows / seconds)} rows/s`);
  // Files differ in size, and one may be all of the work: what is left is a guess, and none before the first is done.
  if (of !== undefined && files > 0 && of > files)
    parts.push(`about ${duration((seconds / files) * (of - files))} left`);
  return parts.join(", ");
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}
