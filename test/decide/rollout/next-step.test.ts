/** Which parts of a policy rise together, and what takes a step back. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { risesForAnyone, type PolicyTags } from "../../../src/dmarc/effective-policy.ts";
import { changeBack, changed, nextStep, stepTo } from "../../../src/decide/rollout/next-step.ts";

const level = fc.constantFrom("none" as const, "quarantine" as const, "reject" as const);
const tagsOf: fc.Arbitrary<PolicyTags> = fc.record({ p: level, sp: level, np: level }, { requiredKeys: ["p"] });

describe("the next step", () => {
  test.each<[PolicyTags, PolicyTags | undefined]>([
    [{ p: "none" }, { p: "quarantine" }],
    [{ p: "quarantine" }, { p: "reject" }],
    [{ p: "reject" }, undefined],
    [
      { p: "none", sp: "none" },
      { p: "quarantine", sp: "quarantine" },
    ],
    [
      { p: "none", sp: "reject" },
      { p: "quarantine", sp: "reject" },
    ],
    // What lags behind comes first.
    [
      { p: "quarantine", sp: "none" },
      { p: "quarantine", sp: "quarantine" },
    ],
    [
      { p: "reject", np: "none" },
      { p: "reject", np: "quarantine" },
    ],
    [{ p: "reject", sp: "reject", np: "reject" }, undefined],
  ])("of %j is %j", (from, to) => {
    expect(nextStep(from)?.to).toEqual(to);
  });

  test("ends at reject after two steps at most, each one level, and nothing ever falls", () => {
    fc.assert(
      fc.property(tagsOf, tags => {
        let at = tags;
        for (let count = 0; count < 3; count += 1) {
          const step = nextStep(at);
          if (step === undefined) {
            expect(risesForAnyone(at, { p: "reject" })).toEqual([]);
            return;
          }
          expect(risesForAnyone(at, step.to)).not.toEqual([]);
          expect(risesForAnyone(step.to, at)).toEqual([]);
          expect(Object.keys(step.to)).toEqual(Object.keys(at));
          at = step.to;
        }
        throw new Error("It did not end.");
      }),
    );
  });

  test("to a level that stands already is none", () => {
    expect(stepTo({ p: "reject" }, "quarantine")).toBeUndefined();
    expect(stepTo({ p: "none" }, "reject")?.change).toEqual({ policy: { from: "none", to: "reject" } });
  });
});

test("a step taken back leaves what was before it", () => {
  fc.assert(
    fc.property(tagsOf, before => {
      const step = nextStep(before);
      fc.pre(step !== undefined);
      expect(changed(step.to, changeBack(step.to, before))).toEqual(before);
    }),
  );
});

test("what falls back never raises another part, and a key that is new falls to what was in force", () => {
  expect(changeBack({ p: "quarantine", sp: "reject" }, { p: "none" })).toEqual({
    policy: { from: "quarantine", to: "none" },
    subdomainPolicy: { from: "reject", to: "none" },
  });
  expect(changeBack({ p: "quarantine", sp: "none" }, { p: "none", sp: "reject" })).toEqual({
    policy: { from: "quarantine", to: "none" },
  });
});
