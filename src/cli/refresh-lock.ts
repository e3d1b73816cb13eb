/** The lock made anew: every name that a fleet's SPF records lead to is asked for, once. */
import type { DnsLock, LockedAnswer, LockedType, LockEntry } from "../dns/dns-lock.ts";
import { lookUpIn } from "../dns/dns-lock.ts";
import { compareText } from "../finding.ts";
import type { Asked, AskServers } from "../hosts/dns/ask-servers.ts";
import { givingUp } from "../hosts/dns/giving-up.ts";
import { describeDrift } from "../spf/describe-drift.ts";
import { lockNeeds, type LockNeeds, type LockRoot, type NeededQuestion } from "../spf/lock-needs.ts";
import { isSpfRecord } from "../spf/parse.ts";
import { CannotRun } from "./cannot-run.ts";
import { inParallel } from "./in-parallel.ts";

export interface RefreshInput {
  readonly roots: readonly LockRoot[];
  readonly older: DnsLock;
  readonly ask: AskServers;
  /** ISO date, UTC. */
  readonly today: string;
  /** Entries that nothing leads to any more stay: what leads to them may only be unreadable at the moment. */
  readonly keepAll: boolean;
  /** Called after every answer, with how many questions are answered of those known so far. */
  readonly onProgress?: (done: number, of: number) => void;
}

export interface RefreshFailure {
  readonly name: string;
  readonly type: LockedType;
  readonly reason: string;
  /** True where an older entry stays, and all below it. */
  readonly kept: boolean;
}

export interface Refreshed {
  readonly lock: DnsLock;
  readonly failed: readonly RefreshFailure[];
  readonly asked: number;
}

/** Questions under way at one time: quick, and no burden for the resolver of an office. */
const IN_FLIGHT = 50;
/** Questions of one domain's trees; a loop or a hostile record must not be followed without end. */
const MAX_QUESTIONS = 10_000;
/**
 * Never loses what was known: a question that nobody answers leaves its older entry, and all below that, with their dates.
 */
export async function refreshLock(input: RefreshInput): Promise<Refreshed> {
  const { roots, older, ask, onProgress } = input;
  const answers = new Map<string, Asked>();
  const known = (type: LockedType, name: string): LockedAnswer | "failed" | undefined => {
    const asked = answers.get(`${type} ${name}`);
    return asked === undefined ? undefined : "reason" in asked ? "failed" : lockedAnswer(asked);
  };
  const once = givingUp(ask);
  for (;;) {
    const needs = lockNeeds(roots, known, lookUpIn(older));
    if (needs.most.count > MAX_QUESTIONS) throw tooMany(needs);
    const open = [...needs.asked.values()].filter(({ type, name }) => known(type, name) === undefined);
    if (open.length === 0) return conclude(input, needs, answers);
    // Each round asks what the answers of the one before led to; there are about as many as records can stand in a row.
    await inParallel(open, IN_FLIGHT, async ({ type, name }) => {
      answers.set(`${type} ${name}`, await once(type, name));
      onProgress?.(answers.size, needs.asked.size);
    });
  }
}

function tooMany({ most }: LockNeeds): CannotRun {
  return new CannotRun(
    `The SPF records of ${most.domain} lead to more than ${MAX_QUESTIONS} questions, where receivers follow ten; ` +
      "remove the include behind that, and nothing is written until then.",
  );
}

function conclude(input: RefreshInput, needs: LockNeeds, answers: ReadonlyMap<string, Asked>): Refreshed {
  const { older, today, keepAll } = input;
  const names = new Map<string, Map<LockedType, LockEntry>>();
  const set = (type: LockedType, name: string, entry: LockEntry): void => {
    const types = names.get(name) ?? new Map<LockedType, LockEntry>();
    names.set(name, types.set(type, entry));
  };
  const before = (type: LockedType, name: string): LockEntry | undefined =>
    Object.hasOwn(older.names, name) ? older.names[name]?.[type] : undefined;
  if (keepAll) {
    for (const [name, types] of Object.entries(older.names)) {
      for (const [type, entry] of Object.entries(types)) set(type as LockedType, name, entry);
    }
  }
  const failed: RefreshFailure[] = [];
  for (const question of [...needs.kept.values(), ...needs.asked.values()]) {
    const { type, name } = question;
    const old = before(type, name);
    const asked = answers.get(`${type} ${name}`);
    if (asked !== undefined && "reason" in asked) {
      failed.push({ name, type, reason: asked.reason, kept: old !== undefined });
    }
    if (asked === undefined || "reason" in asked) {
      if (old !== undefined) set(type, name, old);
    } else {
      set(type, name, entryOf(question, asked, old, today));
    }
  }
  return {
    lock: { names: Object.fromEntries([...names].map(([name, types]) => [name, Object.fromEntries(types)])) },
    failed: failed.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.type, b.type)),
    asked: answers.size,
  };
}

type Answered = Exclude<Asked, { readonly reason: string }>;

function entryOf(question: NeededQuestion, asked: Answered, old: LockEntry | undefined, today: string): LockEntry {
  const { type, whole } = question;
  const { status, records: all } = lockedAnswer(asked);
  const records = type === "TXT" && !whole ? all.filter(isSpfRecord) : all;
  const difference = old === undefined ? "" : describeDrift(type, old, { status, records });
  const change = difference === "" ? old?.change : `${today}: ${difference}`;
  return {
    status,
    records: [...records].toSorted(compareText),
    resolver: asked.server,
    resolved: today,
    ...(change === undefined ? {} : { change }),
  };
}

function lockedAnswer(asked: Answered): LockedAnswer {
  return { status: asked.status, records: asked.status === "ok" ? asked.records : [] };
}
