/** What belongs to one domain, wherever it stands: what the engine is given for it, and what its state is compared with. */
import type { DomainPlan } from "../plan/domain-plan.ts";
import { desiredResources, isAuthorisation, type DesiredResource, type HostSettings } from "./desired-resource.ts";

/**
 * A domain's own records, and the records in other domains' zones that let its reports through (RFC 9990 §4). Those are the
 * client's, so that a run of the client alone is complete; only a wildcard, which serves many, is the report domain's.
 */
export function domainResources(
  plan: DomainPlan,
  authorisations: ReadonlyMap<string, DomainPlan>,
  settings: HostSettings,
): readonly DesiredResource[] {
  const own = desiredResources(plan, settings).filter(one => !isAuthorisation(one) || isWildcard(one));
  const elsewhere = plan.authorisedBy.flatMap(({ name }) => {
    const holder = authorisations.get(name);
    return holder === undefined ? [] : desiredResources(holder, settings).filter(one => !isWildcard(one));
  });
  return [...own, ...elsewhere];
}

/** Owner name of an authorisation record to the plan that holds it, cut down to that one RRset. */
export function authorisationSets(fleet: readonly DomainPlan[]): ReadonlyMap<string, DomainPlan> {
  const needed = new Set(fleet.flatMap(plan => plan.authorisedBy.map(({ name }) => name)));
  return new Map(
    fleet.flatMap(plan =>
      plan.rrsets.filter(set => needed.has(set.name)).map(set => [set.name, { ...plan, rrsets: [set] }] as const),
    ),
  );
}

export function isWildcard(resource: DesiredResource): boolean {
  return isAuthorisation(resource) && resource.ownerName.startsWith("*.");
}
