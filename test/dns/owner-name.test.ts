import { describe, expect, test } from "@jest/globals";
import type { NameFault } from "../../src/dns/owner-name.ts";
import { canonicalName, isAtOrBelow, ownerNameFault, selfAndAncestors, under } from "../../src/dns/owner-name.ts";

describe("canonicalName", () => {
  test.each([
    ["client.example", "client.example", "already canonical"],
    ["Client.EXAMPLE", "client.example", "RFC 4343 §2 no case"],
    [" client.example. ", "client.example", "white space and the trailing dot"],
    ["bücher.example", "xn--bcher-kva.example", "RFC 5891 §5 a U-label"],
    ["BÜCHER.example", "xn--bcher-kva.example", "UTS 46 an upper-case U-label"],
    ["bu\u0308cher.example", "xn--bcher-kva.example", "UTS 46 a decomposed U-label"],
    ["straße.example", "xn--strae-oqa.example", "RFC 5892 ß is a letter of its own"],
    ["_dmarc.bücher.example", "_dmarc.xn--bcher-kva.example", "RFC 8552 an underscored label stays"],
    ["XN--BCHER-KVA.example", "xn--bcher-kva.example", "an A-label in upper case"],
    ["*.example", "*.example", "a wildcard"],
    ["10.2.0.192.in-addr.arpa", "10.2.0.192.in-addr.arpa", "labels of digits"],
    ["１２.example", "12.example", "UTS 46 full-width digits are no IPv4 address"],
    ["a..example", "a..example", "an empty label stays, as a fault to find"],
    ["", "", "nothing"],
    [".", "", "the root"],
  ])("%j is %j: %s", (text, name) => {
    expect(canonicalName(text)).toBe(name);
  });

  test("a label that has no A-label stays and is a fault", () => {
    expect(ownerNameFault(canonicalName("a\u200fü\u0000.example"))).toBe("character");
  });
});

describe("ownerNameFault", () => {
  const label63 = "a".repeat(63);
  test.each<[string, NameFault | undefined, string]>([
    ["client.example", undefined, "an ordinary name"],
    ["example", undefined, "a single label"],
    ["_dmarc.client.example", undefined, "RFC 8552 §1.2 an underscore in front"],
    ["a_b.client.example", undefined, "an underscore inside"],
    ["x_.client.example", undefined, "an underscore at the end"],
    ["*.client.example", undefined, "RFC 4592 §2.1.1 a wildcard in front"],
    ["*._domainkey.client.example", undefined, "RFC 4592 a wildcard over an underscored label"],
    ["1.2.3.4", undefined, "labels of digits"],
    [`${label63}.example`, undefined, "RFC 1035 §2.3.4 a label of 63 octets"],
    [`${`${label63}.`.repeat(3)}${"a".repeat(61)}`, undefined, "RFC 1035 §2.3.4 a name of 253 characters"],
    ["", "empty", "nothing"],
    ["a..example", "empty-label", "two dots"],
    [".example", "empty-label", "a leading dot"],
    ["example.", "empty-label", "a trailing dot, which the core's form has not"],
    [`a${label63}.example`, "label-too-long", "RFC 1035 §2.3.4 a label of 64 octets"],
    [`${`${label63}.`.repeat(3)}${"a".repeat(62)}`, "name-too-long", "RFC 1035 §2.3.4 a name of 254 characters"],
    ["a.*.example", "wildcard-place", "RFC 4592 §2.1.1 a wildcard inside"],
    ["a*.example", "character", "RFC 4592 §2.1.1 an asterisk beside other characters"],
    ["-a.example", "character", "RFC 1035 §2.3.1 a leading hyphen"],
    ["a-.example", "character", "RFC 1035 §2.3.1 a trailing hyphen"],
    ["A.example", "character", "upper case is not the core's form"],
    ["a b.example", "character", "a space"],
    ["a@b.example", "character", "an @"],
    ["bücher.example", "character", "a U-label is not the core's form"],
  ])("%j has fault %p: %s", (name, fault) => {
    expect(ownerNameFault(name)).toBe(fault);
  });
});

describe("isAtOrBelow", () => {
  test.each([
    ["example.com", "example.com", true, "the name itself"],
    ["a.b.example.com", "example.com", true, "below it"],
    ["my-example.com", "example.com", false, "a name that only ends alike"],
    ["com", "example.com", false, "above it"],
    ["example.com.evil.example", "example.com", false, "a name that only begins alike"],
  ])("%s at or below %s is %p: %s", (name, ancestor, expected) => {
    expect(isAtOrBelow(name, ancestor)).toBe(expected);
  });
});

describe("selfAndAncestors", () => {
  test("longest first", () => {
    expect(selfAndAncestors("a.b.c")).toEqual(["a.b.c", "b.c", "c"]);
  });
});

describe("under", () => {
  test.each([
    ["_dmarc", "_dmarc.client.example", "a label"],
    ["s1._domainkey", "s1._domainkey.client.example", "two labels"],
    ["", "client.example", "none is the ancestor"],
    ["@", "client.example", "RFC 1035 §5.1 @ is the ancestor"],
  ])("%j gives %s: %s", (labels, name) => {
    expect(under(labels, "client.example")).toBe(name);
  });
});
