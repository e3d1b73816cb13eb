/**
 * `dns.lock.json` as data: what the names that SPF records lead to held when somebody looked, so that a plan never asks the
 * network and its changes are reviewed like code.
 */
import type { Answer } from "./resolver.ts";

/** RR types that SPF asks for at names known beforehand (RFC 7208 §5). */
export type LockedType = "A" | "AAAA" | "MX" | "TXT";

export interface LockEntry {
  readonly status: "ok" | "nxdomain" | "nodata";
  /**
   * Sorted. Addresses as text; MX as `preference exchange`; of TXT only SPF records, and every string at names that `exp=`
   * points to. Empty unless the status is `ok`.
   */
  readonly records: readonly string[];
  /** Who was asked: `192.0.2.53:53`; something that is no address for data that nobody has resolved. */
  readonly resolver: string;
  /** ISO date, UTC. */
  readonly resolved: string;
  /** The last change of its content: `2026-11-24: +1 range, −0`. */
  readonly change?: string | undefined;
}

/** True for data that nobody has resolved: no mail may hang on it. */
export function isSample({ resolver }: LockEntry): boolean {
  return !/:\d+$/.test(resolver);
}

/** Owner name (no trailing dot, lower case) → type → what was found. */
export interface DnsLock {
  readonly names: Readonly<Record<string, Readonly<Partial<Record<LockedType, LockEntry>>>>>;
}

export const emptyLock: DnsLock = { names: {} };

/** What a name holds, or undefined where nobody knows. Never failed answers: those are not locked. */
export type LookUp = (type: LockedType, name: string) => LockedAnswer | undefined;

export interface LockedAnswer {
  readonly status: "ok" | "nxdomain" | "nodata";
  readonly records: readonly string[];
}

/** Look-ups in the lock alone. */
export function lookUpIn(lock: DnsLock): LookUp {
  return (type, name) => (Object.hasOwn(lock.names, name) ? lock.names[name]?.[type] : undefined);
}

/** A locked answer in the form the resolver interface gives it. */
export function asAnswer(type: LockedType, answer: LockedAnswer): Answer<unknown> {
  if (answer.status !== "ok") return { status: answer.status };
  if (type !== "MX") return { status: "ok", records: [...answer.records] };
  const records = answer.records.map(text => {
    const [preference = "", exchange = ""] = text.split(" ");
    return { preference: Number(preference), exchange };
  });
  return { status: "ok", records };
}
