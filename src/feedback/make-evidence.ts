/** From what the store tells of one domain to its evidence. Pure; neither the order of rows nor that of the spec matters. */
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { Attribution } from "./attribution.ts";
import type { DomainFeedback, FeedbackWindow, SeenReporter } from "./domain-feedback.ts";
import { dayAt, dayRuns, daysBetween } from "./evidence-days.ts";
import { evidencePolicies } from "./evidence-policies.ts";
import { evidenceReporters } from "./evidence-reporters.ts";
import { rowCollector } from "./evidence-rows.ts";
import { sourceNames, widest, type Sightings } from "./evidence-sightings.ts";
import { sourceCollector } from "./evidence-sources.ts";
import { EVIDENCE_VERSION, type Evidence } from "./evidence.ts";
import { feedbackHealth } from "./health.ts";
import type { SourceRow } from "./source-row.ts";

export interface EvidenceContext {
  /** `DomainPlan.declared`. */
  readonly declared: readonly DeclaredSource[];
  readonly attribute: (row: SourceRow) => Attribution;
  /** What was seen before the window. */
  readonly earlier?: Sightings | undefined;
}

/** Each row is read once and is not kept. */
export function makeEvidence(feedback: DomainFeedback, { declared, attribute, earlier }: EvidenceContext): Evidence {
  const { domain, window } = feedback;
  const { policies, indexes } = evidencePolicies(feedback.policies);
  const [sources, rows] = [sourceCollector({ domain, window }, declared, earlier), rowCollector()];
  const sourceOf = sourceNames();
  for (const row of feedback.rows) {
    // RFC 9990 wants counts above zero; reporters send others, which say nothing of any mail.
    if (row.messages <= 0) continue;
    const attribution = attribute(row);
    const source = sourceOf(attribution);
    sources.add(row, attribution, source);
    rows.add(row, source, attribution.kind === "declared" ? source : attribution.kind, indexes[row.policy]);
  }
  const reported = reportedOf(feedback);
  const days = new Set(feedback.days);
  const length = daysBetween(window.first, window.last) + 1;
  const reporters = evidenceReporters(feedback.reporters, window);
  return {
    version: EVIDENCE_VERSION,
    domain,
    window,
    searchedSince: earlier?.since ?? window.first,
    ...(reported === undefined ? {} : { reported }),
    daysWithReports: days.size,
    missingDays: dayRuns(
      window.first,
      Array.from({ length }, (_, day) => day).filter(day => !days.has(day)),
    ),
    ...reporters,
    policies,
    ...sources.finish(),
    ...rows.finish(),
    findings: feedbackHealth({ domain, window, reported, reporters: reporters.reporters }),
  };
}

/**
 * Until the window's end: one report from the future, by a wrong clock or on purpose, must not hide that reports have stopped.
 * Of a reporter with such a report it is only known that there was one on its first day; the days of the window know more.
 */
function reportedOf({ window, days, reporters }: DomainFeedback): FeedbackWindow | undefined {
  const isLate = ({ last }: SeenReporter): boolean => last > window.last;
  const inWindow = reporters.some(isLate) ? days.map(day => dayAt(window.first, day)) : [];
  return [
    ...reporters
      .filter(({ first }) => first <= window.last)
      .map(one => ({ first: one.first, last: isLate(one) ? one.first : one.last })),
    ...inWindow.map(day => ({ first: day, last: day })),
  ].reduce<FeedbackWindow | undefined>((seen, one) => widest(seen, one), undefined);
}
