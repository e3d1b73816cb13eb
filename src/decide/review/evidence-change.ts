/** What a newer file of evidence says that the one before did not. */
import type { Evidence } from "../../feedback/evidence.ts";
import { senderName } from "../unknown-senders.ts";

/** Small, so that no two files of evidence have to be in memory for it. */
export interface EvidenceGist {
  readonly window: Evidence["window"];
  readonly messages: number;
  readonly passed: number;
  readonly unknown: readonly { readonly name: string; readonly messages: number }[];
}

export interface EvidenceChange {
  /** Absent where the file is new, or was taken away. */
  readonly before?: EvidenceGist | undefined;
  readonly after?: EvidenceGist | undefined;
  /** Senders that authenticate, are undeclared, and were not seen before; most messages first. */
  readonly newSenders: EvidenceGist["unknown"];
}

export function evidenceGist({ window, totals, unknown }: Evidence): EvidenceGist {
  const { messages, passed } = totals;
  const { first, last } = window;
  return {
    window: { first, last },
    messages,
    passed,
    unknown: unknown.map(one => ({ name: senderName(one.source), messages: one.messages })),
  };
}

export function evidenceChange(before: EvidenceGist | undefined, after: EvidenceGist | undefined): EvidenceChange {
  const known = new Set(before?.unknown.map(({ name }) => name));
  return { before, after, newSenders: (after?.unknown ?? []).filter(({ name }) => !known.has(name)) };
}
