/** What a reviewer reads of a changed lock. */
import { describe, expect, test } from "@jest/globals";
import type { DnsLock, LockedAnswer, LockedType, LockEntry } from "../../src/dns/dns-lock.ts";
import { describeDrift } from "../../src/spf/describe-drift.ts";
import { driftLine, lockDrift } from "../../src/spf/lock-drift.ts";

const ok = (...records: readonly string[]): LockedAnswer => ({ status: "ok", records });
const gone: LockedAnswer = { status: "nxdomain", records: [] };
const empty: LockedAnswer = { status: "nodata", records: [] };
const ranges = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `ip4:192.0.2.${from + index}`).join(" ");

describe("TXT", () => {
  test.each([
    ["v=spf1 -all", "v=spf1 -all", ""],
    ["v=spf1 -all", "v=spf1 ip4:192.0.2.0/24 -all", "+1 range, −0 (+192.0.2.0/24)"],
    ["v=spf1 ip4:192.0.2.0/24 ~all", "v=spf1 ip6:2001:db8::/32 ~all", "+1 range, −1 (+2001:db8::/32, −192.0.2.0/24)"],
    [`v=spf1 ${ranges(2)} -all`, `v=spf1 ${ranges(17, 1)} -all`, "+16 ranges, −1"],
    ["v=spf1 -all", "v=spf1 include:a.vendor.example -all", "include:a.vendor.example added"],
    ["v=spf1 a mx -all", "v=spf1 mx -all", "a removed"],
    ["v=spf1 redirect=a.example", "v=spf1 redirect=b.example", "redirect=b.example added; redirect=a.example removed"],
    ["v=spf1 a:1.example a:2.example a:3.example", "v=spf1 a:4.example", "+1 other term, −3"],
    ["v=spf1 -all", "v=spf1 ~all", "all changed from -all to ~all"],
    ["v=spf1 -all", "v=spf1", "-all removed"],
    ["v=spf1", "v=spf1 ?all", "?all added"],
    ["v=spf1 a mx", "v=spf1 mx a", "order of terms changed"],
    ["v=spf1 a", "v=spf1  a ", "spelling or other strings changed"],
    ["v=spf1 a", "v=spf1 a a", "a added"],
    ["v=spf1 a", "v=spf1 ip4:300.0.2.1", "has a syntax error now"],
    ["v=spf1 ip4:300.0.2.1", "v=spf1 a ip4:192.0.2.1", "no syntax error any more (1 range, a)"],
    ["v=spf1 ip4:300.0.2.1", "v=spf1 ip4:301.0.2.1", "still has a syntax error, text changed"],
    ["an explanation", "another", "text changed"],
  ])("%s → %s", (before, after, summary) => {
    expect(describeDrift("TXT", ok(before), ok(after))).toBe(summary);
  });

  test("several records, and none", () => {
    expect(describeDrift("TXT", ok("v=spf1 a"), ok("v=spf1 a", "v=spf1 mx"))).toBe("1 SPF record before, 2 now");
    expect(describeDrift("TXT", ok("v=spf1 a"), ok())).toBe("1 SPF record before, none now");
    expect(describeDrift("TXT", ok("v=spf1 a", "v=spf1 mx"), ok("v=spf1 a", "v=spf1"))).toBe("SPF records changed");
  });

  test("nothing of somebody else's record steers a terminal or fills it", () => {
    const summary = describeDrift("TXT", ok("v=spf1"), ok(`v=spf1 x=${"a".repeat(5000)}`));
    expect(summary.length).toBeLessThan(150);
    expect(describeDrift("A", ok("192.0.2.1"), ok("192.0.2.1", "\x1b[2J"))).toBe("+?[2J");
  });
});

describe("addresses and hosts", () => {
  test.each([
    [["192.0.2.10"], ["192.0.2.11"], "+192.0.2.11, −192.0.2.10"],
    [["192.0.2.10", "192.0.2.11"], ["192.0.2.11", "192.0.2.10"], ""],
    [["1", "2", "3", "4"], ["3", "4", "5", "6"], "+2 records, −2"],
  ] as const)("%j → %j", (before, after, summary) => {
    expect(describeDrift("A", ok(...before), ok(...after))).toBe(summary);
  });
});

test.each([
  [ok("v=spf1 -all"), gone, "gone (NXDOMAIN)"],
  [ok("v=spf1 -all"), empty, "gone (no TXT records)"],
  [empty, gone, "gone (NXDOMAIN)"],
  [gone, empty, "there again, without TXT records"],
  [gone, ok(`v=spf1 ${ranges(17)} -all`), "there again (17 ranges)"],
  [gone, gone, ""],
])("%j → %j", (before, after, summary) => {
  expect(describeDrift("TXT", before, after)).toBe(summary);
});

test("two locks: a line a change, by name; dates and resolvers are none", () => {
  const entry = (answer: LockedAnswer, more: Partial<LockEntry> = {}): LockEntry => ({
    ...answer,
    resolver: "192.0.2.53:53",
    resolved: "2026-01-01",
    ...more,
  });
  const lock = (names: Record<string, Partial<Record<LockedType, LockEntry>>>): DnsLock => ({ names });
  const before = lock({
    "_spf.old.example": { TXT: entry(ok("v=spf1 -all")) },
    "mail.client.example": { A: entry(ok("192.0.2.10")), AAAA: entry(empty) },
    "same.example": { TXT: entry(ok("v=spf1 -all")) },
    "dropped.example": { MX: entry(empty) },
  });
  const after = lock({
    "_spf.old.example": { TXT: entry(gone) },
    "_spf.vendor.example": { TXT: entry(ok(`v=spf1 ${ranges(17)} ~all`)) },
    "mail.client.example": { A: entry(ok("192.0.2.11")), AAAA: entry(empty) },
    "same.example": { TXT: entry(ok("v=spf1 -all"), { resolved: "2026-11-24", resolver: "x", change: "x" }) },
    toString: { A: entry(ok("192.0.2.1")) },
  });
  expect(lockDrift(before, after).map(driftLine)).toEqual([
    "_spf.old.example: gone (NXDOMAIN)",
    "new: _spf.vendor.example (17 ranges)",
    "dropped.example MX: no longer needed",
    "mail.client.example A: +192.0.2.11, −192.0.2.10",
    "new: toString A (192.0.2.1)",
  ]);
  expect(lockDrift(after, after)).toEqual([]);
});
