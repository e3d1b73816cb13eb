import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { replayRow } from "../../src/feedback/evidence-schema.ts";
import { MAX_RESULTS } from "../../src/feedback/evidence-rows.ts";
import { isReplayRow } from "../../src/feedback/is-replay-row.ts";

const sound = {
  source: "declared fastmail",
  ip: "192.0.2.10",
  headerFrom: "client.example",
  envelopeFrom: "",
  alignedSpf: true,
  alignedDkim: false,
  spf: [{ domain: "client.example", scope: "mfrom", result: "pass" }],
  dkim: [{ domain: "client.example", selector: "fm1", result: "fail" }],
  policy: 0,
  messages: 3,
  dispositions: [{ disposition: "none", overrides: ["forwarded", "other"], messages: 3 }],
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Every place in the row, as the keys that lead there. */
function places(value: Json, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => places(inner as Json, [...path, key]))];
}

/** The row with one place changed, left out or added to. */
function changed(
  value: Json,
  [key, ...rest]: readonly (string | number)[],
  change: (at: Json) => Json | undefined,
): Json {
  if (key === undefined) return change(value) ?? {};
  const copy = JSON.parse(JSON.stringify(value)) as Record<string, Json>;
  const inner = copy[key] as Json;
  const made = rest.length === 0 ? change(inner) : changed(inner, rest, change);
  if (made !== undefined) copy[key] = made;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

const others = fc.oneof(
  fc.constantFrom<Json | undefined>(
    undefined,
    null,
    true,
    0,
    -0,
    -1,
    1.5,
    2 ** 53,
    1e300,
    "",
    "pass",
    "policy",
    "helo",
    "reject",
    "quarantine",
    "sampled_out",
    "\u001b[2J",
    "a\u202eb",
    "é",
    "\ud800",
    "x".repeat(253),
    "x".repeat(254),
    "x".repeat(2000),
    [],
    {},
    ["forwarded"],
  ),
  fc.jsonValue() as fc.Arbitrary<Json>,
);

test("a row is taken exactly where the schema takes it", () => {
  const row = sound as Json;
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...places(row)), others), { maxLength: 2 }), changes => {
      let value: Json = row;
      for (const [path, other] of changes)
        if (places(value).some(one => one.join() === path.join())) value = changed(value, path, () => other);
      const { success } = replayRow.safeParse(value);
      if (success) taken += 1;
      else refused += 1;
      expect(isReplayRow(value)).toBe(success);
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(100);
});

test.each([
  ["a key more", { ...sound, more: 1 }],
  ["a key of every object's", JSON.parse(JSON.stringify(sound).replace("{", '{"__proto__":1,"toString":1,'))],
  ["an inner key more", { ...sound, spf: [{ ...sound.spf[0], selector: "s" }] }],
  ["too many results", { ...sound, dkim: Array.from({ length: MAX_RESULTS + 1 }, () => sound.dkim[0]) }],
  ["a list for a row", [sound]],
])("%s is refused by both", (_, value) => {
  expect([isReplayRow(value), replayRow.safeParse(value).success]).toEqual([false, false]);
});
