/** What the parts of an evaluation share (RFC 7208 §4.6.4, §5): the questions, the limits, and what was spent of them. */
import type { Answer } from "../dns/resolver.ts";
import type { MacroValues } from "./expand-macros.ts";
import type { IpAddress } from "./ip-address.ts";

export type QuestionType = "a" | "aaaa" | "mx" | "ptr" | "txt";

export interface Question {
  readonly type: QuestionType;
  readonly name: string;
}

/** `mx` answers hold exchanges, every other one strings. */
export type Evaluation<T> = Generator<Question, T, Answer<unknown>>;

/** RFC 7208 §4.6.4: terms that ask the DNS, in a whole evaluation. */
export const MAX_LOOKUPS = 10;
/** RFC 7208 §4.6.4: such terms whose answer was empty, or NXDOMAIN. */
export const MAX_VOID_LOOKUPS = 2;
/** RFC 7208 §4.6.4: MX names of one `mx`, PTR names of one client. */
export const MAX_HOSTS = 10;

export interface ValidatedNames {
  readonly names: readonly string[];
  /** True where the PTR question had an empty answer. */
  readonly isVoid: boolean;
}

export interface Session {
  readonly ip: IpAddress;
  readonly values: Omit<MacroValues, "d" | "p">;
  lookups: number;
  voidLookups: number;
  /** Validated names of the client, once they were asked for. */
  validated?: ValidatedNames;
}

/** Ends the evaluation from any depth (RFC 7208 §4.6, §5): the topmost check_host() returns it. */
export interface Failure {
  readonly error: "temperror" | "permerror";
  readonly reason: string;
}

export function spend(session: Session): Failure | undefined {
  session.lookups += 1;
  if (session.lookups <= MAX_LOOKUPS) return undefined;
  return { error: "permerror", reason: `more than ${MAX_LOOKUPS} terms ask the DNS` };
}

export function spendVoid(session: Session): Failure | undefined {
  session.voidLookups += 1;
  if (session.voidLookups <= MAX_VOID_LOOKUPS) return undefined;
  return { error: "permerror", reason: `more than ${MAX_VOID_LOOKUPS} terms asked for names without records` };
}

/**
 * What a driver throws into an evaluation to end it where it stands: RFC 7208 §4.6.4 makes that a temperror, also where an
 * answer that could not be had would only mean that a mechanism does not match (§5.5).
 */
export const outOfTime = Symbol("out of time");

/** Names have no case in the DNS, and the evaluation keeps theirs for `%{d}`; questions are lower case. */
export function* ask<T>(type: QuestionType, name: string): Evaluation<Answer<T>> {
  return (yield { type, name: name.toLowerCase() }) as Answer<T>;
}

/** §5: A for an IPv4 client, AAAA for an IPv6 one. */
export function askAddresses({ ip }: Session, name: string): Evaluation<Answer<string>> {
  return ask<string>(ip.family === 4 ? "a" : "aaaa", name);
}

export function isFailed(answer: Answer<unknown>): boolean {
  return answer.status === "servfail" || answer.status === "timeout";
}

export function hasRecords<T>(answer: Answer<T>): answer is Extract<Answer<T>, { readonly status: "ok" }> {
  return answer.status === "ok" && answer.records.length > 0;
}

/** §5: an error of the DNS ends the evaluation. */
export function unanswered(what: string, name: string | undefined): Failure {
  return { error: "temperror", reason: `the ${what} records of ${name} could not be had` };
}

export function dnsForm(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}
