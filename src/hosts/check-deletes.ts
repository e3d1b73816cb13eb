/**
 * What a run would delete, told before it begins from the stack's state and the plan: much of a domain at once, or what its
 * mail rests on, goes only with the spec's express permission.
 */
import { hostCapabilities } from "../dns/host-capabilities.ts";
import { listed, type Finding } from "../finding.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { isAuthorisation, type DesiredResource, type HostSettings } from "./desired-resource.ts";
import { componentUrn } from "./domain-component.ts";
import { authorisationSets, domainResources } from "./domain-resources.ts";
import { zoneKey, type StateRecord } from "./state-records.ts";

/** More than this part of a domain's managed records is not deleted unasked. */
const MOST_OF_A_DOMAIN = 1 / 5;

export interface DeleteCheck {
  readonly state: readonly StateRecord[];
  /** Plans of the run's stack. */
  readonly plans: readonly DomainPlan[];
  /** All plans, those of other stacks too. */
  readonly fleet: readonly DomainPlan[];
  readonly settings: HostSettings;
  /** Domains the run is for; undefined: the whole stack. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly stack: string;
  /** ISO date. */
  readonly today: string;
}

export interface DeleteVerdict {
  /** Each keeps the run from starting. */
  readonly refusals: readonly Finding[];
  /** Deletions that a spec permits, a sentence a domain. */
  readonly permitted: readonly string[];
}

export function checkDeletes(check: DeleteCheck): DeleteVerdict {
  const { state, plans, fleet, settings, only, today } = check;
  const authorisations = authorisationSets(fleet);
  const resources = new Map(plans.map(plan => [plan.domain, domainResources(plan, authorisations, settings)]));
  const wanted = new Set([...resources.values()].flatMap(all => all.flatMap(keysOf)));
  const specs = new Map(fleet.map(plan => [plan.domain, plan]));
  const inStack = new Set(plans.map(plan => plan.domain));
  const refusals: Finding[] = [];
  const permitted: string[] = [];
  // A record that lets reports through stands in another domain's zone and follows the policy's addresses; no mail needs it.
  // How many records take up what an SPF record has no room for follows from what a vendor has: nobody decides on them.
  const counted = state.filter(one => !isReportConsent(one) && !isSpfPiece(one));
  for (const [domain, held] of Map.groupBy(counted, one => one.domain)) {
    if (only !== undefined && !only.has(domain)) continue;
    const gone = held.filter(one => !wanted.has(keyOf(one)));
    if (gone.length === 0) continue;
    const plan = specs.get(domain);
    if (plan === undefined) {
      refusals.push(specGone(domain, held.length, check));
      continue;
    }
    const finding = !inStack.has(domain)
      ? otherStack(plan, held.length, check)
      : (hostChanged(plan, held, gone, resources.get(domain) ?? [], today) ?? tooMuch(plan, held, gone, today));
    if (finding === undefined) continue;
    const permission = plan.allowDeletes;
    if (permission === undefined || permission.until < today) refusals.push(finding);
    else
      permitted.push(
        `${domain}: ${gone.length} of ${held.length} records go, as allowed until ${permission.until}: ${permission.reason}`,
      );
  }
  return { refusals, permitted };
}

function keyOf({ host, zone, logicalName }: Pick<StateRecord, "host" | "zone" | "logicalName">): string {
  return `${host} ${zone} ${logicalName}`;
}

/** What may stand in state for a resource: under its own name, and under those it may have had before. */
function keysOf(resource: DesiredResource): readonly string[] {
  const place = placeOf(resource);
  return [resource.logicalName, ...resource.aliases].map(logicalName => keyOf({ ...place, logicalName }));
}

function placeOf(resource: DesiredResource): Pick<StateRecord, "host" | "zone"> {
  const zone = resource.host === "zonefile" ? resource.inputs.zone : zoneKey(resource.inputs.zoneId);
  return { host: resource.host, zone };
}

