/** External-report authorisation (RFC 9990 §4): the report domain says that it wants its clients' reports. */
import { ownerNameFault, selfAndAncestors, under } from "../dns/owner-name.ts";
import { reportHosts } from "../dmarc/report-hosts.ts";
import { AUTHORISATION_TEXT, authorisationName, needsAuthorisation } from "../dmarc/report-authorisation.ts";
import type { Finding } from "../finding.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import { AUTHORISATION_ROLE, type Authorisation, type DomainPlan } from "./domain-plan.ts";
import { compareRRsets, mergeRRsets } from "./merge-rrsets.ts";
import type { WantedRecord } from "./wanted-record.ts";

/**
 * Adds to each report domain of the fleet the records that let its clients' reports through, and tells each client which
 * records its policy depends on. A report host nobody here manages is a finding: its records cannot be made or proven.
 */
export function authoriseReports(
  plans: readonly DomainPlan[],
  specs: ReadonlyMap<string, CheckedSpec>,
  unplanned: ReadonlySet<string>,
): readonly DomainPlan[] {
  const wantedBy = new Map<string, WantedRecord[]>();
  const clients = plans.map((plan): DomainPlan => {
    const findings: Finding[] = [];
    const authorisedBy: Authorisation[] = [];
    for (const host of plan.policy === undefined ? [] : reportHosts(plan.policy)) {
      const owner = selfAndAncestors(host).find(name => specs.has(name) || unplanned.has(name));
      const needed = needsAuthorisation(plan.domain, host);
      if (owner !== undefined && !specs.has(owner)) {
        if (needed) findings.push(brokenHost(plan, host, owner));
        continue;
      }
      const spec = owner === undefined ? undefined : specs.get(owner);
      if (spec !== undefined && "parked" in spec) findings.push(parkedHost(plan, host, spec.domain));
      if (!needed) continue;
      if (owner === undefined || spec === undefined) {
        findings.push(unauthorised(plan, host));
        continue;
      }
      const wildcard = !("parked" in spec) && spec.reportAuthorisation === "wildcard";
      const name = wildcard ? under("*._report._dmarc", host) : authorisationName(plan.domain, host);
      if (ownerNameFault(name) === "name-too-long") findings.push(nameTooLong(plan, host));
      const records = wantedBy.get(owner) ?? [];
      wantedBy.set(owner, records);
      authorisedBy.push({ domain: owner, name });
      // Clients that share a wildcard ask for the same value: merged to one below.
      records.push({ name, type: "TXT", rdata: AUTHORISATION_TEXT, role: AUTHORISATION_ROLE, services: [] });
    }
    if (findings.length === 0 && authorisedBy.length === 0) return plan;
    return { ...plan, authorisedBy, findings: [...plan.findings, ...findings] };
  });
  return clients.map(plan => {
    const wanted = wantedBy.get(plan.domain);
    if (wanted === undefined) return plan;
    const added = mergeRRsets(wanted, plan.rrsets[0]?.ttl ?? 0);
    return { ...plan, rrsets: [...plan.rrsets, ...added].toSorted(compareRRsets) };
  });
}

const unauthorised = (plan: DomainPlan, host: string): Finding => ({
  id: "dmarc-report-unauthorised",
  severity: "warning",
  domain: plan.domain,
  file: plan.file,
  name: `_dmarc.${plan.domain}`,
  message: `Reports go to ${host}, which no spec here manages: reporters drop them unless ${authorisationName(plan.domain, host)} says v=DMARC1.`,
  cite: "RFC 9990 §4",
  fix: `Add a spec for the domain of ${host} (it gets the record by itself), or ask its owner for the record and waive this finding.`,
});

const parkedHost = (plan: DomainPlan, host: string, domain: string): Finding => ({
  id: "dmarc-report-host-parked",
  severity: "error",
  domain: plan.domain,
  file: plan.file,
  name: `_dmarc.${plan.domain}`,
  message: `Reports go to ${host}, but ${domain} is parked and takes no mail.`,
  cite: "RFC 7505 §4",
  fix: "Send reports to an address of a domain that takes mail.",
});

const brokenHost = (plan: DomainPlan, host: string, domain: string): Finding => ({
  id: "dmarc-report-host-unplanned",
  severity: "error",
  domain: plan.domain,
  file: plan.file,
  name: `_dmarc.${plan.domain}`,
  message: `Reports go to ${host}, but the spec of ${domain} has errors, so the record that lets them through would be lost.`,
  cite: "RFC 9990 §4",
  fix: `Mend the spec of ${domain} first.`,
});

const nameTooLong = (plan: DomainPlan, host: string): Finding => ({
  id: "name-too-long",
  severity: "error",
  domain: plan.domain,
  file: plan.file,
  name: `_dmarc.${plan.domain}`,
  message: `The authorisation record for reports to ${host} would have a name of more than 253 characters.`,
  cite: "RFC 1035 §2.3.4",
  fix: `Send reports to a shorter host name, or set reportAuthorisation: "wildcard" in the spec of its domain.`,
});
