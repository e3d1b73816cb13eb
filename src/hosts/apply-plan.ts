/** Desired resources to the engine's: one component a domain, its records as children, the policy record last. */
import * as pulumi from "@pulumi/pulumi";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { reachedNodes } from "../spf/reached-nodes.ts";
import { componentType, componentUrn, otherHolders } from "./domain-component.ts";
import {
  desiredResources,
  isAuthentication,
  isAuthorisation,
  isPolicy,
  isSpf,
  isSpfOverflow,
  type DesiredResource,
  type HostSettings,
} from "./desired-resource.ts";

export interface ApplyOptions extends HostSettings {
  /** Every domain's plan, those of other stacks too: where the report domains' records are found. */
  readonly fleet: readonly DomainPlan[];
  /** Domains to register, for a run under a target that names the same; undefined means all. */
  readonly only?: ReadonlySet<string> | undefined;
}

type MakeRecord = (logicalName: string, inputs: never, options: pulumi.CustomResourceOptions) => pulumi.Resource;

/** Registers the plans with the engine. Provider packages are loaded only for the hosts in use. */
export async function applyPlans(
  plans: readonly DomainPlan[],
  { only, fleet, ...settings }: ApplyOptions,
): Promise<void> {
  const authorisations = authorisationSets(fleet);
  const chosen = plans.filter(({ domain }) => only === undefined || only.has(domain));
  const needed = new Set(chosen.flatMap(({ authorisedBy }) => authorisedBy.map(({ name }) => name)));
  // A wildcard that a chosen domain needs is registered with it, and not targeted: the engine then refuses to make a policy
  // whose authorisation is not there yet.
  const holders = plans.filter(({ domain }) => only !== undefined && !only.has(domain));
  const wanted = [
    ...chosen.map(plan => ({ plan, resources: domainResources(plan, authorisations, settings) })),
    ...holders.map(plan => {
      const rrsets = plan.rrsets.filter(set => set.name.startsWith("*.") && needed.has(set.name));
      return { plan, resources: desiredResources({ ...plan, rrsets }, settings).filter(isAuthorisation) };
    }),
  ].filter(({ resources }) => resources.length > 0);
  const make = await recordMakers(new Set(wanted.flatMap(({ resources }) => resources.map(one => one.host))));
  const urnOf = (domain: string): string => componentUrn(pulumi.getStack(), pulumi.getProject(), domain);
  const shared = new Map<string, pulumi.Resource>();
  // Wildcard authorisations first: policies of several domains wait for them.
  const inOrder = wanted.toSorted((a, b) => Number(holdsWildcard(b.resources)) - Number(holdsWildcard(a.resources)));
  for (const { plan, resources } of inOrder) {
    const parent = new pulumi.ComponentResource(componentType(plan.domain), plan.domain);
    const register = (resource: DesiredResource, dependsOn: readonly pulumi.Resource[]): pulumi.Resource =>
      make[resource.host](resource.logicalName, resource.inputs as never, {
        parent,
        dependsOn: [...dependsOn],
        // Never two records for one role at a name, not even for a moment (RFC 7208 §3.2, RFC 9989 §4.10).
        deleteBeforeReplace: true,
        aliases: [
          ...resource.aliases.map(name => ({ name })),
          ...otherHolders(resource.ownerName, plan.zone, plan.domain).map(domain => ({ parent: urnOf(domain) })),
        ],
      });
    const first: pulumi.Resource[] = [];
    const spfAt = new Map<string, pulumi.Resource>();
    const pieces: pulumi.Resource[] = [];
    const leadsTo = spfTargets(plan);
    const targets = new Map<string, pulumi.Resource>();
    for (const resource of resources.filter(one => !isPolicy(one)).toSorted(inOrderOfNeed(leadsTo))) {
      // Where a return path was a CNAME before, its SPF record takes the CNAME's place; only then is there room for the MX.
      const before = resource.inputs.type === "MX" ? spfAt.get(resource.ownerName) : undefined;
      // An include of a name that is not there yet is a permerror for all mail (RFC 7208 §5.2).
      const further = isSpf(resource) ? (leadsTo.get(resource.ownerName) ?? []) : [];
      const included = isSpf(resource) ? [...pieces, ...further.flatMap(name => targets.get(name) ?? [])] : [];
      const made = register(resource, before === undefined ? included : [before]);
      if (isSpfOverflow(resource)) pieces.push(made);
      if (isSpf(resource)) spfAt.set(resource.ownerName, made);
      if (isSpf(resource) || resource.inputs.type === "CNAME") targets.set(resource.ownerName, made);
      if (isWildcard(resource)) shared.set(resource.ownerName, made);
      else if (isAuthentication(resource) || isAuthorisation(resource)) first.push(made);
    }
    // An `up` that stops half-way never leaves a policy without its authentication, or before its reports can arrive.
    first.push(...plan.authorisedBy.flatMap(({ name }) => shared.get(name) ?? []));
    for (const resource of resources.filter(isPolicy)) register(resource, first);
  }
}

