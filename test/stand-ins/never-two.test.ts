/** What the tests of whole domains ask of every moment must be able to fail. */
import { describe, expect, test } from "@jest/globals";
import { breaches, policiesBefore, type Standing } from "../support/fakes/never-two.ts";

const spf = { name: "client.test", type: "TXT", content: '"v=spf1 -all"' };
const policy = { name: "_dmarc.client.test", type: "TXT", content: '"v=DMARC1; p=none"' };
const key = { name: "s1._domainkey.client.test", type: "TXT", content: "v=DKIM1; p=" };

describe("breaches", () => {
  test.each<[string, readonly Standing[], readonly string[]]>([
    ["all well", [spf, policy, key, { ...spf, content: '"other"' }, { ...spf, name: "a.client.test" }], []],
    [
      "two SPF records, with and without quotes",
      [spf, { ...spf, content: "v=spf1 mx" }],
      ["two SPF records at client.test"],
    ],
    ["two DMARC records", [policy, { ...policy, content: '"v=DMARC1"' }], ["two DMARC records at _dmarc.client.test"]],
    [
      "a CNAME beside a key",
      [key, { ...key, type: "CNAME" }],
      ["a CNAME beside other data at s1._domainkey.client.test"],
    ],
  ])("%s", (_name, moment, expected) => {
    expect(breaches([[], moment, moment])).toEqual(expected);
  });
});

test("a policy at a moment without its key is told, also when the key comes or goes at another", () => {
  const needs = (): readonly string[] => [key.name];
  expect(policiesBefore([[key], [key, policy], [key]], needs)).toEqual([]);
  expect(policiesBefore([[policy], [key, policy]], needs)).toEqual([policy.name]);
  expect(policiesBefore([[key, policy], [policy]], needs)).toEqual([policy.name]);
});
