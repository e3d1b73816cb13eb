/** What only shows when the specs are seen together. */
import { selfAndAncestors } from "../dns/owner-name.ts";
import { listed, type Finding } from "../finding.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import type { DomainPlan } from "./domain-plan.ts";

/** Domains listed twice, zones and hosts that do not fit together, names in another's place, policies nobody reads. */
export function fleetFindings(specs: readonly CheckedSpec[], plans: readonly DomainPlan[]): readonly Finding[] {
  return [
    ...duplicates(specs),
    ...hostConflicts(specs),
    ...sharedZoneIds(specs),
    ...nameClashes(plans),
    ...misplacedNames(plans),
    ...ineffectivePolicies(specs),
  ];
}

type About = Pick<Finding, "name" | "message" | "fix">;

function finding(
  id: string,
  { domain, file }: Pick<CheckedSpec, "domain" | "file">,
  cite: string,
  about: About,
): Finding {
  return { id, severity: "error", domain, file, cite, ...about };
}

function duplicates(specs: readonly CheckedSpec[]): Finding[] {
  return [...Map.groupBy(specs, spec => spec.domain)].flatMap(([domain, same]) => {
    if (same.length < 2) return [];
    const message = `${domain} is declared in ${same.length} files: ${listed(same.map(one => one.file))}.`;
    const fix = "Keep one of the files and move what is missing into it.";
    return same.map(spec =>
      finding("domain-duplicate", spec, "mailwright: one file a policy domain", { name: "domain", message, fix }),
    );
  });
}

/** A hosted zone's id is written with and without its path. */
function zoneKey({ host }: Pick<CheckedSpec, "host">): string {
  return `${host.kind} ${(host.zoneId ?? "").replace(/^\/hostedzone\//, "")}`;
}

/** While a zone moves, every spec of it moves with it. */
function placesKey({ host, alsoAt }: CheckedSpec): string {
  return [host, ...(alsoAt === undefined ? [] : [alsoAt])].map(one => zoneKey({ host: one })).join(" and ");
}

function hostConflicts(specs: readonly CheckedSpec[]): Finding[] {
  return [...Map.groupBy(specs, spec => spec.zone)].flatMap(([zone, same]) => {
    if (new Set(same.map(placesKey)).size < 2) return [];
    const message = `The zone ${zone} has different hosts in ${listed(same.map(one => one.file))}.`;
    const fix = "Name the same host and zone id in each spec of the zone, and the same alsoAt while it moves.";
    return same.map(spec => finding("zone-host-conflict", spec, "RFC 1034 §4.2", { name: "host", message, fix }));
  });
}

function sharedZoneIds(specs: readonly CheckedSpec[]): Finding[] {
  const hosted = specs.filter(spec => spec.host.zoneId !== undefined);
  return [...Map.groupBy(hosted, zoneKey).values()].flatMap(same => {
    const zones = [...new Set(same.map(spec => spec.zone))];
    if (zones.length < 2) return [];
    const about = {
      name: "host.zoneId",
      message: `One zone id stands for ${zones.length} zones: ${listed(zones)}; a zone has an id of its own.`,
      fix: "Copy each zone's own id from its host, or records are refused or land in another zone; for a domain below its zone, say `zone`.",
    };
    // Said once, not in each of perhaps hundreds of specs; the host itself refuses names outside the zone.
    return same
      .slice(0, 1)
      .map(spec => ({ ...finding("zone-id-shared", spec, "RFC 1034 §4.2", about), severity: "warning" }));
  });
}

function nameClashes(plans: readonly DomainPlan[]): Finding[] {
  const shared = [...Map.groupBy(plans, plan => plan.zone).values()].filter(same => same.length > 1);
  return shared.flatMap(same => {
    const owners = Map.groupBy(
      same.flatMap(plan => [...new Set(plan.rrsets.map(set => set.name))].map(name => ({ name, plan }))),
      ({ name }) => name,
    );
    return [...owners].flatMap(([name, both]) => {
      if (both.length < 2) return [];
      const message = `${name} is wanted by the specs of ${listed(both.map(one => one.plan.domain))}.`;
      const fix = "Let one spec own the name: move the service's subdomain or return path into that spec.";
      return both.map(({ plan }) => finding("name-clash", plan, "RFC 2181 §5", { name, message, fix }));
    });
  });
}

/** A name below a zone cut is answered by the zone below it, never by the one above (RFC 1034 §4.2.1). */
function misplacedNames(plans: readonly DomainPlan[]): Finding[] {
  const zones = new Set(plans.map(plan => plan.zone));
  return plans.flatMap(plan =>
    plan.rrsets.flatMap((set): Finding[] => {
      const zone = selfAndAncestors(set.name).find(name => zones.has(name));
      if (zone === undefined || zone === plan.zone) return [];
      const message = `${set.name} stands in the zone ${zone}, which has a spec of its own, and not in ${plan.zone}.`;
      const fix = `Declare the service in the spec of ${zone}, or give that spec \`zone: "${plan.zone}"\` if it is no zone.`;
      return [finding("name-in-other-zone", plan, "RFC 1034 §4.2.1", { name: set.name, message, fix })];
    }),
  );
}

/**
 * RFC 9989 §4.10.1: sp and np count at the organizational domain only; below another spec's domain nobody reads them, unless
 * that is a public suffix, one label below which an organization begins (§4.10.2).
 */
function ineffectivePolicies(specs: readonly CheckedSpec[]): Finding[] {
  const domains = new Set(specs.map(spec => spec.domain));
  const suffixes = new Set(specs.filter(isPublicSuffix).map(spec => spec.domain));
  return specs.flatMap((spec): Finding[] => {
    if ("parked" in spec || spec.dmarc.publicSuffix === "n") return [];
    if (spec.dmarc.subdomainPolicy === undefined && spec.dmarc.nonexistentPolicy === undefined) return [];
    const [parent = "", ...further] = selfAndAncestors(spec.domain).slice(1);
    const above = [parent, ...further].find(name => domains.has(name));
    if (above === undefined || suffixes.has(parent)) return [];
    const about = {
      name: `_dmarc.${spec.domain}`,
      message: `Receivers of RFC 9989 take the policy for names below ${spec.domain} from ${above}, not from this spec's sp or np.`,
      fix: `Set subdomainPolicy in the spec of ${above}, or give each sending name below a spec of its own.`,
    };
    return [{ ...finding("dmarc-sp-ineffective", spec, "RFC 9989 §4.10.1", about), severity: "warning" }];
  });
}

function isPublicSuffix(spec: CheckedSpec): boolean {
  return !("parked" in spec) && spec.dmarc.publicSuffix === "y";
}
