/** Findings about what an SPF record leads to: each at its border, with what it names. */
import { describe, expect, test } from "@jest/globals";
import { lookUpIn } from "../../src/dns/dns-lock.ts";
import type { LocalFinding } from "../../src/finding.ts";
import { spfTree } from "../../src/spf/spf-tree.ts";
import { treeFindings } from "../../src/spf/tree-findings.ts";
import { lockOf, type LockedName } from "../support/lock.ts";

const domain = "client.example";
const txt = (text: string): LockedName => ({ TXT: [text] });

/** Findings of a record at client.example, with these other names in the lock. */
function found(
  record: string,
  names: Readonly<Record<string, LockedName>> = {},
  others: readonly string[] = [],
): readonly LocalFinding[] {
  const tree = spfTree(domain, lookUpIn(lockOf({ [domain]: txt(record), ...names })));
  return treeFindings(tree, [record, ...others], domain);
}

const brief = (findings: readonly LocalFinding[]): readonly string[] =>
  findings.map(({ severity, id }) => `${severity} ${id}`);

function only(findings: readonly LocalFinding[], id: string): LocalFinding {
  const [one, ...more] = findings.filter(finding => finding.id === id);
  expect(more).toEqual([]);
  if (one === undefined) throw new Error(`no ${id} among ${brief(findings).join(", ")}`);
  expect(one.name).toBe(domain);
  expect(one.message).toMatch(/\.$/);
  expect(one.fix).toMatch(/\.$/);
  return one;
}

/** So many includes of records that cost nothing themselves. */
function includes(count: number): { record: string; names: Record<string, LockedName> } {
  const hosts = Array.from({ length: count }, (_, index) => `s${index}.vendor.example`);
  return {
    record: `v=spf1 ${hosts.map(host => `include:${host}`).join(" ")} -all`,
    names: Object.fromEntries(hosts.map(host => [host, txt("v=spf1 ip4:192.0.2.1 -all")])),
  };
}

describe("spf-lookups", () => {
  const of = (count: number): readonly LocalFinding[] => {
    const { record, names } = includes(count);
    return found(record, names).filter(({ id }) => id === "spf-lookups");
  };

  test.each([
    [8, []],
    [9, ["warning spf-lookups"]],
    [10, ["warning spf-lookups"]],
    [11, ["error spf-lookups"]],
  ])("%i look-ups: %j", (count, expected) => {
    expect(brief(of(count))).toEqual(expected);
  });

  test("says how many, and of what", () => {
    const vendor = {
      "v.example": txt("v=spf1 a:h.example mx:h.example -all"),
      "h.example": { A: ["192.0.2.1"], AAAA: ["2001:db8::1"], MX: ["1 h.example"] },
    };
    const { record, names } = includes(6);
    const nine = only(
      found(record.replace(" -all", " include:v.example -all"), { ...names, ...vendor }),
      "spf-lookups",
    );
    expect(nine.message).toBe(
      "The SPF record of client.example costs 9 of 10 DNS look-ups: include:v.example 3, include:s0.vendor.example 1, " +
        "include:s1.vendor.example 1, include:s2.vendor.example 1, include:s3.vendor.example 1, include:s4.vendor.example 1, " +
        "include:s5.vendor.example 1.",
    );
    expect(nine.cite).toBe("RFC 7208 §4.6.4");
    const eleven = only(of(11), "spf-lookups");
    expect(eleven.message).toContain("costs 11 DNS look-ups, and receivers answer permerror above 10");
    expect(eleven.fix).toContain("at least 1 of them");
  });

  test("says at least where the lock lacks something, and what that is in one warning", () => {
    const { record, names } = includes(9);
    const findings = found(record.replace(" -all", " include:x.example mx:y.example -all"), names);
    expect(only(findings, "spf-lookups").message).toContain("costs at least 11 DNS look-ups");
    const missing = only(findings, "spf-lock-missing");
    expect(missing.severity).toBe("warning");
    expect(missing.message).toBe(
      "2 answers that the SPF record of client.example leads to are not in dns.lock.json, so its cost is not known: " +
        "TXT x.example, MX y.example.",
    );
    expect(missing.fix).toBe("Run `mailwright lock` and commit dns.lock.json.");
  });
});

