/**
 * SPF evaluation (RFC 7208 §4 to §7) as a generator: it yields each DNS question and is resumed with the answer, so that one
 * evaluator serves a resolver that has to be waited for and a lock file that has not.
 */
import { canHavePolicy, checkedIdentity } from "./checked-identity.ts";
import {
  ask,
  hasRecords,
  isFailed,
  outOfTime,
  spend,
  spendVoid,
  unanswered,
  type Evaluation,
  type Failure,
  type Session,
} from "./evaluation.ts";
import { expandExplanation, expandName, usesMacro } from "./expand-macros.ts";
import { formatTerm } from "./format.ts";
import { dottedForm, formatIp, parseIp } from "./ip-address.ts";
import { macroStringFault } from "./macro-string.ts";
import { exchangeMatches, hostMatches, inNetwork, macroValues, reverseMatches, targetName } from "./match-hosts.ts";
import { isSpfRecord } from "./parse.ts";
import { parsedSpf } from "./parsed-spf.ts";
import type { Directive, Mechanism, Modifier, Qualifier, SpfRecord } from "./spf-record.ts";

export type SpfResult = "none" | "neutral" | "pass" | "fail" | "softfail" | "temperror" | "permerror";

/** One message to check (RFC 7208 §4.1). */
export interface SpfQuery {
  /** Address of the SMTP client. */
  readonly ip: string;
  /** The reverse-path; empty or absent for a null one, and then the HELO name is checked (RFC 7208 §2.4). */
  readonly mailFrom?: string | undefined;
  readonly helo?: string | undefined;
  /** Name of the host that checks, for the macro `r`. */
  readonly receiver?: string | undefined;
  /** Seconds since 1970, for the macro `t`. */
  readonly timestamp?: number | undefined;
}

export interface SpfOutcome {
  readonly result: SpfResult;
  /** The directive that matched, as it stands in the record of the last name of `via`. */
  readonly mechanism?: string;
  /** Names whose records led there: the domain, then includes and redirects. */
  readonly via: readonly string[];
  /** Terms that asked the DNS (RFC 7208 §4.6.4). */
  readonly lookups: number;
  readonly voidLookups: number;
  /** What the domain says to a sender it fails (RFC 7208 §6.2): a third party's text. */
  readonly explanation?: string;
  /** Why there is an error, or no record, in a clause for people. */
  readonly reason?: string;
}

/** What one check_host() came to; `explain` is the record's own `exp`, when a directive of it failed the client. */
interface Verdict {
  readonly result: SpfResult;
  readonly via: readonly string[];
  readonly mechanism?: string;
  readonly reason?: string;
  readonly explain?: { readonly domainSpec: string; readonly domain: string };
}

type Match = boolean | Failure | { readonly matched: Verdict };

/** RFC 7208 §4.6.2. */
export const qualifierResults: Readonly<Record<Qualifier, SpfResult>> = {
  "+": "pass",
  "-": "fail",
  "~": "softfail",
  "?": "neutral",
};

