import { daysBetween } from "../../feedback/evidence-days.ts";
import { plural } from "../plural.ts";
import type { GateRule } from "../gate-rule.ts";

/** A decision of today is not made on the mail of last month. */
export const evidenceFresh: GateRule = {
  id: "evidence-fresh",
  unmet: "insufficient",
  judge: ({ evidence: { window, reported }, thresholds: { freshDays }, today }) => {
    const last = reported === undefined || reported.last > window.last ? window.last : reported.last;
    const age = Math.max(0, daysBetween(last, today));
    const ok = age <= freshDays;
    const detail = `The last day with reports is ${last}, ${plural(age, "day")} ago; at most ${freshDays} are allowed.`;
    return ok
      ? { ok, detail }
      : { ok, detail, fix: "Run mailwright ingest and mailwright evidence, and commit what they write." };
  },
};
