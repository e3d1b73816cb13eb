/** The gate for all planned domains: what it says of each, and the plan with that among its findings. */
import type { Evidence } from "../feedback/evidence.ts";
import { compareFindings, listed, type Finding } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import type { FleetSpec } from "../spec/fleet-spec.ts";
import { gate } from "./gate.ts";
import { gateFindings } from "./gate-findings.ts";
import { parkedMail } from "./parked-mail.ts";
import type { GateResult } from "./verdict.ts";

export interface GateFiles {
  readonly evidence: readonly { readonly evidence: Evidence }[];
  /** `problem` is a clause about `file`. */
  readonly unreadable: readonly { readonly file: string; readonly domain: string; readonly problem: string }[];
  /** Whether the project has evidence of any domain: without that, feedback is not in use yet. */
  readonly inUse: boolean;
}

export interface GatedFleet extends FleetPlan {
  /** In the order of the domains; none of a domain whose policy has errors. */
  readonly gates: readonly GateResult[];
  readonly feedbackInUse: boolean;
}

export interface GateContext {
  readonly files: GateFiles;
  readonly fleet: FleetSpec;
  /** ISO date. */
  readonly today: string;
}

/** Linear in domains. Evidence of a domain that sends and cannot rise is not needed. */
export function gateFleet(plan: FleetPlan, { files, fleet, today }: GateContext): GatedFleet {
  const evidence = new Map(files.evidence.map(one => [one.evidence.domain, one.evidence]));
  const faults = new Map(files.unreadable.map(({ domain, file, problem }) => [domain, `${file} ${problem}`]));
  const gates: GateResult[] = [];
  const unproven: DomainPlan[] = [];
  const found = new Map<string, readonly Finding[]>();
  for (const one of plan.domains) {
    const { domain } = one;
    const fault = faults.get(domain);
    const result = gate({ plan: one, evidence: evidence.get(domain), fault, fleet, today });
    if (result === undefined) continue;
    gates.push(result);
    const told = [...gateFindings(one, result, today), ...parkedMail(one, evidence.get(domain))];
    if (told.length > 0) found.set(domain, told);
    else if (!isUnproven(result)) continue;
    else if (fault === undefined) unproven.push(one);
    else found.set(domain, [spoiled(one, fault)]);
  }
  const [first] = unproven;
  if (files.inUse && first !== undefined) {
    const told = withoutEvidence(first, unproven);
    found.set(told.domain, [told]);
  }
  const domains = plan.domains.map(one => {
    const added = found.get(one.domain);
    return added === undefined ? one : { ...one, findings: [...one.findings, ...added].toSorted(compareFindings) };
  });
  const findings = [...plan.findings, ...[...found.values()].flat()].toSorted(compareFindings);
  return { domains, findings, gates, feedbackInUse: files.inUse };
}

/** A policy above none of which nobody can tell whether it stands already. */
function isUnproven({ verdict, rises, published }: GateResult): boolean {
  return verdict === "insufficient" && rises.length > 0 && published === undefined;
}

const cite = "mailwright: the gate";

/** A file that a merge has spoiled must not turn the gate off. */
function spoiled({ domain, file }: DomainPlan, fault: string): Finding {
  const message = `${fault}, so nobody can tell whether the policy of ${domain} may stand.`;
  const fix = "Take the committed file back from git, or run mailwright evidence.";
  return { id: "policy-not-carried", severity: "error", domain, file, name: `_dmarc.${domain}`, message, cite, fix };
}

/** One for all, and no error: the policy of a domain that is live may well have stood for years. */
function withoutEvidence({ domain, file }: DomainPlan, plans: readonly DomainPlan[]): Finding {
  const names = listed(plans.map(one => one.domain));
  const one = plans.length === 1;
  const message = `No evidence says whether the mail of ${names} is ready for ${one ? "its policy" : "their policies"}.`;
  const fix =
    "Run mailwright ingest and mailwright evidence; for a policy that stood before, give rollout.adopted; start new domains at none.";
  const about = { domain: one ? domain : "", file, name: `_dmarc.${domain}`, cite };
  return { ...about, id: "policy-unproven", severity: "warning", message, fix };
}
