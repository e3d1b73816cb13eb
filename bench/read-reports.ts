/**
 * `read-reports.ts FOLDER RUNS`: reads all gzipped reports of a folder into memory, as often as asked, and prints what it counted
 * and the seconds of each run as JSON. Nothing is stored.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseAggregate } from "../src/feedback/parse-aggregate.ts";

const [folder = "", runs = "1"] = process.argv.slice(2);
const paths = readdirSync(folder)
  .toSorted()
  .map(name => join(folder, name));
const seconds: number[] = [];
let [rows, messages] = [0, 0];
for (let run = 0; run < Number(runs); run += 1) {
  [rows, messages] = [0, 0];
  const start = performance.now();
  for (const path of paths) {
    const parsed = parseAggregate(gunzipSync(readFileSync(path)));
    if ("rejected" in parsed) throw new Error(`${path}: ${parsed.rejected}`);
    if (parsed.repairs.length > 0) throw new Error(`${path}: ${parsed.repairs.join(", ")}`);
    rows += parsed.feedback.records.length;
    for (const { row } of parsed.feedback.records) messages += row.count;
  }
  seconds.push((performance.now() - start) / 1000);
}
console.log(JSON.stringify({ rows, messages, seconds }));
