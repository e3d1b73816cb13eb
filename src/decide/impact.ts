/** What a change of plan would have done to the mail of the evidence: replayed row by row, with what that cannot see. */
import { effectivePolicies, type Reading } from "../dmarc/effective-policy.ts";
import type { Policy } from "../dmarc/policy-record.ts";
import { compareText } from "../finding.ts";
import type { Evidence, ReplayRow } from "../feedback/evidence.ts";
import { daysBetween } from "../feedback/evidence-days.ts";
import { agreementCounter, type Agreement } from "./impact/agreement.ts";
import { moveCounter, type Move, type MoveCounter } from "./impact/count-moves.ts";
import { mechanismCounter, type MechanismChange } from "./impact/mechanism-changes.ts";
import type { PublishedPlan } from "./impact/planned-zone.ts";
import { policyInForce } from "./impact/policy-in-force.ts";
import { policyView } from "./impact/policy-view.ts";
import { doneIn, receiverHabit, treatedBy } from "./impact/receiver-habit.ts";
import { isUnauthenticated, serviceOf } from "./impact/source-service.ts";
import { sparedShares } from "./impact/spared-share.ts";
import { rowReplay, type ReplayContext, type RowReplay } from "./replay-row.ts";

/** Messages; `none` is delivery as without DMARC. */
export type ByDisposition = Readonly<Record<Policy, number>>;

export interface DomainImpact {
  readonly domain: string;
  /** `plan`: what the plan before asks for; `reported`: no plan before is known, so it is what receivers did. */
  readonly comparedWith: "plan" | "reported";
  readonly messages: number;
  readonly before: ByDisposition;
  readonly after: ByDisposition;
  /** Most messages first. */
  readonly moved: readonly Moved[];
  readonly mechanisms: readonly MechanismChange[];
  /** Of all messages, those that are spoofed or broken. */
  readonly spoofing: { readonly messages: number; readonly before: ByDisposition; readonly after: ByDisposition };
  readonly agreement: Agreement;
  readonly limits: ImpactLimits;
}

export interface Moved extends Move {
  /** Id of the catalogue, where the source is one of its services. */
  readonly service?: string | undefined;
}

/** What the replay cannot see, in messages unless it says otherwise. */
export interface ImpactLimits {
  /** Days of the window, and those with reports. */
  readonly days: number;
  readonly daysWithReports: number;
  /** Without rows: only the policy is replayed for them, as if all were from the policy domain itself. */
  readonly summed: number;
  /** As reported, since nobody knows what the new record says of their address. */
  readonly spfUnknown: number;
  /** As reported, since their key came new, is held somewhere else now, or is not named in the reports. */
  readonly keyUnknown: number;
  /** From names of which nobody knows whether they exist, where sp and np differ. */
  readonly nameUnknown: number;
  /** What receivers of RFC 7489 make of the plan, where that is something else. */
  readonly rfc7489?: ByDisposition | undefined;
}

/** Without a plan before, the plan is compared with what receivers did. */
export function impactOf(
  evidence: Evidence,
  before: PublishedPlan | undefined,
  after: PublishedPlan,
  context: ReplayContext = {},
): DomainImpact {
  const { domain, window, daysWithReports, rows, rest } = evidence;
  const replay = rowReplay(evidence, before, after, context);
  const [moves, mechanisms, agreement, spared] = [
    moveCounter(),
    mechanismCounter(),
    agreementCounter(),
    sparedShares(),
  ];
  let [spfUnknown, keyUnknown, nameUnknown] = [0, 0, 0];
  const replays = rows.map(row => {
    const replayed = replay(row);
    spared.add(row, replayed.askedThen);
    agreement.add(row, replayed.replayedThen);
    mechanisms.add(row, replayed);
    if (replayed.isSpfUnknown) spfUnknown += row.messages;
    if (replayed.isKeyUnknown) keyUnknown += row.messages;
    if (replayed.isNameUnknown) nameUnknown += row.messages;
    return replayed;
  });
  for (const [index, row] of rows.entries()) {
    const replayed = replays[index];
    if (replayed !== undefined) countRow(row, replayed, spared.of(row.source), moves);
  }
  const summed = rest.reduce((sum, one) => sum + one.messages, 0);
  if (summed > 0) {
    agreement.addUnknown(summed);
    countRest(evidence, before, after, context, moves);
  }

  const all = moves.finish();
  const { reading = "rfc9989" } = context;
  const rfc7489 = reading === "rfc9989" ? otherReading(evidence, before, after, context) : undefined;
  return {
    domain,
    comparedWith: before === undefined ? "reported" : "plan",
    messages: all.reduce((sum, { count }) => sum + count, 0),
    before: sumOf(all, "from"),
    after: sumOf(all, "to"),
    moved: movedOf(all),
    mechanisms: mechanisms.finish(),
    spoofing: spoofingOf(all),
    agreement: agreement.finish(),
    limits: {
      days: daysBetween(window.first, window.last) + 1,
      daysWithReports,
      summed,
      spfUnknown,
      keyUnknown,
      nameUnknown,
      ...(rfc7489 === undefined ? {} : { rfc7489 }),
    },
  };
}

