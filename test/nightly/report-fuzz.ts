/**
 * `npm run fuzz:reports [-- cases seed]`: damaged aggregate reports, many more than the tests have time for. Exits with 1 and
 * the case, which the printed seed gives again, when one makes the reader throw or takes it long.
 */
import { randomInt } from "node:crypto";
import fc from "fast-check";
import { parseAggregate } from "../../src/feedback/parse-aggregate.ts";
import { brokenReport } from "../support/random-feedback.ts";

const [cases = 100_000, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(cases) || !Number.isSafeInteger(seed)) throw new Error("Give two numbers: cases and seed.");

/** Milliseconds of processor time; a garbage collection may fall into any case. */
const LIMIT = 500;
let slowest = 0;
let rejected = 0;

console.log(`seed ${seed}, ${cases} cases`);
const outcome = fc.check(
  fc.property(brokenReport, octets => {
    const before = process.cpuUsage();
    const parsed = parseAggregate(octets);
    const took = process.cpuUsage(before).user / 1000;
    slowest = Math.max(slowest, took);
    if ("rejected" in parsed) rejected += 1;
    if (took >= LIMIT) throw new Error(`${took.toFixed(0)} ms of processor time`);
  }),
  { numRuns: cases, seed, verbose: 0 },
);
if (outcome.failed) {
  console.error(fc.defaultReportMessage(outcome)?.slice(0, 20_000));
  process.exitCode = 1;
} else {
  console.log(`seed ${seed}, ${cases} cases, ${rejected} rejected, slowest ${slowest.toFixed(0)} ms, nothing found`);
}
