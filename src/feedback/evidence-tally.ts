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
  lastDays: readonly number[] | undefined;
  /** Messages by source address. */
  readonly addresses: Map<string, number>;
}

export function seenTally(): SeenTally {
  return {
    messages: 0,
    passed: 0,
    alignedSpf: 0,
    alignedDkim: 0,
    days: new Set(),
    lastDays: undefined,
    addresses: new Map(),
  };
}

export function addRow(tally: SeenTally, row: SourceRow, ip: string): void {
  const { messages, alignedSpf, alignedDkim } = row;
  tally.messages += messages;
  if (alignedSpf || alignedDkim) tally.passed += messages;
  if (alignedSpf) tally.alignedSpf += messages;
  if (alignedDkim) tally.alignedDkim += messages;
  // The store hands on the same lists again and again.
  if (row.days !== tally.lastDays) for (const day of row.days) tally.days.add(day);
  tally.lastDays = row.days;
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
  return bestOf(addresses, MAX_ADDRESSES, ([a, most], [b, other]) => other - most || compareText(a, b)).map(
    ([ip]) => ip,
  );
}

/** Most messages first, then by name. */
export function mostFirst<T extends { readonly messages: number }>(all: readonly T[], name: (one: T) => string): T[] {
  return all.toSorted((a, b) => b.messages - a.messages || compareText(name(a), name(b)));
}

/** The first `most` of what sorting them all would give, for lists that are too long to be sorted. */
export function bestOf<T>(all: Iterable<T>, most: number, compare: (a: T, b: T) => number): readonly T[] {
  let best: T[] = [];
  let bar: T | undefined;
  for (const one of all) {
    if (bar !== undefined && compare(one, bar) >= 0) continue;
    best.push(one);
    if (best.length < 2 * most) continue;
    best = best.toSorted(compare).slice(0, most);
    bar = best.at(-1);
  }
  return best.toSorted(compare).slice(0, most);
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
