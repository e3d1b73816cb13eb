/** How far a lock can be trusted: names that nobody has renewed for a while, and sample data. */
import { isSample, type DnsLock, type LockEntry } from "../dns/dns-lock.ts";
import { compareText, type Finding } from "../finding.ts";

const MAX_DAYS = 30;
const DAY = 86_400_000;

const about = {
  domain: "",
  file: "dns.lock.json",
  cite: "mailwright: the lock says what was last seen",
  fix: "Run `mailwright lock` and commit dns.lock.json.",
} as const;

/** One warning and one piece of information for the whole lock, at most; `today` is an ISO date. */
export function lockAge({ names }: DnsLock, today: string): readonly Finding[] {
  const entries = Object.entries(names).flatMap(([name, types]) =>
    Object.values(types).map(entry => ({ name, entry })),
  );
  const resolved = entries.filter(({ entry }) => !isSample(entry));
  return [...old(resolved, today), ...samples(entries.filter(({ entry }) => isSample(entry)))];
}

type Entries = readonly { readonly name: string; readonly entry: LockEntry }[];

function old(entries: Entries, today: string): readonly Finding[] {
  const late = entries.filter(({ entry }) => daysBetween(entry.resolved, today) > MAX_DAYS);
  const [oldest] = late.toSorted(
    (a, b) => compareText(a.entry.resolved, b.entry.resolved) || compareText(a.name, b.name),
  );
  if (oldest === undefined) return [];
  const { name, entry } = oldest;
  const count = new Set(late.map(one => one.name)).size;
  const message =
    count === 1
      ? `${name} was last resolved on ${entry.resolved}, ${daysBetween(entry.resolved, today)} days ago.`
      : `${count} names were last resolved more than ${MAX_DAYS} days ago, ${name} on ${entry.resolved}.`;
  return [{ ...about, id: "spf-lock-old", severity: "warning", name, message }];
}

function samples(entries: Entries): readonly Finding[] {
  const names = [...new Set(entries.map(({ name }) => name))].toSorted();
  const [name] = names;
  if (name === undefined) return [];
  const message = `${names.length} ${names.length === 1 ? "name is" : "names are"} sample data, ${name} for one.`;
  return [{ ...about, id: "spf-lock-sample", severity: "info", name, message }];
}

function daysBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / DAY);
}
