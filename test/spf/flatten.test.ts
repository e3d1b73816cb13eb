import { describe, expect, test } from "@jest/globals";
import { lookUpIn } from "../../src/dns/dns-lock.ts";
import { flattenTerms, runTerms, type Flattening } from "../../src/spf/flatten.ts";
import { lockOf, type LockedName } from "../support/lock.ts";

const name = "client.example";

function flatten(terms: readonly string[], names: Readonly<Record<string, LockedName>>): Flattening {
  return flattenTerms(terms, name, lookUpIn(lockOf(names)));
}

function termsOf(flattening: Flattening): readonly string[] {
  return flattening.ok ? flattening.runs.flatMap(runTerms) : flattening.reasons;
}

const txt = (text: string): LockedName => ({ TXT: [text] });

describe("flattenTerms keeps what passes, and only that", () => {
  test.each<[string, readonly string[], Readonly<Record<string, LockedName>>, readonly string[]]>([
    [
      "an include, IPv4 first, in the order of the addresses",
      ["include:a.example"],
      { "a.example": txt("v=spf1 ip6:2001:db8::/32 ip4:203.0.113.0/24 ip4:192.0.2.0/24 -all") },
      ["ip4:192.0.2.0/24", "ip4:203.0.113.0/24", "ip6:2001:db8::/32"],
    ],
    [
      "neighbours and networks inside others as one",
      ["include:a.example"],
      { "a.example": txt("v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip4:192.0.2.7 ip4:192.0.3.0/24 ~all") },
      ["ip4:192.0.2.0/23"],
    ],
    [
      "a range that is no network as the fewest that make it",
      ["include:a.example"],
      { "a.example": txt("v=spf1 -ip4:192.0.2.0 ip4:192.0.2.0/29 -all") },
      ["ip4:192.0.2.1", "ip4:192.0.2.2/31", "ip4:192.0.2.4/30"],
    ],
    [
      "qualifiers inside an include: a fail before a pass does not match (§5.2)",
      ["include:a.example"],
      { "a.example": txt("v=spf1 -ip4:192.0.2.0/25 ?ip4:192.0.2.128/26 ip4:192.0.2.0/24 -all") },
      ["ip4:192.0.2.192/26"],
    ],
    [
      "nothing behind the last term, and an end that fails does not come along (§5.1)",
      ["include:a.example"],
      { "a.example": txt("v=spf1 ip4:192.0.2.1 -all ip4:192.0.2.2") },
      ["ip4:192.0.2.1"],
    ],
    [
      "includes below includes, and a redirect (§6.1)",
      ["include:a.example"],
      {
        "a.example": txt("v=spf1 include:b.example redirect=c.example"),
        "b.example": txt("v=spf1 ip4:192.0.2.1 -all"),
        "c.example": txt("v=spf1 -ip4:198.51.100.1 ip4:198.51.100.0/31 -all"),
      },
      ["ip4:192.0.2.1", "ip4:198.51.100.0"],
    ],
    [
      "a and mx with their prefixes, by family (§5.3, §5.4)",
      ["a:h.example/31//64", "mx:m.example"],
      {
        "h.example": { A: ["192.0.2.9"], AAAA: ["2001:db8:0:1::9"] },
        "m.example": { MX: ["10 x.example", "20 y.example"] },
        "x.example": { A: ["198.51.100.1"] },
        "y.example": { A: ["198.51.100.2"], AAAA: ["2001:db8::25"] },
      },
      ["ip4:192.0.2.8/31", "ip4:198.51.100.1", "ip4:198.51.100.2", "ip6:2001:db8::25", "ip6:2001:db8:0:1::/64"],
    ],
    ["a of the name itself", ["a"], { [name]: { A: ["192.0.2.10"], TXT: ["v=spf1 a -all"] } }, ["ip4:192.0.2.10"]],
    [
      "qualifiers of its own, and their order",
      ["include:a.example", "?include:b.example", "-ip4:192.0.2.0/24", "~a:h.example"],
      {
        "a.example": txt("v=spf1 ip4:192.0.2.1 -all"),
        "b.example": txt("v=spf1 ip4:192.0.2.0/30 -all"),
        "h.example": { A: ["198.51.100.1"] },
      },
      ["ip4:192.0.2.1", "?ip4:192.0.2.0/30", "-ip4:192.0.2.0/24", "~ip4:198.51.100.1"],
    ],
    [
      "the macro d, which is the same for every message (§7.2)",
      ["include:%{d}.spf.example"],
      { "client.example.spf.example": txt("v=spf1 ip4:192.0.2.1 -all") },
      ["ip4:192.0.2.1"],
    ],
  ])("%s", (_case, terms, names, expected) => {
    expect(termsOf(flatten(terms, names))).toEqual(expected);
  });

  test("says every name it went through", () => {
    const flattening = flatten(["include:a.example", "mx:m.example"], {
      "x.example": { A: ["192.0.2.3"] },
      "a.example": txt("v=spf1 a:h.example include:b.example -all"),
      "b.example": txt("v=spf1 ip4:192.0.2.1 -all"),
      "h.example": { A: ["192.0.2.2"] },
      "m.example": { MX: ["10 x.example"] },
    });
    expect(flattening.ok && [...flattening.names].toSorted()).toEqual([
      "a.example",
      "b.example",
      "h.example",
      "m.example",
      "x.example",
    ]);
  });
});

