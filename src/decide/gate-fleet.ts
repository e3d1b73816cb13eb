/** The gate for all planned domains: what it says of each, and the plan with that among its findings. */
import type { Evidence } from "../feedback/evidence.ts";
import { compareFindings, listed, type Finding } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import type { FleetSpec } from "../spec/fleet-spec.ts";
import { gate } from "./gate.ts";
import { gateFindings } from "./gate-findings.ts";
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

/** Linear in domains. Evidence of a domain that cannot rise is not needed. */
export function gateFleet(plan: FleetPlan, { files, fleet, today }: GateContext): GatedFleet {
  const evidence = new Map(files.evidence.map(one => [one.evidence.domain, one.evidence]));
  const faults = new Map(files.unreadable.map(({ domain, file, problem }) => [domain, `${file} ${problem}`]));
  const gates: GateResult[] = [];
  const unproven: DomainPlan[] = [];
  const domains = plan.domains.map(one => {
    const fault = faults.get(one.domain);
    const result = gate({ plan: one, evidence: evidence.get(one.domain), fault, fleet, today });
    if (result === undefined) return one;
    gates.push(result);
    const found = [...gateFindings(one, result, today)];
    if (found.length === 0 && isUnproven(result)) {
      if (fault === undefined) unproven.push(one);
      else found.push(spoiled(one, fault));
    }
    return found.length === 0 ? one : { ...one, findings: [...one.findings, ...found].toSorted(compareFindings) };
  });
  const before = new Set<Finding>(plan.findings);
  const added = domains.flatMap(({ findings }, index) =>
    findings === plan.domains[index]?.findings ? [] : findings.filter(finding => !before.has(finding)),
  );
  if (files.inUse && unproven.length > 0) added.push(withoutEvidence(unproven));
  const findings = added.length === 0 ? plan.findings : [...plan.findings, ...added].toSorted(compareFindings);
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
function withoutEvidence(plans: readonly DomainPlan[]): Finding {
  const names = plans.map(({ domain }) => domain);
  const [first] = plans;
  const one = plans.length === 1;
  const message = `No evidence says whether the mail of ${listed(names)} is ready for ${one ? "its" : "their"} policy.`;
  const fix =
    "Run mailwright ingest and mailwright evidence; for a policy that stood before, give rollout.adopted; start new domains at none.";
  const about = one && first !== undefined ? { domain: first.domain, file: first.file } : { domain: "", file: "" };
  return { ...about, id: "policy-unproven", severity: "warning", name: `_dmarc.${names[0] ?? ""}`, message, cite, fix };
}
