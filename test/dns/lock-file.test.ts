/** dns.lock.json: written in one form, read back to the same, and refused where it is spoiled. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { DnsLock, LockEntry } from "../../src/dns/dns-lock.ts";
import { formatLock } from "../../src/dns/format-lock.ts";
import { parseLock } from "../../src/dns/parse-lock.ts";

const entry = (changes: Partial<LockEntry> = {}): LockEntry => ({
  status: "ok",
  records: ["v=spf1 -all"],
  resolver: "192.0.2.53:53",
  resolved: "2026-11-24",
  ...changes,
});
const lockOf = (changes: Record<string, unknown> = {}, name = "a.example", type = "TXT"): string =>
  JSON.stringify({ version: 1, names: { [name]: { [type]: { ...entry(), ...changes } } } });

test("keys are sorted, records too, and each value has a line of its own", () => {
  const lock: DnsLock = {
    names: {
      "b.example": {
        TXT: entry(),
        A: entry({ records: ["192.0.2.9", "192.0.2.10"], change: "2026-11-24: +192.0.2.9" }),
      },
      "a.example": { MX: entry({ status: "nxdomain", records: [] }) },
    },
  };
  expect(formatLock(lock)).toBe(`{
  "version": 1,
  "names": {
    "a.example": {
      "MX": {
        "status": "nxdomain",
        "records": [],
        "resolver": "192.0.2.53:53",
        "resolved": "2026-11-24"
      }
    },
    "b.example": {
      "A": {
        "status": "ok",
        "records": [
          "192.0.2.10",
          "192.0.2.9"
        ],
        "resolver": "192.0.2.53:53",
        "resolved": "2026-11-24",
        "change": "2026-11-24: +192.0.2.9"
      },
      "TXT": {
        "status": "ok",
        "records": [
          "v=spf1 -all"
        ],
        "resolver": "192.0.2.53:53",
        "resolved": "2026-11-24"
      }
    }
  }
}
`);
});

test("no octet of a TXT record steers a terminal, and all come back", () => {
  const text = "v=spf1 \x1b[2J\x9b\xe4\u202e -all";
  const written = formatLock({ names: { "a.example": { TXT: entry({ records: [text] }) } } });
  expect(written).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  const parsed = parseLock(written);
  expect(parsed.ok && parsed.lock.names["a.example"]?.TXT?.records).toEqual([text]);
});

test("reading what was written gives the same, and writing that the same text, in any order of keys", () => {
  const name = fc
    .array(fc.stringMatching(/^[a-z0-9_-]{1,20}$/), { minLength: 1, maxLength: 4 })
    .map(labels => labels.join("."));
  const some = fc.oneof(
    fc.record({ type: fc.constant("TXT" as const), records: fc.array(fc.string({ unit: "binary" })) }),
    fc.record({ type: fc.constant("A" as const), records: fc.array(fc.ipV4()) }),
    fc.record({ type: fc.constant("AAAA" as const), records: fc.array(fc.ipV6()) }),
    fc.record({ type: fc.constant("MX" as const), records: fc.array(fc.nat(65_535).map(n => `${n} mx.example`)) }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, some), { selector: ([key]) => key }), entries => {
      const lock = (list: typeof entries): DnsLock => ({
        names: Object.fromEntries(
          list.map(([key, { type, records }]) => [key, { [type]: entry({ records: records.toSorted() }) }]),
        ),
      });
      const text = formatLock(lock(entries));
      const parsed = parseLock(text);
      expect(parsed).toEqual({ ok: true, lock: lock(entries) });
      expect(formatLock(lock(entries.toReversed()))).toBe(text);
    }),
  );
});

describe("refused", () => {
  test.each([
    ["", "is empty"],
    ["{", "is no whole JSON document"],
    [lockOf().slice(0, -3), "is no whole JSON document"],
    [
      `{\n<<<<<<< HEAD\n"version": 1,\n=======\n"version": 1,\n>>>>>>> x\n}`,
      "holds the conflict markers of a git merge",
    ],
    ["[]", "holds no JSON object"],
    ["null", "holds no JSON object"],
    ['{"names": {}}', "does not say its version, which must be 1"],
    ['{"version": "1", "names": {}}', "does not say its version, which must be 1"],
    ['{"version": 2, "names": {}}', "has version 2, and this mailwright reads version 1"],
    ['{"version": 1}', 'has no object "names"'],
    ['{"version": 1, "names": []}', 'has no object "names"'],
    ['{"version": 1, "names": {}, "more": 1}', 'has an unknown key "more"'],
    ['{"version": 1, "names": {"a.example": null}}', 'has something other than an object at "a.example"'],
    [lockOf({}, "A.example"), /^has an entry for "A\.example", which is no owner name/],
    [lockOf({}, "a.example."), /^has an entry for "a\.example\.", which is no owner name/],
    [lockOf({}, "a..example"), /which is no owner name/],
    [lockOf({}, "\u00e4.example"), /which is no owner name/],
    [lockOf({}, `${"a".repeat(64)}.example`), /which is no owner name/],
    [lockOf({}, "a.example", "PTR"), 'has an unknown RR type "PTR" at "a.example"'],
    [lockOf({}, "a.example", "toString"), 'has an unknown RR type "toString" at "a.example"'],
    [lockOf({ status: "servfail" }), /^has a status that is none of/],
    [lockOf({ records: "v=spf1 -all" }), 'has no list of strings as records at "a.example" TXT'],
    [lockOf({ records: [1] }), 'has no list of strings as records at "a.example" TXT'],
    [lockOf({ status: "nodata" }), 'has records beside the status "nodata" at "a.example" TXT'],
    [lockOf({ records: ["192.0.2"] }, "a.example", "A"), 'has "192.0.2", which is no A rdata, at "a.example" A'],
    [lockOf({ records: ["192.0.2.300"] }, "a.example", "A"), /which is no A rdata/],
    [lockOf({ records: ["192.0.2.01"] }, "a.example", "A"), /which is no A rdata/],
    [lockOf({ records: ["192.0.2.1"] }, "a.example", "AAAA"), /which is no AAAA rdata/],
    [lockOf({ records: ["2001:db8::1::2"] }, "a.example", "AAAA"), /which is no AAAA rdata/],
    [lockOf({ records: ["2001:db8:12345::1"] }, "a.example", "AAAA"), /which is no AAAA rdata/],
    [lockOf({ records: ["mx.example"] }, "a.example", "MX"), /which is no MX rdata/],
    [lockOf({ resolver: "" }), 'has no resolver at "a.example" TXT'],
    [lockOf({ resolved: "24.11.2026" }), 'has no date (YYYY-MM-DD) as resolved at "a.example" TXT'],
    [lockOf({ resolved: "2026-02-30" }), 'has no date (YYYY-MM-DD) as resolved at "a.example" TXT'],
    [lockOf({ change: 1 }), 'has a change that is no string at "a.example" TXT'],
    [lockOf({ ttl: 1 }), 'has an unknown key "ttl" at "a.example" TXT'],
  ])("%s", (text, problem) => {
    const parsed = parseLock(text);
    expect(parsed).toEqual({
      ok: false,
      problem: typeof problem === "string" ? problem : expect.stringMatching(problem),
    });
  });

  test("but not what a macro can make of a name, nor a name that objects have already", () => {
    for (const name of ["a+b=c@x.example", "__proto__", "constructor", "a b.example"]) {
      const parsed = parseLock(lockOf({}, name));
      expect(parsed.ok).toBe(true);
    }
  });
});
