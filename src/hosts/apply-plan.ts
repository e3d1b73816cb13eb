/** Desired resources to the engine's: one component a domain, its records as children, the policy record last. */
import * as pulumi from "@pulumi/pulumi";
import type { DomainPlan } from "../plan/domain-plan.ts";
import {
  desiredResources,
  isAuthentication,
  isAuthorisation,
  isPolicy,
  type DesiredResource,
  type HostSettings,
} from "./desired-resource.ts";

export interface ApplyOptions extends HostSettings {
  /**
   * Domains registered in full; undefined means all. Of the others only the authorisation records that these need are
   * registered, which is right only under a `--target` that names the same resources.
   */
  readonly only?: ReadonlySet<string> | undefined;
}

type MakeRecord = (logicalName: string, inputs: never, options: pulumi.CustomResourceOptions) => pulumi.Resource;

/** Registers the plans with the engine. Provider packages are loaded only for the hosts in use. */
export async function applyPlans(plans: readonly DomainPlan[], options: ApplyOptions): Promise<void> {
  const wanted = plans.map(plan => ({ plan, resources: registered(plan, plans, options) }));
  const make = await recordMakers(new Set(wanted.flatMap(({ resources }) => resources.map(one => one.host))));
  const components = new Map<string, pulumi.ComponentResource>();
  const authorisations = new Map<string, pulumi.Resource>();
  const register = (
    plan: DomainPlan,
    resource: DesiredResource,
    dependsOn: readonly pulumi.Resource[],
  ): pulumi.Resource => {
    const parent = components.get(plan.domain) ?? new pulumi.ComponentResource("mailwright:index:Domain", plan.domain);
    components.set(plan.domain, parent);
    return make[resource.host](resource.logicalName, resource.inputs as never, {
      parent,
      dependsOn: [...dependsOn],
      // Never two records for one role at a name, not even for a moment (RFC 7208 §3.2, RFC 9989 §4.10).
      deleteBeforeReplace: true,
      aliases: resource.aliases.map(name => ({ name })),
    });
  };
  // Authorisation records first: policies of other domains depend on them (RFC 9990 §4).
  for (const { plan, resources } of wanted) {
    for (const resource of resources.filter(isAuthorisation)) {
      authorisations.set(resource.ownerName, register(plan, resource, []));
    }
  }
  for (const { plan, resources } of wanted) {
    const rest = resources.filter(resource => !isAuthorisation(resource));
    const authentication: pulumi.Resource[] = [];
    for (const resource of rest.filter(one => !isPolicy(one))) {
      const made = register(plan, resource, []);
      if (isAuthentication(resource)) authentication.push(made);
    }
    // An `up` that stops half-way never leaves a tighter policy without its authentication.
    const needed = plan.authorisedBy.flatMap(({ name }) => authorisations.get(name) ?? []);
    for (const resource of rest.filter(isPolicy)) register(plan, resource, [...authentication, ...needed]);
  }
}

function registered(
  plan: DomainPlan,
  plans: readonly DomainPlan[],
  { only, ...settings }: ApplyOptions,
): readonly DesiredResource[] {
  if (only === undefined || only.has(plan.domain)) return desiredResources(plan, settings);
  const needed = new Set(
    plans.filter(other => only.has(other.domain)).flatMap(other => other.authorisedBy.map(one => one.name)),
  );
  const rrsets = plan.rrsets.filter(set => needed.has(set.name));
  return desiredResources({ ...plan, rrsets }, settings).filter(isAuthorisation);
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
