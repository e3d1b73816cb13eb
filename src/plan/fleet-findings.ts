/** What only shows when the specs are seen together. */
import type { Finding } from "../finding.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import type { DomainPlan } from "./domain-plan.ts";

/** Domains listed twice, zones with two hosts, and names that two domains of one zone both want. */
export function fleetFindings(specs: readonly CheckedSpec[], plans: readonly DomainPlan[]): readonly Finding[] {
  return [...duplicates(specs), ...hostConflicts(specs), ...nameClashes(plans)];
}

function duplicates(specs: readonly CheckedSpec[]): Finding[] {
  return [...Map.groupBy(specs, spec => spec.domain)].flatMap(([domain, same]) =>
    same.length < 2
      ? []
      : same.map(({ file }): Finding => ({
          id: "domain-duplicate",
          severity: "error",
          domain,
          file,
          name: "domain",
          message: `${domain} is declared in ${same.length} files: ${same.map(one => one.file).join(", ")}.`,
          cite: "mailwright: one file a policy domain",
          fix: "Keep one of the files and move what is missing into it.",
        })),
  );
}

function hostConflicts(specs: readonly CheckedSpec[]): Finding[] {
  return [...Map.groupBy(specs, spec => spec.zone)].flatMap(([zone, same]) => {
    if (new Set(same.map(({ host }) => `${host.kind} ${host.zoneId ?? ""}`)).size < 2) return [];
    return same.map(({ domain, file }): Finding => ({
      id: "zone-host-conflict",
      severity: "error",
      domain,
      file,
      name: "host",
      message: `The zone ${zone} has different hosts in ${same.map(one => one.file).join(" and ")}.`,
      cite: "RFC 1034 §4.2",
      fix: "Name the same host and zone id in each spec of the zone.",
    }));
  });
}

function nameClashes(plans: readonly DomainPlan[]): Finding[] {
  const shared = [...Map.groupBy(plans, plan => plan.zone).values()].filter(same => same.length > 1);
  return shared.flatMap(same => {
    const owners = Map.groupBy(
      same.flatMap(plan => [...new Set(plan.rrsets.map(set => set.name))].map(name => ({ name, plan }))),
      ({ name }) => name,
    );
    return [...owners].flatMap(([name, both]) =>
      both.length < 2
        ? []
        : both.map(({ plan }): Finding => ({
            id: "name-clash",
            severity: "error",
            domain: plan.domain,
            file: plan.file,
            name,
            message: `${name} is wanted by the specs of ${both.map(one => one.plan.domain).join(" and ")}.`,
            cite: "RFC 2181 §5",
            fix: "Let one spec own the name: move the service's subdomain or return path into that spec.",
          })),
    );
  });
}
