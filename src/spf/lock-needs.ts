/** Which questions the lock must answer: the trees of a fleet's SPF records, as far as the answers that are there lead. */
import type { LockedAnswer, LockedType, LookUp } from "../dns/dns-lock.ts";
import type { RRset } from "../dns/rrset.ts";
import { hostQuestions, questionsOf, type LockQuestion } from "./lock-questions.ts";
import { isSpfRecord } from "./parse.ts";
import { MAX_DEPTH } from "./spf-tree.ts";

/** One domain's part of the fleet. */
export interface LockRoot {
  readonly domain: string;
  /** SPF records and their owner names. */
  readonly sources: readonly { readonly name: string; readonly text: string }[];
  /** Further names whose SPF records count: what return paths point to. */
  readonly targets: readonly string[];
  /** The domain's own plan: what it answers is not asked. */
  readonly rrsets: readonly RRset[];
}

export interface NeededQuestion {
  readonly type: LockedType;
  readonly name: string;
  /** TXT: every string is kept, not only the SPF records. */
  readonly whole: boolean;
}

/** What is known of a question in this run: an answer, that there is none to be had, or nothing yet. */
export type Known = (type: LockedType, name: string) => LockedAnswer | "failed" | undefined;

export interface LockNeeds {
  /** To be asked in this run, by `TYPE name`; those that `Known` knows already are among them. */
  readonly asked: ReadonlyMap<string, NeededQuestion>;
  /** Reached only below an older answer that could not be had again: these stay as they are, too. */
  readonly kept: ReadonlyMap<string, NeededQuestion>;
  /** The domain whose records lead to the most questions. */
  readonly most: { readonly domain: string; readonly count: number };
}

interface Step {
  readonly question: LockQuestion;
  readonly depth: number;
  /** Below an older answer that could not be had again. */
  readonly stale: boolean;
}

/** RFC 1034 §3.6.2: a chain of aliases; resolvers follow a few. */
const MAX_ALIASES = 8;

/**
 * Level by level, so that each name is met on its shortest way: below `MAX_DEPTH` every evaluation has spent its look-ups
 * (RFC 7208 §4.6.4). To be called again with what was found, until every question in `asked` is known.
 */
export function lockNeeds(roots: readonly LockRoot[], known: Known, older: LookUp): LockNeeds {
  const asked = new Map<string, NeededQuestion>();
  const kept = new Map<string, NeededQuestion>();
  const read = remembering(questionsOf);
  let most = { domain: "", count: 0 };
  for (const root of roots) {
    const walk = walkRoot(root, known, older, read);
    const count = walk.asked.size + walk.kept.size;
    if (count > most.count) most = { domain: root.domain, count };
    for (const [key, question] of walk.asked) add(asked, key, question);
    for (const [key, question] of walk.kept) add(kept, key, question);
  }
  for (const key of asked.keys()) kept.delete(key);
  return { asked, kept, most };
}

type Read = typeof questionsOf;

function walkRoot(root: LockRoot, known: Known, older: LookUp, read: Read): Omit<LockNeeds, "most"> {
  const asked = new Map<string, NeededQuestion>();
  const kept = new Map<string, NeededQuestion>();
  const seen = new Set<string>();
  const own = ownAnswers(root.rrsets);
  let level: readonly Step[] = [
    ...root.sources.flatMap(({ name, text }) => read(text, name)),
    ...root.targets.map((name): LockQuestion => ({ type: "TXT", name, use: "spf" })),
  ].map(question => ({ question, depth: 1, stale: false }));
  const step = ({ question: { use, ...wanted }, depth, stale }: Step): readonly Step[] => {
    const { type, name, records } = own(wanted);
    const key = `${type} ${name}`;
    const place = `${use} ${key}`;
    if (seen.has(place) || (stale && seen.has(`stale ${place}`))) return [];
    const next = (answer: readonly string[], isStale: boolean): readonly Step[] =>
      use === "explanation" ? [] : below({ type, name }, answer, depth, isStale, read);
    if (records !== undefined) {
      seen.add(place);
      return next(records, false);
    }
    const old = older(type, name);
    const question = { type, name, whole: type === "TXT" && use === "explanation" };
    if (stale && old !== undefined) {
      seen.add(`stale ${place}`);
      add(kept, key, question);
      return next(old.records, true);
    }
    seen.add(place);
    add(asked, key, question);
    const answer = known(type, name);
    if (answer === "failed") return next(old?.records ?? [], true);
    return next(answer?.records ?? [], false);
  };
  while (level.length > 0) level = level.flatMap(step);
  return { asked, kept };
}

function below(
  { type, name }: Pick<LockQuestion, "type" | "name">,
  records: readonly string[],
  depth: number,
  stale: boolean,
  read: Read,
): readonly Step[] {
  if (type === "MX") return hostQuestions(records).map(question => ({ question, depth, stale }));
  if (type !== "TXT") return [];
  const [text, second] = records.filter(isSpfRecord);
  // RFC 7208 §4.5: with two records nothing is evaluated.
  if (text === undefined || second !== undefined) return [];
  return read(text, name)
    .filter(question => depth < MAX_DEPTH || question.type !== "TXT")
    .map(question => ({ question, depth: depth + 1, stale }));
}

/** A question as the domain's own plan leaves it: answered, moved along its aliases, or as it was. */
function ownAnswers(rrsets: readonly RRset[]) {
  const planned = new Map(rrsets.map(set => [`${set.type} ${set.name}`, set.records.map(({ rdata }) => rdata)]));
  return ({ type, name }: Pick<LockQuestion, "type" | "name">) => {
    let at = name;
    for (let links = 0; links <= MAX_ALIASES; links++) {
      const records = planned.get(`${type} ${at}`);
      if (records !== undefined) return { type, name: at, records };
      const [target] = planned.get(`CNAME ${at}`) ?? [];
      if (target === undefined) break;
      at = target;
    }
    return { type, name: at, records: undefined };
  };
}

function add(questions: Map<string, NeededQuestion>, key: string, question: NeededQuestion): void {
  const whole = question.whole || questions.get(key)?.whole === true;
  questions.set(key, { ...question, whole });
}

/** Many domains include the same vendors: each of their records is read once. */
function remembering(read: Read): Read {
  const before = new Map<string, readonly LockQuestion[]>();
  return (text, name) => {
    const key = `${name}\n${text}`;
    const questions = before.get(key) ?? read(text, name);
    before.set(key, questions);
    return questions;
  };
}
