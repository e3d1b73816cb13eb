/** Whether an edited spec says what was wanted and nothing else. */
import { under } from "../../dns/owner-name.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { CheckedSpec } from "../../spec/parse-spec.ts";
import type { PolicyChange, PolicyKey } from "./next-step.ts";

export interface Loaded {
  readonly spec: CheckedSpec;
  readonly plan: DomainPlan;
}

/** A clause that says what else changed; undefined where nothing did. */
export function otherChange(before: Loaded, after: Loaded, change: PolicyChange): string | undefined {
  if ("parked" in before.spec || "parked" in after.spec) return "a parked domain has no policy of its own";
  const set = Object.entries(change) as readonly [PolicyKey, { readonly to: string }][];
  const missed = set.find(([key, { to }]) => "dmarc" in after.spec && after.spec.dmarc[key] !== to);
  if (missed !== undefined) {
    const [key, { to }] = missed;
    const now = "dmarc" in after.spec ? after.spec.dmarc[key] : undefined;
    return `dmarc.${key} is then ${now ?? "not set"} and not ${to}, so it is set in another place too`;
  }
  const dmarc = { ...before.spec.dmarc, ...Object.fromEntries(set.map(([key, { to }]) => [key, to])) };
  const wanted = { ...before.spec, dmarc };
  if (sorted(wanted) !== sorted(after.spec)) return "more of the spec than its policy would change";
  const others = (plan: DomainPlan): string =>
    sorted(plan.rrsets.filter(({ name, type }) => !(type === "TXT" && name === under("_dmarc", plan.domain))));
  return others(before.plan) === others(after.plan) ? undefined : "more records than the policy record would change";
}

/** Keys in order: an edit may not be held up by how an object was made. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
