import { describe, expect, test } from "@jest/globals";
import { formatPolicyRecord } from "../../src/dmarc/format.ts";
import { isPolicyRecord, parsePolicyRecord } from "../../src/dmarc/parse.ts";
import type { PolicyRecord } from "../../src/dmarc/policy-record.ts";

describe("isPolicyRecord", () => {
  test.each([
    ["v=DMARC1", true, "§4.8 the version alone"],
    ["v=DMARC1; p=none", true, "§4.8"],
    ["v = DMARC1 ;p=none", true, "§4.8 white space around = and before ;"],
    ["V=DMARC1; p=none", true, "RFC 5234 §2.3 a tag name is a literal without case"],
    ["v=dmarc1; p=none", false, "§4.7 the value has case"],
    ["v=DMARC10; p=none", false, "§4.7 another version"],
    ["v=DMARC1 p=none", false, "§4.8 no semicolon"],
    ["p=none; v=DMARC1", false, "§4.7 v is not first"],
    [" v=DMARC1; p=none", false, "§4.8 nothing stands before v"],
    ["", false, "nothing"],
  ])("%j is %p: %s", (text, expected) => {
    expect(isPolicyRecord(text)).toBe(expected);
    if (!expected)
      expect(parsePolicyRecord(text)).toEqual({ ok: false, problems: [expect.stringMatching(/v=DMARC1/)] });
  });
});

const mailto = "mailto:d@r.example";

