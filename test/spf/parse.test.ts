import { describe, expect, test } from "@jest/globals";
import { formatTerm } from "../../src/spf/format.ts";
import { isSpfRecord, parseSpf, parseTerm } from "../../src/spf/parse.ts";
import type { Mechanism, Qualifier, Term } from "../../src/spf/spf-record.ts";

function directive(mechanism: Mechanism, qualifier: Qualifier = "+"): Term {
  return { type: "directive", qualifier, mechanism };
}

describe("isSpfRecord", () => {
  test.each([
    ["v=spf1", true, "§4.5 the version alone is a record"],
    ["v=spf1 -all", true, "§4.5 the version ends at a space"],
    ["V=SPF1 -all", true, "§12 the version is an ABNF literal, so any case"],
    ["v=spf10 -all", false, "§4.5 another version"],
    [" v=spf1 -all", false, "§4.5 a leading space"],
    ["v=spf1\t-all", false, "§12 a tab is no space"],
    ["spf2.0/pra -all", false, "Sender ID is no SPF"],
    ["", false, "nothing"],
  ])("%j is %p: %s", (text, expected) => {
    expect(isSpfRecord(text)).toBe(expected);
  });
});

describe("parseSpf", () => {
  test.each<[string, string, readonly Term[]]>([
    ["no terms", "v=spf1", []],
    [
      "§12 several spaces between and after terms",
      "v=spf1  a   -all  ",
      [directive({ kind: "a" }), directive({ kind: "all" }, "-")],
    ],
    [
      "§4.6.2 qualifiers, + by default",
      "v=spf1 +a -mx ~ptr ?all",
      [
        directive({ kind: "a" }),
        directive({ kind: "mx" }, "-"),
        directive({ kind: "ptr" }, "~"),
        directive({ kind: "all" }, "?"),
      ],
    ],
    [
      "§6 unknown modifiers stay, also twice",
      "v=spf1 x=1 x=2",
      [
        { type: "modifier", name: "x", value: "1" },
        { type: "modifier", name: "x", value: "2" },
      ],
    ],
    [
      "§6 modifiers may stand anywhere",
      "v=spf1 redirect=a.example exp=b.example a",
      [
        { type: "modifier", name: "redirect", value: "a.example" },
        { type: "modifier", name: "exp", value: "b.example" },
        directive({ kind: "a" }),
      ],
    ],
    [
      "§4.6.1 directives behind all are still syntax",
      "v=spf1 -all a",
      [directive({ kind: "all" }, "-"), directive({ kind: "a" })],
    ],
  ])("%s", (_, text, terms) => {
    expect(parseSpf(text)).toEqual({ ok: true, record: { terms } });
  });

  test.each([
    ["§4.5 no version", "spf1 -all", ["RFC 7208 §4.5"]],
    ["§6 redirect twice", "v=spf1 redirect=a.example redirect=b.example", ["RFC 7208 §6"]],
    ["§6 exp twice, in any case", "v=spf1 exp=a.example EXP=a.example -all", ["RFC 7208 §6"]],
    [
      "every problem, not the first",
      "v=spf1 foo ip4:1.2.3 a:b -all",
      ["RFC 7208 §4.6.1", "RFC 7208 §5.6", "RFC 7208 §5.3"],
    ],
    ["two problems in one term", "v=spf1 a:b/99 -all", ["RFC 7208 §5.3", "RFC 7208 §5.6"]],
    ["§12 a tab is no separator", "v=spf1 a\t-all", ["RFC 7208 §4.6.1"]],
  ])("%s", (_, text, cites) => {
    const parsed = parseSpf(text);
    expect(parsed.ok ? [] : parsed.problems.map(problem => problem.cite)).toEqual(cites);
  });

  test("a problem names its term as it was written", () => {
    const parsed = parseSpf("v=spf1 Include: -all");
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ term: "Include:", message: 'In "include", the domain is missing.' }],
    });
  });
});

