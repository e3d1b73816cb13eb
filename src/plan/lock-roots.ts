/** Where a fleet's look-ups begin: its SPF records and the names its return paths point to. */
import type { LockRoot } from "../spf/lock-needs.ts";
import type { FleetPlan } from "./domain-plan.ts";

/** One a planned domain, in the fleet's order. The records are those before flattening: their trees are what is flattened. */
export function lockRoots({ domains }: Pick<FleetPlan, "domains">): readonly LockRoot[] {
  return domains.map(({ domain, spf, rrsets }) => ({
    domain,
    sources: spf.map(({ name, source }) => ({ name, text: source })),
    targets: rrsets
      .filter(({ type }) => type === "CNAME")
      .flatMap(({ records }) =>
        records.flatMap(({ role, otherRoles = [], rdata }) =>
          [role, ...otherRoles].includes("return-path") ? [rdata] : [],
        ),
      ),
    rrsets,
  }));
}
