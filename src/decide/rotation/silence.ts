/** Whether a selector is out of use: no signature of it for long enough, on days of which reports tell. */
import { dayAt, daysBetween } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import type { Cadence } from "../../services/service.ts";
import { silentDays } from "../cadence.ts";
import type { PlannedSelector } from "../../plan/planned-selector.ts";
import { reportedDays } from "./reported-days.ts";
import { selectorUse } from "./selector-use.ts";
import { plural } from "../plural.ts";

/**
 * RFC 6376 §5.2 wants the old key kept for a reasonable time after the change, since mail is also verified late. M3AAWG's
 * practice of DKIM key rotation has both keys published for three days up to two weeks: two weeks, counted from the last
 * signature that anyone saw.
 */
export const QUIET_DAYS = 14;
/** Evidence that ends longer ago is of other mail. */
const OLD_DAYS = 14;

export interface Silence {
  /** `unknown`: there is too little evidence to tell. */
  readonly verdict: "in-use" | "silent" | "unknown";
  /** A sentence with the figures. */
  readonly detail: string;
  /** Last day with a verified signature. */
  readonly last?: string | undefined;
  /** First day on which it can be silent, if reports come every day and no signature with them. */
  readonly ready?: string | undefined;
}

/** `cadence` of the source that signs: what sends once a month is not silent after two weeks. `today` is an ISO date. */
export function silenceOf(
  selector: Pick<PlannedSelector, "selector" | "signingDomain">,
  evidence: Evidence | undefined,
  today: string,
  cadence?: Cadence | undefined,
): Silence {
  if (evidence === undefined) return { verdict: "unknown", detail: "There is no evidence of the domain's mail." };
  const { window } = evidence;
  const use = selectorUse(evidence, selector);
  if (use === undefined)
    return { verdict: "unknown", detail: "Evidence lists the most used selectors alone, and this is none of them." };
  const { last } = use;
  const needed = Math.max(QUIET_DAYS, cadence === undefined ? 0 : silentDays[cadence]);
  const quiet = reportedDays(evidence, last);
  const from = last === undefined || last < window.first ? dayAt(window.first, -1) : last;
  const missing = Math.max(QUIET_DAYS - quiet, needed - daysBetween(from, window.last));
  const ready = missing > 0 ? dayAt(window.last, missing) : undefined;
  const days = `${plural(quiet, "day")} of reports`;
  if (last !== undefined && daysBetween(last, window.last) < needed) {
    const signed =
      use.passed === 0
        ? `It signed until ${last}`
        : `It signed ${plural(use.passed, "message")} since ${window.first}, the last on ${last}`;
    const detail = `${signed}; ${days} have come since then, and it takes ${needed} without a signature.`;
    return { verdict: "in-use", detail, last, ready };
  }
  const since = last === undefined || last < window.first ? window.first : last;
  if (missing > 0 && quiet >= QUIET_DAYS) {
    const detail = `No signature of it since ${since}, and of what is sent so rarely it takes ${needed} days: mailwright evidence --days ${needed} looks further back.`;
    return { verdict: "unknown", detail, last, ready };
  }
  if (quiet < QUIET_DAYS) {
    const detail = `No signature of it since ${since}, but only ${days}, and it takes ${QUIET_DAYS}.`;
    return { verdict: "unknown", detail, last, ready };
  }
  if (daysBetween(window.last, today) > OLD_DAYS) {
    const detail = `Evidence ends on ${window.last}, and whether it signed since then is not known.`;
    return { verdict: "unknown", detail, last };
  }
  return { verdict: "silent", detail: `No signature of it in ${days} since ${since}.`, last };
}