describe("spf-void-lookups", () => {
  const both = { "v4.example": { A: ["192.0.2.1"] } } as const;

  test.each<[string, string, readonly string[]]>([
    ["one for both families", "a:a.example a:full.example", []],
    ["two for both families", "a:a.example a:b.example", ["warning spf-void-lookups"]],
    ["three for both families", "a:a.example a:b.example a:c.example", ["error spf-void-lookups"]],
    ["two of IPv6 alone", "a:a.example a:v4.example", ["warning spf-void-lookups"]],
    ["three of IPv6 alone", "a:a.example a:b.example a:v4.example", ["warning spf-void-lookups"]],
  ])("%s", (_, terms, expected) => {
    const gone = { "a.example": "nxdomain", "b.example": {}, "c.example": "nxdomain" } as const;
    const full = { "full.example": { A: ["192.0.2.2"], AAAA: ["2001:db8::2"] } } as const;
    expect(brief(found(`v=spf1 ${terms} -all`, { ...gone, ...both, ...full }))).toEqual(expected);
  });

  test("names what is void, and where it stands when that is below", () => {
    const names = {
      "a.example": "nxdomain",
      "v.example": txt("v=spf1 mx:b.example exists:c.example -all"),
      "b.example": {},
      "c.example": "nxdomain",
    } as const;
    expect(only(found("v=spf1 a:a.example include:v.example -all", names), "spf-void-lookups").message).toBe(
      "3 look-ups of the SPF record of client.example find nothing, and receivers may answer permerror above 2: " +
        "a:a.example, mx:b.example in v.example, exists:c.example in v.example.",
    );
  });

  test("says when only IPv6 clients meet it", () => {
    const four = { A: ["192.0.2.1"] };
    const names = { "a.example": four, "b.example": four, "c.example": four };
    const finding = only(found("v=spf1 a:a.example a:b.example a:c.example -all", names), "spf-void-lookups");
    expect(finding.severity).toBe("warning");
    expect(finding.message).toContain("find nothing for IPv6 clients, and receivers may answer those alone permerror");
    expect(finding.fix).toContain("no AAAA");
  });
});

describe("spf-answer-size", () => {
  const record = "v=spf1 -all";
  const sized = (count: number, each: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `k${index}=`.padEnd(each, "x"));

  /** Octets of the answer: 14 of name and 11 of SPF as text; 32 for the question and 24 for SPF in the message. */
  test.each<[string, readonly string[], readonly string[]]>([
    ["450 of text", sized(1, 425), []],
    ["451 of text", sized(1, 426), ["info spf-answer-size"]],
    // 32 + 24 + 12 + 2 + 442 = 512
    ["a message of 512", sized(1, 442), ["info spf-answer-size"]],
    ["a message of 513", sized(1, 443), ["warning spf-answer-size"]],
    // 32 + 24 + 4 * (12 + 2 + 280) = 1232
    ["a message of 1232", sized(4, 280), ["warning spf-answer-size"]],
    ["a message of 1233", [...sized(3, 280), "z=".padEnd(281, "x")], ["warning spf-answer-size"]],
  ])("%s", (_, others, expected) => {
    expect(brief(found(record, {}, others))).toEqual(expected);
  });

  test("is sterner above what passes without fragments", () => {
    const at = (others: readonly string[]): string => only(found(record, {}, others), "spf-answer-size").message;
    expect(at(sized(4, 280))).toContain("is 1232 octets, above the 512 of a UDP answer without EDNS");
    expect(at([...sized(3, 280), "z=".padEnd(281, "x")])).toContain("is 1233 octets, above the 1232 that pass in UDP");
  });

  test("says what of it is SPF and what is not, by label and never by value", () => {
    const finding = only(
      found(record, {}, ["site-verification=".padEnd(500, "s"), "no label here"]),
      "spf-answer-size",
    );
    expect(finding.message).toContain(
      '11 octets of SPF, 513 in 2 other strings ("site-verification" 500, "no label" 13).',
    );
    expect(finding.message).not.toContain("sss");
    expect(finding.cite).toBe("RFC 7208 §3.4");
    expect(finding.fix).toContain("verification strings");
  });
});

