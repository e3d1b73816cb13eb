/** What the change does to DKIM selectors: blocked steps first. */
import { domainItem } from "./domain-item.ts";
import { prose } from "./markdown-text.ts";
import { isBlocked, type DomainReview } from "./review.ts";
import type { Section } from "./section.ts";

const rank = { blocked: 0, insufficient: 1, allowed: 2 } as const;

export function rotationSection(domains: readonly DomainReview[]): Section {
  const told = domains
    .filter(({ steps }) => steps.length > 0)
    .toSorted((a, b) => Number(b.steps.some(isBlocked)) - Number(a.steps.some(isBlocked)));
  const items = told.map(({ domain, steps }) => {
    const sorted = steps.toSorted((a, b) => rank[a.verdict] - rank[b.verdict]);
    const lines = sorted.map(({ verdict, message, fix, cite }) => {
      const shown = verdict === "blocked" ? "**blocked**" : verdict;
      return `- ${shown}: ${prose(message)} _To do:_ ${prose(fix)} (${prose(cite)})`;
    });
    return domainItem(domain, "", lines);
  });
  return { title: "DKIM rotation", rank: 4, items, unit: "domain", command: "mailwright dkim" };
}
