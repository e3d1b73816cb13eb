/** Which questions the lock must answer, of what was asked and of what a domain's own plan holds. */
import { describe, expect, test } from "@jest/globals";
import type { LockedAnswer, LookUp } from "../../src/dns/dns-lock.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import { lockNeeds, type Known, type LockRoot } from "../../src/spf/lock-needs.ts";
import { spfTree } from "../../src/spf/spf-tree.ts";
import { treeCost } from "../../src/spf/tree-cost.ts";

const root = (text: string, more: Partial<LockRoot> = {}): LockRoot => ({
  domain: "client.example",
  sources: [{ name: "client.example", text }],
  targets: [],
  rrsets: [],
  ...more,
});
const set = (name: string, type: RRset["type"], ...rdata: readonly string[]): RRset => ({
  name,
  type,
  ttl: 60,
  records: rdata.map(one => ({ rdata: one, role: "test", services: [] })),
});
type Answers = Readonly<Record<string, readonly string[] | "failed">>;
const knownOf =
  (answers: Answers): Known =>
  (type, name) => {
    const records = answers[`${type} ${name}`];
    return records === undefined || records === "failed" ? records : { status: "ok", records };
  };
const nothing: LookUp = () => undefined;
const needs = (roots: readonly LockRoot[], answers: Answers = {}, older: Answers = {}) => {
  const { asked, kept } = lockNeeds(roots, knownOf(answers), knownOf(older) as LookUp);
  return { asked: [...asked.keys()].toSorted(), kept: [...kept.keys()].toSorted() };
};

test("answers lead on: an include to its record's terms, MX names to addresses", () => {
  const answers: Answers = {
    "TXT v.example": ["v=spf1 mx:m.example -all", "other"],
    "MX m.example": ["10 h.example"],
  };
  const roots = [root("v=spf1 include:v.example ~all")];
  expect(needs(roots).asked).toEqual(["TXT v.example"]);
  expect(needs(roots, answers).asked).toEqual(["A h.example", "AAAA h.example", "MX m.example", "TXT v.example"]);
});

test("two SPF records, or none, lead nowhere (RFC 7208 §4.5)", () => {
  const roots = [root("v=spf1 include:v.example include:w.example ~all")];
  const answers: Answers = { "TXT v.example": ["v=spf1 a:x.example", "v=spf1 -all"], "TXT w.example": ["text"] };
  expect(needs(roots, answers).asked).toEqual(["TXT v.example", "TXT w.example"]);
});

test("exp keeps every string and follows none of them; a name that is both is followed", () => {
  const answers: Answers = { "TXT e.example": ["v=spf1 a:x.example"] };
  const exp = lockNeeds([root("v=spf1 exp=e.example -all")], knownOf(answers), nothing);
  expect([...exp.asked.values()]).toEqual([{ type: "TXT", name: "e.example", whole: true }]);
  const both = lockNeeds([root("v=spf1 include:e.example exp=e.example -all")], knownOf(answers), nothing);
  expect([...both.asked.values()]).toEqual([
    { type: "TXT", name: "e.example", whole: true },
    { type: "A", name: "x.example", whole: false },
    { type: "AAAA", name: "x.example", whole: false },
  ]);
});

describe("a domain's own plan", () => {
  const rrsets = [
    set("client.example", "MX", "10 mx.client.example"),
    set("_spf.client.example", "TXT", "v=spf1 include:v.example -all"),
    set("mx.client.example", "CNAME", "alias.client.example"),
    set("alias.client.example", "CNAME", "host.other.example"),
  ];

  test("answers its own names, and leads on; aliases are asked for where they lead", () => {
    expect(needs([root("v=spf1 mx include:_spf.client.example ~all", { rrsets })]).asked).toEqual([
      "A host.other.example",
      "AAAA host.other.example",
      "TXT v.example",
    ]);
  });

  test("answers nothing for other domains, managed or not", () => {
    const other = root("v=spf1 include:_spf.client.example ~all", { domain: "other.example" });
    expect(needs([root("v=spf1 -all", { rrsets }), other]).asked).toEqual(["TXT _spf.client.example"]);
  });

  test("with a loop of aliases ends", () => {
    const loop = [
      set("x.client.example", "CNAME", "y.client.example"),
      set("y.client.example", "CNAME", "x.client.example"),
    ];
    expect(needs([root("v=spf1 a:x.client.example", { rrsets: loop })]).asked).toHaveLength(2);
  });
});

