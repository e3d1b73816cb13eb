/** Who moves when: the domains whose next step the gate allows, canaries first, so many a day, none in a freeze. */
import type { PolicyTags } from "../../dmarc/effective-policy.ts";
import { dayAt } from "../../feedback/evidence-days.ts";
import { compareText } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { FleetSpec } from "../../spec/fleet-spec.ts";
import { frozenBy } from "../frozen-by.ts";
import { canariesFor, leastFirst } from "./canaries.ts";
import { compareReasons, type Reason } from "./nearest-reason.ts";
import type { Step } from "./next-step.ts";
import { stepCandidate, type Candidate, type NotReady, type Ready, type RolloutInput } from "./step-candidates.ts";

export interface RolloutPlan {
  /** By date; one a day. */
  readonly waves: readonly Wave[];
  /** The nearest to being ready first. */
  readonly notReady: readonly NotReady[];
  /** They declare a stage that no report shows yet. */
  readonly onTheirWay: readonly { readonly plan: DomainPlan; readonly declared: PolicyTags }[];
  /** Everything at reject, or parked. */
  readonly done: readonly string[];
}

export interface Wave {
  /** From 1. */
  readonly wave: number;
  /** ISO date. */
  readonly date: string;
  readonly moves: readonly Move[];
}

export interface Move extends Ready {
  readonly isCanary: boolean;
}

/** Where the fleet does not say how many. */
export const DEFAULT_PER_DAY = 10;

interface Queued {
  readonly ready: Ready;
  readonly earliest: string;
  readonly isCanary: boolean;
}

/**
 * The same input gives the same plan, whatever order it comes in. It holds as long as the canaries stay well: dates of those who
 * wait for them are made anew with each run.
 */
export function rolloutPlan(input: RolloutInput): RolloutPlan {
  const { fleet, today } = input;
  const candidates = input.plans.map(plan => stepCandidate(plan, input));
  const ready = candidates.filter(isReady);
  const dates = calendar(fleet, today);
  const held: NotReady[] = [];
  const moves: { readonly date: string; readonly move: Move }[] = [];
  const place = (queue: readonly Queued[]): void => {
    for (const { ready: one, earliest, isCanary } of queue)
      moves.push({ date: dates.next(earliest), move: { ...one, isCanary } });
  };
  const levels: readonly Step["level"][] = ["quarantine", "reject"];
  const groups = levels.map(level => {
    const own = ready.filter(({ step }) => step.level === level);
    return { own, canaries: canariesFor(level, own, input) };
  });
  // A canary may not be kept waiting by another stage's crowd.
  for (const { canaries } of groups)
    place(canaries.next.toSorted(leastFirst).map(one => ({ ready: one, earliest: today, isCanary: true })));
  const others = groups.flatMap(({ own, canaries: { next, watchedUntil, failing } }): readonly Queued[] => {
    const rest = own.filter(one => !next.includes(one));
    if (failing !== undefined) {
      held.push(...rest.map((one): NotReady => ({ ...one, state: "not-ready", reason: canaryFails(failing) })));
      return [];
    }
    const ends = moves.flatMap(({ date, move }) =>
      next.some(({ plan }) => plan === move.plan) ? [dayAt(date, move.stageDays)] : [],
    );
    if (watchedUntil !== undefined) ends.push(dayAt(watchedUntil, 1));
    const earliest = ends.reduce((latest, end) => (end > latest ? end : latest), today);
    return rest.map(one => ({ ready: one, earliest, isCanary: false }));
  });
  place(others.toSorted((a, b) => compareText(a.earliest, b.earliest) || byRisk(a.ready, b.ready)));
  return {
    waves: wavesOf(moves),
    notReady: [...candidates.filter(isNotReady), ...held].toSorted(
      (a, b) => compareReasons(a.reason, b.reason) || compareText(a.plan.domain, b.plan.domain),
    ),
    onTheirWay: candidates.flatMap(one => (one.state === "on-its-way" ? [one] : [])),
    done: candidates.flatMap(one => (one.state === "done" ? [one.plan.domain] : [])),
  };
}

function isReady(candidate: Candidate): candidate is Ready {
  return candidate.state === "ready";
}

function isNotReady(candidate: Candidate): candidate is NotReady {
  return candidate.state === "not-ready";
}

/** Quarantine can be looked into afterwards, reject cannot. */
function byRisk(a: Ready, b: Ready): number {
  return compareText(a.step.level, b.step.level) || leastFirst(a, b);
}

function calendar(fleet: FleetSpec, today: string): { readonly next: (earliest: string) => string } {
  const perDay = fleet.perDay ?? DEFAULT_PER_DAY;
  const taken = new Map<string, number>();
  return {
    next: earliest => {
      let day = earliest < today ? today : earliest;
      for (;;) {
        const freeze = frozenBy(fleet, day);
        const count = taken.get(day) ?? 0;
        if (freeze === undefined && count < perDay) {
          taken.set(day, count + 1);
          return day;
        }
        day = dayAt(freeze?.until ?? day, 1);
      }
    },
  };
}

function wavesOf(moves: readonly { readonly date: string; readonly move: Move }[]): readonly Wave[] {
  const byDate = Map.groupBy(moves, ({ date }) => date);
  return [...byDate]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([date, all], index) => ({ wave: index + 1, date, moves: all.map(({ move }) => move) }));
}

function canaryFails({ domain, detail }: { readonly domain: string; readonly detail: string }): Reason {
  return {
    rule: "canary-fails",
    detail: `${domain} has moved before it, and its mail fails now: ${detail}`,
    fix: `Put that right, or take its step back with mailwright rollout watch ${domain} --write.`,
    others: 0,
  };
}
