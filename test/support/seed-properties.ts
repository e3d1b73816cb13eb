/**
 * One seed for all properties, the same in every run, so that a run says what the change did and rolls no dice. Jest loads this
 * before each test file. MAILWRIGHT_SEED names another seed: `npm run fuzz:properties` draws one, and gives it again.
 */
import fc from "fast-check";

/** Drawn once. Nothing is special about it. */
const DEFAULT_SEED = 7208;

const named = process.env["MAILWRIGHT_SEED"];
const seed = named ? Number(named) : DEFAULT_SEED;
// fast-check takes 32 bits of a seed and reads NaN as 0.
if (seed !== (seed | 0)) throw new Error(`MAILWRIGHT_SEED is "${named}": expected a whole number of 32 bits.`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
