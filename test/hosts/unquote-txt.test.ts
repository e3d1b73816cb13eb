/** TXT values and names as the hosts' APIs give them. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatTxt } from "../../src/dns/character-string.ts";
import { unescapeName, unquoteTxt } from "../../src/hosts/unquote-txt.ts";

describe("unquoteTxt", () => {
  test.each([
    ["one string", '"v=spf1 -all"', "v=spf1 -all"],
    ["strings are joined with nothing between them", '"abc" "def"', "abcdef"],
    ["also when they touch", '"abc""def"', "abcdef"],
    ["quotes and backslashes inside", String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ["a value typed without quotes stays as it is", "v=spf1 -all", "v=spf1 -all"],
    ["an empty string", '""', ""],
    ["spaces inside are the value's own", '" a " "b "', " a b "],
    ["a last quote that is missing", '"abc', "abc"],
  ])("%s", (_, text, logical) => {
    expect(unquoteTxt(text, 8)).toBe(logical);
    expect(unquoteTxt(text, 10)).toBe(logical);
  });

  test("three digits behind a backslash are octal at Route 53, decimal in master files", () => {
    expect(unquoteTxt(String.raw`"a\100\303\244"`, 8)).toBe("a@ä");
    expect(unquoteTxt(String.raw`"a\064\195\164"`, 10)).toBe("a@ä");
  });

  test("reads back what is written", () => {
    fc.assert(fc.property(fc.string({ maxLength: 600 }), text => unquoteTxt(formatTxt(text), 10) === text));
  });
});

test.each([
  [String.raw`\052.Client.example.`, "*.client.example"],
  ["client.example", "client.example"],
  [String.raw`a\100b.client.example.`, "a@b.client.example"],
])("the name %s", (name, plain) => expect(unescapeName(name)).toBe(plain));
