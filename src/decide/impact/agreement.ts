/** How far the replay of the policies that were in force says what receivers did: what its forecast may be believed for. */
import type { Policy } from "../../dmarc/policy-record.ts";
import { compareText } from "../../finding.ts";
import type { ReplayRow } from "../../feedback/evidence.ts";
import { doneIn } from "./receiver-habit.ts";

export interface Agreement {
  /** Messages of which the policy in force is known and that nobody said to have been excepted from it. */
  readonly messages: number;
  readonly agreed: number;
  /** `agreed` of `messages`; absent where there are none. */
  readonly rate?: number | undefined;
  /** Treated otherwise, with the reasons the receiver gave; most messages first, as `differing`. */
  readonly overridden: readonly { readonly reasons: readonly string[]; readonly messages: number }[];
  /** Treated otherwise without a word. */
  readonly differing: readonly { readonly asked: Policy; readonly done: Policy; readonly messages: number }[];
  /** The policy in force is not known. */
  readonly unknown: number;
}

export interface AgreementCounter {
  /** `asked` by the policy in force, as the replay judges the mail. */
  add(row: ReplayRow, asked: readonly Policy[] | undefined): void;
  /** Mail that is told only in sums. */
  addUnknown(messages: number): void;
  finish(): Agreement;
}

export function agreementCounter(): AgreementCounter {
  let [agreed, unknown] = [0, 0];
  const overridden = new Map<string, number>();
  const differing = new Map<string, number>();
  const add = (sums: Map<string, number>, key: string, messages: number): void =>
    void sums.set(key, (sums.get(key) ?? 0) + messages);
  return {
    add: ({ messages: all, dispositions }, asked) => {
      const [first] = asked ?? [];
      if (asked === undefined || first === undefined) {
        unknown += all;
        return;
      }
      for (const cell of dispositions) {
        const done = doneIn(cell);
        if (asked.includes(done)) agreed += cell.messages;
        else if (cell.overrides.length > 0) add(overridden, cell.overrides.join(" "), cell.messages);
        else add(differing, `${first} ${done}`, cell.messages);
      }
    },
    addUnknown: messages => void (unknown += messages),
    finish: () => {
      const messages = agreed + [...differing.values()].reduce((sum, one) => sum + one, 0);
      return {
        messages,
        agreed,
        ...(messages === 0 ? {} : { rate: agreed / messages }),
        overridden: mostFirst(overridden).map(([key, count]) => ({ reasons: key.split(" "), messages: count })),
        differing: mostFirst(differing).map(([key, count]) => {
          const [asked, done] = key.split(" ") as [Policy, Policy];
          return { asked, done, messages: count };
        }),
        unknown,
      };
    },
  };
}

function mostFirst(sums: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...sums].toSorted(([a, many], [b, more]) => more - many || compareText(a, b));
}
