/** How long a key has been in use, where the spec says since when. */
import { daysBetween } from "../../feedback/evidence-days.ts";
import type { PlannedSelector } from "../../plan/planned-selector.ts";

/** M3AAWG's practice of DKIM key rotation: a new key every six months. */
const MOST_DAYS = 183;

/** Whole months of a key that is due to be followed by another; undefined for all others. `today` is an ISO date. */
export function monthsOverdue(
  { form, since }: Pick<PlannedSelector, "form" | "since">,
  today: string,
): number | undefined {
  if (form !== "key" || since === undefined) return undefined;
  if (daysBetween(since, today) <= MOST_DAYS) return undefined;
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = since.split("-").map(Number);
  const [year = 0, month = 0, day = 0] = today.split("-").map(Number);
  return (year - fromYear) * 12 + month - fromMonth - (day < fromDay ? 1 : 0);
}
