/** `mailwright plan [domain…]`: the RRsets each domain should have. */
import { hostCapabilities } from "../dns/host-capabilities.ts";
import type { RRset } from "../dns/rrset.ts";
import { planZones } from "../hosts/zonefile/plan-zones.ts";
import { printable } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { exitCode } from "./check.ts";
import type { Output } from "./output.ts";
import { countFindings, renderFindings } from "./render-findings.ts";

/** Exit code: 1 with a finding of severity error, else 0. */
export function plan(fleet: FleetPlan, form: "text" | "json" | "zonefile", output: Output): number {
  if (form === "json") output.json(planJson(fleet));
  else if (form === "zonefile") {
    const zones = planZones(fleet.domains);
    output.text(zones.map(({ text }) => text).join("\n\n"));
    if (fleet.findings.length > 0) output.diagnostic(renderFindings(fleet.findings, (_, text) => text));
  } else {
    output.text([...fleet.domains.map(domain => planText(domain, output)), ""].join("\n\n").trimEnd());
    if (fleet.findings.length > 0) output.text(`\n${renderFindings(fleet.findings, output.style)}`);
    output.text(`\n${countFindings(fleet.findings, fleet.domains.length)}.`);
  }
  return exitCode(fleet);
}

/**
 * The plan as one JSON document. `rdata` by type: TXT the logical string, unquoted and in one piece; CNAME the target, MX
 * `preference exchange`, both without trailing dot. `authorisedBy` are the
 * records in other domains' plans that let its reports through. `findings` at the top are those of specs without a plan.
 */
export function planJson({ domains, findings }: FleetPlan): object {
  const shown = new Set(domains.flatMap(one => one.findings));
  return {
    domains: domains.map(one => ({
      domain: one.domain,
      zone: one.zone,
      host: one.host.kind,
      ...(one.host.zoneId === undefined ? {} : { zoneId: one.host.zoneId }),
      ...(one.alsoAt === undefined ? {} : { alsoAt: one.alsoAt }),
      rrsets: one.rrsets.map(set => ({
        name: set.name,
        type: set.type,
        ttl: set.ttl,
        rdata: set.records.map(record => record.rdata),
        purpose: purpose(set),
      })),
      authorisedBy: one.authorisedBy,
      findings: one.findings,
    })),
    findings: findings.filter(finding => !shown.has(finding)),
  };
}

function planText({ domain, zone, host, file, rrsets }: DomainPlan, { style, columns }: Output): string {
  const rows = rrsets.flatMap(set =>
    set.records.map(
      record =>
        [relativeName(set.name, zone), String(set.ttl), set.type, record.role, printable(record.rdata)] as const,
    ),
  );
  const width = [0, 1, 2, 3].map(column => Math.max(0, ...rows.map(row => (row[column] ?? "").length)));
  const lines = rows.map(([name, ttl, type, role, rdata]) => {
    const left = `  ${name.padEnd(width[0] ?? 0)}  ${ttl.padStart(width[1] ?? 0)}  ${type.padEnd(width[2] ?? 0)}  ${role.padEnd(width[3] ?? 0)}  `;
    // On a terminal one line a record; a file or a pipe gets every character.
    const room = columns === undefined ? rdata.length : Math.max(20, columns - left.length);
    return left + (rdata.length > room ? `${rdata.slice(0, room - 1)}…` : rdata);
  });
  const where = `${hostCapabilities[host.kind].name}${zone === domain ? "" : `, zone ${zone}`}`;
  return [`${style("bold", domain)}  ${style("dim", `${where} · ${printable(file)}`)}`, ...lines].join("\n");
}

/** `@` at the apex of the zone, else the labels below it. */
function relativeName(name: string, zone: string): string {
  return name === zone ? "@" : name.slice(0, -zone.length - 1);
}

function purpose({ records }: RRset): string {
  return [...new Set(records.map(record => record.role))].join(", ");
}
