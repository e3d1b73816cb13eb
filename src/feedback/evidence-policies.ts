/** Policies seen published, as receivers take them: two texts of one meaning are one policy. */
import { compareText } from "../finding.ts";
import type { SeenPolicy } from "./domain-feedback.ts";
import { evidenceText } from "./evidence-text.ts";
import { mostFirst } from "./evidence-tally.ts";
import type { EvidencePolicy } from "./evidence.ts";

/** More policies than these in one window are somebody's invention. */
export const MAX_POLICIES = 50;

export interface EvidencePolicies {
  readonly policies: readonly EvidencePolicy[];
  /** From the index in `seen` to that in `policies`; undefined where there was no room. */
  readonly indexes: readonly (number | undefined)[];
}

export function evidencePolicies(seen: readonly SeenPolicy[]): EvidencePolicies {
  const texts = seen.map(one => textOf(effective(one)));
  const merged = new Map<string, EvidencePolicy>();
  for (const [index, one] of seen.entries()) {
    const text = texts[index] ?? "";
    const policy = effective(one);
    const known = merged.get(text);
    merged.set(text, known === undefined ? policy : both(known, policy));
  }
  // By text and not by day: a window that moves on must not number them anew, since every row names one. Most reporters first:
  // one who invents policies can write any number of messages under them, and the true one must stay.
  const kept = mostFirst(
    [...merged].map(([text, policy]) => ({ text, policy, messages: policy.messages })),
    ({ text }) => text,
  )
    .toSorted((a, b) => b.policy.reporters - a.policy.reporters)
    .slice(0, MAX_POLICIES)
    .toSorted((a, b) => compareText(a.text, b.text));
  const places = new Map(kept.map(({ text }, index) => [text, index]));
  return { policies: kept.map(({ policy }) => policy), indexes: texts.map(text => places.get(text)) };
}

/** RFC 9989 §4.7 gives the defaults, and RFC 7489 §6.3 that of pct. */
function effective({ published, first, last, reporters, messages }: SeenPolicy): EvidencePolicy {
  const { domain, p, sp = p, np = sp, adkim = "r", aspf = "r", pct = 100, testing = "n" } = published;
  return { domain: evidenceText(domain), p, sp, np, adkim, aspf, pct, testing, first, last, reporters, messages };
}

function textOf({ domain, p, sp, np, adkim, aspf, pct, testing }: EvidencePolicy): string {
  return [domain, p, sp, np, adkim, aspf, pct, testing].join("\n");
}

function both(a: EvidencePolicy, b: EvidencePolicy): EvidencePolicy {
  return {
    ...a,
    first: a.first < b.first ? a.first : b.first,
    last: a.last > b.last ? a.last : b.last,
    // A reporter may have sent both texts.
    reporters: Math.max(a.reporters, b.reporters),
    messages: a.messages + b.messages,
  };
}