describe("parseTerm accepts", () => {
  test.each<[string, string, Term]>([
    ["§12 mechanism names in any case", "ALL", directive({ kind: "all" })],
    [
      "§12 modifier names in any case",
      "Redirect=a.example",
      { type: "modifier", name: "redirect", value: "a.example" },
    ],
    ["§5.2 include", "include:_spf.google.com", directive({ kind: "include", domainSpec: "_spf.google.com" })],
    [
      "§5.3 a with both prefix lengths",
      "a:x.example/24//64",
      directive({ kind: "a", domainSpec: "x.example", prefix4: 24, prefix6: 64 }),
    ],
    ["§5.3 a with IPv4 length only", "a/0", directive({ kind: "a", prefix4: 0 })],
    ["§5.4 mx with IPv6 length only", "mx//128", directive({ kind: "mx", prefix6: 128 })],
    [
      "§12 slashes and colons inside a domain-spec",
      "a:foo:bar/baz.example/24",
      directive({ kind: "a", domainSpec: "foo:bar/baz.example", prefix4: 24 }),
    ],
    ["§5.5 ptr with and without a domain", "ptr:x.example", directive({ kind: "ptr", domainSpec: "x.example" })],
    ["§5.6 ip4 with a length", "ip4:192.0.2.0/24", directive({ kind: "ip4", address: "192.0.2.0", prefix: 24 })],
    ["§5.6 ip6 with a length", "ip6:2001:db8::/32", directive({ kind: "ip6", address: "2001:db8::", prefix: 32 })],
    ["§5.6 ip6 with a dotted quad", "ip6:::ffff:192.0.2.1", directive({ kind: "ip6", address: "::ffff:192.0.2.1" })],
    [
      "§5.7 exists with macros",
      "exists:%{ir}.%{v}._spf.%{d2}",
      directive({ kind: "exists", domainSpec: "%{ir}.%{v}._spf.%{d2}" }),
    ],
    ["§7.1 domain-spec ending in a macro", "include:%{d}", directive({ kind: "include", domainSpec: "%{d}" })],
    [
      "§7.1 every delimiter, upper-case letter and R",
      "exists:%{L1R.-+,/_=}.x.example",
      directive({ kind: "exists", domainSpec: "%{L1R.-+,/_=}.x.example" }),
    ],
    [
      "§7.1 %%, %_ and %-",
      "exists:a%%b%_c%-d.example",
      directive({ kind: "exists", domainSpec: "a%%b%_c%-d.example" }),
    ],
    ["§12 trailing dot", "a:x.example.", directive({ kind: "a", domainSpec: "x.example." })],
    ["§12 toplabel with a hyphen and digits", "a:x.1-2", directive({ kind: "a", domainSpec: "x.1-2" })],
    ["§6 unknown modifier with a mechanism's name", "a=b", { type: "modifier", name: "a", value: "b" }],
    ["§12 unknown modifier with dots, and empty", "Ra.x-y_z=", { type: "modifier", name: "ra.x-y_z", value: "" }],
    [
      "§12 unknown modifier with c, r, t and a macro",
      "x=%{c}%{t}%_",
      { type: "modifier", name: "x", value: "%{c}%{t}%_" },
    ],
  ])("%s", (_, text, term) => {
    expect(parseTerm(text)).toStrictEqual({ ok: true, term });
  });
});

