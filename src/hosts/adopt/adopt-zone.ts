/**
 * From the records of a zone to the spec that plans them: what the spec says is planned and compared with the zone before it
 * is given back, so that nothing changes but what is listed. Pure.
 */
import { emptyLock } from "../../dns/dns-lock.ts";
import { hostCapabilities, type HostKind } from "../../dns/host-capabilities.ts";
import { isAtOrBelow } from "../../dns/owner-name.ts";
import type { RRset } from "../../dns/rrset.ts";
import { compareText, type Finding } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { planDomain } from "../../plan/plan-domain.ts";
import type { DomainSpec, ParkedSpec, Waiver } from "../../spec/domain-spec.ts";
import { parseSpec } from "../../spec/parse-spec.ts";
import { isSpfRecord } from "../../spf/parse.ts";
import type { LiveRecord } from "../live-record.ts";
import type { AdoptInput, Adoption, RecognisedUse } from "./adoption.ts";
import { matchPlan, type PlanMatch } from "./compare-plan.ts";
import { corrections } from "./corrections.ts";
import { draftSpec, type SpecDraft } from "./draft-spec.ts";
import { findServices, type FoundServices } from "./find-services.ts";
import { importRecords } from "./import-records.ts";
import { leftover } from "./leftovers.ts";
import { parkedSpec } from "./parked-spec.ts";
import { printSpec } from "./print-spec.ts";
import { soundPlaces } from "./sound-places.ts";
import { zoneFacts, type Fact } from "./zone-facts.ts";

/** Days for which what was found wrong is let pass. */
const GRACE = 90;

export function adoptZone(input: AdoptInput): Adoption {
  const { domain, live, host, today } = input;
  const zone = live.zone;
  const file = `domains/${domain}.ts`;
  const records = distinct(live.records.filter(({ name, type }) => isAtOrBelow(name, domain) && type !== "SOA"));
  // What its host keeps locked can neither be taken over nor stand in the way of what a spec says of other values.
  const usable = records.filter(({ unmanageable }) => unmanageable === undefined);
  const fault = obstacle(records, domain);
  if (fault !== undefined) return cannot(records, domain, [{ domain, file, ...fault }]);

  const parked = parkedSpec(domain, zone, host, usable);
  const facts = zoneFacts(domain, usable);
  const found: FoundServices =
    parked === undefined
      ? soundPlaces(findServices(facts), facts, usable)
      : { services: [], consumed: new Set(), cutShort: false };
  const draft: Pick<SpecDraft, "spf" | "policyNotes" | "comments"> & { readonly spec: DomainSpec | ParkedSpec } =
    parked ?? withAdopted(draftSpec({ domain, zone, host, records: usable, facts, found }), today);

  const first = planOf(draft.spec, file);
  if (first.plan === undefined) return cannot(records, domain, first.findings);
  const ttl = usualTtl(matchPlan(first.plan.rrsets, usable), first.plan);
  const waive = waivers(first.plan.findings, today);
  const spec = { ...draft.spec, ...(ttl === DEFAULT_TTL ? {} : { ttl }), ...(waive.length === 0 ? {} : { waive }) };
  const { plan, findings } = planOf(spec, file);
  if (plan === undefined) return cannot(records, domain, findings);

  const match = matchPlan(plan.rrsets, usable);
  const locked = records.filter(({ unmanageable }) => unmanageable !== undefined);
  const blocked = [...lockedSets(plan, match, locked), ...sharedSets(plan, match)];
  if (blocked.length > 0) return cannot(records, domain, blocked);
  const context = {
    domain,
    host: host.kind,
    isParked: parked !== undefined,
    spf: draft.spf,
    policyNotes: draft.policyNotes,
  };
  return {
    spec: printSpec(spec, withWaiverComment(draft.comments, waive)),
    recognised: found.services
      .map(({ service, facts: by }): RecognisedUse => ({
        service: service.id,
        by: by.map(one => describe(one, domain)),
      }))
      .toSorted((a, b) => compareText(a.service, b.service)),
    leftovers: [...match.rest, ...locked].map(record => leftover(record, domain)),
    imports: importRecords(plan, match.takeovers, records),
    corrections: corrections(match, context),
    findings: [...plan.findings, ...(found.cutShort ? [cutShort(plan)] : [])],
  };
}

/** The gate lets stand what stood before it came, and needs to be told: no report has been read yet. */
function withAdopted(draft: SpecDraft, today: string): SpecDraft {
  const { policy, subdomainPolicy, nonexistentPolicy } = draft.spec.dmarc;
  const tags = { policy, subdomainPolicy, nonexistentPolicy };
  if (!draft.policyStands || Object.values(tags).every(one => (one ?? "none") === "none")) return draft;
  const given = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== undefined)) as {
    readonly policy: typeof policy;
  };
  return { ...draft, spec: { ...draft.spec, rollout: { adopted: { ...given, on: today } } } };
}

/** As the plan has it where a spec says none. */
const DEFAULT_TTL = 3600;

function planOf(spec: DomainSpec | ParkedSpec, file: string): { plan?: DomainPlan; findings: readonly Finding[] } {
  const parsed = parseSpec(spec, file);
  if (parsed.spec === undefined) return { findings: parsed.findings };
  const plan = planDomain(parsed.spec, emptyLock);
  return { plan, findings: plan.findings };
}

/** The zone stays as it is: everything is left over, and the findings say why. */
function cannot(records: readonly LiveRecord[], domain: string, findings: readonly Finding[]): Adoption {
  return {
    spec: "",
    recognised: [],
    leftovers: records.map(record => leftover(record, domain)),
    imports: [],
    corrections: [],
    findings,
  };
}

