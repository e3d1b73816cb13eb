/** Property values as the engine sends them: not known yet, or wrapped as a secret. */

/** What the engine puts in place of a value that only an `up` will know: one marker a type (string, number, bool, array, object). */
const UNKNOWN: ReadonlySet<unknown> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Key and values that say what a wrapped object is. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

export function isUnknown(value: unknown): boolean {
  return UNKNOWN.has(value);
}

/** The plain values: secrets and outputs unwrapped, an output without a value unknown. */
export function unwrapProperties(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, unwrap(value)]));
}

function unwrap(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const wrapped = value as Readonly<Record<string, unknown>>;
  if (wrapped[SIGNATURE] === SECRET) return unwrap(wrapped["value"]);
  if (wrapped[SIGNATURE] === OUTPUT) {
    return "value" in wrapped ? unwrap(wrapped["value"]) : "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  }
  return value;
}
