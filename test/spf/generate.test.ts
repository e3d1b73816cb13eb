import { describe, expect, test } from "@jest/globals";
import { generateSpf } from "../../src/spf/generate.ts";
import type { AllResult } from "../../src/spf/generate.ts";

const name = "client.example";

function generate(terms: readonly string[], all: AllResult = "softfail", redirect?: string) {
  return generateSpf({ name, terms, all, redirect });
}

describe("generateSpf writes", () => {
  test.each<[string, readonly string[], AllResult, string]>([
    ["no terms", [], "fail", "v=spf1 -all"],
    [
      "the caller's order",
      ["include:b.example", "ip4:192.0.2.1", "include:a.example"],
      "softfail",
      "v=spf1 include:b.example ip4:192.0.2.1 include:a.example ~all",
    ],
    [
      "§5.1 all last, behind the modifiers",
      ["exp=why.client.example", "a", "x=y"],
      "fail",
      "v=spf1 a exp=why.client.example x=y -all",
    ],
    ["neutral", ["mx"], "neutral", "v=spf1 mx ?all"],
    ["names in lower case, no +", ["+MX", "INCLUDE:a.example"], "fail", "v=spf1 mx include:a.example -all"],
    [
      "the same term once",
      ["a", "include:a.example", "+a", "INCLUDE:A.example"],
      "fail",
      "v=spf1 a include:a.example -all",
    ],
    [
      "§5.6 default prefix lengths as the same term",
      ["ip4:192.0.2.1", "ip4:192.0.2.1/32", "ip6:2001:DB8::1/128", "ip6:2001:db8::1"],
      "fail",
      "v=spf1 ip4:192.0.2.1 ip6:2001:DB8::1/128 -all",
    ],
    [
      "§7.3 macros of another case as another term",
      ["exists:%{l}.a.example", "exists:%{L}.a.example"],
      "fail",
      "v=spf1 exists:%{l}.a.example exists:%{L}.a.example -all",
    ],
    ["another qualifier as another term", ["?a", "a"], "fail", "v=spf1 ?a a -all"],
    [
      "another prefix length as another term",
      ["ip4:192.0.2.0/24", "ip4:192.0.2.0/3"],
      "fail",
      "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.0/3 -all",
    ],
    ["modifiers of another case as another term", ["x=A", "x=a"], "fail", "v=spf1 x=A x=a -all"],
  ])("%s", (_, terms, all, text) => {
    const generated = generate(terms, all);
    expect(generated.findings).toEqual([]);
    expect(generated.text).toBe(text);
    expect(generated.record?.terms.at(-1)).toMatchObject({ mechanism: { kind: "all" } });
  });

  test("§6.1 redirect in place of all, last", () => {
    expect(generate(["a", "exp=why.client.example"], "softfail", "_spf.parent.example")).toMatchObject({
      text: "v=spf1 a exp=why.client.example redirect=_spf.parent.example",
      findings: [],
    });
  });
});

