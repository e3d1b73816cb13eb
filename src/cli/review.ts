/** `mailwright review --base REF`: what a branch changes, as one Markdown comment for its pull request. */
import { isDeepStrictEqual } from "node:util";
import { isDomainChanged } from "../decide/review/domain-changed.ts";
import { evidenceChange, evidenceGist, type EvidenceGist } from "../decide/review/evidence-change.ts";
import { findingChanges } from "../decide/review/finding-changes.ts";
import { reviewMarkdown } from "../decide/review/review-markdown.ts";
import { reviewDomain } from "../decide/review/review-domain.ts";
import { isHeldUp, type DomainReview, type Review } from "../decide/review/review.ts";
import { parseEvidence } from "../feedback/parse-evidence.ts";
import { compareText, listed, type Finding } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { lockDrift } from "../spf/lock-drift.ts";
import { policyTextsOf } from "./impact.ts";
import { loadBaseFleet, type BaseFleet } from "./load-base-fleet.ts";
import { loadFleet, today } from "./load-fleet.ts";
import { loadGate } from "./load-gate.ts";
import type { Output } from "./output.ts";
import { readEvidence } from "./read-evidence.ts";
import { readLock } from "./read-lock.ts";

/** Evidence that is in memory at once: a fleet's may be more than there is room for. */
const AT_ONCE = 20;

/** Exit code: 1 where a gate or a step of a rotation is blocked, or a finding of severity error is new; else 0. */
export async function review(
  { base: ref, directory }: { readonly base: string; readonly directory: string },
  output: Output,
): Promise<number> {
  const now = today();
  const fleet = await loadFleet(directory, []);
  const base = await loadBaseFleet(ref, directory, now);
  const made = await makeReview(ref, fleet, { base, directory, now });
  output.text(reviewMarkdown(made).trimEnd());
  return isHeldUp(made) ? 1 : 0;
}

interface Sides {
  readonly base: BaseFleet;
  readonly directory: string;
  /** ISO date. */
  readonly now: string;
}

async function makeReview(ref: string, fleet: FleetPlan, { base, directory, now }: Sides): Promise<Review> {
  const current = readLock(directory);
  // Equal locks are one, so that no address is looked for twice.
  const lock = isDeepStrictEqual(current, base.lock) ? base.lock : current;
  const drift = lockDrift(base.lock, lock);
  const moved = new Set(drift.map(({ name }) => name));
  const [before, after] = [byDomain(base.fleet), byDomain(fleet)];
  const newEvidence = new Set(base.newEvidence);
  const all = [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText);
  const broken = new Set(fleet.findings.filter(({ domain }) => !after.has(domain)).map(({ domain }) => domain));
  const changed = all.filter(
    domain =>
      !broken.has(domain) && (newEvidence.has(domain) || isDomainChanged(before.get(domain), after.get(domain), moved)),
  );
  const domains: DomainReview[] = [];
  const problems: string[] = [];
  const context = {
    locks: { before: base.lock, after: lock },
    replay: { policyTexts: policyTextsOf(fleet) },
    today: now,
  };
  for (let first = 0; first < changed.length; first += AT_ONCE) {
    const names = changed.slice(first, first + AT_ONCE);
    const files = readEvidence(directory, new Set(names));
    const evidenceOf = new Map(files.evidence.map(({ evidence }) => [evidence.domain, evidence]));
    problems.push(...files.unreadable.filter(({ domain }) => domain !== "").map(one => `${one.file} ${one.problem}`));
    const some = { domains: names.flatMap(name => after.get(name) ?? []), findings: [] };
    const gated = (await loadGate(some, directory, now, files))(some);
    const gates = new Map(gated.gates.map(gate => [gate.domain, gate]));
    const judged = new Map(gated.domains.map(one => [one.domain, one]));
    for (const domain of names) {
      const evidence = evidenceOf.get(domain);
      const gist = newEvidence.has(domain) ? await gistAt(base, domain) : undefined;
      const is = evidence === undefined ? undefined : evidenceGist(evidence);
      const change = newEvidence.has(domain) ? evidenceChange(gist, is) : undefined;
      const plans = { before: before.get(domain), after: judged.get(domain) };
      const one = { domain, ...plans, gate: gates.get(domain), evidence, evidenceChange: change };
      domains.push(reviewDomain(one, context));
    }
  }
  const ofNone = (one: FleetPlan, planned: ReadonlyMap<string, DomainPlan>): readonly Finding[] =>
    one.findings.filter(({ domain }) => !planned.has(domain));
  const notes = [
    ...(problems.length > 0 ? [`Evidence that cannot be read says nothing here: ${listed(problems)}.`] : []),
    ...(broken.size > 0 ? noPlan([...broken].filter(domain => domain !== "")) : []),
    ...(base.otherProgram
      ? [
          "The program changes too, so that records of all domains may: what stood before is told by the program as it was.",
        ]
      : []),
  ];
  return {
    base: ref,
    domains,
    unchanged: all.length - changed.length - [...broken].filter(domain => before.has(domain)).length,
    lock: drift,
    findings: findingChanges(ofNone(base.fleet, before), ofNone(fleet, after)),
    notes,
  };
}

function noPlan(domains: readonly string[]): readonly string[] {
  return domains.length === 0 ? [] : [`Not reviewed, since their specs have errors: ${listed(domains)}.`];
}

function byDomain({ domains }: FleetPlan): ReadonlyMap<string, DomainPlan> {
  return new Map(domains.map(plan => [plan.domain, plan]));
}

/** What the revision's file said; undefined where it had none, or a spoiled one. */
async function gistAt(base: BaseFleet, domain: string): Promise<EvidenceGist | undefined> {
  const text = await base.evidenceText(domain);
  const parsed = text === undefined ? undefined : parseEvidence(text);
  return parsed?.ok === true ? evidenceGist(parsed.value) : undefined;
}
