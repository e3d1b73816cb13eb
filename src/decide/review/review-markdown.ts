/** The comment on a pull request: one Markdown text that a host of code takes whole. */
import { budgetSection } from "./budget-section.ts";
import { dnsSection } from "./dns-section.ts";
import { evidenceSection } from "./evidence-section.ts";
import { newFindingsSection, resolvedFindingsSection } from "./findings-section.ts";
import { gateSection } from "./gate-section.ts";
import { impactSection } from "./impact-section.ts";
import { lockSection } from "./lock-section.ts";
import { readingsSection } from "./readings-section.ts";
import type { Review } from "./review.ts";
import { rotationSection } from "./rotation-section.ts";
import { fitSections } from "./section.ts";
import { summarySection } from "./summary-section.ts";
import { verdictText } from "./verdict-section.ts";

/** The workflow finds its own comment by it. */
export const MARKER = "<!-- mailwright review -->";
/** GitHub takes 65,536 characters. */
export const MOST_CHARACTERS = 60_000;

/** Always below MOST_CHARACTERS: what has no room is counted, with the command that shows it. */
export function reviewMarkdown(review: Review): string {
  const { domains, base } = review;
  const top = `${MARKER}\n## Mail review\n\n${verdictText(review)}`;
  const sections = [
    summarySection(domains, `mailwright review --base ${base}`),
    gateSection(domains),
    dnsSection(domains),
    readingsSection(domains),
    budgetSection(domains),
    impactSection(domains, base),
    rotationSection(domains),
    lockSection(review),
    evidenceSection(review),
    newFindingsSection(review),
    resolvedFindingsSection(review),
  ];
  return `${top}${fitSections(sections, MOST_CHARACTERS - 1 - top.length)}`.replace(/\n{3,}/g, "\n\n");
}
