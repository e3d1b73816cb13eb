import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bestOf } from "../../src/feedback/evidence-tally.ts";

test("the best of a list are those that sorting it would put first", () => {
  const compare = (a: number, b: number): number => b - a;
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 100 }), fc.integer({ min: 1, max: 10 }), (all, most) => {
      expect(bestOf(all, most, compare)).toEqual(all.toSorted(compare).slice(0, most));
    }),
  );
});
