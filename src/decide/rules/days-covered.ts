import { daysBetween } from "../../feedback/evidence-days.ts";
import { plural } from "../plural.ts";
import type { GateRule } from "../gate-rule.ts";

/** Each day of the week, and more than one of it. */
export const daysCovered: GateRule = {
  id: "days-covered",
  unmet: "insufficient",
  judge: ({ evidence: { window, daysWithReports }, thresholds: { days } }) => {
    const length = daysBetween(window.first, window.last) + 1;
    const ok = daysWithReports >= days;
    const have = daysWithReports === 1 ? "has" : "have";
    const detail = `${daysWithReports} of ${plural(length, "day")} ${have} reports; ${days} ${days === 1 ? "is" : "are"} needed.`;
    if (ok) return { ok, detail };
    const fix = length < days ? "Run mailwright evidence --days 30." : "Wait for more days with reports.";
    return { ok, detail, fix };
  },
};
