/** A plan beside what its name servers say: every difference once, with what is known of its cause. Pure. */
import { compareText } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { nameCause } from "./causes.ts";
import { PUT_BACK, type Advice, type Difference, type DriftContext, type DriftKind, type Slot } from "./difference.ts";
import { answerKey, type DirectAnswer, type LiveDomain, type LiveServer } from "./live-domain.ts";
import { notesOn, type Note } from "./notes.ts";
import { seenIn } from "./seen.ts";
import { slotsOf } from "./slots.ts";
import { unreachable } from "./unreachable.ts";

export interface Drift {
  readonly domain: string;
  /** Owner name; of a server that cannot be asked the zone. */
  readonly name: string;
  readonly type: string;
  readonly kind: DriftKind;
  readonly expected: readonly string[];
  readonly found: readonly string[];
  /** The servers that say so. */
  readonly servers: readonly string[];
  /** What happened, in one sentence, where it is known; `causeId` is for scripts. */
  readonly cause?: string;
  readonly causeId?: string;
  readonly advice: Advice;
  readonly fix: string;
}

export interface Comparison {
  readonly drift: readonly Drift[];
  /** What is no drift, and worth a line. */
  readonly notes: readonly Note[];
}

export function compareLive(plan: DomainPlan, live: LiveDomain): Comparison {
  const { domain } = plan;
  const asked = live.servers.filter(({ trouble }) => trouble === undefined);
  // A plan with errors may lack what the spec means to have: what stands there is then not called a record too many.
  const isWhole = !plan.findings.some(({ severity }) => severity === "error");
  const slots = slotsOf(plan).filter(({ expected }) => isWhole || expected.length > 0);
  const found = slots.flatMap(slot => differences(slot, asked));
  const drift = [
    ...unreachable(plan, live, new Set(slots.map(answerKey))),
    ...found.map((difference): Drift => {
      const { slot, kind, servers } = difference;
      const { name, type, expected } = slot;
      const cause = nameCause(difference, contextOf(plan, live, difference));
      const { advice, fix } = cause ?? { advice: "revert", fix: usualFix(difference) };
      const named = cause === undefined ? {} : { cause: cause.says, causeId: cause.id };
      return { domain, name, type, kind, expected, found: difference.found, servers, ...named, advice, fix };
    }),
  ];
  return { drift, notes: notesOn(plan, live) };
}

/** One difference for each thing that servers say instead. */
function differences(slot: Slot, servers: readonly LiveServer[]): readonly Difference[] {
  const said = servers.flatMap(server => {
    const answer = server.answers.get(answerKey(slot));
    if (answer === undefined || answer.status === "failed") return [];
    const other = (type: string): DirectAnswer | undefined => server.answers.get(answerKey({ name: slot.name, type }));
    return [{ server, answer, found: seenIn(slot, answer, other) }];
  });
  const same = ({ found }: { readonly found: readonly string[] }): boolean => sameValues(found, slot.expected);
  const agreeing = said.filter(same).map(({ server }) => server.name);
  const groups = Map.groupBy(
    said.filter(one => !same(one)),
    ({ found }) => JSON.stringify(found),
  );
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const { answer, found } = first;
    const kind = kindOf(slot.expected, found);
    return [{ slot, kind, found, answer, servers: group.map(({ server }) => server.name), agreeing }];
  });
}

function kindOf(expected: readonly string[], found: readonly string[]): DriftKind {
  if (found.length === 0) return "missing";
  if (expected.every(value => found.includes(value))) return "extra";
  return found.every(value => expected.includes(value)) ? "missing" : "different";
}

function sameValues(found: readonly string[], expected: readonly string[]): boolean {
  const sorted = (values: readonly string[]): string => JSON.stringify(values.toSorted(compareText));
  return sorted(found) === sorted(expected);
}

function contextOf(plan: DomainPlan, live: LiveDomain, { servers }: Difference): DriftContext {
  const own = live.servers.filter(({ name }) => servers.includes(name));
  const answer = (type: string, name: string): DirectAnswer | undefined =>
    own
      .map(({ answers }) => answers.get(answerKey({ name, type })))
      .find(one => one !== undefined && one.status !== "failed");
  return { plan, live, answer };
}

function usualFix({ kind }: Difference): string {
  if (kind === "missing") return `Revert: mailwright up makes it; ${PUT_BACK} if it was there once.`;
  return kind === "extra"
    ? "Revert: take it out at the host; or adopt: put it into the spec."
    : `Revert: ${PUT_BACK}; or adopt: put what stands there into the spec.`;
}
