/** What dns.lock.json holds of other people's names, in the form answers are looked up in. */
import { splitCharacterStrings } from "../../dns/character-string.ts";
import type { DnsLock, LockEntry, LockedType } from "../../dns/dns-lock.ts";
import { ip6Groups } from "../../spf/ip-address.ts";
import { recordTypes } from "./record-types.ts";
import type { ServedRRset } from "./served-zone.ts";
import type { Rdata } from "./wire-rdata.ts";
import { wireName, type WireName } from "./wire-name.ts";

export interface LockedAnswer {
  readonly status: LockEntry["status"];
  /** Undefined unless the status is `ok`. */
  readonly rrset: ServedRRset | undefined;
}

/** By name and type. Of a type that was never asked nothing is known. */
export type LockedNames = ReadonlyMap<WireName, ReadonlyMap<number, LockedAnswer>>;

/** The lock does not keep TTLs; a checker that asks again soon sees a new run's answers. */
const LOCKED_TTL = 60;

export function lockedNames({ names }: DnsLock): LockedNames {
  const found = new Map<WireName, ReadonlyMap<number, LockedAnswer>>();
  for (const [text, byType] of Object.entries(names)) {
    const name = wireName(text);
    if (name === undefined) continue;
    const answers = Object.entries(byType).map(([type, entry]) => lockedAnswer(type as LockedType, entry));
    found.set(name, new Map(answers));
  }
  return found;
}

function lockedAnswer(type: LockedType, { status, records }: LockEntry): readonly [number, LockedAnswer] {
  const number = recordTypes[type]?.number ?? 0;
  if (status !== "ok") return [number, { status, rrset: undefined }];
  const rdata = records.map(text => lockedRdata(type, text)).filter(one => one !== undefined);
  return [number, { status, rrset: { type: number, ttl: LOCKED_TTL, rdata } }];
}

function lockedRdata(type: LockedType, text: string): Rdata | undefined {
  switch (type) {
    case "A":
      return [Uint8Array.from(text.split("."), Number)];
    case "AAAA":
      return [Uint8Array.from((ip6Groups(text) ?? []).flatMap(group => [group >> 8, group & 0xff]))];
    case "MX": {
      const [preference = "", exchange = ""] = text.split(" ");
      const name = wireName(exchange);
      return name === undefined ? undefined : [Uint8Array.of(Number(preference) >> 8, Number(preference) & 0xff), name];
    }
    case "TXT":
      return splitCharacterStrings(text).map(octets => Uint8Array.of(octets.length, ...octets));
  }
}