function countRow(row: ReplayRow, replayed: RowReplay, sparedShare: number, moves: MoveCounter): void {
  const { askedBefore, askedAfter, askedThen } = replayed;
  const failed = !row.alignedSpf && !row.alignedDkim;
  for (const cell of row.dispositions) {
    const habit = receiverHabit(cell, askedThen);
    const from = askedBefore === undefined ? doneIn(cell) : treatedBy(habit, askedBefore);
    const to = treatedBy(habit, askedAfter);
    // Mail that nothing was asked for shows no habit; it is treated as its source's where something was.
    const share = habit.kind === "follows" && failed && doneIn(cell) === "none" ? sparedShare : 0;
    if (share < 1) moves.add(row.source, from, to, cell.messages, 1 - share);
    if (share > 0) moves.add(row.source, "none", "none", cell.messages, share);
  }
}

/** Of what was summed away nothing is known but what became of it: only the policy is replayed. */
function countRest(
  { domain, policies, rest }: Evidence,
  before: PublishedPlan | undefined,
  after: PublishedPlan,
  { policyTexts = () => [], reading = "rfc9989" }: ReplayContext,
  moves: MoveCounter,
): void {
  const policyUnder = (plan: PublishedPlan): Policy =>
    policyView(domain, plan, reading, policyTexts).policyOf(domain)?.existing ?? "none";
  const asked = { before: before && policyUnder(before), after: policyUnder(after) };
  const then = policies.flatMap(policy => policyInForce(policy, domain, true)?.asked ?? []);
  for (const row of rest) {
    const passed = row.alignedSpf || row.alignedDkim;
    const habit = receiverHabit({ disposition: row.disposition, overrides: [] }, passed ? ["none"] : then);
    const of = (policy: Policy): Policy => treatedBy(habit, passed ? "none" : policy);
    moves.add(row.source, asked.before === undefined ? doneIn(row) : of(asked.before), of(asked.after), row.messages);
  }
}

function otherReading(
  evidence: Evidence,
  before: PublishedPlan | undefined,
  after: PublishedPlan,
  context: ReplayContext,
): ByDisposition | undefined {
  const { policyTexts = () => [] } = context;
  const tags = policyView(evidence.domain, after, "rfc9989", policyTexts).policyOf(evidence.domain)?.tags;
  if (tags === undefined || effectivePolicies(tags).differs.length === 0) return undefined;
  const reading: Reading = "rfc7489";
  return impactOf(evidence, before, after, { ...context, reading }).after;
}

function movedOf(all: readonly Move[]): readonly Moved[] {
  return all
    .filter(({ from, to }) => from !== to)
    .toSorted((a, b) => b.count - a.count || compareText(a.source, b.source))
    .map(({ source, ...move }) => {
      const service = serviceOf(source);
      return { source, ...(service === undefined ? {} : { service }), ...move };
    });
}

function spoofingOf(all: readonly Move[]): DomainImpact["spoofing"] {
  const own = all.filter(({ source }) => isUnauthenticated(source));
  return {
    messages: own.reduce((sum, { count }) => sum + count, 0),
    before: sumOf(own, "from"),
    after: sumOf(own, "to"),
  };
}

function sumOf(moves: readonly Move[], end: "from" | "to"): ByDisposition {
  const sums = { none: 0, quarantine: 0, reject: 0 };
  for (const move of moves) sums[move[end]] += move.count;
  return sums;
}
