/** What a record says beside address and count, as one text: many records share it, and each is told apart by it. */
import type { FeedbackRecord } from "./feedback.ts";

/** No part can hold the separators: control characters never come out of a report. So it is also one line. */
export const [FIELD, ITEM, PART] = ["\u0001", "\u0002", "\u0003"] as const;
/** Nothing said is not the same as said to be empty: the null sender is empty. */
export const NOTHING = "\u0004";

export function outcomeText({ row, identifiers, authResults }: FeedbackRecord): string {
  const { disposition, dkim, spf, reasons } = row.policyEvaluated;
  let text =
    identifiers.headerFrom +
    FIELD +
    (identifiers.envelopeFrom ?? NOTHING) +
    FIELD +
    (identifiers.envelopeTo ?? NOTHING) +
    FIELD +
    disposition +
    FIELD +
    dkim +
    FIELD +
    spf +
    FIELD;
  for (const one of authResults.dkim) text += one.domain + PART + (one.selector ?? NOTHING) + PART + one.result + ITEM;
  text += FIELD;
  for (const one of authResults.spf) text += one.domain + PART + (one.scope ?? NOTHING) + PART + one.result + ITEM;
  text += FIELD;
  for (const one of reasons) text += one.type + PART + (one.comment ?? NOTHING) + ITEM;
  return text;
}
