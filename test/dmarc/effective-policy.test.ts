/** One policy record, read as RFC 7489 and as RFC 9989 have it: each cell of the table that technicians see. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  appliedPolicy,
  effectivePolicies,
  nameKinds,
  policyFor,
  readings,
  rises,
  risesForAnyone,
  stageOf,
  strictestStage,
  type PolicyTags,
  type Stage,
} from "../../src/dmarc/effective-policy.ts";
import type { Policy } from "../../src/dmarc/policy-record.ts";
import { isStricter } from "../../src/dmarc/strictness.ts";

/** `apex subdomain nonexistent`, in initials; pct is said by its own table. */
interface Row {
  readonly clause: string;
  readonly tags: PolicyTags;
  readonly rfc7489: string;
  readonly rfc9989: string;
  readonly differs: string;
}

const [none, quarantine, reject] = ["none", "quarantine", "reject"] as const;

const rows: readonly Row[] = [
  { clause: "§4.7 p for all names", tags: { p: none }, rfc7489: "n n n", rfc9989: "n n n", differs: "" },
  { clause: "§4.7 sp and np default to p", tags: { p: reject }, rfc7489: "r r r", rfc9989: "r r r", differs: "" },
  {
    clause: "§4.10.1 np defaults to sp before p",
    tags: { p: none, sp: reject },
    rfc7489: "n r r",
    rfc9989: "n r r",
    differs: "",
  },
  {
    clause: "§4.7 np is for names that do not exist, and RFC 7489 has none",
    tags: { p: none, np: reject },
    rfc7489: "n n n",
    rfc9989: "n n r",
    differs: "nonexistent",
  },
  {
    clause: "§4.7 np goes before sp",
    tags: { p: reject, sp: quarantine, np: none },
    rfc7489: "r q q",
    rfc9989: "r q n",
    differs: "nonexistent",
  },
  {
    clause: "§4.7 an np that says what sp says is one meaning",
    tags: { p: none, sp: quarantine, np: quarantine },
    rfc7489: "n q q",
    rfc9989: "n q q",
    differs: "",
  },
  {
    clause: "§4.7 t=y makes reject quarantine",
    tags: { p: reject, t: "y" },
    rfc7489: "r r r",
    rfc9989: "q q q",
    differs: "apex subdomain nonexistent",
  },
  {
    clause: "§4.7 t=y makes quarantine none",
    tags: { p: quarantine, t: "y" },
    rfc7489: "q q q",
    rfc9989: "n n n",
    differs: "apex subdomain nonexistent",
  },
  {
    clause: "§4.7 t=y has no effect on none",
    tags: { p: none, sp: quarantine, t: "y" },
    rfc7489: "n q q",
    rfc9989: "n n n",
    differs: "subdomain nonexistent",
  },
  {
    clause: "§4.7 t=y lowers np itself",
    tags: { p: quarantine, np: reject, t: "y" },
    rfc7489: "q q q",
    rfc9989: "n n q",
    differs: "apex subdomain",
  },
  { clause: "§4.7 t=n is the default", tags: { p: reject, t: "n" }, rfc7489: "r r r", rfc9989: "r r r", differs: "" },
  {
    clause: "§9.3 pct is nothing to RFC 9989",
    tags: { p: quarantine, pct: 10 },
    rfc7489: "q q q",
    rfc9989: "q q q",
    differs: "apex subdomain nonexistent",
  },
  {
    clause: "RFC 7489 §6.7 pct=0 is one level lower for all",
    tags: { p: reject, sp: quarantine, pct: 0 },
    rfc7489: "q n n",
    rfc9989: "r q q",
    differs: "apex subdomain nonexistent",
  },
  {
    clause: "§A.6 pct=0 and t=y say the same, each to its own",
    tags: { p: reject, t: "y", pct: 0 },
    rfc7489: "q q q",
    rfc9989: "q q q",
    differs: "",
  },
  { clause: "pct of none is none", tags: { p: none, pct: 10 }, rfc7489: "n n n", rfc9989: "n n n", differs: "" },
];

describe("effectivePolicies", () => {
  test.each(rows)("$clause: $tags", ({ tags, rfc7489, rfc9989, differs }) => {
    const effective = effectivePolicies(tags);
    const initials = (of: "rfc7489" | "rfc9989"): string => nameKinds.map(kind => effective[of][kind][0]).join(" ");
    expect([initials("rfc7489"), initials("rfc9989"), effective.differs.join(" ")]).toEqual([
      rfc7489,
      rfc9989,
      differs,
    ]);
  });
});

describe("appliedPolicy under RFC 7489", () => {
  test.each<[string, number | undefined, ReturnType<typeof appliedPolicy>]>([
    ["§6.7 what is left of reject is quarantined", 25, { policy: reject, share: 0.25, rest: quarantine }],
    ["§6.3 pct is 100 by default", undefined, { policy: reject, share: 1, rest: reject }],
    ["§6.3 pct=100 is all of them", 100, { policy: reject, share: 1, rest: reject }],
    ["§6.6.4 pct=0 is none of them", 0, { policy: quarantine, share: 1, rest: quarantine }],
    ["§6.3 above 100 is no pct", 101, { policy: reject, share: 1, rest: reject }],
    ["§6.3 nor is what is below 0", -1, { policy: reject, share: 1, rest: reject }],
    ["§6.3 nor what is no number", Number.NaN, { policy: reject, share: 1, rest: reject }],
  ])("%s", (_, pct, expected) => {
    expect(appliedPolicy({ p: reject, pct }, "apex", "rfc7489")).toEqual(expected);
    expect(appliedPolicy({ p: reject, pct }, "apex", "rfc9989")).toEqual({ policy: reject, share: 1, rest: reject });
  });

  test("§6.7 what is left of quarantine is delivered", () => {
    expect(appliedPolicy({ p: none, sp: quarantine, pct: 60 }, "subdomain", "rfc7489")).toEqual({
      policy: quarantine,
      share: 0.6,
      rest: none,
    });
  });
});

