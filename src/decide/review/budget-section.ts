/** What SPF records cost before and after. */
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from "../../spf/evaluation.ts";
import { code } from "./markdown-text.ts";
import type { DomainReview } from "./review.ts";
import type { Section } from "./section.ts";
import { budgetChanges, type SpfSpent } from "./spf-budget.ts";

export function budgetSection(domains: readonly DomainReview[]): Section {
  const changes = domains.flatMap(({ before, after }) => budgetChanges(before, after));
  const rows = changes.map(({ name, before, after }) => {
    const cell = (pick: (spent: SpfSpent) => string): string => {
      const [was, is] = [before, after].map(spent => (spent === undefined ? "–" : pick(spent)));
      return was === is ? (is ?? "") : `${was} → ${is}`;
    };
    const least = (spent: SpfSpent): string => (spent.atLeast ? "≥ " : "");
    const lookups = cell(one => `${least(one)}${one.lookups}`);
    return `| ${code(name)} | ${lookups} | ${cell(one => `${least(one)}${one.voidLookups}`)} | ${cell(one => `${one.octets}`)} |`;
  });
  return {
    title: "SPF budget",
    rank: 5,
    ...(rows.length === 0
      ? {}
      : {
          head: `| Record | Look-ups (of ${MAX_LOOKUPS}) | Void (of ${MAX_VOID_LOOKUPS}) | Octets |\n| --- | ---: | ---: | ---: |`,
        }),
    items: rows.map(body => ({ title: "", summary: "", body })),
    unit: "record",
    command: "mailwright spf <domain>",
    isTable: true,
  };
}