describe("parsePolicyRecord reads", () => {
  test.each<[string, string, PolicyRecord]>([
    ["§4.7 p alone", "v=DMARC1; p=reject", { p: "reject" }],
    ["§4.8 a semicolon at the end", "v=DMARC1;p=none;", { p: "none" }],
    ["§4.7 p at any place", `v=DMARC1; rua=${mailto}; p=quarantine`, { p: "quarantine", rua: [mailto] }],
    [
      "§4.7 every tag",
      `v=DMARC1; p=none; sp=quarantine; np=reject; adkim=s; aspf=r; fo=1:d:s; rua=${mailto}; ruf=mailto:f@r.example; t=y; psd=n`,
      {
        p: "none",
        sp: "quarantine",
        np: "reject",
        adkim: "s",
        aspf: "r",
        fo: ["1", "d", "s"],
        rua: [mailto],
        ruf: ["mailto:f@r.example"],
        t: "y",
        psd: "n",
      },
    ],
    ["§4.8 white space", "v=DMARC1 ;  p  = none\t; fo = 1 : d ", { p: "none", fo: ["1", "d"] }],
    ["RFC 5234 §2.3 tag names and values in upper case", "v=DMARC1; P=Reject; ADKIM=S", { p: "reject", adkim: "s" }],
    ["§4.7 unknown tags, ignored", "v=DMARC1; p=none; zz=1", { p: "none" }],
    [
      "§4.8 several URIs",
      "v=DMARC1; p=none; rua=mailto:a@r.example , mailto:b@r.example",
      { p: "none", rua: ["mailto:a@r.example", "mailto:b@r.example"] },
    ],
    [
      "§4.8 percent-encoding",
      "v=DMARC1; p=none; rua=mailto:a%21b%2Cc%3b@r.example",
      { p: "none", rua: ["mailto:a!b,c;@r.example"] },
    ],
    [
      "RFC 3986 §2.5 percent-encoded UTF-8",
      "v=DMARC1; p=none; rua=mailto:%C3%BC@r.example",
      { p: "none", rua: ["mailto:ü@r.example"] },
    ],
    [
      "§4.7 URIs that are not mailto",
      "v=DMARC1; p=none; rua=https://r.example/in?a=b",
      { p: "none", rua: ["https://r.example/in?a=b"] },
    ],
  ])("%s", (_, text, record) => {
    expect(parsePolicyRecord(text)).toStrictEqual({ ok: true, record, warnings: [] });
  });

  test.each<[string, string, PolicyRecord, readonly RegExp[]]>([
    ["§9.3 pct", "v=DMARC1; p=reject; pct=50", { p: "reject" }, [/^pct= is historic/]],
    ["§9.3 rf and ri", "v=DMARC1; p=none; rf=afrf; ri=86400", { p: "none" }, [/^rf= is historic/, /^ri= is historic/]],
    ["§4.8 a size limit", `v=DMARC1; p=none; rua=${mailto}!10m`, { p: "none", rua: [mailto] }, [/size limit "!10m"/]],
    [
      "§4.8 a size limit in bytes",
      `v=DMARC1; p=none; rua=${mailto}!1000`,
      { p: "none", rua: [mailto] },
      [/size limit "!1000"/],
    ],
    [
      "§4.8 a ! that is no size limit",
      `v=DMARC1; p=none; rua=mailto:a!b@r.example,${mailto}`,
      { p: "none", rua: [mailto] },
      [/no URI/],
    ],
    ["§4.8 an address without mailto", "v=DMARC1; p=none; rua=d@r.example", { p: "none" }, [/no URI/]],
    ["§4.8 an empty place in the list", `v=DMARC1; p=none; rua=${mailto},`, { p: "none", rua: [mailto] }, [/no URI/]],
    [
      "RFC 3986 §2.1 broken percent-encoding",
      "v=DMARC1; p=none; ruf=mailto:50%@r.example",
      { p: "none" },
      [/^ruf= .*no URI/],
    ],
    [
      "RFC 3629 §3 percent-encoded octets that are not UTF-8",
      "v=DMARC1; p=none; rua=mailto:%FF@r.example",
      { p: "none" },
      [/no URI/],
    ],
    [
      "§4.7 a mode that is none",
      "v=DMARC1; p=none; adkim=strict; aspf=x",
      { p: "none" },
      [/^adkim= is none of r, s/, /^aspf= /],
    ],
    [
      "§4.7 t and psd that are none",
      "v=DMARC1; p=none; t=yes; psd=x",
      { p: "none" },
      [/^t= is none of y, n/, /^psd= is none of y, n, u/],
    ],
    [
      "§4.7 failure options that are none",
      "v=DMARC1; p=none; fo=1:x",
      { p: "none", fo: ["1"] },
      [/^fo= has something other/],
    ],
    ["§4.7 no failure option at all", "v=DMARC1; p=none; fo=x", { p: "none" }, [/^fo= has something other/]],
    ["§4.7 0 and 1 together", "v=DMARC1; p=none; fo=0:1", { p: "none", fo: ["0", "1"] }, [/^fo= has both 0 and 1/]],
    ["§4.7 text that is no tag", "v=DMARC1; p=none; hello", { p: "none" }, [/"hello" is not tag=value/]],
    ["§4.8 an empty tag", "v=DMARC1;; p=none; rua=", { p: "none" }, [/"" is not/, /"rua=" is not/]],
    ["§4.8 non-ASCII", "v=DMARC1; p=none; rua=mailto:ü@r.example", { p: "none" }, [/is not tag=value/]],
    [
      "§4.10.1 no p, with rua",
      `v=DMARC1; sp=reject; rua=${mailto}`,
      { p: "none", rua: [mailto] },
      [/act as for p=none/],
    ],
    [
      "§4.10.1 a bad p, with rua",
      `v=DMARC1; p=rejct; rua=${mailto}`,
      { p: "none", rua: [mailto] },
      [/^p= is none of/, /act as for p=none/],
    ],
    [
      "§4.10.1 a bad sp, with rua",
      `v=DMARC1; p=reject; sp=x; rua=${mailto}`,
      { p: "none", rua: [mailto] },
      [/^sp= /, /act as for p=none/],
    ],
    [
      "§4.10.1 a bad np, with rua",
      `v=DMARC1; p=reject; sp=reject; np=x; rua=${mailto}`,
      { p: "none", rua: [mailto] },
      [/^np= /, /act as for p=none/],
    ],
  ])("%s, with a warning", (_, text, record, warnings) => {
    const parsed = parsePolicyRecord(text);
    expect(parsed).toStrictEqual({ ok: true, record, warnings: warnings.map(() => expect.any(String)) });
    for (const [index, warning] of warnings.entries()) expect(parsed.ok && parsed.warnings[index]).toMatch(warning);
  });
});

