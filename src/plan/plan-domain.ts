/** One checked spec to its RRsets and findings. Pure: the same spec always gives the same plan, byte for byte. */
import { under } from "../dns/owner-name.ts";
import { generateDmarc } from "../dmarc/generate.ts";
import type { Finding, LocalFinding } from "../finding.ts";
import type { DmarcSpec } from "../spec/domain-spec.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import { domainChecks } from "./domain-checks.ts";
import { contributions } from "./contributions.ts";
import { DMARC_ROLE, type DomainPlan } from "./domain-plan.ts";
import { mergeRRsets } from "./merge-rrsets.ts";
import { planDkim } from "./plan-dkim.ts";
import { planServiceNames, planTxt } from "./plan-names.ts";
import { planParked } from "./plan-parked.ts";
import { planSpf } from "./plan-spf.ts";
import type { WantedRecord } from "./wanted-record.ts";

/** Seconds. An hour: long enough to cache, short enough to undo a mistake before the day is over. */
const DEFAULT_TTL = 3600;

/** Plans one domain by itself; what depends on other domains (report authorisation, clashes) is planFleet's. */
export function planDomain(spec: CheckedSpec): DomainPlan {
  const { domain, file, zone, host } = spec;
  const isParked = "parked" in spec;
  const from = isParked ? [] : contributions(domain, spec.services);
  const dmarc: DmarcSpec = isParked ? { policy: "reject", reportTo: spec.reportTo ?? [] } : spec.dmarc;
  const spf = isParked ? nothing : planSpf(domain, spec.spf, from);
  const dkim = isParked ? nothing : planDkim(domain, spec.dkim, from);
  const txt = planTxt(domain, spec.txt);
  const policy = generateDmarc({ domain, ...dmarc });
  const wanted: WantedRecord[] = [...spf.wanted, ...dkim.wanted, ...txt.wanted, ...planServiceNames(from)];
  if (isParked) wanted.push(...planParked(domain));
  if (policy.text !== undefined) {
    // RFC 9989 §4.5: the policy record is the TXT at _dmarc below the policy domain.
    wanted.push({ name: under("_dmarc", domain), type: "TXT", rdata: policy.text, role: DMARC_ROLE, services: [] });
  }
  const rrsets = mergeRRsets(wanted, spec.ttl ?? DEFAULT_TTL);
  const local: LocalFinding[] = [
    ...from.flatMap(({ findings, path }) =>
      (findings ?? []).map(finding => ({ ...finding, name: finding.name || path })),
    ),
    ...spf.findings,
    ...dkim.findings,
    ...txt.findings,
    // A parked domain without a report address is in order: it has no mail whose failures would need attention.
    ...policy.findings.filter(finding => !(isParked && finding.id === "dmarc-no-reports")),
  ];
  const draft = { spec, wanted, rrsets, from, policy: policy.record };
  local.push(...domainChecks.flatMap(check => check(draft)));
  const findings = local.map((finding): Finding => ({ ...finding, domain, file }));
  return { domain, file, zone, host, rrsets, policy: policy.record, authorisedBy: [], findings };
}

const nothing = { wanted: [], findings: [] } as const;
