/** Who goes first to a stage, until when they are watched, and whether what they show holds the others up. */
import { isStricter } from "../../dmarc/strictness.ts";
import { dayAt } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { compareText } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { publishedStage } from "../published-stage.ts";
import { servicesPass } from "../rules/services-pass.ts";
import { thresholds, weeklyMessages } from "../thresholds.ts";
import type { Step } from "./next-step.ts";
import { stageLevel, type Ready, type RolloutInput } from "./step-candidates.ts";

export interface Canaries {
  /** Ready, and to move before all others. */
  readonly next: readonly Ready[];
  /** Last day on which those that have moved already are watched; absent where there are none. */
  readonly watchedUntil?: string | undefined;
  /** One that moved and whose own mail fails since. */
  readonly failing?: { readonly domain: string; readonly detail: string } | undefined;
}

interface Moved {
  readonly domain: string;
  readonly since: string;
  readonly stageDays: number;
  /** Whether the window has the move itself. */
  readonly isRecent: boolean;
  readonly failure: string | undefined;
}

/** One in twenty, at least one and at most five: enough to learn from, few enough to put right in a day. */
const SHARE = 20;
const MOST = 5;

/**
 * Those that the fleet names, as far as they have moved or can; else the ready ones with the least mail. Without names the
 * first who were seen to move are the canaries of the others, so that a plan of next week goes on where this one began.
 */
export function canariesFor(level: Step["level"], ready: readonly Ready[], input: RolloutInput): Canaries {
  const named = new Set(input.fleet.canaries ?? []);
  const moved = input.plans.flatMap(plan => movedTo(level, plan, input));
  const recent = moved.filter(({ isRecent }) => isRecent).toSorted(earliestFirst);
  const failed = [...recent, ...moved.filter(({ domain }) => named.has(domain))].find(
    ({ failure }) => failure !== undefined,
  );
  const failing = failed && { domain: failed.domain, detail: failed.failure ?? "" };
  const ownMoved = moved.filter(({ domain }) => named.has(domain));
  const ownNext = ready.filter(({ plan }) => named.has(plan.domain));
  if (ownMoved.length + ownNext.length > 0) return { next: ownNext, watchedUntil: lastDay(ownMoved), failing };
  const wanted = Math.min(MOST, Math.ceil((ready.length + recent.length) / SHARE));
  const first = recent.slice(0, wanted);
  const next = ready.toSorted(leastFirst).slice(0, wanted - first.length);
  return { next, watchedUntil: lastDay(first), failing };
}

/** Those who are ready against the rules come last: they prove the least. */
export function leastFirst(a: Ready, b: Ready): number {
  return (
    Number(a.overridden) - Number(b.overridden) ||
    (a.mail?.messages ?? 0) - (b.mail?.messages ?? 0) ||
    compareText(a.plan.domain, b.plan.domain)
  );
}

function earliestFirst(a: Moved, b: Moved): number {
  return compareText(a.since, b.since) || compareText(a.domain, b.domain);
}

function lastDay(moved: readonly Moved[]): string | undefined {
  return moved
    .map(({ since, stageDays }) => dayAt(since, stageDays - 1))
    .toSorted(compareText)
    .at(-1);
}

/** A domain that stands at the level or declares it. */
function movedTo(level: Step["level"], plan: DomainPlan, { evidence, fleet, today }: RolloutInput): readonly Moved[] {
  const { domain, policy, rollout, sends } = plan;
  const seen = evidence.get(domain);
  const published = seen && publishedStage(seen);
  if (!sends || policy === undefined || seen === undefined || published === undefined) return [];
  if (isStricter(level, stageLevel(policy))) return [];
  const measure = thresholds(weeklyMessages(seen), rollout?.minimum);
  const { stageDays } = measure;
  // Declared, and no report shows it yet: watching begins when one does.
  if (isStricter(level, stageLevel(published.stage)))
    return [{ domain, since: today, stageDays, isRecent: true, failure: undefined }];
  const since = Object.values(published.since).toSorted(compareText).at(-1) ?? today;
  const isRecent = stoodLower(level, seen, since);
  const isOverridden = rollout?.override !== undefined && rollout.override.until >= today;
  const stage = published.stage;
  const judged = servicesPass.judge({
    plan,
    evidence: seen,
    published,
    declared: stage,
    rises: [],
    thresholds: measure,
    fleet,
    today,
  });
  const failure = judged.ok === false && !isOverridden ? judged.detail : undefined;
  return [{ domain, since, stageDays, isRecent, failure }];
}

function stoodLower(level: Step["level"], { domain, policies }: Evidence, since: string): boolean {
  return policies.some(one => one.domain === domain && one.last < since && isStricter(level, stageLevel(one)));
}
