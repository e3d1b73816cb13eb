/** The sample on disk. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FleetPlan } from "../src/plan/domain-plan.ts";
import { sampleFeedback, type SampleOptions, type SampleTotals } from "./sample-feedback.ts";

/** Everything that a sample has at the top of its folder. */
const OWN = ["Maildir", "downloads", "mailbox.mbox", "mails", "odd", "weekly"];

/** Replaces an earlier sample. Throws where the folder holds anything else, and writes nothing then. */
export function writeSampleFeedback(folder: string, fleet: FleetPlan, options: SampleOptions): SampleTotals {
  const { files, totals } = sampleFeedback(fleet, options);
  const other = existsSync(folder) ? readdirSync(folder).find(name => !OWN.includes(name)) : undefined;
  if (other !== undefined) throw new Error(`${folder} holds ${other}, which is no sample: name another folder.`);
  for (const name of OWN) rmSync(join(folder, name), { recursive: true, force: true });
  // What makes a folder a Maildir.
  for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, "Maildir", name), { recursive: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return totals;
}