/**
 * What belongs to one domain: its own records, and the records in other domains' zones that let its reports through
 * (RFC 9990 §4). Those are the client's, so that a run of the client alone is complete; only a wildcard, which serves many,
 * is the report domain's.
 */
function domainResources(
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
function authorisationSets(fleet: readonly DomainPlan[]): ReadonlyMap<string, DomainPlan> {
  const needed = new Set(fleet.flatMap(plan => plan.authorisedBy.map(({ name }) => name)));
  return new Map(
    fleet.flatMap(plan =>
      plan.rrsets.filter(set => needed.has(set.name)).map(set => [set.name, { ...plan, rrsets: [set] }] as const),
    ),
  );
}

/** Names of SPF records, and the names of the same plan that each leads to. */
function spfTargets({ rrsets, spf }: DomainPlan): ReadonlyMap<string, readonly string[]> {
  const own = new Set(rrsets.map(({ name }) => name));
  return new Map(
    spf.map(({ name, tree }) => {
      const reached = reachedNodes(tree).map(({ node }) => node.name);
      return [name, [...new Set(reached)].filter(one => one !== name && own.has(one))];
    }),
  );
}

/** What others wait for is registered before them. */
function inOrderOfNeed(leadsTo: ReadonlyMap<string, readonly string[]>) {
  const place = (resource: DesiredResource): number => {
    if (isSpfOverflow(resource)) return 0;
    if (resource.inputs.type === "MX") return Number.POSITIVE_INFINITY;
    // Of two SPF records, the one that leads to the other leads to more names.
    return isSpf(resource) ? 2 + (leadsTo.get(resource.ownerName)?.length ?? 0) : 1;
  };
  return (a: DesiredResource, b: DesiredResource): number => {
    const [first, second] = [place(a), place(b)];
    return first === second ? 0 : first - second;
  };
}

function isWildcard(resource: DesiredResource): boolean {
  return isAuthorisation(resource) && resource.ownerName.startsWith("*.");
}

function holdsWildcard(resources: readonly DesiredResource[]): boolean {
  return resources.some(isWildcard);
}

async function recordMakers(hosts: ReadonlySet<string>): Promise<Record<DesiredResource["host"], MakeRecord>> {
  const absent: MakeRecord = logicalName => {
    throw new Error(`No provider was loaded for ${logicalName}.`);
  };
  const makers: Record<DesiredResource["host"], MakeRecord> = { cloudflare: absent, route53: absent, zonefile: absent };
  // Single classes: the whole packages take seconds to load.
  if (hosts.has("cloudflare")) {
    const { DnsRecord } = await import("@pulumi/cloudflare/dnsRecord.js");
    makers.cloudflare = (name, inputs, options) => new DnsRecord(name, inputs, options);
  }
  if (hosts.has("route53")) {
    const { Record: Route53Record } = await import("@pulumi/aws/route53/record.js");
    makers.route53 = (name, inputs, options) => new Route53Record(name, inputs, options);
  }
  if (hosts.has("zonefile")) {
    const { ZonefileRecord } = await import("./zonefile/record-resource.ts");
    makers.zonefile = (name, inputs, options) => new ZonefileRecord(name, inputs, options);
  }
  return makers;
}
