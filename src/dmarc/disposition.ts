/** What a receiver that does what it is asked does with a message. */
import { appliedPolicy, type NameKind, type PolicyTags, type Reading } from "./effective-policy.ts";
import type { Alignment } from "./alignment.ts";
import type { Policy } from "./policy-record.ts";

/** A part of the messages of one kind and what becomes of it; `none` is delivery as without DMARC. */
export interface DispositionShare {
  readonly disposition: Policy;
  /** Above 0; those of one message sum to 1. */
  readonly share: number;
}

/**
 * The dispositions of messages that are alike: one, or two where RFC 7489 §6.6.4 picks some of them by `pct`. A message that
 * one mechanism aligns for passes (RFC 9989 §4.4) and nothing is done to it, nor to one that no policy is found for.
 */
export function dispositions(
  { spf, dkim }: Alignment,
  kind: NameKind,
  policy: PolicyTags | undefined,
  reading: Reading,
): readonly DispositionShare[] {
  if (spf || dkim || policy === undefined) return [{ disposition: "none", share: 1 }];
  const { policy: applied, share, rest } = appliedPolicy(policy, kind, reading);
  const picked = { disposition: applied, share };
  return share === 1 ? [picked] : [picked, { disposition: rest, share: 1 - share }];
}
