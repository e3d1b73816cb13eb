/** What a reader is told of sources, of limits and of agreement. */
import { describe, expect, test } from "@jest/globals";
import { moveCounter } from "../../../src/decide/impact/count-moves.ts";
import { describeAgreement, describeLimits, percent } from "../../../src/decide/impact/describe-limits.ts";
import { describeSourceKey } from "../../../src/decide/impact/describe-source.ts";
import { isLegitimate, isUnauthenticated, serviceOf } from "../../../src/decide/impact/source-service.ts";

test.each([
  ["declared own-server office", "own-server", "own-server office", true],
  ["declared mailchimp @news", "mailchimp", "mailchimp @news", true],
  ["declared spf ip4:192.0.2.7", undefined, "spf ip4:192.0.2.7", true],
  ["declared dkim old", undefined, "dkim old", true],
  ["forwarder own-server office", undefined, "forwarded mail of own-server office", false],
  ["forwarder -", undefined, "forwarded mail", false],
  ["forwarder", undefined, "forwarded mail", false],
  ["unknown-authenticated unaligned mailchimp", "mailchimp", "undeclared mailchimp, not aligned", true],
  ["unknown-authenticated unaligned a+b", undefined, "undeclared a+b, not aligned", true],
  [
    "unknown-authenticated aligned k1._domainkey.client.example",
    undefined,
    "undeclared k1._domainkey.client.example",
    true,
  ],
  ["unknown-authenticated", undefined, "undeclared sources", true],
  ["unauthenticated - spoofer.test", undefined, "spoofed or broken mail", false],
  ["unauthenticated", undefined, "spoofed or broken mail", false],
])("%s", (source, service, text, legitimate) => {
  expect([serviceOf(source), describeSourceKey(source), isLegitimate(source)]).toEqual([service, text, legitimate]);
  expect(isUnauthenticated(source)).toBe(text === "spoofed or broken mail");
});

test("parts of messages are rounded so that none is lost", () => {
  const moves = moveCounter();
  moves.add("a", "none", "quarantine", 1, 0.6);
  moves.add("a", "none", "none", 1, 0.4);
  moves.add("b", "none", "reject", 3, 1 / 3);
  moves.add("b", "none", "none", 3, 2 / 3);
  expect(moves.finish()).toEqual([
    { source: "a", from: "none", to: "quarantine", count: 1 },
    { source: "b", from: "none", to: "none", count: 2 },
    { source: "b", from: "none", to: "reject", count: 1 },
  ]);
});

describe("limits", () => {
  const none = { days: 30, daysWithReports: 30, summed: 0, spfUnknown: 0, keyUnknown: 0, nameUnknown: 0 };
  const sums = (reject: number): { none: number; quarantine: number; reject: number } => ({
    none: 0,
    quarantine: 0,
    reject,
  });
  const limits = (changes: object): readonly string[] =>
    describeLimits({ limits: { ...none, ...changes }, messages: 1_000, after: sums(3) });

  test.each([
    [{}, []],
    [{ daysWithReports: 29 }, ["no reports about 1 day of 30"]],
    [{ summed: 1 }, ["1 message (0.1 %) known only in sums"]],
    [{ spfUnknown: 2 }, ["2 messages from addresses that the lock cannot place"]],
    [{ keyUnknown: 1 }, ["1 message whose key is new, or held by somebody else"]],
    [{ nameUnknown: 4 }, ["4 messages from names that may not exist"]],
    [
      { rfc7489: sums(5) },
      ["older receivers (RFC 7489) read the policy in another way, and would stop 5 messages in place of 3"],
    ],
  ])("%j", (changes, expected) => {
    expect(limits(changes)).toEqual(expected);
  });
});

test("agreement in a sentence", () => {
  const nothing = { messages: 0, agreed: 0, overridden: [], differing: [], unknown: 0 };
  expect(describeAgreement(nothing)).toBe("");
  expect(
    describeAgreement({
      messages: 2_000,
      agreed: 1_999,
      rate: 0.9995,
      overridden: [{ reasons: ["mailing_list"], messages: 1_200 }],
      differing: [{ asked: "reject", done: "quarantine", messages: 1 }],
      unknown: 0,
    }),
  ).toBe(
    "Receivers did as the replay says with 99.9 % of 2,000 messages, most of the others being quarantine in place of reject; 1,200 more they excepted (mailing list 1,200).",
  );
});

test.each([
  [0, "0 %"],
  [0.000_01, "0.1 %"],
  [0.5, "50 %"],
  [0.999_99, "99.9 %"],
  [1, "100 %"],
])("%d is %s", (share, text) => {
  expect(percent(share)).toBe(text);
});