describe("what makes receivers answer permerror is an error wherever it stands", () => {
  test.each<[string, string, Readonly<Record<string, LockedName>>, string, string]>([
    [
      "an include without a record",
      "include:x.example",
      { "x.example": {} },
      "spf-include-missing",
      "has no SPF record",
    ],
    [
      "one that does not exist",
      "include:x.example",
      { "x.example": "nxdomain" },
      "spf-include-missing",
      "has no SPF record",
    ],
    [
      "two records",
      "include:x.example",
      { "x.example": { TXT: ["v=spf1 -all", "v=spf1 ~all"] } },
      "spf-include-missing",
      "has several SPF records",
    ],
    [
      "a syntax error",
      "include:x.example",
      { "x.example": txt("v=spf1 ip4:192.0.2 -all") },
      "spf-include-missing",
      'syntax error ("ip4:192.0.2"',
    ],
    [
      "one in a vendor's include",
      "include:v.example",
      { "v.example": txt("v=spf1 include:x.example -all"), "x.example": {} },
      "spf-include-missing",
      '"include:x.example" at v.example leads to x.example (by way of v.example)',
    ],
    [
      "no name",
      "include:v.example",
      { "v.example": txt("v=spf1 include:a..example -all") },
      "spf-include-missing",
      "gives no domain name",
    ],
    [
      "a loop",
      "include:v.example",
      { "v.example": txt("v=spf1 include:w.example -all"), "w.example": txt("v=spf1 include:v.example -all") },
      "spf-loop",
      "client.example → v.example → w.example → v.example",
    ],
    [
      "eleven exchanges",
      "mx:x.example",
      { "x.example": { MX: Array.from({ length: 11 }, (_, at) => `10 m${at}.example`) } },
      "spf-mx-names",
      "leads to 11 MX names",
    ],
  ])("%s", (_, term, names, id, says) => {
    const finding = only(found(`v=spf1 ${term} -all`, names), id);
    expect(finding.severity).toBe("error");
    expect(finding.message).toContain(says);
  });

  test("ten exchanges are no mistake", () => {
    const MX = Array.from({ length: 10 }, (_, at) => `10 m${at}.example`);
    const hosts = Object.fromEntries(MX.map((_, at) => [`m${at}.example`, { A: ["192.0.2.1"] }]));
    expect(brief(found("v=spf1 mx:x.example -all", { "x.example": { MX }, ...hosts }))).toEqual([]);
  });

  test("a redirect cites its own clause", () => {
    expect(only(found("v=spf1 redirect=x.example", { "x.example": {} }), "spf-include-missing").cite).toBe(
      "RFC 7208 §6.1",
    );
  });

  test("hosts that do not exist are void look-ups and not this", () => {
    expect(brief(found("v=spf1 a:x.example -all", { "x.example": "nxdomain" }))).toEqual([]);
  });
});

describe("what is only unwise", () => {
  const cases: readonly (readonly [id: string, record: string])[] = [
    ["spf-ptr", "v=spf1 ptr -all"],
    ["spf-ptr", "v=spf1 include:%{p}.x.example -all"],
    ["spf-permissive", "v=spf1 ip4:10.0.0.0/11 -all"],
    ["spf-permissive", "v=spf1 ip6:2001:d00::/23 -all"],
    ["spf-unused-all", "v=spf1 -all ip4:192.0.2.1"],
    ["spf-redirect-ignored", "v=spf1 redirect=x.example -all"],
  ];

  test.each(cases)("%s in %j: info in a vendor's record, a warning in one of the domain's own", (id, record) => {
    const at = (name: string): LocalFinding => only(found(`v=spf1 include:${name} -all`, { [name]: txt(record) }), id);
    expect(at("_spf.vendor.example").severity).toBe("info");
    expect(at("_spf.vendor.example").message).toContain("_spf.vendor.example");
    expect(at("_spf.client.example").severity).toBe("warning");
  });

  test.each(["v=spf1 ip4:192.0.0.0/12 -all", "v=spf1 ip6:2001:d00::/24 -all", "v=spf1 -ip4:0.0.0.0/0 ~all"])(
    "%j is no finding",
    record => {
      expect(brief(found("v=spf1 include:v.example -all", { "v.example": txt(record) }))).toEqual([]);
    },
  );

  test("the record's own are said where it is made, but for large networks", () => {
    expect(brief(found("v=spf1 ptr ip4:0.0.0.0/0 -all ip4:192.0.2.1"))).toEqual([]);
    expect(only(found("v=spf1 ip4:192.0.0.0/11 -all"), "spf-permissive").message).toBe(
      '"ip4:192.0.0.0/11" at client.example lets 2,097,152 IPv4 addresses pass.',
    );
  });

  test("what lets everybody pass is an error in a vendor's record too", () => {
    for (const record of ["v=spf1 +all", "v=spf1 ip4:0.0.0.0/0 -all", "v=spf1 redirect=w.example"]) {
      const names = { "v.example": txt(record), "w.example": txt("v=spf1 all") };
      expect(only(found("v=spf1 include:v.example -all", names), "spf-permissive").severity).toBe("error");
    }
  });

  test("but not where its pass is no pass of the domain's", () => {
    const names = { "v.example": txt("v=spf1 +all") };
    expect(brief(found("v=spf1 ?include:v.example -all", names))).toEqual([]);
    expect(brief(found("v=spf1 ?include:v.example redirect=v.example", names))).toEqual(["error spf-permissive"]);
  });

  test("a record that is reached twice is said once", () => {
    const names = {
      "v.example": txt("v=spf1 include:w.example -all"),
      "w.example": txt("v=spf1 ptr -all"),
    };
    expect(brief(found("v=spf1 include:v.example include:w.example -all", names))).toEqual(["info spf-ptr"]);
  });
});
