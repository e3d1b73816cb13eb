/** Where it hurts: one report of two million rows, and a store of ten million. */
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fillStore, STORED_DOMAINS } from "./fill-store.ts";
import { domainName, makeFleet } from "./make-fleet.ts";
import { makeLargeReport } from "./make-feedback.ts";
import { removeStore, runMailwright, storedTotals } from "./run-mailwright.ts";

const REPORT_ROWS = 2_000_000;
const STORED_ROWS = 10_000_000;

export async function benchLargeFeedback(project: string, work: string): Promise<void> {
  await ingestLargeReport(project, work);
  await evidenceOfLargeStore(project, work);
}

async function ingestLargeReport(project: string, work: string): Promise<void> {
  console.log("\nWriting a report of two million rows; this takes a minute …");
  const [path, store] = [join(work, "large.xml.gz"), join(work, "large.duckdb")];
  const totals = await makeLargeReport(path, REPORT_ROWS);
  const size = `${Math.round(totals.size / 1e6)} MB of XML, ${Math.round(statSync(path).size / 1e6)} MB gzipped`;
  const { seconds, rss } = runMailwright(project, ["ingest", path], store);
  const stored = await storedTotals(store);
  if (stored.rows !== totals.rows || stored.messages !== totals.messages)
    throw new Error(
      `stored ${stored.rows} rows and ${stored.messages} messages of ${totals.rows} and ${totals.messages}`,
    );
  console.log(
    `  ingest of ${totals.rows.toLocaleString("en")} rows, ${size}: ${seconds.toFixed(1)} s, at most ${rss} MB (target 400 MB)`,
  );
  rmSync(path);
  removeStore(store);
}

async function evidenceOfLargeStore(project: string, work: string): Promise<void> {
  console.log("\nFilling a store with ten million rows …");
  const [store, fleet] = [join(work, "filled.duckdb"), join(work, "fleet", "domains")];
  makeFleet(fleet, STORED_DOMAINS);
  await fillStore(store, STORED_ROWS);
  const size = `${Math.round(statSync(store).size / 1e6)} MB`;
  const evidence = (label: string, goal: string, ...domains: readonly string[]): void => {
    const args = ["evidence", ...domains, "--domains", fleet];
    const { seconds, rss } = runMailwright(project, args, store);
    console.log(`  evidence of ${label}: ${seconds.toFixed(2)} s, at most ${rss} MB (target ${goal})`);
  };
  console.log(`  ${STORED_ROWS.toLocaleString("en")} rows of ${STORED_DOMAINS} domains, ${size}`);
  evidence("one domain", "1 s", domainName(STORED_DOMAINS >> 1));
  evidence(`${STORED_DOMAINS} domains`, "30 s");
}
