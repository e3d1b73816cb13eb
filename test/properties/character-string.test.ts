import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatTxt, joinCharacterStrings, splitCharacterStrings } from "../../src/dns/character-string.ts";

/** Long enough for several strings, with code points of one to four octets that straddle their edges. */
const unit = fc.oneof(
  fc.constantFrom("a", '"', "\\", ";", " ", "ü", "€", "😀", "\ufeff"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);
const text = fc.oneof(
  fc.string({ unit, maxLength: 20 }),
  fc.string({ unit, minLength: 200, maxLength: 800, size: "max" }),
);

/** Reads presentation format back (RFC 1035 §5.1). */
function readTxt(quoted: string): readonly Uint8Array[] {
  return [...quoted.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inner = ""]) =>
    Uint8Array.from(
      [...inner.matchAll(/\\(\d{3})|\\(.)|(.)/g)].map(([, decimal, escaped, plain]) =>
        decimal === undefined ? (escaped ?? plain ?? "").charCodeAt(0) : Number(decimal),
      ),
    ),
  );
}

describe("character strings (RFC 1035 §3.3)", () => {
  test("join(split(text)) is the text", () => {
    fc.assert(fc.property(text, value => expect(joinCharacterStrings(splitCharacterStrings(value))).toBe(value)));
  });

  test("every string but the last is exactly 255 octets, the last 1 to 255, unless the text is empty", () => {
    fc.assert(
      fc.property(text, value => {
        const lengths = splitCharacterStrings(value).map(string => string.length);
        const last = lengths.pop() ?? Number.NaN;
        expect(lengths.every(length => length === 255)).toBe(true);
        expect(last).toBeLessThanOrEqual(255);
        expect(last).toBeGreaterThanOrEqual(value === "" ? 0 : 1);
        expect(lengths.length * 255 + last).toBe(Buffer.byteLength(value));
      }),
    );
  });

  test("presentation format is printable US-ASCII and reads back", () => {
    fc.assert(
      fc.property(text, value => {
        const quoted = formatTxt(value);
        expect(quoted).toMatch(/^[ -~]+$/);
        expect(joinCharacterStrings(readTxt(quoted))).toBe(value);
      }),
    );
  });
});
