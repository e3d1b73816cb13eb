import { describe, expect, test } from "@jest/globals";
import { lookUpIn } from "../../src/dns/dns-lock.ts";
import { checkLocked } from "../../src/spf/check-locked.ts";
import { isStatic, spfTree, type SpfNode } from "../../src/spf/spf-tree.ts";
import { treeCost } from "../../src/spf/tree-cost.ts";
import { lockOf, type LockedName } from "../support/lock.ts";

const name = "client.example";

function tree(text: string, names: Readonly<Record<string, LockedName>> = {}): SpfNode {
  return spfTree(name, lookUpIn(lockOf({ ...names, [name]: { ...(names[name] as object), TXT: [text] } })));
}

const txt = (text: string): LockedName => ({ TXT: [text] });
const childOf = (node: SpfNode, index = 0): SpfNode | undefined => node.terms[index]?.child;

describe("spfTree", () => {
  test.each<[string, Readonly<Record<string, LockedName>>, SpfNode["state"]]>([
    ["a record", { "a.example": txt("v=spf1 -all") }, "ok"],
    ["nobody has asked", {}, "missing"],
    ["no such name", { "a.example": "nxdomain" }, "none"],
    ["other strings", { "a.example": txt("hello") }, "none"],
    ["two records (§3.2)", { "a.example": { TXT: ["v=spf1 -all", "v=spf1 mx"] } }, "several"],
    ["a syntax error (§4.6)", { "a.example": txt("v=spf1 ip4:1.2.3 -all") }, "syntax"],
  ])("says of what an include finds: %s", (_case, names, state) => {
    expect(childOf(tree("v=spf1 include:a.example -all", names))?.state).toBe(state);
  });

  test("ends at a name that stands above itself", () => {
    const node = tree("v=spf1 include:a.example -all", {
      "a.example": txt("v=spf1 include:b.example -all"),
      "b.example": txt("v=spf1 redirect=a.example"),
    });
    expect(childOf(childOf(childOf(node)!)!)).toEqual({ name: "a.example", state: "loop", terms: [] });
  });

  test("marks what is never tried: behind all, a redirect beside it, unknown modifiers (§5.1, §6, §6.1)", () => {
    const node = tree("v=spf1 x=y a ?all mx redirect=b.example exp=c.example");
    expect(node.terms.map(term => [term.text, term.tried, term.lookups])).toEqual([
      ["x=y", false, 0],
      ["a", true, 1],
      ["?all", true, 0],
      ["mx", false, 0],
      ["redirect=b.example", false, 0],
      ["exp=c.example", true, 0],
    ]);
  });

  test("follows the macro d and leaves the others to the evaluator, as ptr and exists (§7.2)", () => {
    const node = tree(
      "v=spf1 include:%{d2}._spf.a.example a:%{i}.b.example ptr exists:c.example exists:%{p}.d.example -all",
      {
        "client.example._spf.a.example": txt("v=spf1 -all"),
        "c.example": { A: ["127.0.0.2"] },
      },
    );
    expect(node.terms.map(term => [term.target, term.dynamic, term.lookups])).toEqual([
      ["client.example._spf.a.example", false, 1],
      [undefined, true, 1],
      [undefined, true, 1],
      ["c.example", true, 1],
      // §4.6.4: the macro p asks for the client's names, and that counts too.
      [undefined, true, 2],
      [undefined, false, 0],
    ]);
    expect([
      isStatic("%{d}.x"),
      isStatic("%{D1r}.x"),
      isStatic("%%{i}.x"),
      isStatic("%{i}.x"),
      isStatic("x.%{H}"),
    ]).toEqual([true, true, true, false, false]);
  });

  test("looks hosts up by family, and knows what nobody has asked (§5.3, §5.4)", () => {
    const node = tree("v=spf1 a mx:m.example a:b.example mx:n.example mx:z.example -all", {
      [name]: { A: ["192.0.2.1"], AAAA: ["2001:db8::1"] },
      "m.example": { MX: ["10 X.example.", "20 y.example"] },
      "x.example": { A: ["192.0.2.2"] },
      "n.example": { MX: ["0 ."] },
      "z.example": "nxdomain",
    });
    expect(
      node.terms.map(({ addresses, exchanges, isVoid, missing }) => ({ addresses, exchanges, isVoid, missing })),
    ).toMatchObject([
      { addresses: { 4: ["192.0.2.1"], 6: ["2001:db8::1"] }, isVoid: { 4: false, 6: false }, missing: [] },
      {
        addresses: { 4: undefined, 6: undefined },
        exchanges: 2,
        isVoid: { 4: false, 6: false },
        missing: ["A y.example", "AAAA y.example"],
      },
      { addresses: { 4: undefined, 6: undefined }, missing: ["A b.example", "AAAA b.example"] },
      // RFC 7505 §3: a null MX names no host, but it is a record.
      { addresses: { 4: [], 6: [] }, exchanges: 1, isVoid: { 4: false, 6: false }, missing: [] },
      { addresses: { 4: [], 6: [] }, exchanges: 0, isVoid: { 4: true, 6: true }, missing: [] },
      {},
    ]);
  });
});

