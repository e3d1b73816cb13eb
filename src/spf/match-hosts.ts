/** The mechanisms that compare the client with addresses (RFC 7208 §5.3 to §5.6), and the macros of their names. */
import type { MacroValues } from "./expand-macros.ts";
import { expandTarget, isWellFormed, usesMacro } from "./expand-macros.ts";
import {
  ask,
  askAddresses,
  dnsForm,
  hasRecords,
  isFailed,
  MAX_HOSTS,
  spend,
  spendVoid,
  unanswered,
  type Evaluation,
  type Failure,
  type Session,
  type ValidatedNames,
} from "./evaluation.ts";
import { addressBits, bitsOf, reverseName, samePrefix, type IpAddress } from "./ip-address.ts";
import type { Mechanism } from "./spf-record.ts";

type NetworkMechanism = Extract<Mechanism, { readonly address: string }>;
type HostMechanism = Extract<Mechanism, { readonly kind: "a" | "mx" }>;

/** `ip4` and `ip6` (RFC 7208 §5.6). */
export function inNetwork({ family, value }: IpAddress, mechanism: NetworkMechanism): boolean {
  // §5: IPv4 addresses are only listed by ip4, mapped ones by none.
  if (family !== (mechanism.kind === "ip4" ? 4 : 6)) return false;
  const network = networkBits(mechanism);
  return network !== undefined && samePrefix(value, network, mechanism.prefix ?? addressBits[family], family);
}

/** A record is parsed once and then compared with many clients. */
const knownBits = new WeakMap<Mechanism, bigint>();

function networkBits(mechanism: NetworkMechanism): bigint | undefined {
  const known = knownBits.get(mechanism);
  if (known !== undefined) return known;
  const bits = bitsOf(mechanism.address, mechanism.kind === "ip4" ? 4 : 6);
  if (bits !== undefined) knownBits.set(mechanism, bits);
  return bits;
}

/** `a` (RFC 7208 §5.3). */
export function* hostMatches(session: Session, name: string, mechanism: HostMechanism): Evaluation<boolean | Failure> {
  const answer = yield* askAddresses(session, name);
  if (isFailed(answer)) return unanswered("address", name);
  return hasRecords(answer) ? amongAddresses(session.ip, answer.records, mechanism) : (spendVoid(session) ?? false);
}

/** `mx` (RFC 7208 §5.4): no implicit MX. */
export function* exchangeMatches(
  session: Session,
  name: string,
  mechanism: HostMechanism,
): Evaluation<boolean | Failure> {
  const answer = yield* ask<{ preference: number; exchange: string }>("mx", name);
  if (isFailed(answer)) return unanswered("MX", name);
  if (!hasRecords(answer)) return spendVoid(session) ?? false;
  // §4.6.4: a permerror whether or not one of the first ten would have matched.
  if (answer.records.length > MAX_HOSTS) {
    return { error: "permerror", reason: `${name} has more than ${MAX_HOSTS} MX names` };
  }
  for (const { exchange } of answer.records.toSorted((a, b) => a.preference - b.preference)) {
    const host = dnsForm(exchange);
    // RFC 7505 §3: an empty exchange says that there is no mail host.
    if (!isWellFormed(host)) continue;
    const addresses = yield* askAddresses(session, host);
    if (isFailed(addresses)) return unanswered("address", host);
    if (hasRecords(addresses) && amongAddresses(session.ip, addresses.records, mechanism)) return true;
  }
  return false;
}

function amongAddresses(
  { family, value }: IpAddress,
  addresses: readonly string[],
  { prefix4, prefix6 }: HostMechanism,
): boolean {
  const prefix = (family === 4 ? prefix4 : prefix6) ?? addressBits[family];
  return addresses.some(text => {
    const host = bitsOf(text, family);
    return host !== undefined && samePrefix(value, host, prefix, family);
  });
}

/** `ptr` (RFC 7208 §5.5). */
export function* reverseMatches(session: Session, name: string): Evaluation<boolean | Failure> {
  const { names, isVoid } = yield* validatedNames(session);
  if (isVoid) {
    // Each such term counts (RFC 7208 §4.6.4), though the client's names are asked for only once.
    const spent = spendVoid(session);
    if (spent !== undefined) return spent;
  }
  const target = name.toLowerCase();
  return names.some(host => host === target || host.endsWith(`.${target}`));
}

/** The client's names that lead back to it (RFC 7208 §5.5); errors only leave names out. Asked for once a message. */
function* validatedNames(session: Session): Evaluation<ValidatedNames> {
  if (session.validated !== undefined) return session.validated;
  const answer = yield* ask<string>("ptr", reverseName(session.ip));
  const names: string[] = [];
  // §4.6.4: what is beyond the first ten is ignored, since the client's owner chose it.
  for (const text of answer.status === "ok" ? answer.records.slice(0, MAX_HOSTS) : []) {
    const host = dnsForm(text);
    if (!isWellFormed(host)) continue;
    const addresses = yield* askAddresses(session, host);
    if (hasRecords(addresses) && amongAddresses(session.ip, addresses.records, { kind: "a" })) names.push(host);
  }
  session.validated = { names, isVoid: !isFailed(answer) && !hasRecords(answer) };
  return session.validated;
}

/** The target-name (RFC 7208 §4.8): the domain itself without a domain-spec, undefined for what is no name. */
export function* targetName(
  session: Session,
  domainSpec: string | undefined,
  domain: string,
): Evaluation<string | undefined | Failure> {
  if (domainSpec === undefined) return domain;
  if (usesMacro(domainSpec, "p") && session.validated === undefined) {
    // §4.6.4: the PTR query of the macro counts like that of the mechanism.
    const spent = spend(session);
    if (spent !== undefined) return spent;
  }
  return expandTarget(domainSpec, yield* macroValues(session, domainSpec, domain));
}

/** The values of the macros that a text holds; only `p` has to ask for its own. */
export function* macroValues(session: Session, text: string, domain: string): Evaluation<MacroValues> {
  const p = usesMacro(text, "p") ? bestName((yield* validatedNames(session)).names, domain.toLowerCase()) : "unknown";
  return { ...session.values, d: domain, p };
}

/** RFC 7208 §7.3: the domain itself, else a name below it, else any; "unknown" where there is none. */
function bestName(names: readonly string[], domain: string): string {
  const below = names.find(name => name.endsWith(`.${domain}`));
  return names.includes(domain) ? domain : (below ?? names[0] ?? "unknown");
}
