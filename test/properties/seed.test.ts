/** No run of the tests rolls dice. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";

const named = process.env["MAILWRIGHT_SEED"];

test("every property draws from one seed, which is always the same unless another is named", () => {
  expect(fc.readConfigureGlobal().seed).toBe(Number(named || 7208));
  const drawn = (seed?: number): readonly number[] =>
    fc.sample(fc.nat(), seed === undefined ? 20 : { numRuns: 20, seed });
  expect(drawn()).toEqual(drawn(Number(named || 7208)));
  expect(drawn()).not.toEqual(drawn(1 + Number(named || 7208)));
});
