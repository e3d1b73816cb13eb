/**
 * What receivers do beyond what a policy asks, read from what they did: they spare forwarded mail, put into quarantine what
 * they should reject, and filter by rules of their own.
 */
import type { Policy } from "../../dmarc/policy-record.ts";
import { isStricter, stricterOf } from "../../dmarc/strictness.ts";
import type { ReplayDisposition } from "../../feedback/evidence.ts";
import type { OverrideType } from "../../feedback/feedback.ts";

/** `spares`: at most `level`, whatever the policy asks; `filters`: at least `level`. */
export interface ReceiverHabit {
  readonly kind: "follows" | "spares" | "filters";
  readonly level: Policy;
}

/** RFC 7489 Appendix C: reasons to spare a message, also where its policy asks for nothing yet. */
const sparing: ReadonlySet<OverrideType> = new Set(["forwarded", "local_policy", "mailing_list", "trusted_forwarder"]);

const follows: ReceiverHabit = { kind: "follows", level: "none" };

/** `asked` is what the policy in force asked for, in either reading; undefined where nobody knows. */
export function receiverHabit(
  cell: Pick<ReplayDisposition, "disposition" | "overrides">,
  asked: readonly Policy[] | undefined,
): ReceiverHabit {
  const done = doneIn(cell);
  const [first = done] = asked ?? [];
  if (asked === undefined || asked.includes(done)) {
    const isSpared = done === "none" && cell.overrides.some(type => sparing.has(type));
    return isSpared ? { kind: "spares", level: "none" } : follows;
  }
  return { kind: isStricter(done, first) ? "filters" : "spares", level: done };
}

/** What such a receiver makes of a policy. */
export function treatedBy({ kind, level }: ReceiverHabit, asked: Policy): Policy {
  if (kind === "follows") return asked;
  if (kind === "filters") return stricterOf(asked, level);
  return isStricter(asked, level) ? level : asked;
}

/** `pass` is what reporters of RFC 9990 write of mail that passed. */
export function doneIn({ disposition }: Pick<ReplayDisposition, "disposition">): Policy {
  return disposition === "pass" ? "none" : disposition;
}
