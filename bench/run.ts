/**
 * `npm run bench [plan|spf|impact|gate|preview|feedback|feedback-large]`: every figure side by side with what it is compared with, in the
 * same run. `feedback-large`, which takes minutes and some GB of disk, runs only when it is named.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { benchPlan } from "./plan.ts";

const project = join(import.meta.dirname, "..");
const work = mkdtempSync(join(tmpdir(), "mailwright-bench-"));
const wanted = process.argv.slice(2);
const includes = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`);
try {
  if (includes("plan")) benchPlan(project, work);
  if (includes("spf")) {
    const { benchSpf } = await import("./spf.ts");
    await benchSpf();
  }
  if (includes("impact")) {
    const { benchImpact } = await import("./impact.ts");
    benchImpact();
  }
  if (includes("gate")) {
    const { benchGate } = await import("./gate.ts");
    benchGate(project, work);
  }
  if (includes("preview")) {
    const { benchPreview } = await import("./preview.ts");
    await benchPreview(project, work);
  }
  if (includes("feedback")) {
    const { benchFeedback } = await import("./feedback.ts");
    await benchFeedback(project, work);
  }
  if (wanted.includes("feedback-large")) {
    const { benchLargeFeedback } = await import("./feedback-large.ts");
    await benchLargeFeedback(project, work);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
