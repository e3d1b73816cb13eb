/** Sums over rows of one source: messages, what aligned, and on which days. */
import { compareText } from "../finding.ts";
import { dayAt, dayRuns } from "./evidence-days.ts";
import type { Aligned, Seen, SummedSources } from "./evidence.ts";
import type { SourceRow } from "./source-row.ts";

export interface SeenTally {
  messages: number;
  passed: number;
  alignedSpf: number;
  alignedDkim: number;
  readonly days: Set<number>;
  /** Messages by source address. */
  readonly addresses: Map<string, number>;
}

export function seenTally(): SeenTally {
  return { messages: 0, passed: 0, alignedSpf: 0, alignedDkim: 0, days: new Set(), addresses: new Map() };
}

export function addRow(tally: SeenTally, row: SourceRow, ip: string): void {
  const { messages, alignedSpf, alignedDkim } = row;
  tally.messages += messages;
  if (alignedSpf || alignedDkim) tally.passed += messages;
  if (alignedSpf) tally.alignedSpf += messages;
  if (alignedDkim) tally.alignedDkim += messages;
  for (const day of row.days) tally.days.add(day);
  tally.addresses.set(ip, (tally.addresses.get(ip) ?? 0) + messages);
}

export function alignedOf({ messages, passed, alignedSpf, alignedDkim }: Aligned): Aligned {
  return { messages, passed, alignedSpf, alignedDkim };
}

/** `first` is the window's first day. */
export function seenOf(tally: SeenTally, first: string): Seen {
  const ends =
    tally.days.size === 0
      ? {}
      : { first: dayAt(first, Math.min(...tally.days)), last: dayAt(first, Math.max(...tally.days)) };
  return { ...alignedOf(tally), daysSeen: tally.days.size, ...ends, days: dayRuns(first, tally.days) };
}

/** Few enough to look at; the rows have the others. */
export const MAX_ADDRESSES = 5;

/** Those of most messages first. */
export function topAddresses({ addresses }: SeenTally): readonly string[] {
  return mostFirst(
    [...addresses].map(([ip, messages]) => ({ ip, messages })),
    ({ ip }) => ip,
  )
    .slice(0, MAX_ADDRESSES)
    .map(({ ip }) => ip);
}

/** Most messages first, then by name. */
export function mostFirst<T extends { readonly messages: number }>(all: readonly T[], name: (one: T) => string): T[] {
  return all.toSorted((a, b) => b.messages - a.messages || compareText(name(a), name(b)));
}

/** What was left out of a list. */
export function summed(all: readonly Aligned[]): SummedSources {
  const sum = (of: (one: Aligned) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    sources: all.length,
    messages: sum(one => one.messages),
    passed: sum(one => one.passed),
    alignedSpf: sum(one => one.alignedSpf),
    alignedDkim: sum(one => one.alignedDkim),
  };
}