describe("flattenTerms refuses, with the reason,", () => {
  const eleven = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`h${index}.example`, { A: [`192.0.2.${index}`], AAAA: ["2001:db8::1"] }]),
  );
  test.each<[string, readonly string[], Readonly<Record<string, LockedName>>, RegExp]>([
    [
      "exists",
      ["exists:%{i}.x.example"],
      {},
      /"exists:%\{i\}\.x\.example" at client\.example is answered anew for each/,
    ],
    [
      "ptr below an include",
      ["include:a.example"],
      { "a.example": txt("v=spf1 ip4:192.0.2.1 ptr -all") },
      /"ptr" at a\.example is answered anew/,
    ],
    ["macros", ["include:%{l}.a.example"], {}, /answered anew/],
    ["a name the lock does not know", ["include:a.example"], {}, /dns\.lock\.json does not know TXT a\.example/],
    [
      "an exchange whose addresses the lock does not know",
      ["mx:m.example"],
      { "m.example": { MX: ["10 x.example"] } },
      /does not know A x\.example/,
    ],
    ["a name without SPF", ["include:a.example"], { "a.example": txt("hello") }, /a\.example has no SPF record/],
    [
      "two SPF records",
      ["include:a.example"],
      { "a.example": { TXT: ["v=spf1 -all", "v=spf1 a -all"] } },
      /has several SPF records/,
    ],
    ["a syntax error", ["include:a.example"], { "a.example": txt("v=spf1 ip4:192.0.2 -all") }, /a syntax error/],
    ["a loop", ["include:a.example"], { "a.example": txt("v=spf1 include:a.example -all") }, /includes itself/],
    [
      "an include that lets everybody pass",
      ["include:a.example"],
      { "a.example": txt("v=spf1 +all") },
      /every address/,
    ],
    ["one that lets nobody pass", ["include:a.example"], { "a.example": txt("v=spf1 ~all") }, /lets no address pass/],
    [
      "what spends more than ten look-ups by itself (§4.6.4)",
      ["include:a.example"],
      {
        ...eleven,
        "a.example": txt(
          `v=spf1 ${Object.keys(eleven)
            .map(host => `a:${host}`)
            .join(" ")} -all`,
        ),
      },
      /gives permerror for some addresses/,
    ],
    ["a modifier", ["exp=why.example"], {}, /is a modifier and has no addresses/],
    ["what is no term", ["ip4:192.0.2"], {}, /no IPv4 address/],
  ])("%s", (_case, terms, names, reason) => {
    const flattening = flatten(terms, names);
    expect(flattening.ok).toBe(false);
    expect(termsOf(flattening).join("; ")).toMatch(reason);
  });
});
