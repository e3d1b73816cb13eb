/** check_host() under attack (RFC 7208 §11.1, §11.5.3); `npm run fuzz` runs fifty times as many cases. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { hostileCase, judge, worstCases } from "../support/hostile-spf.ts";

/** Milliseconds of processor time: a message must not hold a mail server up. */
const LIMIT = 1_000;

describe("check_host()", () => {
  test.each(worstCases)("bears %s", async (_, one) => {
    const { complaint, took } = await judge(one);
    expect(complaint).toBeUndefined();
    expect(took).toBeLessThan(LIMIT);
  });

  test("gives one of seven results within its limits, whatever the DNS and the message hold", async () => {
    await fc.assert(
      fc.asyncProperty(hostileCase, async one => {
        const { complaint, took } = await judge(one);
        expect(complaint).toBeUndefined();
        expect(took).toBeLessThan(LIMIT);
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);
});
