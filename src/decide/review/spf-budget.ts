/** What a domain's SPF records cost before and after (RFC 7208 §4.6.4). */
import { compareText } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { textOctets } from "../../spf/answer-size.ts";
import { treeCost } from "../../spf/tree-cost.ts";

export interface SpfSpent {
  readonly lookups: number;
  readonly voidLookups: number;
  readonly octets: number;
  /** The lock lacks something: the counts are the least it can be. */
  readonly atLeast: boolean;
}

export interface BudgetChange {
  readonly name: string;
  readonly before?: SpfSpent | undefined;
  readonly after?: SpfSpent | undefined;
}

/** Only records whose text or cost changed, by name. */
export function budgetChanges(before: DomainPlan | undefined, after: DomainPlan | undefined): readonly BudgetChange[] {
  const [was, is] = [spentBy(before), spentBy(after)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted(compareText).flatMap((name): readonly BudgetChange[] => {
    const [old, now] = [was.get(name), is.get(name)];
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [{ name, before: old?.spent, after: now?.spent }];
  });
}

function spentBy(
  plan: DomainPlan | undefined,
): ReadonlyMap<string, { readonly text: string; readonly spent: SpfSpent }> {
  return new Map(
    (plan?.spf ?? []).map(({ name, text, tree }) => {
      const { lookups, voidLookups, missing } = treeCost(tree);
      const most = Math.max(voidLookups[4], voidLookups[6]);
      return [
        name,
        { text, spent: { lookups, voidLookups: most, octets: textOctets(text), atLeast: missing.length > 0 } },
      ];
    }),
  );
}
