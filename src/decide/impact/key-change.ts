/** What a change of plan does to the signatures that reporters saw. */
import { parseKeyRecord } from "../../dkim/parse.ts";
import { isAtOrBelow } from "../../dns/owner-name.ts";
import type { ReplayDkim } from "../../feedback/evidence.ts";
import { plannedZone, type PlannedZone, type PublishedPlan } from "./planned-zone.ts";

export interface ReplayedDkim {
  readonly passes: boolean;
  /** A key came new, or is somewhere else, or the selector is not told: as reported, for want of better. */
  readonly isUnknown: boolean;
}

/** `fails`: replaced, revoked or gone; `new`: there was none; `elsewhere`: a CNAME that pointed to another place, or was none. */
type KeyChange = "none" | "fails" | "new" | "elsewhere";

/**
 * The result after the change. Without a plan before, only a key that is revoked now is known to have changed. Undefined
 * where no key has.
 */
export function dkimReplay(
  domain: string,
  before: PublishedPlan | undefined,
  after: PublishedPlan,
): ((entry: ReplayDkim) => ReplayedDkim) | undefined {
  if (before !== undefined && keyText(before) === keyText(after)) return undefined;
  const zones = { before: before && plannedZone(before.rrsets), after: plannedZone(after.rrsets) };
  const names = [...new Set([...(before?.rrsets ?? []), ...after.rrsets].map(({ name }) => name))];
  const bySigningDomain = Map.groupBy(
    names.filter(name => name.includes("._domainkey.") && !name.startsWith("*.")),
    name => name.slice(name.indexOf("._domainkey.") + "._domainkey.".length),
  );
  const known = new Map<string, KeyChange>();
  const changeAt = (name: string): KeyChange => {
    let change = known.get(name);
    if (change === undefined)
      known.set(name, (change = keyChange(keyAt(zones.before, name), keyAt(zones.after, name))));
    return change;
  };
  const keyChange = (from: Key, to: Key): KeyChange => {
    if (from === to || (before === undefined && to !== REVOKED)) return "none";
    if (to === REVOKED || to === ABSENT) return "fails";
    if (from === REVOKED || from === ABSENT) return "new";
    return from.startsWith(TARGET) || to.startsWith(TARGET) ? "elsewhere" : "fails";
  };
  /** Of a signature without a selector: what all keys say that could have made it. */
  const changeAtAny = (signer: string): KeyChange => {
    const all = bySigningDomain.get(signer) ?? [];
    const changes = all.filter(name => before === undefined || isKey(keyAt(zones.before, name))).map(changeAt);
    const [first = "none"] = changes;
    if (changes.every(one => one === first)) return first;
    return before === undefined ? "none" : "elsewhere";
  };

  return ({ domain: signer, selector, result }) => {
    const passes = result === "pass";
    if (!isAtOrBelow(signer, domain)) return { passes, isUnknown: false };
    const change = selector ? changeAt(`${selector.toLowerCase()}._domainkey.${signer}`) : changeAtAny(signer);
    if (change === "fails") return { passes: false, isUnknown: false };
    // What passed had its key already, and what did not may pass with the new one.
    if (change === "new") return { passes, isUnknown: !passes && result !== "none" };
    return { passes, isUnknown: passes && change === "elsewhere" };
  };
}

/** What stands at the name, as text: no two that verify different signatures are equal. */
type Key = string;
const ABSENT = "absent";
const REVOKED = "revoked";
const TARGET = "CNAME ";

function keyAt(zone: PlannedZone | undefined, name: string): Key {
  const target = zone?.at("CNAME", name)?.[0];
  if (target !== undefined) return `${TARGET}${target}`;
  const text = zone?.at("TXT", name)?.[0];
  if (text === undefined) return ABSENT;
  const parsed = parseKeyRecord(text);
  if (!parsed.ok) return `TXT ${text}`;
  // RFC 6376 §3.6.1: an empty p= is a revoked key.
  return parsed.record.publicKey === "" ? REVOKED : `${parsed.record.keyType} ${parsed.record.publicKey}`;
}

/** All key records, in the plan's order. */
function keyText({ rrsets }: PublishedPlan): string {
  return rrsets
    .filter(({ name }) => name.includes("_domainkey."))
    .map(({ name, type, records }) => [name, type, ...records.map(({ rdata }) => rdata)].join("\n"))
    .join("\n\n");
}

function isKey(key: Key): boolean {
  return key !== ABSENT && key !== REVOKED;
}