test("return paths are followed like includes", () => {
  const answers: Answers = { "TXT bounce.vendor.example": ["v=spf1 include:v.example -all"] };
  expect(needs([root("v=spf1 -all", { targets: ["bounce.vendor.example"] })], answers).asked).toEqual([
    "TXT bounce.vendor.example",
    "TXT v.example",
  ]);
});

describe("an answer that cannot be had again", () => {
  const older: Answers = {
    "TXT v.example": ["v=spf1 include:w.example include:x.example -all"],
    "TXT w.example": ["v=spf1 a:y.example -all"],
    "A y.example": ["192.0.2.1"],
    "AAAA y.example": ["2001:db8::1"],
    "TXT unneeded.example": ["v=spf1 -all"],
  };
  const roots = [root("v=spf1 include:v.example ~all")];

  test("keeps what was below it, and asks only what was never known", () => {
    expect(needs(roots, { "TXT v.example": "failed" }, older)).toEqual({
      asked: ["TXT v.example", "TXT x.example"],
      kept: ["A y.example", "AAAA y.example", "TXT w.example"],
    });
  });

  test("what another way leads to is asked all the same", () => {
    const more = [...roots, root("v=spf1 include:w.example ~all", { domain: "other.example" })];
    expect(needs(more, { "TXT v.example": "failed", "TXT w.example": ["v=spf1 -all"] }, older)).toEqual({
      asked: ["TXT v.example", "TXT w.example", "TXT x.example"],
      kept: ["A y.example", "AAAA y.example"],
    });
    const within = [root("v=spf1 include:v.example include:w.example ~all")];
    expect(needs(within, { "TXT v.example": "failed", "TXT w.example": ["v=spf1 a:y.example"] }, older)).toEqual({
      asked: ["A y.example", "AAAA y.example", "TXT v.example", "TXT w.example", "TXT x.example"],
      kept: [],
    });
  });

  test("without an older one leads nowhere", () => {
    expect(needs(roots, { "TXT v.example": "failed" })).toEqual({ asked: ["TXT v.example"], kept: [] });
  });
});

test("the tree of a record misses nothing once every question is answered, however deep it is", () => {
  const world: LookUp = (type, name): LockedAnswer => {
    const index = Number(/^v(\d+)\./.exec(name)?.[1]);
    if (type === "TXT")
      return {
        status: "ok",
        records: [`v=spf1 a:h${index}.example mx:m${index}.example include:v${index + 1}.example -all`],
      };
    if (type === "MX") return { status: "ok", records: [`10 x.${name}`] };
    return { status: "ok", records: ["192.0.2.1"] };
  };
  const answers = new Map<string, LockedAnswer>();
  const roots = [root("v=spf1 include:v0.example -all")];
  for (;;) {
    const { asked } = lockNeeds(roots, (type, name) => answers.get(`${type} ${name}`), nothing);
    const open = [...asked].filter(([key]) => !answers.has(key));
    if (open.length === 0) break;
    for (const [key, { type, name }] of open) answers.set(key, world(type, name) as LockedAnswer);
  }
  expect(answers.size).toBeLessThan(100);
  const lookUp: LookUp = (type, name) =>
    name === "client.example"
      ? { status: "ok", records: ["v=spf1 include:v0.example -all"] }
      : answers.get(`${type} ${name}`);
  expect(treeCost(spfTree("client.example", lookUp)).missing).toEqual([]);
});

test("says which domain leads to the most", () => {
  const roots = [root("v=spf1 a -all"), root("v=spf1 a mx exists:x.example -all", { domain: "other.example" })];
  expect(lockNeeds(roots, () => undefined, nothing).most).toEqual({ domain: "other.example", count: 4 });
});
