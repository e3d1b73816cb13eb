/** Whether a change touches a domain: its records, what is judged of it, or what its SPF records lead to. */
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { reachedNodes } from "../../spf/reached-nodes.ts";
import { treeCost } from "../../spf/tree-cost.ts";

/** `moved`: names of the lock that say something else. */
export function isDomainChanged(
  before: DomainPlan | undefined,
  after: DomainPlan | undefined,
  moved: ReadonlySet<string>,
): boolean {
  if (before === undefined || after === undefined) return before !== after;
  if (judgedText(before) !== judgedText(after)) return true;
  return moved.size > 0 && [before, after].some(plan => reaches(plan, moved));
}

function judgedText(plan: DomainPlan): string {
  const { zone, host, alsoAt, sends, declared, selectors, retiredSelectors, policy, rollout, acknowledged } = plan;
  const rrsets = plan.rrsets.map(({ name, type, ttl, records }) => [name, type, ttl, records.map(one => one.rdata)]);
  const findings = plan.findings.map(({ id, severity, name }) => [id, severity, name]);
  const where = { zone, host, alsoAt, sends };
  return JSON.stringify([
    where,
    declared,
    selectors,
    retiredSelectors,
    policy,
    rollout,
    acknowledged,
    rrsets,
    findings,
  ]);
}

function reaches({ spf }: DomainPlan, moved: ReadonlySet<string>): boolean {
  return spf.some(
    ({ tree }) =>
      treeCost(tree).missing.some(question => moved.has(question.split(" ")[1] ?? "")) ||
      reachedNodes(tree).some(
        ({ node }) =>
          moved.has(node.name) || node.terms.some(({ target }) => target !== undefined && moved.has(target)),
      ),
  );
}
