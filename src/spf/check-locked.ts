/** check_host() over answers that are already there: the plan's own names and the lock (RFC 7208 §4). */
import { asAnswer, type LockedType, type LookUp } from "../dns/dns-lock.ts";
import { evaluate, type SpfOutcome, type SpfQuery } from "./evaluate.ts";

export interface LockedOutcome extends SpfOutcome {
  /** `type name` of what had to be asked and nobody knows; the result is then temperror, unless only a PTR was missing. */
  readonly missing: readonly string[];
}

const locked: Readonly<Record<string, LockedType>> = { a: "A", aaaa: "AAAA", mx: "MX", txt: "TXT" };

/** As `checkHost`, synchronously. What is not known counts as an answer that could not be had. */
export function checkLocked(query: SpfQuery, lookUp: LookUp): LockedOutcome {
  const missing: string[] = [];
  const evaluation = evaluate(query);
  let step = evaluation.next();
  while (!step.done) {
    const { type, name } = step.value;
    const lockedType = locked[type];
    const answer = lockedType === undefined ? undefined : lookUp(lockedType, name);
    if (answer === undefined || lockedType === undefined) {
      missing.push(`${type.toUpperCase()} ${name}`);
      step = evaluation.next({ status: "servfail" });
    } else {
      step = evaluation.next(asAnswer(lockedType, answer));
    }
  }
  return { ...step.value, missing };
}