describe("parsePolicyRecord refuses", () => {
  test.each([
    ["§4.10.1 no p and no rua", "v=DMARC1", /policy is missing/],
    ["§4.10.1 a bad p and no valid rua", "v=DMARC1; p=x; rua=d@r.example", /policy is missing/],
    ["§4.10.1 a bad sp and no rua", "v=DMARC1; p=reject; sp=x", /policy is missing/],
    ["RFC 6376 §3.2 a tag twice", "v=DMARC1; p=none; p=reject", /^p= stands in the record twice/],
    ["RFC 6376 §3.2 v twice", "v=DMARC1; p=none; v=DMARC1", /^v= stands in the record twice/],
  ])("%s", (_, text, problem) => {
    expect(parsePolicyRecord(text)).toEqual({ ok: false, problems: [expect.stringMatching(problem)] });
  });
});

describe("formatPolicyRecord writes", () => {
  test.each<[string, PolicyRecord, string]>([
    ["§4.7 the least", { p: "none" }, "v=DMARC1; p=none"],
    [
      "every tag in order",
      {
        psd: "u",
        t: "n",
        ruf: ["mailto:f@r.example"],
        rua: [mailto, "https://r.example/x"],
        fo: ["1", "s"],
        aspf: "r",
        adkim: "s",
        np: "reject",
        sp: "none",
        p: "quarantine",
      },
      "v=DMARC1; p=quarantine; sp=none; np=reject; adkim=s; aspf=r; fo=1:s; rua=mailto:d@r.example,https://r.example/x; ruf=mailto:f@r.example; t=n; psd=u",
    ],
    [
      "§4.8 , and ! encoded",
      { p: "none", rua: ["mailto:a,b!c@r.example"] },
      "v=DMARC1; p=none; rua=mailto:a%2Cb%21c@r.example",
    ],
    [
      "§4.8 ; % and space encoded",
      { p: "none", rua: ["https://r.example/a;b%c d"] },
      "v=DMARC1; p=none; rua=https://r.example/a%3Bb%25c%20d",
    ],
    [
      "RFC 3986 §2.5 non-ASCII as UTF-8",
      { p: "none", rua: ["mailto:ü😀@r.example"] },
      "v=DMARC1; p=none; rua=mailto:%C3%BC%F0%9F%98%80@r.example",
    ],
    [
      "RFC 6068 §2 delimiters in a local part encoded",
      { p: "none", rua: ["mailto:a?b#c/d&e=f@r.example"] },
      "v=DMARC1; p=none; rua=mailto:a%3Fb%23c%2Fd%26e%3Df@r.example",
    ],
    [
      "RFC 6068 §2 header fields behind the address kept",
      { p: "none", rua: ["mailto:a@r.example?subject=x&a=b"] },
      "v=DMARC1; p=none; rua=mailto:a@r.example?subject=x&a=b",
    ],
    ["RFC 6068 §2 + kept", { p: "none", rua: ["mailto:a+b@r.example"] }, "v=DMARC1; p=none; rua=mailto:a+b@r.example"],
    ["§4.8 no tag for an empty list", { p: "none", rua: [], ruf: [], fo: [] }, "v=DMARC1; p=none"],
  ])("%s", (_, record, text) => {
    expect(formatPolicyRecord(record)).toBe(text);
  });

  test("§9.3 never a historic tag, also when one was read", () => {
    const parsed = parsePolicyRecord("v=DMARC1; p=none; pct=50; rf=afrf; ri=3600");
    expect(parsed.ok && formatPolicyRecord(parsed.record)).toBe("v=DMARC1; p=none");
  });
});
