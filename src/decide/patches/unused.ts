/** What the spec declares and no report has shown for so long that it can go, with the look-ups that its going saves. */
import { dayAt, daysBetween } from "../../feedback/evidence-days.ts";
import { evidenceText } from "../../feedback/evidence-text.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { listed, printable } from "../../finding.ts";
import type { DeclaredSource } from "../../plan/declared-sources.ts";
import type { DomainPlan, SpfPart } from "../../plan/domain-plan.ts";
import { editedSpf, noEdit, type SpfEdit } from "../../plan/edited-spf.ts";
import type { Cadence, Service } from "../../services/service.ts";
import { plural } from "../plural.ts";
import { removeService } from "./edit-text.ts";
import { PLACEHOLDER, type Patch, type PatchCase, type SpecEdit } from "./patch.ts";

/** Days without a message; what sends once a quarter must have missed three of them. */
export const unusedDays: Readonly<Record<Cadence, number>> = { daily: 180, weekly: 180, monthly: 180, quarterly: 285 };

/** Evidence that ended longer ago says nothing of today. */
const OLD_DAYS = 14;
/** Fewer reporters see too small a part of the mail to prove that there was none. */
const LEAST_REPORTERS = 2;
/** Of a reporter's days, at least one in so many must have a report. */
const STEADY = 7;

export function unusedPatches(patchCase: PatchCase): readonly Patch[] {
  const { plan, evidence, today, catalogue } = patchCase;
  if (!plan.sends || daysBetween(evidence.window.last, today) > OLD_DAYS) return [];
  const services = new Map(catalogue.map(service => [service.id, service]));
  const unused = plan.declared.filter(source => isUnused(source, patchCase, services.get(source.service ?? "")));
  const { domain, declared } = plan;
  const senders = declared.filter(({ path }) => !path.startsWith("dkim."));
  // A spec in which nothing may send is that of a parked domain.
  if (senders.length > 0 && senders.length === unused.length && evidence.unknown.length === 0)
    return [parkPatch(domain, unused, evidence)];
  return unused.map(source => dropPatch(source, patchCase));
}

function isUnused(source: DeclaredSource, { plan, evidence }: PatchCase, service: Service | undefined): boolean {
  // A key by itself is taken out in steps, by its rotation; a redirect stands in place of what the record says of all others.
  if (source.path.startsWith("dkim.") || source.path === "spf.redirect") return false;
  // Whoever forwards mail to the client's mailboxes does not send as the client, and may be in use all the same.
  if (service?.category === "forwarding") return false;
  if ((plan.acknowledged ?? []).some(one => one.source === source.id)) return false;
  const days = unusedDays[source.cadence ?? "monthly"];
  const from = dayAt(evidence.window.last, -days);
  if (!isWatched(evidence, from) || (source.since ?? "") > from) return false;
  const seen = evidence.services.find(({ id }) => id === evidenceText(source.id));
  if (seen === undefined || seen.messages > 0 || (seen.everLast ?? "") > from) return false;
  // Its mail that others passed on, and its signatures on whatever mail.
  if (evidence.forwarders.some(({ origin }) => origin === seen.id)) return false;
  return !evidence.selectors.some(
    one =>
      (one.everLast ?? "") > from &&
      source.selectors.includes(`${one.selector.toLowerCase()}._domainkey.${one.domain.toLowerCase()}`),
  );
}

/** Whether reports came all the time since a day: what nobody reported on is not unused. */
function isWatched(evidence: Evidence, from: string): boolean {
  const { searchedSince, reported, reporters, window, daysWithReports } = evidence;
  if (searchedSince > from || reported === undefined || reported.first > from) return false;
  const length = daysBetween(window.first, window.last) + 1;
  if (2 * daysWithReports < length) return false;
  const steady = reporters.filter(
    ({ first, last, days }) =>
      first <= from && daysBetween(last, window.last) <= OLD_DAYS && days * STEADY >= daysBetween(first, last) + 1,
  );
  return steady.length >= LEAST_REPORTERS;
}

