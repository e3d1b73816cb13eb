/** What the engine shall hold for a plan, as plain data: the engine's classes are made from it in apply-plan.ts. */
import type { RRset } from "../dns/rrset.ts";
import {
  AUTHORISATION_ROLE,
  DKIM_ROLE,
  DMARC_ROLE,
  SPF_OVERFLOW_ROLE,
  SPF_ROLE,
  type DomainPlan,
} from "../plan/domain-plan.ts";
import type { HostChoice } from "../spec/domain-spec.ts";
import { cloudflareInputs, type CloudflareInputs } from "./cloudflare/inputs.ts";
import { otherForm, recordName, rrsetName } from "./logical-name.ts";
import { route53Inputs, type Route53Inputs } from "./route53/inputs.ts";
import { zonefileInputs, type ZonefileInputs } from "./zonefile/inputs.ts";

export type HostInputs =
  | { readonly host: "cloudflare"; readonly inputs: CloudflareInputs }
  | { readonly host: "route53"; readonly inputs: Route53Inputs }
  | { readonly host: "zonefile"; readonly inputs: ZonefileInputs };

export type DesiredResource = HostInputs & {
  readonly logicalName: string;
  readonly ownerName: string;
  /** Roles of the values it holds. */
  readonly roles: readonly string[];
  /** Logical names under which the same thing may stand in older state. */
  readonly aliases: readonly string[];
};

/** `declared`: each domain's own host. `zonefile`: every domain in zone files in a directory, the embedded default. */
export interface HostSettings {
  readonly host: "declared" | "zonefile";
  readonly zoneDirectory: string;
}

/** The resources of one domain, in the order of its RRsets; while it moves, those at both its hosts. */
export function desiredResources(plan: DomainPlan, settings: HostSettings): readonly DesiredResource[] {
  return hostsOf(plan, settings).flatMap(host => plan.rrsets.flatMap(set => setResources(set, host, plan, settings)));
}

function hostsOf({ host, alsoAt }: DomainPlan, settings: HostSettings): readonly HostChoice[] {
  if (settings.host === "zonefile") return [{ kind: "zonefile" }];
  return alsoAt === undefined ? [host] : [host, alsoAt];
}

function setResources(
  set: RRset,
  { kind, zoneId = "" }: HostChoice,
  { zone }: DomainPlan,
  settings: HostSettings,
): DesiredResource[] {
  const common = { ownerName: set.name };
  if (kind === "route53") {
    const { logicalName, inputs } = route53Inputs(set, zoneId);
    const other = set.records.length === 1 ? otherForm(set, set.records[0]?.role ?? "") : undefined;
    const aliases = other === undefined ? [] : [rrsetName(set.name, other.type)];
    return [{ ...common, host: kind, logicalName, inputs, roles: set.records.map(one => one.role), aliases }];
  }
  const made: readonly (HostInputs & { readonly logicalName: string; readonly role: string })[] =
    kind === "cloudflare"
      ? cloudflareInputs(set, zoneId).map(one => ({ host: kind, ...one }))
      : zonefileInputs(set, zone, settings.zoneDirectory).map(one => ({ host: kind, ...one }));
  return made.map(({ role, ...resource }) => {
    const other = otherForm(set, role);
    const otherRoles = set.records.find(record => record.role === role)?.otherRoles ?? [];
    const aliases = [
      ...(other === undefined ? [] : [recordName(set.name, other.type, other.role)]),
      ...otherRoles.map(one => recordName(set.name, set.type, one)),
    ];
    return { ...common, ...resource, roles: [role], aliases };
  });
}

/** Whether a policy record must wait for this one: authentication first, then the policy that demands it. */
export function isAuthentication({ roles }: DesiredResource): boolean {
  return roles.some(role => role === SPF_ROLE || role === DKIM_ROLE || role === "return-path");
}

export function isSpf({ roles }: DesiredResource): boolean {
  return roles.includes(SPF_ROLE);
}

export function isSpfOverflow({ roles }: DesiredResource): boolean {
  return roles.includes(SPF_OVERFLOW_ROLE);
}

export function isPolicy({ roles }: DesiredResource): boolean {
  return roles.includes(DMARC_ROLE);
}

export function isAuthorisation({ roles }: DesiredResource): boolean {
  return roles.includes(AUTHORISATION_ROLE);
}