describe("treeCost counts what a client that matches nothing makes a receiver spend (§4.6.4)", () => {
  test.each<[string, string, Readonly<Record<string, LockedName>>, number, number, number]>([
    ["nothing", "v=spf1 ip4:192.0.2.1 -all", {}, 0, 0, 0],
    [
      "the same include each time it is met",
      "v=spf1 include:a.example include:b.example redirect=a.example",
      {
        "a.example": txt("v=spf1 include:c.example -all"),
        "b.example": txt("v=spf1 include:c.example -all"),
        "c.example": txt("v=spf1 -all"),
      },
      6,
      0,
      0,
    ],
    ["exists and ptr", "v=spf1 exists:%{i}.a.example ptr -all", {}, 2, 0, 0],
    [
      "nothing behind all",
      "v=spf1 a:a.example -all mx",
      { "a.example": { A: ["192.0.2.1"], AAAA: ["2001:db8::1"] } },
      1,
      0,
      0,
    ],
    [
      "voids by family",
      "v=spf1 a:a.example a:b.example mx:c.example exists:d.example -all",
      { "a.example": { A: ["192.0.2.1"] }, "b.example": "nxdomain", "c.example": "nxdomain", "d.example": "nxdomain" },
      4,
      3,
      4,
    ],
  ])("%s", (_case, text, names, lookups, void4, void6) => {
    expect(treeCost(tree(text, names))).toMatchObject({ lookups, voidLookups: { 4: void4, 6: void6 }, missing: [] });
  });

  test("names each missing answer once", () => {
    expect(treeCost(tree("v=spf1 include:a.example include:a.example a:b.example -all")).missing).toEqual([
      "TXT a.example",
      "A b.example",
      "AAAA b.example",
    ]);
  });

  test("counts a subtree alike wherever it is met first", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 80 }, (_, n) => [`n${n}.example`, txt(`v=spf1 include:n${n + 1}.example -all`)]),
    );
    const names = { ...chain, "n80.example": txt("v=spf1 ip4:192.0.2.1 -all") };
    // Below n1 the chain is longer than any tree is drawn; below n76 it is short, and was met there before.
    const node = tree("v=spf1 include:n1.example include:n76.example -all", names);
    expect(treeCost(childOf(node, 1)!)).toMatchObject({ lookups: 4 });
    expect(treeCost(childOf(node, 0)!).lookups).toBeGreaterThan(11);
    // An early end spares the chain, and what is behind it passes.
    const early = { ...names, "n1.example": txt("v=spf1 -ip4:192.0.2.1 include:n2.example -all") };
    const lock = lockOf({ ...early, [name]: txt("v=spf1 include:n1.example include:n76.example -all") });
    expect(checkLocked({ ip: "192.0.2.1", mailFrom: `a@${name}` }, lookUpIn(lock))).toMatchObject({
      result: "pass",
      lookups: 6,
    });
  });
});

describe("hostile trees end soon", () => {
  /** Seconds of processor time. */
  const timeOf = (text: string, names: Readonly<Record<string, LockedName>>): number => {
    const start = process.cpuUsage();
    treeCost(tree(text, names));
    return process.cpuUsage(start).user / 1e6;
  };
  const many = (make: (n: number) => string): string => Array.from({ length: 3000 }, (_, n) => make(n)).join(" ");

  test("a chain of thousands", () => {
    expect(
      timeOf(
        "v=spf1 include:n0.example -all",
        Object.fromEntries(
          Array.from({ length: 3000 }, (_, n) => [`n${n}.example`, txt(`v=spf1 include:n${n + 1}.example -all`)]),
        ),
      ),
    ).toBeLessThan(2);
  });

  test("a fan in which every record includes every other", () => {
    const all = Array.from({ length: 60 }, (_, n) => `include:n${n}.example`).join(" ");
    expect(
      timeOf(
        `v=spf1 ${all} -all`,
        Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`n${n}.example`, txt(`v=spf1 ${all} -all`)])),
      ),
    ).toBeLessThan(2);
  });

  test("levels that double, below a long chain", () => {
    const names = Object.fromEntries(
      Array.from({ length: 90 }, (_, n) => [
        `n${n}.example`,
        txt(
          n < 50
            ? `v=spf1 include:n${n + 1}.example -all`
            : `v=spf1 include:n${n + 1}.example a include:n${n + 1}.example -all`,
        ),
      ]),
    );
    expect(timeOf("v=spf1 include:n0.example -all", names)).toBeLessThan(2);
  });

  test("thousands of includes of one name, and of thousands of names", () => {
    expect(
      timeOf(`v=spf1 ${many(() => "include:a.example")} -all`, {
        "a.example": txt(`v=spf1 ${many(n => `a:h${n}.example`)} -all`),
      }),
    ).toBeLessThan(2);
    expect(timeOf(`v=spf1 ${many(n => `include:h${n}.example`)} -all`, {})).toBeLessThan(2);
  });
});
