/** Who reported, few enough to look at; names are whatever somebody sent. */
import type { FeedbackWindow, SeenReporter } from "./domain-feedback.ts";
import { dayAt } from "./evidence-days.ts";
import { evidenceText, MAX_REPORTER } from "./evidence-text.ts";
import { mostFirst } from "./evidence-tally.ts";
import type { Evidence, EvidenceReporter } from "./evidence.ts";

export const MAX_REPORTERS = 100;
/** Who has been silent for longer than this before the window is no news any more. */
const REMEMBERED_DAYS = 90;

export function evidenceReporters(
  seen: readonly SeenReporter[],
  window: FeedbackWindow,
): Pick<Evidence, "reporters" | "moreReporters"> {
  const since = dayAt(window.first, -REMEMBERED_DAYS);
  const all = mostFirst(
    merged(seen.filter(({ first }) => first <= window.last))
      // A date from the future would give a reporter patience without end.
      .map(one => (one.last > window.last ? { ...one, last: window.last } : one))
      .filter(({ reports, last }) => reports > 0 || last >= since),
    ({ name }) => name,
  );
  const more = all.slice(MAX_REPORTERS);
  return {
    reporters: all.slice(0, MAX_REPORTERS),
    moreReporters: {
      reporters: more.length,
      reports: more.reduce((sum, one) => sum + one.reports, 0),
      messages: more.reduce((sum, one) => sum + one.messages, 0),
    },
  };
}

/** Names that are one once they are safe to print. */
function merged(seen: readonly SeenReporter[]): readonly EvidenceReporter[] {
  const byName = new Map<string, EvidenceReporter>();
  for (const { name, reports, messages, first, last, days } of seen) {
    const safe = evidenceText(name, MAX_REPORTER);
    const known = byName.get(safe);
    byName.set(
      safe,
      known === undefined
        ? { name: safe, reports, messages, first, last, days }
        : {
            name: safe,
            reports: known.reports + reports,
            messages: known.messages + messages,
            first: known.first < first ? known.first : first,
            last: known.last > last ? known.last : last,
            days: Math.max(known.days, days),
          },
    );
  }
  return [...byName.values()];
}
