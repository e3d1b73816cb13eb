/**
 * `npm run sample-feedback [-- --out DIR] [--until YYYY-MM-DD] [--days 30]`: a month of made-up feedback about the example
 * domains. The same arguments give the same octets.
 */
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { loadFleet, today } from "../src/cli/load-fleet.ts";
import { readLock } from "../src/cli/read-lock.ts";
import { isDate } from "../src/feedback/evidence-days.ts";
import { printable } from "../src/finding.ts";
import { writeSampleFeedback } from "./write-sample-feedback.ts";

const MOST_DAYS = 366;

try {
  const project = join(import.meta.dirname, "..");
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: join(project, ".mailwright/sample-feedback") },
      until: { type: "string", default: today() },
      days: { type: "string", default: "30" },
    },
  });
  const { out, until } = values;
  const days = Number(values.days);
  if (!isDate(until)) throw new Error(`--until ${printable(until)} is no day: write it as 2026-06-30.`);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new Error(`--days ${printable(values.days)} is no number from 1 to ${MOST_DAYS}.`);
  const directory = join(project, "domains");
  const { files, domains } = writeSampleFeedback(out, await loadFleet(directory, []), {
    lock: readLock(directory),
    until,
    days,
  });
  const sum = (of: "reports" | "messages"): number => Object.values(domains).reduce((total, one) => total + one[of], 0);
  const path = relative(process.cwd(), out);
  const shown = path === "" || path.startsWith("..") ? out : path;
  console.log(
    `Wrote ${files} files with ${sum("reports")} reports about ${sum("messages")} messages of ${days} days to ${shown}.`,
  );
  console.log(`Next: npx mailwright ingest ${shown}`);
} catch (error) {
  console.error(`sample-feedback: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
