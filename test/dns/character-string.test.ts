import { describe, expect, test } from "@jest/globals";
import {
  formatTxt,
  joinCharacterStrings,
  quoteCharacterString,
  splitCharacterStrings,
} from "../../src/dns/character-string.ts";

const octets = (text: string) => new TextEncoder().encode(text);

describe("splitCharacterStrings", () => {
  test.each([
    ["RFC 1035 §3.3.14 nothing is one empty string", "", [0]],
    ["one octet", "a", [1]],
    ["RFC 1035 §3.3 255 octets are one string", "a".repeat(255), [255]],
    ["256 octets are two", "a".repeat(256), [255, 1]],
    ["510 octets are two", "a".repeat(510), [255, 255]],
    ["511 octets are three", "a".repeat(511), [255, 255, 1]],
    ["octets count, not characters", "ü".repeat(128), [255, 1]],
    ["octets count before escaping", '"'.repeat(255), [255]],
  ])("%s", (_, text, lengths) => {
    expect(splitCharacterStrings(text).map(string => string.length)).toEqual(lengths);
  });
});

describe("joinCharacterStrings", () => {
  test.each([
    ["RFC 7208 §3.3 nothing between", ["v=spf1 a", " -all"], "v=spf1 a -all"],
    ["no strings", [], ""],
    ["a byte order mark stays", ["\ufeffa"], "\ufeffa"],
  ])("%s", (_, strings, text) => {
    expect(joinCharacterStrings(strings.map(octets))).toBe(text);
  });

  test("a character across two strings", () => {
    const [first, second] = [Uint8Array.of(0xc3), Uint8Array.of(0xbc)];
    expect(joinCharacterStrings([first, second])).toBe("ü");
  });

  test("malformed UTF-8 becomes U+FFFD", () => {
    expect(joinCharacterStrings([Uint8Array.of(0xff)])).toBe("\ufffd");
  });
});

describe("quoteCharacterString (RFC 1035 §5.1)", () => {
  test.each([
    ["plain text", "v=spf1 -all", '"v=spf1 -all"'],
    ["a quote", 'a"b', '"a\\"b"'],
    ["a backslash", "a\\b", '"a\\\\b"'],
    ["a semicolon needs nothing inside quotes", "a;b", '"a;b"'],
    ["non-ASCII by octets", "ü", '"\\195\\188"'],
    ["control characters", "\t\u007f", '"\\009\\127"'],
    ["the ends of printable US-ASCII", " ~", '" ~"'],
    ["nothing", "", '""'],
  ])("%s", (_, text, quoted) => {
    expect(quoteCharacterString(octets(text))).toBe(quoted);
  });
});

describe("formatTxt", () => {
  test("puts one space between strings", () => {
    expect(formatTxt("a".repeat(256))).toBe(`"${"a".repeat(255)}" "a"`);
  });
});