describe("the stage", () => {
  test("is what each reading makes of the record, and the strictest of both for each kind of name", () => {
    const tags: PolicyTags = { p: reject, sp: none, np: quarantine, t: "y" };
    expect(stageOf(tags, "rfc7489")).toEqual({ p: reject, sp: none, np: none });
    expect(stageOf(tags, "rfc9989")).toEqual({ p: quarantine, sp: none, np: none });
    expect(strictestStage(tags)).toEqual({ p: reject, sp: none, np: none });
    expect(strictestStage({ p: none, np: reject })).toEqual({ p: none, sp: none, np: reject });
  });

  test("rises where a part is stricter than it was, whatever the others do", () => {
    const from: Stage = { p: quarantine, sp: quarantine, np: none };
    expect(rises(from, { p: reject, sp: none, np: quarantine })).toEqual(["p", "np"]);
    expect(rises(from, from)).toEqual([]);
    expect(rises(from, { p: none, sp: none, np: none })).toEqual([]);
  });
});

describe("risesForAnyone", () => {
  test.each<[string, PolicyTags, PolicyTags, readonly string[]]>([
    ["§4.7 t taken away", { p: reject, t: "y" }, { p: reject }, ["p", "sp", "np"]],
    ["§4.7 t put in", { p: reject }, { p: reject, t: "y" }, []],
    ["§4.7 np below sp raised to it", { p: reject, np: none }, { p: reject, np: quarantine }, ["np"]],
    ["RFC 7489 §6.6.4 a larger share", { p: quarantine, pct: 10 }, { p: quarantine }, ["p", "sp", "np"]],
    ["RFC 7489 §6.6.4 a smaller share", { p: quarantine }, { p: quarantine, pct: 10 }, []],
    ["RFC 7489 §6.7 a stricter policy for fewer", { p: quarantine }, { p: reject, pct: 1 }, ["p", "sp", "np"]],
    ["p alone, where sp holds the rest", { p: none, sp: none }, { p: reject, sp: none }, ["p"]],
    ["the same", { p: reject, sp: quarantine, pct: 30 }, { p: reject, sp: quarantine, pct: 30 }, []],
  ])("%s", (_, from, to, parts) => {
    expect(risesForAnyone(from, to)).toEqual(parts);
  });
});

const policy = fc.constantFrom<Policy>(none, quarantine, reject);
const tagsOf = fc.record<PolicyTags>(
  {
    p: policy,
    sp: policy,
    np: policy,
    t: fc.constantFrom("y" as const, "n" as const),
    pct: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0, 100)),
  },
  { requiredKeys: ["p"] },
);
const stage = fc.record<Stage>({ p: policy, sp: policy, np: policy });

describe("always", () => {
  test("no reading is stricter than the strictest of the record, and a share is above 0 and at most 1", () => {
    fc.assert(
      fc.property(tagsOf, fc.constantFrom(...nameKinds), fc.constantFrom(...readings), (tags, kind, reading) => {
        const { policy: applied, share, rest } = appliedPolicy(tags, kind, reading);
        const declared = [tags.p, tags.sp, tags.np];
        expect(declared.some(one => one !== undefined && !isStricter(applied, one))).toBe(true);
        expect(isStricter(rest, applied)).toBe(false);
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(share === 1).toBe(rest === applied);
      }),
    );
  });

  test("a record without np, t and pct means the same to both", () => {
    fc.assert(
      fc.property(tagsOf, ({ p, sp }) => {
        const { rfc7489, rfc9989, differs } = effectivePolicies({ p, sp });
        expect(rfc7489).toEqual(rfc9989);
        expect(differs).toEqual([]);
      }),
    );
  });

  test("differs names exactly the kinds of names whose mail is treated differently", () => {
    fc.assert(
      fc.property(tagsOf, tags => {
        const different = nameKinds.filter(kind => {
          const [old, current] = readings.map(reading => JSON.stringify(appliedPolicy(tags, kind, reading)));
          return old !== current;
        });
        expect(effectivePolicies(tags).differs).toEqual(different);
      }),
    );
  });

  test("a part never rises both ways, and a stage that is neither way is the same", () => {
    fc.assert(
      fc.property(stage, stage, (a, b) => {
        const [up, down] = [rises(a, b), rises(b, a)];
        expect(up.filter(part => down.includes(part))).toEqual([]);
        if (up.length === 0 && down.length === 0) expect(a).toEqual(b);
      }),
    );
  });

  test("what rises in the strictest stages rises for someone", () => {
    fc.assert(
      fc.property(tagsOf, tagsOf, (from, to) => {
        const anyone = risesForAnyone(from, to);
        expect(rises(strictestStage(from), strictestStage(to)).filter(part => !anyone.includes(part))).toEqual([]);
        expect(risesForAnyone(from, from)).toEqual([]);
      }),
    );
  });

  test("taking t or pct away never loosens: a step cannot hide behind them", () => {
    fc.assert(
      fc.property(tagsOf, fc.constantFrom(...nameKinds), fc.constantFrom(...readings), (tags, kind, reading) => {
        const { p, sp, np } = tags;
        expect(isStricter(policyFor(tags, kind, reading), policyFor({ p, sp, np }, kind, reading))).toBe(false);
      }),
    );
  });
});