describe("generateSpf finds", () => {
  test.each([
    ["§5.1 all among the terms", ["-all", "a"], "spf-multiple-all", "error", "RFC 7208 §5.1"],
    ["§12 a syntax error", ["ip4:192.0.2"], "spf-term-syntax", "error", "RFC 7208 §5.6"],
    ["an empty term", [""], "spf-term-syntax", "error", "RFC 7208 §4.6.1"],
    ["two terms in one string", ["ip4:192.0.2.1 ip4:192.0.2.2"], "spf-term-syntax", "error", "RFC 7208 §4.6.1"],
    ["§3.1 non-ASCII", ["include:bücher.example"], "spf-term-syntax", "error", "RFC 7208 §5.2"],
    ["§4.8 an address of the web", ["include:https://spf.a.example"], "spf-term-syntax", "error", "RFC 7208 §4.8"],
    ["§4.8 two names", ["a:a.example,b.example"], "spf-term-syntax", "error", "RFC 7208 §4.8"],
    ["§4.8 an empty label", ["exp=a..example"], "spf-term-syntax", "error", "RFC 7208 §4.8"],
    ["§6 an equals sign for a colon", ["ip4=192.0.2.1"], "spf-term-syntax", "error", "RFC 7208 §6"],
    ["§6.1 redirect beside all", ["redirect=_spf.a.example"], "spf-redirect-ignored", "error", "RFC 7208 §6.1"],
    ["§6 exp twice", ["exp=a.client.example", "exp=b.client.example"], "spf-modifier-twice", "error", "RFC 7208 §6"],
    ["§3.2 a whole record", ["v=spf1 include:a.example -all"], "spf-two-records", "error", "RFC 7208 §3.2"],
    ["§3.2 a record in upper case", ["V=SPF1"], "spf-two-records", "error", "RFC 7208 §3.2"],
  ])("%s, and gives no record", (_, terms, id, severity, cite) => {
    const generated = generate(["include:a.example", ...terms]);
    expect(generated.findings).toMatchObject([{ id, severity, name, cite }]);
    expect(generated.findings[0]?.fix).toMatch(/\.$/);
    expect(generated).not.toHaveProperty("record");
    expect(generated).not.toHaveProperty("text");
  });

  test.each([
    ["§5.5 ptr", ["ptr:client.example"], "softfail", "spf-ptr", "warning", "RFC 7208 §5.5"],
    ["§7.2 the macro p", ["exists:%{p}.a.example"], "softfail", "spf-ptr", "warning", "RFC 7208 §7.2"],
    ["§5.1 +all", [], "pass", "spf-permissive", "error", "RFC 7208 §5.1"],
    ["§5.6 every IPv4 address", ["ip4:0.0.0.0/0"], "fail", "spf-permissive", "error", "RFC 7208 §5.6"],
    ["§5.6 every IPv6 address", ["ip6:::/0"], "fail", "spf-permissive", "error", "RFC 7208 §5.6"],
    ["§5.6 an a that covers IPv4", ["a/0"], "fail", "spf-permissive", "error", "RFC 7208 §5.6"],
    ["§5.6 an mx that covers IPv6", ["mx//0"], "fail", "spf-permissive", "error", "RFC 7208 §5.6"],
  ] as const)("%s, and still gives the record", (_, terms, all, id, severity, cite) => {
    const generated = generate(terms, all);
    expect(generated.findings).toMatchObject([{ id, severity, name, cite }]);
    expect(generated.text).toMatch(/^v=spf1 /);
  });

  test.each([
    ["a network that is not let pass", ["-ip4:0.0.0.0/0"]],
    ["a p that is no macro", ["include:p.example"]],
  ])("nothing in %s", (_, terms) => {
    expect(generate(terms).findings).toEqual([]);
  });

  test("§6 redirect as a term and as the input", () => {
    expect(generate(["redirect=a.example"], "fail", "b.example").findings).toMatchObject([
      { id: "spf-modifier-twice" },
    ]);
  });

  test("the redirect itself is checked", () => {
    expect(generate([], "fail", "localhost").findings).toMatchObject([
      { id: "spf-term-syntax", cite: "RFC 7208 §6.1" },
    ]);
  });

  test("everything at once, in the order of the terms", () => {
    const { findings } = generate(["nonsense", "-all", "v=spf1 -all", "redirect=a.example", "ptr"], "pass");
    expect(findings.map(finding => finding.id)).toEqual([
      "spf-term-syntax",
      "spf-multiple-all",
      "spf-two-records",
      "spf-redirect-ignored",
      "spf-ptr",
      "spf-permissive",
    ]);
  });

  test.each([
    ["-all", "fail"],
    ["all", "pass"],
    ["~all", "softfail"],
    ["?all", "neutral"],
  ])("%s among the terms: the fix says %s", (term, result) => {
    expect(generate([term]).findings[0]?.fix).toContain(`spf.all to "${result}"`);
  });
});
