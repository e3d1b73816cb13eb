/** Desired resources to the engine's: one component a domain, its records as children, the policy record last. */
import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { reachedNodes } from "../spf/reached-nodes.ts";
import { componentType, componentUrn, otherHolders } from "./domain-component.ts";
import { authorisationSets, domainResources, isWildcard } from "./domain-resources.ts";
import { importIdOf, type ImportsOf } from "./import-map.ts";
import { inputsStandingOn, returnPathOptions } from "./return-path-order.ts";
import { zonePath } from "./zonefile/zone-store.ts";
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
  /** What stands at a host already and is taken over instead of made. */
  readonly importsOf?: ImportsOf | undefined;
}

type MakeRecord = (logicalName: string, inputs: never, options: pulumi.CustomResourceOptions) => pulumi.Resource;

/** Registers the plans with the engine. Provider packages are loaded only for the hosts in use. */
export async function applyPlans(
  plans: readonly DomainPlan[],
  { only, fleet, importsOf = () => undefined, ...settings }: ApplyOptions,
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
    // A record that lets reports through may have been found when its report domain was adopted.
    const maps = [plan, ...plan.authorisedBy].map(({ domain }) => importsOf(domain));
    const register = (
      resource: DesiredResource,
      dependsOn: readonly pulumi.Resource[],
      inputs: object = resource.inputs,
    ): pulumi.Resource => {
      const found = hasNoZoneYet(resource) ? [] : maps.flatMap(map => importIdOf(resource, map) ?? []);
      return make[resource.host](resource.logicalName, inputs as never, {
        parent,
        // The engine takes over what is there, and then makes it what the plan says.
        ...(found[0] === undefined ? {} : { import: found[0] }),
        dependsOn: [...dependsOn],
        // Never two records for one role at a name, not even for a moment (RFC 7208 §3.2, RFC 9989 §4.10).
        deleteBeforeReplace: true,
        ...returnPathOptions(resource),
        aliases: [
          ...resource.aliases.map(name => ({ name })),
          ...otherHolders(resource.ownerName, plan.zone, plan.domain).map(domain => ({ parent: urnOf(domain) })),
        ],
      });
    };
    const first: pulumi.Resource[] = [];
    const spfAt = new Map<string, pulumi.Resource>();
    const pieces: pulumi.Resource[] = [];
    const leadsTo = spfTargets(plan);
    const targets = new Map<string, pulumi.Resource>();
    for (const resource of resources.filter(one => !isPolicy(one)).toSorted(inOrderOfNeed(leadsTo))) {
      // Where a return path was a CNAME before, its SPF record takes the CNAME's place; only then is there room for the MX.
      const before = resource.inputs.type === "MX" ? spfAt.get(`${resource.host} ${resource.ownerName}`) : undefined;
      // An include of a name that is not there yet is a permerror for all mail (RFC 7208 §5.2).
      const further = isSpf(resource) ? (leadsTo.get(resource.ownerName) ?? []) : [];
      const included = isSpf(resource)
        ? [...pieces, ...further.flatMap(name => targets.get(`${resource.host} ${name}`) ?? [])]
        : [];
      const dependsOn = before === undefined ? included : [before];
      const made = register(resource, dependsOn, inputsStandingOn(resource, before));
      if (isSpfOverflow(resource)) pieces.push(made);
      if (isSpf(resource)) spfAt.set(`${resource.host} ${resource.ownerName}`, made);
      if (isSpf(resource) || resource.inputs.type === "CNAME")
        targets.set(`${resource.host} ${resource.ownerName}`, made);
      if (isWildcard(resource)) shared.set(resource.ownerName, made);
      else if (isAuthentication(resource) || isAuthorisation(resource)) first.push(made);
    }
    // An `up` that stops half-way never leaves a policy without its authentication, or before its reports can arrive.
    first.push(...plan.authorisedBy.flatMap(({ name }) => shared.get(name) ?? []));
    for (const resource of resources.filter(isPolicy)) register(resource, first);
  }
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

function holdsWildcard(resources: readonly DesiredResource[]): boolean {
  return resources.some(isWildcard);
}

/** The embedded stack keeps every domain in a zone file, which for a domain that was adopted elsewhere does not exist yet. */
function hasNoZoneYet({ host, inputs }: DesiredResource): boolean {
  return host === "zonefile" && !existsSync(zonePath(inputs.directory, inputs.zone));
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