/** check_host() for a message (RFC 7208 §4). */
export function* evaluate(query: SpfQuery): Evaluation<SpfOutcome> {
  const ip = parseIp(query.ip);
  const { localPart, domain, helo } = checkedIdentity(query.mailFrom ?? "", query.helo ?? "");
  if (ip === undefined) {
    return { result: "none", via: [], lookups: 0, voidLookups: 0, reason: "the client's address is no IP address" };
  }
  const session: Session = {
    ip,
    values: {
      s: `${localPart}@${domain}`,
      l: localPart,
      o: domain,
      i: dottedForm(ip),
      v: ip.family === 4 ? "in-addr" : "ip6",
      h: helo,
      c: formatIp(ip),
      // §7.3: "unknown" where the name of the host must not, or cannot, be said.
      r: query.receiver ?? "unknown",
      t: query.timestamp === undefined ? "unknown" : String(Math.floor(query.timestamp)),
    },
    lookups: 0,
    voidLookups: 0,
  };
  const late: Verdict = { result: "temperror", via: [domain.toLowerCase()], reason: "there was no time left" };
  const verdict = (yield* inTime(checkHost(session, domain, []))) ?? late;
  const { lookups, voidLookups } = session;
  const { result, via, mechanism, reason } = verdict;
  const explanation = result === "fail" ? yield* inTime(explain(session, verdict)) : undefined;
  return {
    result,
    ...(mechanism === undefined ? {} : { mechanism }),
    via,
    lookups,
    voidLookups,
    ...(explanation === undefined ? {} : { explanation }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** What a part of the evaluation gives, or undefined once the driver has ended it. */
function* inTime<T>(part: Evaluation<T>): Evaluation<T | undefined> {
  try {
    return yield* part;
  } catch (error) {
    if (error === outOfTime) return undefined;
    throw error;
  }
}

/**
 * One check_host(): the record of a name, and what it says of the client (RFC 7208 §4.3 to §4.7). `above` are the names whose
 * records led there.
 */
function* checkHost(session: Session, domain: string, above: readonly string[]): Evaluation<Verdict> {
  if (!canHavePolicy(domain)) return { result: "none", via: above, reason: "the domain is no full domain name" };
  const via = [...above, domain.toLowerCase()];
  const none = (reason: string): Verdict => ({ result: "none", via, reason });
  // RFC 7208 §4.4: TXT alone; what is neither an answer nor NXDOMAIN is a temperror.
  const answer = yield* ask<string>("txt", domain);
  if (isFailed(answer)) return { result: "temperror", via, reason: `the TXT records of ${domain} could not be had` };
  // §4.5: other TXT strings are none of SPF's business.
  const texts = answer.status === "ok" ? answer.records.filter(isSpfRecord) : [];
  const [text] = texts;
  if (text === undefined) return none(`${domain} has no SPF record`);
  if (texts.length > 1) return { result: "permerror", via, reason: `${domain} has ${texts.length} SPF records` };
  const parsed = parsedSpf(text);
  if (!parsed.ok) {
    // §4.6: a syntax error anywhere spoils the record before anything is evaluated.
    const [problem] = parsed.problems;
    return {
      result: "permerror",
      via,
      reason: `"${shorten(problem?.term)}" at ${domain}: ${shorten(problem?.message)}`,
    };
  }
  return yield* checkRecord(session, parsed.record, domain, via);
}

function* checkRecord(
  session: Session,
  record: SpfRecord,
  domain: string,
  via: readonly string[],
): Evaluation<Verdict> {
  const exp = modifier(record, "exp");
  for (const term of record.terms) {
    // RFC 7208 §4.6.3: modifiers do not match; the unknown ones are ignored (§6).
    if (term.type === "modifier") continue;
    const match = yield* matches(session, term.mechanism, domain, via);
    if (match === false) continue;
    const mechanism = formatTerm(term);
    if (match !== true && "error" in match) return { result: match.error, via, mechanism, reason: match.reason };
    return conclude(term, match === true ? { via, mechanism } : match.matched, exp, domain);
  }
  const redirect = modifier(record, "redirect");
  // §6.1: a redirect is ignored when there is an "all" anywhere; and that would have matched before.
  // RFC 7208 §4.7: as if "?all" stood last.
  if (redirect === undefined) return { result: "neutral", via };
  return yield* follow(session, redirect, domain, via);
}

/** §4.6.2: the qualifier is the result of the record in which the directive stands, whatever was matched below it. */
function conclude(
  { qualifier }: Directive,
  { via, mechanism }: Pick<Verdict, "via" | "mechanism">,
  exp: Modifier | undefined,
  domain: string,
): Verdict {
  const result = qualifierResults[qualifier];
  return {
    result,
    via,
    ...(mechanism === undefined ? {} : { mechanism }),
    // §6.2: below an include only the including record's exp counts, so it is taken here and never from below.
    ...(result === "fail" && exp !== undefined ? { explain: { domainSpec: exp.value, domain } } : {}),
  };
}

/** `redirect=` (RFC 7208 §6.1): the other name's result is this one's, also its explanation. */
function* follow(session: Session, redirect: Modifier, domain: string, via: readonly string[]): Evaluation<Verdict> {
  const mechanism = formatTerm(redirect);
  const spent = spend(session);
  if (spent !== undefined) return { result: spent.error, via, mechanism, reason: spent.reason };
  const name = yield* targetName(session, redirect.value, domain);
  if (typeof name === "object") return { result: name.error, via, mechanism, reason: name.reason };
  if (name === undefined) {
    return { result: "permerror", via, mechanism, reason: `"${shorten(mechanism)}" gives no domain name` };
  }
  const verdict = yield* checkHost(session, name, via);
  return verdict.result === "none" ? { ...verdict, result: "permerror", mechanism } : verdict;
}

/** Text of a record for people: a hostile one is up to 64 KB long and holds control characters. */
function shorten(text = ""): string {
  const visible = text.slice(0, 200).replaceAll(/[^ -~]/g, "?");
  return text.length > 200 ? `${visible}…` : visible;
}

function modifier(record: SpfRecord, name: "redirect" | "exp"): Modifier | undefined {
  return record.terms.find((term): term is Modifier => term.type === "modifier" && term.name === name);
}

/** Whether a mechanism matches the client (RFC 7208 §5). */
function* matches(session: Session, mechanism: Mechanism, domain: string, via: readonly string[]): Evaluation<Match> {
  if (mechanism.kind === "all") return true;
  if ("address" in mechanism) return inNetwork(session.ip, mechanism);
  const spent = spend(session);
  if (spent !== undefined) return spent;
  // RFC 8616 §4: a term with %{s} or %{l} matches nothing for a local-part that is not US-ASCII.
  const { domainSpec } = mechanism;
  if (domainSpec !== undefined && /[^\x00-\x7f]/.test(session.values.l) && usesMacro(domainSpec, "sl")) return false;
  const name = yield* targetName(session, domainSpec, domain);
  if (typeof name === "object") return name;
  switch (mechanism.kind) {
    case "include":
      return yield* included(session, name, via);
    case "a":
      return name === undefined ? false : yield* hostMatches(session, name, mechanism);
    case "mx":
      return name === undefined ? false : yield* exchangeMatches(session, name, mechanism);
    case "ptr":
      return name === undefined ? false : yield* reverseMatches(session, name);
    case "exists": {
      // RFC 7208 §5.7: an A query also for an IPv6 client; any address will do.
      const answer = name === undefined ? undefined : yield* ask<string>("a", name);
      if (answer === undefined) return false;
      if (isFailed(answer)) return unanswered("A", name);
      return hasRecords(answer) ? true : (spendVoid(session) ?? false);
    }
  }
}

/** `include` (RFC 7208 §5.2): a pass is a match; no record, or no name, is a permerror. */
function* included(session: Session, name: string | undefined, via: readonly string[]): Evaluation<Match> {
  if (name === undefined) return { error: "permerror", reason: "the include gives no domain name" };
  const verdict = yield* checkHost(session, name, via);
  switch (verdict.result) {
    case "pass":
      return { matched: verdict };
    case "temperror":
    case "permerror":
      return { error: verdict.result, reason: verdict.reason ?? "" };
    case "none":
      return { error: "permerror", reason: verdict.reason ?? "" };
    default:
      return false;
  }
}

/** The explanation (RFC 7208 §6.2); undefined as if there were no `exp` at every fault. */
function* explain(session: Session, { explain: from }: Verdict): Evaluation<string | undefined> {
  if (from === undefined) return undefined;
  const name = expandName(from.domainSpec, yield* macroValues(session, from.domainSpec, from.domain));
  if (name === undefined) return undefined;
  const answer = yield* ask<string>("txt", name);
  const [text, second] = answer.status === "ok" ? answer.records : [];
  if (text === undefined || second !== undefined || macroStringFault(text, "explanation") !== undefined) {
    return undefined;
  }
  return expandExplanation(text, yield* macroValues(session, text, from.domain));
}
