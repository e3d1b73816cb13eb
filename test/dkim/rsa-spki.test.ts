import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readRsaSpki } from "../../src/dkim/rsa-spki.ts";

function spki(modulus: Uint8Array, exponent: Uint8Array): Buffer {
  const jwk = {
    kty: "RSA",
    n: Buffer.from(modulus).toString("base64url"),
    e: Buffer.from(exponent).toString("base64url"),
  };
  return createPublicKey({ format: "jwk", key: jwk }).export({ format: "der", type: "spki" });
}

/** What node:crypto says of the octets, and whether it would write them the same. */
function byNode(octets: Buffer): { n: string; e: string } | undefined {
  try {
    const key = createPublicKey({ key: octets, format: "der", type: "spki" });
    if (!key.export({ format: "der", type: "spki" }).equals(octets)) return undefined;
    const { n = "", e = "" } = key.export({ format: "jwk" });
    return { n, e };
  } catch {
    return undefined;
  }
}

const modulus = fc.uint8Array({ minLength: 128, maxLength: 600 }).map(octets => {
  octets[0] = (octets[0] ?? 0) | 1;
  return octets;
});
const exponent = fc.uint8Array({ minLength: 1, maxLength: 5 }).map(octets => {
  octets[0] = (octets[0] ?? 0) | 1;
  return octets;
});

describe("an RSA key's SubjectPublicKeyInfo", () => {
  test("the numbers are those node:crypto reads, for any key it writes", () => {
    fc.assert(
      fc.property(modulus, exponent, (n, e) => {
        const octets = spki(n, e);
        const read = readRsaSpki(octets);
        const expected = byNode(octets);
        expect({ n: read?.modulus.toString("base64url"), e: read?.exponent.toString("base64url") }).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test("octets with any one changed are never read as numbers that node:crypto does not read", () => {
    const octets = spki(new Uint8Array(256).fill(0xb7), new Uint8Array([1, 0, 1]));
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(octets);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const read = readRsaSpki(damaged);
        const expected = byNode(damaged);
        // undefined is always right: node:crypto is asked next.
        if (read === undefined) return;
        expect({ n: read.modulus.toString("base64url"), e: read.exponent.toString("base64url") }).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["cut off", (octets: Buffer) => octets.subarray(0, -1)],
    ["longer than it says", (octets: Buffer) => Buffer.concat([octets, Buffer.from([0])])],
    ["empty", () => Buffer.alloc(0)],
    ["short", (octets: Buffer) => octets.subarray(0, 10)],
  ])("%s: not read", (_, change) => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const octets = publicKey.export({ format: "der", type: "spki" });
    expect(readRsaSpki(octets)).toBeDefined();
    expect(readRsaSpki(change(octets))).toBeUndefined();
  });

  test("an Ed25519 key is not read", () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    expect(readRsaSpki(publicKey.export({ format: "der", type: "spki" }))).toBeUndefined();
  });
});
