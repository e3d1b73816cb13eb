/** Which questions of an SPF record are known beforehand. */
import { describe, expect, test } from "@jest/globals";
import { hostQuestions, questionsOf } from "../../src/spf/lock-questions.ts";

const asked = (text: string, name = "client.example"): readonly string[] =>
  questionsOf(text, name).map(question => `${question.type} ${question.name}${question.use === "spf" ? "" : " whole"}`);

describe("each term", () => {
  test.each([
    ["include:_spf.vendor.example", ["TXT _spf.vendor.example"]],
    ["-include:_SPF.Vendor.example.", ["TXT _spf.vendor.example"]],
    ["redirect=_spf.vendor.example", ["TXT _spf.vendor.example"]],
    ["a", ["A client.example", "AAAA client.example"]],
    ["a:mail.client.example/24//64", ["A mail.client.example", "AAAA mail.client.example"]],
    ["mx", ["MX client.example"]],
    ["mx:other.example", ["MX other.example"]],
    ["exists:static.example", ["A static.example"]],
    ["exp=why.client.example", ["TXT why.client.example whole"]],
    ["include:%{d}._spf.vendor.example", ["TXT client.example._spf.vendor.example"]],
    ["include:%{D2R}.x.example", ["TXT example.client.x.example"]],
    ["include:%{d1}.example", ["TXT example.example"]],
    ["exists:%{i}.senders.example", []],
    ["include:%{l}.senders.example", []],
    ["a:%{d}.%{o}", []],
    ["exp=%{i}.why.example", []],
    ["ptr", []],
    ["ptr:client.example", []],
    ["ip4:192.0.2.1", []],
    ["ip6:2001:db8::1", []],
    ["unknown=include.example", []],
    ["a:x..example", []],
  ])("%s", (term, questions) => {
    expect(asked(`v=spf1 ${term}`)).toEqual(questions);
  });
});

test("what stands behind all, or is a redirect beside one, is asked by nobody; exp is (RFC 7208 §5.1, §6.1, §6.2)", () => {
  expect(asked("v=spf1 include:a.example redirect=r.example ~all include:b.example exp=e.example a")).toEqual([
    "TXT a.example",
    "TXT e.example whole",
  ]);
});

test("a record with a syntax error asks nothing (RFC 7208 §4.6)", () => {
  expect(asked("v=spf1 include:a.example ip4:192.0.2.300 -all")).toEqual([]);
  expect(asked("v=spf1 include:a.example in\u00e4 -all")).toEqual([]);
});

test("an MX answer leads to the addresses of each host, of ten at most; a null MX to none", () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `10 MX${index}.example.`);
  expect(hostQuestions(names(1)).map(({ type, name }) => `${type} ${name}`)).toEqual([
    "A mx0.example",
    "AAAA mx0.example",
  ]);
  expect(hostQuestions(names(10))).toHaveLength(20);
  expect(hostQuestions(names(11))).toEqual([]);
  expect(hostQuestions(["0 ."])).toEqual([]);
});
