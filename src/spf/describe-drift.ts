/** What changed at a name, in one line that a reviewer can read: few values are spelled out, many are counted. */
import type { LockedAnswer, LockedType } from "../dns/dns-lock.ts";
import { compareText, printable } from "../finding.ts";
import { formatTerm } from "./format.ts";
import { isSpfRecord, parseSpf } from "./parse.ts";
import type { Directive, Term } from "./spf-record.ts";

/** So many values are spelled out. */
const FEW = 3;
/** A value of somebody else's may be as long as a name. */
const MAX_VALUE = 120;

/** True when two answers say the same; the order of records says nothing (RFC 2181 §5). */
export function sameAnswer(a: LockedAnswer, b: LockedAnswer): boolean {
  const [x, y] = [a, b].map(({ records }) => JSON.stringify([...records].toSorted(compareText)));
  return a.status === b.status && x === y;
}

/** How an answer differs from the one before; for two that do not, an empty text. */
export function describeDrift(type: LockedType, before: LockedAnswer, after: LockedAnswer): string {
  if (sameAnswer(before, after)) return "";
  if (after.status === "nxdomain") return "gone (NXDOMAIN)";
  if (after.status === "nodata") {
    return before.status === "nxdomain" ? `there again, without ${type} records` : `gone (no ${type} records)`;
  }
  if (before.status !== "ok") return `there again (${describeAnswer(type, after)})`;
  return type === "TXT" ? describeTexts(before.records, after.records) : plusMinus(before.records, after.records);
}

/** An answer in a few words: `17 ranges`, `192.0.2.10`, `NXDOMAIN`. */
export function describeAnswer(type: LockedType, { status, records }: LockedAnswer): string {
  if (status !== "ok") return status === "nxdomain" ? "NXDOMAIN" : `no ${type} records`;
  if (type !== "TXT") return records.length <= FEW ? records.map(shown).join(", ") : `${records.length} records`;
  const texts = records.filter(isSpfRecord);
  if (texts.length !== 1) {
    return texts.length > 1 ? `${texts.length} SPF records` : records.length > 0 ? "text" : "no SPF record";
  }
  const terms = termsOf(texts[0]);
  if (terms === undefined) return "an SPF record with a syntax error";
  const others = terms.filter(term => !isRange(term) && !isAll(term)).map(formatTerm);
  const ranges = count(terms.filter(isRange).length, "range");
  if (others.length === 0) return ranges;
  const rest = others.length <= FEW ? others.map(shown).join(", ") : count(others.length, "other term");
  return terms.some(isRange) ? `${ranges}, ${rest}` : rest;
}

function describeTexts(before: readonly string[], after: readonly string[]): string {
  const [was, is] = [before.filter(isSpfRecord), after.filter(isSpfRecord)];
  if (was.length !== 1 || is.length !== 1) {
    if (was.length === is.length) return was.length === 0 ? "text changed" : "SPF records changed";
    return `${count(was.length, "SPF record")} before, ${is.length === 0 ? "none" : is.length} now`;
  }
  const [old, now] = [termsOf(was[0]), termsOf(is[0])];
  if (now === undefined) return old === undefined ? "still has a syntax error, text changed" : "has a syntax error now";
  if (old === undefined) return `no syntax error any more (${describeAnswer("TXT", { status: "ok", records: is })})`;
  const clauses = [...rangeClauses(old, now), ...termClauses(old, now), ...allClauses(old, now)];
  if (clauses.length > 0) return clauses.join("; ");
  const order = (terms: readonly Term[]): string => terms.map(formatTerm).join(" ");
  return order(old) === order(now) ? "spelling or other strings changed" : "order of terms changed";
}

function rangeClauses(old: readonly Term[], now: readonly Term[]): readonly string[] {
  const [added, removed] = difference(old.filter(isRange), now.filter(isRange));
  if (added.length + removed.length === 0) return [];
  const counted = `+${count(added.length, "range")}, −${removed.length}`;
  return [added.length + removed.length > FEW ? counted : `${counted} (${signed(added, removed)})`];
}

function termClauses(old: readonly Term[], now: readonly Term[]): readonly string[] {
  const others = (terms: readonly Term[]): readonly Term[] => terms.filter(term => !isRange(term) && !isAll(term));
  const [added, removed] = difference(others(old), others(now));
  if (added.length + removed.length > FEW) return [`+${count(added.length, "other term")}, −${removed.length}`];
  return [...added.map(term => `${shown(term)} added`), ...removed.map(term => `${shown(term)} removed`)];
}

/** Only the first `all` counts (RFC 7208 §5.1). */
function allClauses(old: readonly Term[], now: readonly Term[]): readonly string[] {
  const spell = (terms: readonly Term[]): string | undefined => {
    const all = terms.find(isAll);
    return all === undefined ? undefined : `${all.qualifier}all`;
  };
  const [was, is] = [spell(old), spell(now)];
  if (was === is) return [];
  if (is === undefined) return [`${was} removed`];
  return [was === undefined ? `${is} added` : `all changed from ${was} to ${is}`];
}

/** Values that came and values that went, each as often as it did. */
function difference(old: readonly Term[], now: readonly Term[]): readonly [readonly string[], readonly string[]] {
  return [without(now.map(formatTerm), old.map(formatTerm)), without(old.map(formatTerm), now.map(formatTerm))];
}

function without(values: readonly string[], taken: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const value of taken) left.set(value, (left.get(value) ?? 0) + 1);
  return values.filter(value => {
    const more = left.get(value) ?? 0;
    left.set(value, more - 1);
    return more <= 0;
  });
}

function plusMinus(before: readonly string[], after: readonly string[]): string {
  const [added, removed] = [without(after, before), without(before, after)];
  if (added.length + removed.length <= FEW) return signed(added, removed);
  return `+${count(added.length, "record")}, −${removed.length}`;
}

function signed(added: readonly string[], removed: readonly string[]): string {
  const bare = (value: string): string => shown(value.replace(/^ip[46]:/, ""));
  return [...added.map(value => `+${bare(value)}`), ...removed.map(value => `−${bare(value)}`)].join(", ");
}

function termsOf(text: string | undefined): readonly Term[] | undefined {
  const parsed = text === undefined ? undefined : parseSpf(text);
  return parsed?.ok === true ? parsed.record.terms : undefined;
}

function isRange(term: Term): boolean {
  return term.type === "directive" && "address" in term.mechanism;
}

function isAll(term: Term): term is Directive {
  return term.type === "directive" && term.mechanism.kind === "all";
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Text of somebody else's, for a line on a terminal. */
function shown(value: string): string {
  const text = printable(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
