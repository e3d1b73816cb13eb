/** What becomes of the mail of the evidence: what moves, by source, in both directions, and what of spoofing is stopped. */
import type { DomainImpact, Moved } from "../impact.ts";
import { isStricter } from "../../dmarc/strictness.ts";
import { describeAgreement, describeLimits } from "../impact/describe-limits.ts";
import { describeSourceKey } from "../impact/describe-source.ts";
import { isLegitimate } from "../impact/source-service.ts";
import { plural } from "../plural.ts";
import { domainItem } from "./domain-item.ts";
import { lostMail, sumOf } from "./lost-mail.ts";
import { prose } from "./markdown-text.ts";
import type { DomainReview } from "./review.ts";
import type { Section } from "./section.ts";

const MOST_MOVES = 12;
const MOST_CHANGES = 8;
const causes = { record: "the record changed", key: "the key changed", alignment: "the alignment changed" } as const;

export function impactSection(domains: readonly DomainReview[], base: string): Section {
  const told = domains
    .flatMap(({ impact }) => (impact === undefined ? [] : [impact]))
    .filter(({ moved, mechanisms }) => moved.length > 0 || mechanisms.length > 0)
    .toSorted((a, b) => sumOf(lostMail(b).stopped) - sumOf(lostMail(a).stopped));
  return {
    title: "Impact on the mail of the evidence",
    rank: 2,
    items: told.map(impactItem),
    unit: "domain",
    command: `mailwright impact --base ${base}`,
  };
}

function impactItem(impact: DomainImpact) {
  const { domain, messages, moved, mechanisms, spoofing, agreement, limits } = impact;
  const rows = grouped(moved);
  const more = rows.length - MOST_MOVES;
  const agreed = describeAgreement(agreement);
  const unseen = describeLimits(impact);
  const stops = (sums: DomainImpact["after"]): string => (sums.quarantine + sums.reject).toLocaleString("en");
  return domainItem(domain, `${plural(messages, "message")} in ${plural(limits.days, "day")}`, [
    ...(rows.length === 0 ? [] : ["| Source | Messages | Before → after |", "| --- | ---: | --- |"]),
    ...rows.slice(0, MOST_MOVES).map(({ source, from, to, count }) => {
      const way = isHarm({ source, from, to }) ? `**${from} → ${to}**` : `${from} → ${to}`;
      return `| ${prose(describeSourceKey(source))} | ${count.toLocaleString("en")} | ${way} |`;
    }),
    ...(more > 0 ? [`| and ${plural(more, "more move")} | | |`] : []),
    "",
    ...mechanisms.slice(0, MOST_CHANGES).map(one => {
      const name = one.mechanism === "spf" ? "SPF" : "DKIM";
      const verb = `${one.change === "lost" ? "lose" : "gain"}${one.messages === 1 ? "s" : ""}`;
      const passing = `${one.passing.toLocaleString("en")} ${one.change === "lost" ? "still pass DMARC" : "passed DMARC before"}`;
      return `- ${prose(describeSourceKey(one.source))}: ${plural(one.messages, "message")} ${verb} ${name} (${causes[one.cause]}); ${passing}.`;
    }),
    ...(mechanisms.length > MOST_CHANGES
      ? [`- and ${plural(mechanisms.length - MOST_CHANGES, "more change")} of SPF or DKIM.`]
      : []),
    ...(spoofing.messages > 0
      ? [
          `- Of ${plural(spoofing.messages, "spoofed or broken message")}, ${stops(spoofing.after)} would be stopped, ${stops(spoofing.before)} before.`,
        ]
      : []),
    ...(agreed === "" ? [] : [`- ${prose(agreed)}`]),
    ...(unseen.length === 0 ? [] : [`- Not seen: ${prose(unseen.join("; "))}.`]),
  ]);
}

function isHarm({ source, from, to }: Pick<Moved, "source" | "from" | "to">): boolean {
  return isLegitimate(source) && isStricter(to, from);
}

/** Kinds of spoofed mail are one line to a reader; what harms comes first. */
function grouped(moved: readonly Moved[]): readonly Moved[] {
  const groups = Map.groupBy(moved, ({ source, from, to }) => [describeSourceKey(source), from, to].join(" "));
  return [...groups.values()]
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ ...first, count: others.reduce((sum, { count }) => sum + count, first.count) }],
    )
    .toSorted((a, b) => Number(isHarm(b)) - Number(isHarm(a)) || b.count - a.count);
}
