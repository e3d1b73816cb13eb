/** Two locks side by side: which names say something else, for a review. When they were asked is no difference. */
import type { DnsLock, LockedType, LockEntry } from "../dns/dns-lock.ts";
import { compareText } from "../finding.ts";
import { describeAnswer, describeDrift } from "./describe-drift.ts";

export interface LockChange {
  readonly name: string;
  readonly type: LockedType;
  readonly change: "added" | "removed" | "changed";
  /** Of text that others publish only what is fit for a terminal. */
  readonly summary: string;
}

/** All changes of content, by name and type. */
export function lockDrift(before: DnsLock, after: DnsLock): readonly LockChange[] {
  const [was, is] = [entriesOf(before), entriesOf(after)];
  const changes: LockChange[] = [];
  for (const [key, { name, type, entry }] of is) {
    const old = was.get(key)?.entry;
    if (old === undefined) changes.push({ name, type, change: "added", summary: describeAnswer(type, entry) });
    else {
      const summary = describeDrift(type, old, entry);
      if (summary !== "") changes.push({ name, type, change: "changed", summary });
    }
  }
  for (const [key, { name, type }] of was) {
    if (!is.has(key)) changes.push({ name, type, change: "removed", summary: "no longer needed" });
  }
  return changes.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.type, b.type));
}

/** One line: `new: _spf.vendor.example (17 ranges)`, `mail.client.example A: +192.0.2.11`. SPF records need no type. */
export function driftLine({ name, type, change, summary }: LockChange): string {
  const what = type === "TXT" ? name : `${name} ${type}`;
  return change === "added" ? `new: ${what} (${summary})` : `${what}: ${summary}`;
}

function entriesOf(lock: DnsLock) {
  return new Map(
    Object.entries(lock.names).flatMap(([name, types]) =>
      (Object.entries(types) as readonly (readonly [LockedType, LockEntry | undefined])[]).flatMap(([type, entry]) =>
        entry === undefined ? [] : [[`${type} ${name}`, { name, type, entry }] as const],
      ),
    ),
  );
}
