/** Alignment as both readings have it, and what is done with a message then. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { alignmentOf, isAligned } from "../../src/dmarc/alignment.ts";
import { dispositions } from "../../src/dmarc/disposition.ts";
import { nameKinds, policyFor, readings, type PolicyTags } from "../../src/dmarc/effective-policy.ts";
import { sameByDeclaration, sameByTreeWalk } from "../../src/dmarc/organizational-domain.ts";
import type { Policy } from "../../src/dmarc/policy-record.ts";
import { isStricter } from "../../src/dmarc/strictness.ts";

const zone: Readonly<Record<string, string>> = {
  "client.example": "v=DMARC1; p=reject",
  "unit.client.example": "v=DMARC1; p=none; psd=n",
};
const walked = sameByTreeWalk(domain => [zone[domain] ?? []].flat());
const declared = sameByDeclaration(new Set(["client.example", "news.client.example"]));
const nothing = sameByDeclaration(new Set());

describe("isAligned", () => {
  test.each<[string, string, string, boolean, boolean]>([
    ["§4.4 the same name", "news.client.example", "news.client.example", true, true],
    ["§4.4 siblings below one organization", "foo.client.example", "news.client.example", true, true],
    ["§B.1.1 a child", "child.client.example", "client.example", true, true],
    ["§B.1.2 a parent", "client.example", "child.client.example", true, true],
    ["§4.4 another organization", "foo.vendor.example", "news.client.example", false, false],
    ["§B.1.1 no name that only ends alike", "my-client.example", "client.example", false, false],
    ["§4.10.2 psd=n parts them for RFC 9989 alone", "unit.client.example", "client.example", true, false],
    ["§4.10.2 and joins what is below it", "a.unit.client.example", "b.unit.client.example", true, true],
  ])("%s: %s for %s", (_, authenticated, author, rfc7489, rfc9989) => {
    expect(isAligned(authenticated, author, "r", declared)).toBe(rfc7489);
    expect(isAligned(authenticated, author, undefined, walked)).toBe(rfc9989);
  });

  test("without any declared domain, names above and below are of one organization, siblings are not", () => {
    expect(isAligned("client.example", "news.client.example", "r", nothing)).toBe(true);
    expect(isAligned("a.client.example", "b.client.example", "r", nothing)).toBe(false);
    expect(isAligned("example", "client.example", "r", nothing)).toBe(false);
  });

  const name = fc
    .array(fc.constantFrom("a", "client", "unit", "news"), { maxLength: 3 })
    .map(labels => [...labels, "client", "example"].join("."));
  const same = fc.constantFrom(walked, declared, nothing);

  test("relaxed is reflexive and symmetric, and strict implies it", () => {
    fc.assert(
      fc.property(name, name, same, (a, b, one) => {
        expect(isAligned(a, a, "s", one) && isAligned(a, a, "r", one)).toBe(true);
        expect(isAligned(a, b, "r", one)).toBe(isAligned(b, a, "r", one));
        expect(isAligned(a, b, "s", one)).toBe(a === b);
        if (isAligned(a, b, "s", one)) expect(isAligned(a, b, "r", one)).toBe(true);
      }),
    );
  });
});

describe("alignmentOf", () => {
  const author = "client.example";
  test("takes each mechanism by its own mode", () => {
    const passed = { spf: "em1.client.example", dkim: ["vendor.example", "news.client.example"] };
    expect(alignmentOf(author, passed, {}, declared)).toEqual({ spf: true, dkim: true });
    expect(alignmentOf(author, passed, { aspf: "s" }, declared)).toEqual({ spf: false, dkim: true });
    expect(alignmentOf(author, passed, { adkim: "s" }, declared)).toEqual({ spf: true, dkim: false });
  });

  test("§4.4.1 one aligned signature of several is enough, and none aligns nothing", () => {
    expect(alignmentOf(author, { dkim: ["vendor.example", author] }, { adkim: "s" }, declared).dkim).toBe(true);
    expect(alignmentOf(author, { dkim: [] }, {}, declared)).toEqual({ spf: false, dkim: false });
    expect(alignmentOf(author, { spf: "vendor.example", dkim: ["vendor.example"] }, {}, declared)).toEqual({
      spf: false,
      dkim: false,
    });
  });
});

describe("dispositions", () => {
  const failed = { spf: false, dkim: false };
  const tags: PolicyTags = { p: "reject", sp: "quarantine", np: "none", t: "y", pct: 25 };

  test.each([
    ["SPF", { spf: true, dkim: false }],
    ["DKIM", { spf: false, dkim: true }],
    ["both", { spf: true, dkim: true }],
  ])("§4.4 %s aligned is a pass, and nothing is done", (_, alignment) => {
    expect(dispositions(alignment, "apex", { p: "reject" }, "rfc9989")).toEqual([{ disposition: "none", share: 1 }]);
  });

  test("nothing is done where no policy is found", () => {
    expect(dispositions(failed, "apex", undefined, "rfc7489")).toEqual([{ disposition: "none", share: 1 }]);
  });

  test("a failure takes the policy of its kind of name, as each reading has it", () => {
    expect(dispositions(failed, "apex", tags, "rfc7489")).toEqual([
      { disposition: "reject", share: 0.25 },
      { disposition: "quarantine", share: 0.75 },
    ]);
    expect(dispositions(failed, "apex", tags, "rfc9989")).toEqual([{ disposition: "quarantine", share: 1 }]);
    expect(dispositions(failed, "nonexistent", tags, "rfc7489")).toEqual([
      { disposition: "quarantine", share: 0.25 },
      { disposition: "none", share: 0.75 },
    ]);
    expect(dispositions(failed, "nonexistent", tags, "rfc9989")).toEqual([{ disposition: "none", share: 1 }]);
  });

  const policy = fc.constantFrom<Policy>("none", "quarantine", "reject");
  const anyTags = fc.record<PolicyTags>(
    {
      p: policy,
      sp: policy,
      np: policy,
      t: fc.constantFrom("y" as const, "n" as const),
      pct: fc.integer({ min: 0, max: 100 }),
    },
    { requiredKeys: ["p"] },
  );

  test("sum to one message, and none is stricter than the policy", () => {
    fc.assert(
      fc.property(anyTags, fc.constantFrom(...nameKinds), fc.constantFrom(...readings), (some, kind, reading) => {
        const all = dispositions(failed, kind, some, reading);
        expect(all.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(all.every(one => one.share > 0 && !isStricter(one.disposition, policyFor(some, kind, reading)))).toBe(
          true,
        );
        expect(new Set(all.map(one => one.disposition)).size).toBe(all.length);
      }),
    );
  });
});