const cutShort = ({ domain, file }: DomainPlan): Finding => ({
  id: "adopt-cut-short",
  severity: "warning",
  domain,
  file,
  name: domain,
  message: "The zone speaks for more services than were looked for; what was not reached is among the leftovers.",
  cite: "mailwright adopt",
  fix: "Add those services to the spec by hand: `mailwright services --find` names them.",
});

function obstacle(records: readonly LiveRecord[], domain: string): Omit<Finding, "domain" | "file"> | undefined {
  const delegated = records.find(({ name, type }) => name === `_dmarc.${domain}` && type === "CNAME");
  if (delegated !== undefined) {
    return {
      id: "adopt-dmarc-cname",
      severity: "error",
      name: delegated.name,
      message: `The DMARC record is a CNAME to ${delegated.rdata}, beside which no record can stand, and a spec's policy is a record.`,
      cite: "RFC 1034 §3.6.2",
      fix: `Put a TXT record with the policy that ${delegated.rdata} has now in the CNAME's place, and adopt the zone again.`,
    };
  }
  if (records.some(({ type }) => type === "TXT" || type === "CNAME" || type === "MX")) return undefined;
  return {
    id: "adopt-nothing-there",
    severity: "error",
    name: domain,
    message: `No TXT, CNAME or MX record stands at or below ${domain}, so there is nothing to take over.`,
    cite: "mailwright adopt",
    fix: "Check the domain and where its zone was read from; for a new domain write a spec instead.",
  };
}

/** Where the host keeps a value locked that plays the part of a planned one, the plan's cannot be made beside it. */
function lockedSets(plan: DomainPlan, { takeovers }: PlanMatch, locked: readonly LiveRecord[]): readonly Finding[] {
  return takeovers.flatMap(({ set, record, live }) => {
    if (live !== undefined) return [];
    const [rival] = locked.filter(
      one => one.name === set.name && (one.type === "CNAME" || isRival(plan.host.kind, set, record.rdata, one)),
    );
    if (rival === undefined) return [];
    return [
      {
        id: "adopt-locked",
        severity: "error",
        domain: plan.domain,
        file: plan.file,
        name: rival.name,
        message: `The ${rival.type} record at ${rival.name} cannot be taken over: ${rival.unmanageable}.`,
        cite: "mailwright adopt",
        fix: "Free the record at the host, and adopt the zone again.",
      },
    ];
  });
}

function isRival(host: HostKind, set: RRset, rdata: string, other: LiveRecord): boolean {
  if (other.type !== set.type) return false;
  return host === "route53" || (isSpfRecord(rdata) && isSpfRecord(other.rdata)) || set.name.startsWith("_dmarc.");
}

/** At Route 53 an RRset is one resource: a value in it that the spec does not have would go. */
function sharedSets(plan: DomainPlan, { rest }: PlanMatch): readonly Finding[] {
  if (plan.host.kind !== "route53") return [];
  const sets = new Set(plan.rrsets.map(({ name, type }) => `${name} ${type}`));
  return rest
    .filter(({ name, type }) => sets.has(`${name} ${type}`))
    .map(({ name, type }) => ({
      id: "adopt-rrset-shared",
      severity: "error",
      domain: plan.domain,
      file: plan.file,
      name,
      message: `The ${type} values at ${name} are one resource at Route 53, and one of them cannot be in a spec, so it would be lost.`,
      cite: "RFC 2181 §5",
      fix: "Move that value to another name, or take it out, and adopt the zone again.",
    }));
}

/** The most common TTL of what is taken over, within what the host takes; the lower of two that are as common. */
function usualTtl({ takeovers }: PlanMatch, { host }: DomainPlan): number {
  const counts = new Map<number, number>();
  for (const { live } of takeovers) {
    // 1 is Cloudflare's automatic, in its exports too: it serves 300.
    const automatic = host.kind !== "route53" && live?.ttl === 1;
    const ttl = automatic ? 300 : live?.ttl;
    if (ttl !== undefined) counts.set(ttl, (counts.get(ttl) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([a, m], [b, n]) => n - m || a - b);
  const { min, max } = hostCapabilities[host.kind].ttl;
  return most === undefined ? DEFAULT_TTL : Math.min(max, Math.max(min, most[0]));
}

/** The zone was like this before, so the first `up` is not stopped by it: for a while, and in sight. */
function waivers(findings: readonly Finding[], today: string): readonly Waiver[] {
  const ids = [...new Set(findings.flatMap(({ id, severity }) => (severity === "error" ? [id] : [])))].toSorted(
    compareText,
  );
  const until = new Date(Date.parse(today) + GRACE * 86_400_000).toISOString().slice(0, 10);
  return ids.map(id => ({ id, reason: `found like this when the zone was adopted on ${today}`, until }));
}

function withWaiverComment(
  comments: ReadonlyMap<string, string>,
  waive: readonly Waiver[],
): ReadonlyMap<string, string> {
  if (waive.length === 0) return comments;
  return new Map([...comments, ["waive", "Mend these while they are waived; `mailwright check` says how."]]);
}

function describe({ kind, name, value }: Fact, domain: string): string {
  const place = name === domain ? "" : `${name.slice(0, -domain.length - 1)} `;
  if (kind === "term") return `${place}${value}`;
  return `${place}${kind === "key" ? "key" : `${kind.toUpperCase()} ${value}`}`;
}

/** Each value of a name and type once, as in an RRset (RFC 2181 §5). */
function distinct(records: readonly LiveRecord[]): readonly LiveRecord[] {
  const seen = new Set<string>();
  return records.filter(({ name, type, rdata }) => {
    const key = `${name} ${type} ${rdata}`;
    return !seen.has(key) && seen.add(key);
  });
}
