/** The table of both readings, as text and as Markdown. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { describeReadings, describeReadingsInMarkdown } from "../../src/decide/describe-readings.ts";
import { effectivePolicies, type PolicyTags } from "../../src/dmarc/effective-policy.ts";
import type { Policy } from "../../src/dmarc/policy-record.ts";

describe("describeReadings", () => {
  test("says each kind of name in both readings", () => {
    expect(describeReadings("client.example", { p: "quarantine", sp: "none", np: "none" })).toEqual([
      "mail from                RFC 7489    RFC 9989",
      "client.example           quarantine  quarantine",
      "names below it           none        none",
      "names that do not exist  none        none",
    ]);
  });

  test("marks where they part", () => {
    expect(describeReadings("client.example", { p: "none", np: "reject" })).toEqual([
      "mail from                RFC 7489  RFC 9989",
      "client.example           none      none",
      "names below it           none      none",
      "names that do not exist  none      reject    differs",
    ]);
  });

  test("says the share that pct picks, to those who know it", () => {
    expect(describeReadings("client.example", { p: "reject", sp: "none", pct: 29 })).toEqual([
      "mail from                RFC 7489                               RFC 9989",
      "client.example           reject for 29 of 100, else quarantine  reject    differs",
      "names below it           none                                   none",
      "names that do not exist  none                                   none",
    ]);
  });

  test("makes room for a long domain", () => {
    const domain = `${"a".repeat(40)}.example`;
    const lines = describeReadings(domain, { p: "reject", t: "y" });
    expect(lines[1]).toBe(`${domain}  reject    quarantine  differs`);
    expect(new Set(lines.map(line => /RFC 7489|reject/.exec(line)?.index))).toEqual(new Set([domain.length + 2]));
  });
});

test("describeReadingsInMarkdown is the same as a table", () => {
  expect(describeReadingsInMarkdown("client.example", { p: "quarantine", t: "y", sp: "none" })).toEqual([
    "| Mail from | RFC 7489 | RFC 9989 | |",
    "| --- | --- | --- | --- |",
    "| `client.example` | quarantine | none | **differs** |",
    "| names below it | none | none |  |",
    "| names that do not exist | none | none |  |",
  ]);
});

test("a row is marked exactly where the words differ, so the mark is never the only sign", () => {
  const policy = fc.constantFrom<Policy>("none", "quarantine", "reject");
  const tagsOf = fc.record<PolicyTags>(
    {
      p: policy,
      sp: policy,
      np: policy,
      t: fc.constantFrom("y" as const, "n" as const),
      pct: fc.integer({ min: 0, max: 100 }),
    },
    { requiredKeys: ["p"] },
  );
  fc.assert(
    fc.property(tagsOf, tags => {
      const rows = describeReadings("client.example", tags).slice(1);
      const marked = rows.filter(row => row.endsWith("  differs"));
      const apart = rows.filter(row => {
        const [, old, current] = row.split(/ {2,}/);
        return old !== current;
      });
      expect(marked).toEqual(apart);
      expect(marked).toHaveLength(effectivePolicies(tags).differs.length);
    }),
  );
});
