/**
 * `npm run fuzz [-- cases seed]`: the property of test/properties/spf-fuzz.test.ts over many more cases, at random. Prints how
 * far it is, and exits with 1 and the case, which the printed seed gives again, when one breaks it.
 */
import { randomInt } from "node:crypto";
import fc from "fast-check";
import { hostileCase, judge, worstCases, type HostileCase } from "../support/hostile-spf.ts";

const [cases = 100_000, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(cases) || !Number.isSafeInteger(seed)) throw new Error("Give two numbers: cases and seed.");

/** Milliseconds of processor time; a garbage collection may fall into any case. */
const LIMIT = 1_000;
const BATCH = 1_000;
let done = 0;
let slowest = 0;

async function run(one: HostileCase): Promise<void> {
  const { complaint, took } = await judge(one);
  done += 1;
  slowest = Math.max(slowest, took);
  if (complaint !== undefined) throw new Error(complaint);
  if (took >= LIMIT) throw new Error(`${took.toFixed(0)} ms of processor time`);
}

console.log(`seed ${seed}, ${cases} cases`);
for (const [, one] of worstCases) await run(one);
// In batches, each with a seed of its own, so that a failing one is found again in a moment.
for (let batch = 0; batch * BATCH < cases; batch += 1) {
  const numRuns = Math.min(BATCH, cases - batch * BATCH);
  const outcome = await fc.check(fc.asyncProperty(hostileCase, run), { numRuns, seed: seed + batch, verbose: 0 });
  if (outcome.failed) {
    console.error(fc.defaultReportMessage(outcome)?.slice(0, 20_000));
    console.error(`To run it again: npm run fuzz -- ${numRuns} ${seed + batch}`);
    process.exit(1);
  }
  if ((batch + 1) % 10 === 0) console.log(`${(batch + 1) * BATCH} cases, slowest ${slowest.toFixed(0)} ms`);
}
console.log(`seed ${seed}, ${done} cases, slowest ${slowest.toFixed(0)} ms, nothing found`);