/** Records stand where the spec no longer says, and none yet where it says: in one run they would go before they are missed. */
function hostChanged(
  plan: DomainPlan,
  held: readonly StateRecord[],
  gone: readonly StateRecord[],
  desired: readonly DesiredResource[],
  today: string,
): Finding | undefined {
  const places = new Set(desired.filter(one => !isAuthorisation(one)).map(one => placeText(placeOf(one))));
  const left = gone.find(one => !places.has(placeText(one)));
  if (left === undefined || held.some(one => places.has(placeText(one)))) return undefined;
  const [there = "nowhere"] = places;
  return {
    ...about(plan, "host"),
    id: "host-changed",
    message: `${gone.length} of ${held.length} records stand at ${placeText(left)} and would be deleted there, while none stands yet at ${there}.`,
    fix:
      plan.host.kind === left.host
        ? `Move in steps, as README, Moving a domain, says${orPermit(plan, today)}.`
        : `Keep the old host in host, name the new one in alsoAt, run, verify, and only then exchange the two (README, Moving a domain)${orPermit(plan, today)}.`,
  };
}

function tooMuch(
  plan: DomainPlan,
  held: readonly StateRecord[],
  gone: readonly StateRecord[],
  today: string,
): Finding | undefined {
  const vital = plan.sends ? gone.filter(isVital) : [];
  if (vital.length === 0 && gone.length <= held.length * MOST_OF_A_DOMAIN) return undefined;
  const names = (vital.length > 0 ? vital : gone).map(one => one.logicalName);
  const what = vital.length > 0 ? ", SPF, DMARC or MX records among them" : "";
  return {
    ...about(plan, vital[0]?.name ?? plan.domain),
    id: "deletes-records",
    message: `${gone.length} of ${held.length} records would be deleted${what}: ${listed(names)}.`,
    fix: `Put back what is missing from the spec${orPermit(plan, today)}.`,
  };
}

function specGone(domain: string, count: number, { stack }: DeleteCheck): Finding {
  const urn = componentUrn(stack, "mailwright", domain);
  return {
    ...about({ domain, file: "" }, domain),
    id: "spec-gone",
    message: `${domain} has no spec any more, and its ${count} records would be deleted.`,
    fix: `Put the spec back and park the domain; or, to leave its records in the DNS to whoever keeps them now, run pulumi state delete --stack ${stack} --target-dependents '${urn}'.`,
  };
}

function otherStack(plan: DomainPlan, count: number, { stack, today }: DeleteCheck): Finding {
  return {
    ...about(plan, plan.domain),
    id: "spec-in-other-stack",
    message: `${plan.domain} is not for the stack ${stack} any more, which would delete its ${count} records.`,
    fix: `Move them to the other stack with pulumi state move, or put the domain back into this one${orPermit(plan, today)}.`,
  };
}

function about({ domain, file }: Pick<DomainPlan, "domain" | "file">, name: string) {
  return { domain, file, name, severity: "error", cite: "mailwright: nothing is lost unasked" } as const;
}

/** The permission as it would be written today; one that has ended says so. */
function orPermit({ allowDeletes }: DomainPlan, today: string): string {
  const ended = allowDeletes === undefined ? "" : ` (the one in the spec ended on ${allowDeletes.until})`;
  return `; or, if they shall go, write allowDeletes: { reason: "…", until: "${today}" }${ended}`;
}

/** What mail rests on: an MX, an SPF record, a DMARC policy. */
function isVital({ type, name, values }: StateRecord): boolean {
  if (type === "MX") return true;
  if (type !== "TXT") return false;
  return values.some(value => /^v=spf1( |$)/i.test(value) || (name.startsWith("_dmarc.") && /^v=DMARC1/i.test(value)));
}

/** RFC 9990 §4. */
function isReportConsent({ name }: StateRecord): boolean {
  return name.includes("._report._dmarc.");
}

/** At Route 53 the logical name is the RRset's and says no role; the name of a piece is its own. */
function isSpfPiece({ name }: StateRecord): boolean {
  return /^_spf\d+\./.test(name);
}

function placeText({ host, zone }: Pick<StateRecord, "host" | "zone">): string {
  return `${hostCapabilities[host].name}, zone ${zone}`;
}
