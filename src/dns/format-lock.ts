/** The lock as the text of `dns.lock.json`: one form for equal content, a line a value, so that git shows what changed. */
import { compareText } from "../finding.ts";
import type { DnsLock, LockEntry } from "./dns-lock.ts";
import { LOCK_VERSION } from "./parse-lock.ts";

/** Keys sorted, two spaces, a newline at the end. */
export function formatLock({ names }: DnsLock): string {
  const sorted = sortedEntries(names).map(
    ([name, types]) =>
      [
        name,
        Object.fromEntries(
          sortedEntries(types).flatMap(([type, entry]) => (entry === undefined ? [] : [[type, entryOf(entry)]])),
        ),
      ] as const,
  );
  const text = JSON.stringify({ version: LOCK_VERSION, names: Object.fromEntries(sorted) }, undefined, 2);
  // TXT octets are anybody's: none steers the terminal of whoever looks at the file.
  return `${text.replace(/[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, escaped)}\n`;
}

function entryOf({ status, records, resolver, resolved, change }: LockEntry): LockEntry {
  return {
    status,
    records: [...records].toSorted(compareText),
    resolver,
    resolved,
    ...(change === undefined ? {} : { change }),
  };
}

function sortedEntries<T>(object: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(object).toSorted(([a], [b]) => compareText(a, b));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