describe("parseTerm refuses", () => {
  test.each([
    ["nothing", ""],
    ["§4.6.1 white space", "a b"],
    ["§4.6.1 an unknown mechanism", "ipv4:192.0.2.1"],
    ["§4.6.1 a qualifier alone", "-"],
    ["§4.6.1 two qualifiers", "--all"],
    ["§12 a qualifier before a modifier", "-redirect=a.example"],
    ["§5.1 all with an argument", "all:x.example"],
    ["§5.1 all with a dot behind it", "-all."],
    ["§5.2 include without a domain", "include"],
    ["§5.2 include with an empty domain", "include:"],
    ["§5.2 include with a length", "include:x.example/24"],
    ["§5.5 ptr with an empty domain", "ptr:"],
    ["§5.5 ptr with a length", "ptr/24"],
    ["§5.3 a with an empty domain", "a:"],
    ["§5.3 a with an IPv4 length over 32", "a/33"],
    ["§5.3 a with an IPv6 length over 128", "a//129"],
    ["§12 a leading zero in a length", "a/024"],
    ["§12 an empty length", "a/"],
    ["§12 an empty IPv6 length", "mx//"],
    ["§12 lengths in the wrong order", "a//64/24"],
    ["§12 letters in a length", "a/x"],
    ["§5.3 a port", "a:x.example:8080"],
    ["§5.6 ip4 without an address", "ip4"],
    ["§5.6 ip4 with an empty address", "ip4:"],
    ["§5.6 ip4 with three numbers", "ip4:192.0.2"],
    ["§12 ip4 with a leading zero", "ip4:192.0.02.1"],
    ["§12 ip4 over 255", "ip4:192.0.2.256"],
    ["§5.6 ip4 with a port", "ip4:192.0.2.1:25"],
    ["§12 ip4 length over 32", "ip4:192.0.2.0/33"],
    ["§12 ip4 length with a leading zero", "ip4:192.0.2.0/08"],
    ["§12 ip4 with an IPv6 length", "ip4:192.0.2.0//24"],
    ["§5.6 ip4 with an IPv6 address", "ip4:2001:db8::1"],
    ["§5.6 ip6 with an IPv4 address", "ip6:192.0.2.1"],
    ["RFC 4291 §2.2 two ::", "ip6:2001::db8::1"],
    ["RFC 4291 §2.2 nine groups", "ip6:1:2:3:4:5:6:7:8:9"],
    ["RFC 4291 §2.2 seven groups", "ip6:1:2:3:4:5:6:7"],
    ["RFC 4291 §2.2 eight groups and ::", "ip6:1:2:3:4::5:6:7:8"],
    ["RFC 4291 §2.2 five digits", "ip6:2001:db8::12345"],
    ["RFC 4291 §2.2 a quad that is not last", "ip6:192.0.2.1::1"],
    ["a zone id", "ip6:fe80::1%eth0"],
    ["brackets", "ip6:[2001:db8::1]"],
    ["§12 ip6 length over 128", "ip6:2001:db8::/129"],
    ["§12 ip6 length with a leading zero", "ip6:2001:db8::/032"],
    ["§7.1 a single label", "include:localhost"],
    ["§7.1 a single label with a dot behind it", "a:museum."],
    ["§12 a top label of digits", "a:x.123"],
    ["§12 a top label ending in a hyphen", "a:x.example-"],
    ["§12 an empty top label", "a:x.example.."],
    ["§7.1 text behind the last macro, without a dot", "a:%{d}example"],
    ["§7.1 a dot behind the last macro", "a:%{d}."],
    ["§7.1 a lone %", "exists:50%.example"],
    ["§7.1 % at the end", "exists:x.example%"],
    ["§7.2 an unknown macro letter", "exists:%{x}.example.com"],
    ["§7.1 an empty macro", "exists:%{}.example.com"],
    ["§7.1 an unclosed macro", "exists:%{d.example.com"],
    ["§7.1 a delimiter that is none", "exists:%{d;}.example.com"],
    ["§7.1 transformers in the wrong order", "exists:%{dr2}.example.com"],
    ["§7.3 zero parts", "exists:%{d0}.example.com"],
    ["§7.2 c in a term", "exists:%{c}.example.com"],
    ["§7.2 r in a redirect", "redirect=%{r}.example.com"],
    ["§7.2 t in the name that exp gives", "exp=%{T}.example.com"],
    ["§3.1 non-ASCII", "a:bücher.example"],
    ["§12 a control character", "a:x\u0007.example"],
    ["§6.1 redirect without a domain", "redirect="],
    ["§6.2 exp with a single label", "exp=why"],
    ["§6 a broken macro in an unknown modifier", "x=%{q}"],
    ["§12 a modifier name that begins with a digit", "1x=y"],
  ])("%s", (_, text) => {
    const parsed = parseTerm(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? [] : parsed.problems.map(problem => problem.term)).toContain(text);
  });

  test.each([
    ["macros", "exists:" + "%{d.".repeat(50_000)],
    ["slashes", "a" + "/".repeat(200_000) + "x"],
    ["hyphens", "a:x." + "-".repeat(200_000)],
    ["digits", "a:x//" + "1".repeat(200_000) + "x"],
    ["colons", "ip6:" + ":1".repeat(100_000)],
  ])("a long term of %s in linear time", (_, text) => {
    const start = performance.now();
    expect(parseTerm(text).ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("formatTerm writes one canonical form", () => {
  test.each([
    ["+A", "a"],
    ["MX//64", "mx//64"],
    ["Include:_SPF.Example.COM", "include:_SPF.Example.COM"],
    ["-ALL", "-all"],
    ["EXP=x.Example", "exp=x.Example"],
  ])("%s becomes %s", (text, expected) => {
    const parsed = parseTerm(text);
    expect(parsed.ok && formatTerm(parsed.term)).toBe(expected);
  });
});
