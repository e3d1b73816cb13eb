import { describe, expect, test } from "@jest/globals";
import { lookUpIn } from "../../src/dns/dns-lock.ts";
import { firstDifference } from "../../src/spf/same-meaning.ts";
import { lockOf } from "../support/lock.ts";

const lookUp = lookUpIn(
  lockOf({
    "a.example": { TXT: ["v=spf1 ip4:192.0.2.0/25 ip6:2001:db8::/48 a:h.example/30 -all"] },
    "h.example": { A: ["198.51.100.9"] },
    "minus.example": { TXT: ["v=spf1 -ip4:192.0.2.7 include:a.example -all"] },
  }),
);
const same = (original: readonly string[], flat: readonly string[]): string | undefined =>
  firstDifference(original, flat, "client.example", lookUp);

const whole = ["ip4:192.0.2.0/25", "ip4:198.51.100.8/30", "ip6:2001:db8::/48"];

describe("firstDifference", () => {
  test("finds none where there is none", () => {
    expect(same(["include:a.example"], whole)).toBeUndefined();
    expect(
      same(
        ["-include:a.example"],
        whole.map(term => `-${term}`),
      ),
    ).toBeUndefined();
  });

  test.each<[string, readonly string[], readonly string[], RegExp]>([
    [
      "a network too short by one bit",
      ["include:a.example"],
      ["ip4:192.0.2.0/26", ...whole.slice(1)],
      /192\.0\.2\.\d+ would get no match instead of pass/,
    ],
    [
      "a network too long by one bit",
      ["include:a.example"],
      ["ip4:192.0.2.0/24", ...whole.slice(1)],
      /would get pass instead of no match/,
    ],
    [
      "a host forgotten",
      ["include:a.example"],
      [whole[0] ?? "", whole[2] ?? ""],
      /198\.51\.100\.\d+ would get no match/,
    ],
    ["the other family forgotten", ["include:a.example"], whole.slice(0, 2), /2001:db8:\S* would get no match/],
    [
      "one more address at the end of the space",
      ["include:a.example"],
      [...whole, "ip4:255.255.255.255"],
      /255\.255\.255\.255 would get pass/,
    ],
    ["one more at its beginning", ["include:a.example"], [...whole, "ip6:::"], /:: would get pass/],
    ["a hole that is filled", ["include:minus.example"], whole, /192\.0\.2\.7 would get pass instead of no match/],
    ["a qualifier lost", ["?include:a.example"], whole, /would get pass instead of neutral/],
    ["a fail that became silence", ["-include:a.example"], [], /would get no match instead of fail/],
    [
      "an order changed",
      ["-ip4:192.0.2.1", "include:a.example"],
      [...whole, "-ip4:192.0.2.1"],
      /192\.0\.2\.1 would get pass instead of fail/,
    ],
    ["a /0 that came in", ["include:a.example"], [...whole, "?ip4:0.0.0.0/0"], /would get neutral instead of no match/],
  ])("finds %s", (_case, original, flat, said) => {
    expect(same(original, flat)).toMatch(said);
  });
});
