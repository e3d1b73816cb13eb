import { daysBetween } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { listed, printable } from "../../finding.ts";
import { DEFAULT_CADENCE, silentDays } from "../cadence.ts";
import type { GateRule } from "../gate-rule.ts";
import { judgedServices, type JudgedService } from "../judged-services.ts";
import { failureWords } from "../outcome-words.ts";
import { plural } from "../plural.ts";
import { allowedFailures } from "../thresholds.ts";

/** The aligned pass rate of each service, never of all mail. */
export const servicesPass: GateRule = {
  id: "services-pass",
  unmet: "blocked",
  judge: ({ plan, evidence, thresholds: { passRate } }) => {
    const services = judgedServices(plan, evidence);
    const mailed = services.flatMap(({ source, seen }) =>
      seen !== undefined && seen.messages > 0 ? [{ source, seen }] : [],
    );
    const failing = mailed
      .map(one => ({
        ...one,
        failed: one.seen.messages - one.seen.passed,
        most: allowedFailures(one.seen.messages, passRate),
      }))
      .filter(({ failed, most }) => failed > most)
      .toSorted((a, b) => b.failed - a.failed);
    if (failing.length > 0) {
      const said = failing.map(({ source, seen, failed, most }) => {
        const why = failureWords(seen.outcomes);
        const figures = `${number(failed)} of ${number(seen.messages)} failed (at most ${number(most)} may)`;
        return printable(
          `${source.id}${source.owner === undefined ? "" : ` (${source.owner})`}: ${figures}${why === undefined ? "" : `: ${why}`}`,
        );
      });
      return {
        ok: false,
        detail: `${listed(said)}.`,
        fix: "Finish the service's setup at its vendor, so that it signs as the domain or bounces to a name of it.",
      };
    }
    // Mail from before the window says only that it came; a signature that passed says more.
    const untold = services.filter(one => isUntold(one, evidence));
    if (untold.length > 0)
      return {
        ok: "unknown",
        detail: `The window has no mail of ${listed(untold.map(({ source, seen }) => printable(`${source.id} (last seen ${seen?.everLast ?? ""})`)))}, so nobody knows whether it passes.`,
        fix: "Take a window that reaches back to it, with mailwright evidence --days 120.",
      };
    const most = mailed.map(({ seen }) => (100 * seen.passed) / seen.messages);
    const worst = most.length === 0 ? "" : `; the worst has ${percent(Math.min(...most))}`;
    return {
      ok: true,
      detail: `${plural(mailed.length, "service")} with mail ${mailed.length === 1 ? "passes" : "pass"} often enough${worst}.`,
    };
  },
};

/** Seen as lately as it sends, but not in the window, and no signature of it was seen to pass as lately. */
function isUntold({ source, seen, mustBeSeen }: JudgedService, { selectors, window }: Evidence): boolean {
  if (!mustBeSeen || seen?.messages !== 0) return false;
  const days = silentDays[source.cadence ?? DEFAULT_CADENCE];
  const isLate = (last: string | undefined): boolean => last !== undefined && daysBetween(last, window.last) <= days;
  const signed = selectors.some(one => one.source === `declared ${seen.id}` && isLate(one.everLast));
  return isLate(seen.everLast) && !signed;
}

/** Rounded down: 99.99 % is not all. */
function percent(value: number): string {
  return `${Math.floor(value * 10) / 10} %`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
