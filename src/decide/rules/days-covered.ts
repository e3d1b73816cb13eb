import { daysBetween } from "../../feedback/evidence-days.ts";
import { silentDays } from "../cadence.ts";
import type { GateRule } from "../gate-rule.ts";
import { plural } from "../plural.ts";

/** As long as what sends once a quarter may be silent. In a longer window what fails of late is too small a part to be seen. */
export const LONGEST_WINDOW = silentDays.quarterly;

/** Each day of the week, and more than one of it. */
export const daysCovered: GateRule = {
  id: "days-covered",
  unmet: "insufficient",
  judge: ({ evidence: { window, daysWithReports }, thresholds: { days } }) => {
    const length = daysBetween(window.first, window.last) + 1;
    if (length > LONGEST_WINDOW)
      return {
        ok: false,
        detail: `The evidence is of ${plural(length, "day")}, so that what failed lately hardly shows; at most ${LONGEST_WINDOW} are judged.`,
        fix: "Run mailwright evidence --days 30.",
      };
    const ok = daysWithReports >= days;
    const have = daysWithReports === 1 ? "has" : "have";
    const detail = `${daysWithReports} of ${plural(length, "day")} ${have} reports; ${days} ${days === 1 ? "is" : "are"} needed.`;
    if (ok) return { ok, detail };
    const fix = length < days ? "Run mailwright evidence --days 30." : "Wait for more days with reports.";
    return { ok, detail, fix };
  },
};
