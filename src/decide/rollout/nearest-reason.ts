/** Of all that keeps a domain where it is, the one that is solved first: what a technician does next. */
import type { RuleResult } from "../verdict.ts";

export interface Reason {
  /** Of the gate, or `spec-errors`, `testing`, `canary-fails`. */
  readonly rule: string;
  readonly detail: string;
  readonly fix: string;
  /** How many more things keep it there. */
  readonly others: number;
}

/** From a command to run, over a line of the spec and days that pass, to work at vendors. Others come last. */
const nearestFirst = [
  "spec-errors",
  "testing",
  "evidence-fresh",
  "one-step",
  "unknown-senders",
  "services-seen",
  "stage-days",
  "days-covered",
  "reporters",
  "messages",
  "canary-fails",
  "dkim-aligned",
  "services-pass",
];

/** Undefined where every rule is met. */
export function nearestReason(rules: readonly RuleResult[]): Reason | undefined {
  const unmet = rules
    .filter(({ ok }) => ok !== true)
    .map(rule => ({ rule, rank: distance(rule.id) }))
    .toSorted((a, b) => a.rank - b.rank);
  const [first] = unmet;
  if (first === undefined) return undefined;
  const { id, detail, fix = "" } = first.rule;
  return { rule: id, detail, fix, others: unmet.length - 1 };
}

/** Fewest things first, then what is done soonest. */
export function compareReasons(a: Reason, b: Reason): number {
  return a.others - b.others || distance(a.rule) - distance(b.rule);
}

function distance(rule: string): number {
  const rank = nearestFirst.indexOf(rule);
  return rank === -1 ? nearestFirst.length : rank;
}
