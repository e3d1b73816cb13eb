/**
 * Whether a value is a row of evidence: what `replayRow` of evidence-schema.ts says, which also says why not. A file has
 * thousands of rows, a fleet a thousand files, and this takes a fifth of the schema's time.
 */
import { MAX_RESULTS } from "./evidence-rows.ts";
import { MAX_SOURCE } from "./evidence-sightings.ts";
import { MAX_NAME } from "./evidence-text.ts";
import { DISPOSITIONS, DKIM_RESULTS, MANY, OVERRIDES, PLAIN, SPF_RESULTS, SPF_SCOPES } from "./replay-words.ts";

type Check = (value: unknown) => boolean;

const text =
  (most: number): Check =>
  value =>
    typeof value === "string" && value.length <= most && PLAIN.test(value);
const name = text(MAX_NAME);
const count: Check = value => Number.isSafeInteger(value) && (value as number) >= 0;
const flag: Check = value => typeof value === "boolean";
const oneOf = (words: readonly string[]): Check => {
  const set = new Set<unknown>(words);
  return value => set.has(value);
};
const listOf =
  (check: Check, most: number): Check =>
  value =>
    Array.isArray(value) && value.length <= most && value.every(check);

/** An object with all of the needed keys, and no others than those and the further ones. */
function objectOf(needed: Readonly<Record<string, Check>>, further: Readonly<Record<string, Check>> = {}): Check {
  const checks = new Map(Object.entries({ ...needed, ...further }));
  const wanted = Object.keys(needed);
  return value => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const object = value as Readonly<Record<string, unknown>>;
    for (const key in object) if (checks.get(key)?.(object[key]) !== true) return false;
    for (const key of wanted) if (!Object.hasOwn(object, key)) return false;
    return true;
  };
}

export const isReplayRow: Check = objectOf(
  {
    source: text(MAX_SOURCE),
    ip: name,
    headerFrom: name,
    alignedSpf: flag,
    alignedDkim: flag,
    spf: listOf(objectOf({ domain: name, result: oneOf(SPF_RESULTS) }, { scope: oneOf(SPF_SCOPES) }), MAX_RESULTS),
    dkim: listOf(objectOf({ domain: name, result: oneOf(DKIM_RESULTS) }, { selector: name }), MAX_RESULTS),
    messages: count,
    dispositions: listOf(
      objectOf({
        disposition: oneOf(DISPOSITIONS),
        overrides: listOf(oneOf(OVERRIDES), Infinity),
        messages: count,
      }),
      MANY,
    ),
  },
  { envelopeFrom: name, policy: count },
);