function dropPatch(source: DeclaredSource, { plan, evidence, lookUp }: PatchCase): Patch {
  const saves = lookupsSaved(plan, source.path, lookUp);
  return {
    kind: "drop",
    cause: "unused",
    source: source.id,
    messages: 0,
    why: `${unseenText(source, evidence)}${saves > 0 ? `; without it SPF takes ${plural(saves, "DNS look-up")} less` : ""}.`,
    edits: [removal(source)],
    saves,
    steps: stepsFor(source),
    blindly: false,
  };
}

function removal({ service, path, id }: DeclaredSource): SpecEdit {
  if (service !== undefined) return removeService(path, service);
  return { does: "remove", path, text: JSON.stringify(id.replace(/^spf /, "").replace(/ #\d+$/, "")), imports: [] };
}

function unseenText(source: DeclaredSource, evidence: Evidence): string {
  const { searchedSince, window, services } = evidence;
  const last = services.find(({ id }) => id === evidenceText(source.id))?.everLast;
  const who = source.owner === undefined ? source.id : `${source.id} (${source.owner})`;
  if (last === undefined)
    return printable(
      `No message of ${who} in ${daysBetween(searchedSince, window.last) + 1} days of feedback since ${searchedSince}`,
    );
  return printable(
    `No message of ${who} since ${last}, ${plural(daysBetween(last, window.last), "day")} before the feedback ends`,
  );
}

function stepsFor({ owner, service, selectors }: DeclaredSource): readonly string[] {
  const whom = owner === undefined ? "the client" : owner;
  const keys =
    selectors.length === 0
      ? []
      : [
          `Its ${plural(selectors.length, "selector")} would go with it: late mail that it signed then no longer verifies.`,
        ];
  const rare = `Ask ${printable(whom)} whether it still sends; if it does so once a year, say so in acknowledged.`;
  return [rare, ...(service === undefined ? [] : keys)];
}

/** Nothing that may send has sent. */
function parkPatch(domain: string, unused: readonly DeclaredSource[], { searchedSince, window }: Evidence): Patch {
  const [first] = unused;
  const days = daysBetween(searchedSince, window.last) + 1;
  return {
    kind: "drop",
    cause: "unused",
    source: first?.id ?? domain,
    ...(unused.length > 1 ? { further: unused.slice(1).map(({ id }) => id) } : {}),
    messages: 0,
    why: printable(
      `No message of anything that the spec declares (${listed(unused.map(({ id }) => id))}) in ${days} days of feedback since ${searchedSince}.`,
    ),
    edits: [
      {
        does: "change",
        path: "export default",
        text: `parked({ domain: ${JSON.stringify(domain)}, host: ${PLACEHOLDER} })`,
        imports: ["parked"],
      },
    ],
    steps: ["Ask the client whether the domain still sends; if not, park it, so that nobody else can send as it."],
    blindly: false,
  };
}

/** Over the SPF records that stay, each made anew without the parts that stand at the path. */
export function lookupsSaved(
  { domain, spf }: Pick<DomainPlan, "domain" | "spf">,
  path: string,
  lookUp: PatchCase["lookUp"],
): number {
  return spf.reduce((sum, planned) => {
    const mine = planned.parts.filter(part => part.path === path);
    if (mine.length === 0) return sum;
    const parts = new Map(
      mine.map((part): readonly [SpfPart, SpfPart] => [part, { ...part, terms: [], published: [], flatten: false }]),
    );
    const costWith = (edit: SpfEdit): number => editedSpf(planned, edit, lookUp).cost.lookups;
    // The record of a return path goes with the service that bounces there.
    const isGone = mine.length === planned.parts.length && planned.name !== domain;
    return isGone ? sum : sum + costWith(noEdit) - costWith({ parts, pieces: [] });
  }, 0);
}
