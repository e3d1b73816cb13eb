/** All specs to one plan: each domain by itself, then what depends on the others. */
import type { DnsLock } from "../dns/dns-lock.ts";
import { compareFindings, compareText, type Finding } from "../finding.ts";
import type { CheckedSpec, ParsedSpec } from "../spec/parse-spec.ts";
import { applyWaivers } from "./apply-waivers.ts";
import { authoriseReports } from "./authorise-reports.ts";
import type { DomainPlan, FleetPlan } from "./domain-plan.ts";
import { fleetFindings } from "./fleet-findings.ts";
import { lockAge } from "./lock-age.ts";
import { planDomain } from "./plan-domain.ts";

export interface FleetOptions {
  /** ISO date of today: waivers end. */
  readonly today: string;
  readonly lock: DnsLock;
  /** What evidence says of the domains' feedback; absent where nobody looked. */
  readonly health?: readonly Finding[] | undefined;
  /** What evidence says of one domain's plan, beside that. */
  readonly judge?: ((plan: DomainPlan) => readonly Finding[]) | undefined;
}

/**
 * Plans every spec that parsed. Linear in domains. A domain declared twice is planned from the first file in order and is a
 * finding in each.
 */
export function planFleet(parsed: readonly ParsedSpec[], { today, lock, health, judge }: FleetOptions): FleetPlan {
  const specs = parsed
    .flatMap(({ spec }) => (spec === undefined ? [] : [spec]))
    .toSorted((a, b) => compareText(a.domain, b.domain) || compareText(a.file, b.file));
  const first = specs.filter((spec, index) => spec.domain !== specs[index - 1]?.domain);
  const byDomain = new Map<string, CheckedSpec>(first.map(spec => [spec.domain, spec]));
  const broken = new Set(
    parsed.flatMap(one => (one.spec === undefined ? one.findings.map(({ domain }) => domain) : [])),
  );
  const plans = authoriseReports(
    first.map(spec => planDomain(spec, lock)),
    byDomain,
    broken,
  );
  const across = Map.groupBy(fleetFindings(specs, plans), finding => finding.domain);
  const ofHealth = Map.groupBy(health ?? [], finding => finding.domain);
  // Findings about shape or spelling belong to a file; they join the domain's where it was planned all the same.
  const shape = parsed.flatMap(({ findings }) => findings);
  const byShape = Map.groupBy(shape, finding => finding.file);
  const domains = plans.map((plan): DomainPlan => {
    const spelling: readonly Finding[] = byShape.get(plan.file) ?? [];
    const all = [
      ...plan.findings,
      ...spelling,
      ...(across.get(plan.domain) ?? []),
      ...(ofHealth.get(plan.domain) ?? []),
      ...(judge?.(plan) ?? []),
    ];
    const findings = applyWaivers(all, byDomain.get(plan.domain), today, health !== undefined);
    return { ...plan, findings: [...findings].toSorted(compareFindings) };
  });
  const planned = new Set(domains.map(plan => plan.file));
  const unplanned = shape.filter(finding => !planned.has(finding.file));
  const names = new Set(domains.map(plan => plan.domain));
  const ofNone = (health ?? []).filter(finding => !names.has(finding.domain));
  const findings = [...domains.flatMap(plan => plan.findings), ...unplanned, ...ofNone, ...lockAge(lock, today)];
  return { domains, findings: findings.toSorted(compareFindings) };
}
