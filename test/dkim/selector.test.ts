import { describe, expect, test } from "@jest/globals";
import { selectorFault } from "../../src/dkim/selector.ts";

describe("selectorFault", () => {
  test.each([
    ["google", "one label"],
    ["2026", "§3.1 digits alone"],
    ["mar2026.east", "§3.1 several labels"],
    ["s-1", "§3.1 an inner hyphen"],
    ["mail_chimp", "an inner underscore, as vendors write it"],
    ["S1", "upper case, which the caller lowers"],
    ["a".repeat(63), "RFC 1035 §2.3.4 63 octets"],
  ])("takes %s: %s", selector => {
    expect(selectorFault(selector)).toBeUndefined();
  });

  test.each([
    ["", "empty", /empty/],
    [".s1", "a leading dot", /empty part/],
    ["s1.", "a trailing dot", /empty part/],
    ["s1..x", "two dots", /empty part/],
    ["-s1", "a leading hyphen", /begin and end/],
    ["s1_", "a trailing underscore", /begin and end/],
    ["a.-b", "a leading hyphen in the second label", /begin and end/],
    ["s 1", "a space", /only letters/],
    ["s@1", "an @", /only letters/],
    ["s/1", "a slash", /only letters/],
    ["*", "a wildcard", /only letters/],
    ["schlüssel", "non-ASCII", /only letters/],
    ["a".repeat(64), "RFC 1035 §2.3.4 64 octets", /longer than 63/],
    ["s1._domainkey", "what vendors show", /before \._domainkey/],
    ["s1._domainkey.client.example", "the whole name", /before \._domainkey/],
  ])("refuses %j: %s", (selector, _, message) => {
    expect(selectorFault(selector)).toMatch(message);
  });
});
