/** One checked spec to its RRsets and findings. Pure: the same spec and lock always give the same plan, byte for byte. */
import type { DnsLock } from "../dns/dns-lock.ts";
import { under } from "../dns/owner-name.ts";
import { generateDmarc } from "../dmarc/generate.ts";
import type { Finding, LocalFinding } from "../finding.ts";
import type { DmarcSpec } from "../spec/domain-spec.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import { domainChecks } from "./domain-checks.ts";
import { contributions } from "./contributions.ts";
import { declaredSources } from "./declared-sources.ts";
import { DMARC_ROLE, SPF_ROLE, type DomainPlan, type PlannedSpf } from "./domain-plan.ts";
import { mergeRRsets } from "./merge-rrsets.ts";
import { planLookUp } from "./plan-look-up.ts";
import { planDkim } from "./plan-dkim.ts";
import { planServiceNames, planTxt } from "./plan-names.ts";
import { planParked } from "./plan-parked.ts";
import { spfTree } from "../spf/spf-tree.ts";
import { planSpf } from "./plan-spf.ts";
import type { WantedRecord } from "./wanted-record.ts";

/** Seconds. An hour: long enough to cache, short enough to undo a mistake before the day is over. */
const DEFAULT_TTL = 3600;

/** Plans one domain by itself; what depends on other domains (report authorisation, clashes) is planFleet's. */
export function planDomain(spec: CheckedSpec, lock: DnsLock): DomainPlan {
  const { domain, file, zone, host, alsoAt, allowDeletes } = spec;
  const isParked = "parked" in spec;
  const from = isParked ? [] : contributions(domain, spec.services);
  const dmarc: DmarcSpec = isParked ? { policy: "reject", reportTo: spec.reportTo ?? [] } : spec.dmarc;
  const dkim = isParked ? { ...nothing, selectors: [] } : planDkim(domain, spec.dkim, from);
  const txt = planTxt(domain, spec.txt);
  const names = planServiceNames(from);
  const sent = isParked
    ? { ...nothing, records: [] }
    : planSpf(domain, spec.spf, from, { lock, others: [...txt.wanted, ...names] });
  const policy = generateDmarc({ domain, ...dmarc });
  const parkedRecords = isParked ? planParked(domain) : [];
  const wanted: WantedRecord[] = [...sent.wanted, ...dkim.wanted, ...txt.wanted, ...names];
  wanted.push(...parkedRecords);
  if (policy.text !== undefined) {
    // RFC 9989 §4.5: the policy record is the TXT at _dmarc below the policy domain.
    wanted.push({ name: under("_dmarc", domain), type: "TXT", rdata: policy.text, role: DMARC_ROLE, services: [] });
  }
  const rrsets = mergeRRsets(wanted, spec.ttl ?? DEFAULT_TTL);
  const lookUp = planLookUp(rrsets, lock);
  const records = [...sent.records, ...parkedRecords.filter(one => one.role === SPF_ROLE).map(asSpf)];
  const spf = records.map(one => ({ ...one, tree: spfTree(one.name, lookUp) }));
  const local: LocalFinding[] = [
    ...from.flatMap(({ findings, path }) =>
      (findings ?? []).map(finding => ({ ...finding, name: finding.name || path })),
    ),
    ...sent.findings,
    ...dkim.findings,
    ...txt.findings,
    // A parked domain without a report address is in order: it has no mail whose failures would need attention.
    ...policy.findings.filter(finding => !(isParked && finding.id === "dmarc-no-reports")),
  ];
  const draft = { spec, wanted, rrsets, from, policy: policy.record, spf };
  local.push(...domainChecks.flatMap(check => check(draft)));
  const findings = local.map((finding): Finding => ({ ...finding, domain, file }));
  const where = { domain, file, zone, host, alsoAt };
  return {
    ...where,
    sends: !isParked,
    declared: declaredSources(spec, from),
    selectors: dkim.selectors,
    retiredSelectors: isParked ? [] : (spec.retiredSelectors ?? []).map(selector => selector.toLowerCase()),
    allowDeletes,
    rrsets,
    policy: policy.record,
    ...(isParked ? {} : { rollout: spec.rollout, acknowledged: spec.acknowledged }),
    spf,
    authorisedBy: [],
    findings,
  };
}

function asSpf({ name, rdata }: WantedRecord): Omit<PlannedSpf, "tree"> {
  return { name, text: rdata, source: rdata, parts: [] };
}

const nothing = { wanted: [], findings: [] } as const;
