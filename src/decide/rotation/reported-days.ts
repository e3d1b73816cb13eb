/** On how many days of a window reports tell of the mail: a day without a report says nothing of what was sent. */
import type { Evidence } from "../../feedback/evidence.ts";
import { dayAt, daysBetween } from "../../feedback/evidence-days.ts";

/** Days with reports after the day given; of the whole window without one. */
export function reportedDays(
  { window, missingDays }: Pick<Evidence, "window" | "missingDays">,
  after?: string | undefined,
): number {
  const first = after === undefined || after < window.first ? window.first : dayAt(after, 1);
  const length = Math.max(0, daysBetween(first, window.last) + 1);
  const missing = missingDays.reduce((sum, run) => {
    const [from = run, to = from] = run.split("/");
    return sum + Math.max(0, daysBetween(from > first ? from : first, to) + 1);
  }, 0);
  return length - missing;
}
