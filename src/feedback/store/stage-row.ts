/** One record of a report as it is stored: its outcome, which many share, beside its address and count. */
import type { FeedbackRecord } from "../feedback.ts";

/** Of an outcome; what it is told apart by. No part can hold the separators: control characters never come out of a report. */
const [FIELD, ITEM, PART] = ["\u0001", "\u0002", "\u0003"] as const;

export function outcomeText({ row, identifiers, authResults }: FeedbackRecord): string {
  const { disposition, dkim, spf, reasons } = row.policyEvaluated;
  let text =
    identifiers.headerFrom +
    FIELD +
    optional(identifiers.envelopeFrom) +
    FIELD +
    optional(identifiers.envelopeTo) +
    FIELD +
    disposition +
    FIELD +
    dkim +
    FIELD +
    spf +
    FIELD;
  for (const one of authResults.dkim) text += one.domain + PART + optional(one.selector) + PART + one.result + ITEM;
  text += FIELD;
  for (const one of authResults.spf) text += one.domain + PART + optional(one.scope) + PART + one.result + ITEM;
  text += FIELD;
  for (const one of reasons) text += one.type + PART + optional(one.comment) + ITEM;
  return text;
}

/** Nothing said is not the same as said to be empty: the null sender is empty. */
function optional(value: string | undefined): string {
  return value ?? "\u0004";
}

/** The columns of `staged_outcomes` behind number and key. */
export function outcomeColumns({ row, identifiers, authResults }: FeedbackRecord): readonly (string | number | null)[] {
  const { disposition, dkim, spf, reasons } = row.policyEvaluated;
  return [
    identifiers.headerFrom,
    identifiers.envelopeFrom ?? null,
    identifiers.envelopeTo ?? null,
    disposition,
    dkim === "pass" ? 1 : 0,
    spf === "pass" ? 1 : 0,
    JSON.stringify(authResults.dkim.map(({ domain, selector, result }) => ({ domain, selector, result }))),
    JSON.stringify(authResults.spf.map(({ domain, scope, result }) => ({ domain, scope, result }))),
    JSON.stringify(reasons.map(({ type, comment }) => ({ type, comment }))),
  ];
}
