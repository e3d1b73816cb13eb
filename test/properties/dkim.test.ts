import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatKeyRecord } from "../../src/dkim/format.ts";
import { generateKey } from "../../src/dkim/generate.ts";
import type { KeyRecord } from "../../src/dkim/key-record.ts";
import { parseKeyRecord } from "../../src/dkim/parse.ts";
import { selectorFault } from "../../src/dkim/selector.ts";

const word = fc.stringMatching(/^[a-zA-Z]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?$/);
const note = fc.string({
  unit: fc.oneof(
    fc.constantFrom(" ", ";", "=", "\t", "\r", "\n", "ü", "\ufeff"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});
const record: fc.Arbitrary<KeyRecord> = fc.record(
  {
    keyType: fc.constantFrom("rsa" as const, "ed25519" as const),
    publicKey: fc.oneof(fc.constant(""), fc.base64String()),
    hashes: fc.array(word, { maxLength: 3 }),
    services: fc.array(fc.oneof(fc.constant("*"), word), { maxLength: 3 }),
    flags: fc.array(fc.oneof(fc.constantFrom("y", "s"), word), { maxLength: 3 }),
    note,
  },
  { requiredKeys: ["keyType", "publicKey", "hashes", "services", "flags"] },
);
const fragment = fc.constantFrom(
  "v=DKIM1",
  ";",
  "; ",
  "k=rsa",
  "k=ed25519",
  "p=",
  "MIIB",
  "=",
  "t=y:s",
  "n=a=3Bb",
  "=zz",
  "h=sha256",
  "s=*",
  ":",
  " ",
  "\r\n ",
  '"',
  '" "',
  "\\;",
  "\\n",
  "TXT",
  "(",
  "-----BEGIN PUBLIC KEY-----",
  "-----END PUBLIC KEY-----",
  "PRIVATE",
  "ü",
);
const nearKey = fc.array(fragment, { maxLength: 15 }).map(parts => parts.join(""));

describe("DKIM key records", () => {
  test("parse(format(record)) is the record", () => {
    fc.assert(
      fc.property(record, value => {
        expect(parseKeyRecord(formatKeyRecord(value))).toEqual({ ok: true, record: value });
      }),
      { numRuns: 500 },
    );
  });

  test("a formatted record is printable US-ASCII", () => {
    fc.assert(fc.property(record, value => expect(formatKeyRecord(value)).toMatch(/^[ -~]+$/)));
  });

  test("no text makes the parser or the generator throw, and a refusal always says why", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), nearKey, fc.base64String({ maxLength: 200 })), text => {
        const parsed = parseKeyRecord(text);
        if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0);
        const generated = generateKey(text, "dkim.s1");
        if (generated.text === undefined) expect(generated.findings.length).toBeGreaterThan(0);
        else expect(parseKeyRecord(generated.text).ok).toBe(true);
        selectorFault(text);
      }),
      { numRuns: 1000 },
    );
  });
});
