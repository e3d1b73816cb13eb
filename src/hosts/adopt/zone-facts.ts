/** A zone's values as facts that a service can account for: SPF terms and DKIM keys each by themselves. */
import { parseKeyRecord } from "../../dkim/parse.ts";
import { selectorFault } from "../../dkim/selector.ts";
import { isAtOrBelow } from "../../dns/owner-name.ts";
import { mergeKey } from "../../spf/generate.ts";
import { isSpfRecord, parseTerm } from "../../spf/parse.ts";
import type { LiveRecord } from "../live-record.ts";

/**
 * `term`: an SPF term that lets senders pass, at the name of its record; `key`: a DKIM key record; `txt`: any TXT string;
 * `cname` and `mx` as in the plan.
 */
export type FactKind = "term" | "cname" | "mx" | "txt" | "key";

export interface Fact {
  readonly kind: FactKind;
  readonly name: string;
  /** As patterns are compared with it: SPF terms in lower case, without the default qualifier and prefix length. */
  readonly value: string;
  readonly record: LiveRecord;
}

export interface ZoneFacts {
  readonly domain: string;
  readonly all: readonly Fact[];
  byName(kind: FactKind, name: string): readonly Fact[];
  byValue(kind: FactKind, value: string): readonly Fact[];
  /** At or below a name. */
  below(kind: FactKind, name: string): readonly Fact[];
}

/** Longer TXT strings are no vendor's: they stay the zone's own. */
const MAX_TEXT = 4096;

/** Facts of the records at and below a domain, in the zone's order. */
export function zoneFacts(domain: string, records: readonly LiveRecord[]): ZoneFacts {
  const all = records.filter(record => isAtOrBelow(record.name, domain)).flatMap(factsOf);
  const kinds = Map.groupBy(all, fact => fact.kind);
  const names = Map.groupBy(all, fact => `${fact.kind} ${fact.name}`);
  const values = Map.groupBy(all, fact => `${fact.kind} ${fact.value}`);
  const nearby = new Map<string, readonly Fact[]>();
  return {
    domain,
    all,
    byName: (kind, name) => names.get(`${kind} ${name}`) ?? [],
    byValue: (kind, value) => values.get(`${kind} ${value}`) ?? [],
    below(kind, name) {
      const ofKind = kinds.get(kind) ?? [];
      if (name === domain) return ofKind;
      const key = `${kind} ${name}`;
      const known = nearby.get(key) ?? ofKind.filter(fact => isAtOrBelow(fact.name, name));
      nearby.set(key, known);
      return known;
    },
  };
}

function factsOf(record: LiveRecord): readonly Fact[] {
  const { name, type, rdata } = record;
  const [selector, zone] = name.split("._domainkey.");
  // No plan has a selector that no signature can name.
  if (zone !== undefined && selectorFault(selector ?? "") !== undefined) return [];
  if (type === "CNAME") return [{ kind: "cname", name, value: rdata, record }];
  if (type === "MX") return [{ kind: "mx", name, value: rdata, record }];
  if (type !== "TXT" || rdata.length > MAX_TEXT) return [];
  if (isSpfRecord(rdata)) {
    return termsOf(rdata).map(value => ({ kind: "term", name, value, record }));
  }
  const isKey = name.includes("._domainkey.") && parseKeyRecord(rdata).ok;
  return [{ kind: isKey ? "key" : "txt", name, value: rdata, record }];
}

/** Keys of the terms in front of `all` that let servers pass. */
function termsOf(text: string): readonly string[] {
  const keys: string[] = [];
  for (const part of text.split(" ").slice(1)) {
    if (/^[-+~?]?all$/i.test(part)) break;
    const key = termKey(part);
    if (key !== undefined && !/^[-~?]/.test(key)) keys.push(key);
  }
  return [...new Set(keys)];
}

/** Equal for terms that say the same; undefined for what is none. */
export function termKey(text: string): string | undefined {
  const parsed = parseTerm(text);
  return parsed.ok ? mergeKey(parsed.term) : undefined;
}
