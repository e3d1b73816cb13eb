/** A public key from its octets, checked and brought to the form a key record holds (RFC 6376 §3.6.1, RFC 8463 §4). */
import { Buffer } from "node:buffer";
import { createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { KeyType } from "./key-record.ts";
import { readRsaSpki, type RsaNumbers } from "./rsa-spki.ts";

export type ReadPublicKey =
  | {
      readonly keyType: KeyType;
      /** Base64 without white space, as in `KeyRecord`. */
      readonly publicKey: string;
      /** Length of the modulus; RSA only. */
      readonly bits?: number;
    }
  /** Ends a sentence that begins with "The key". */
  | { readonly problem: string };

/** RFC 8463 §4: the public key of Ed25519 is 32 octets. */
const ED25519_OCTETS = 32;

const typeNames: Readonly<Record<string, string>> = {
  ec: "EC (elliptic curve)",
  "rsa-pss": "RSA-PSS",
  dsa: "DSA",
  dh: "DH",
};

/**
 * Reads base64 (white space allowed) of a SubjectPublicKeyInfo, of the RSAPublicKey inside one (RFC 8017 A.1.1, PEM
 * `RSA PUBLIC KEY`), or of the 32 octets of Ed25519.
 */
export function readPublicKey(text: string): ReadPublicKey {
  const octets = decodeBase64(text);
  if (octets === undefined) return { problem: "is not base64" };
  if (octets.length === ED25519_OCTETS) return { keyType: "ed25519", publicKey: octets.toString("base64") };
  const size = derSize(octets);
  if (size === undefined) {
    return {
      problem: `is ${octets.length} octets that are neither an RSA public key nor the ${ED25519_OCTETS} of Ed25519`,
    };
  }
  if (octets.length < size) return { problem: `is cut off: ${octets.length} of ${size} octets are there` };
  if (octets.length > size)
    return { problem: `is followed by ${octets.length - size} octets that do not belong to it` };
  const numbers = readRsaSpki(octets);
  if (numbers !== undefined) return fromNumbers(numbers, octets);
  const key = importDer(octets);
  return key === undefined ? { problem: "is no public key, or a damaged one" } : fromKeyObject(key);
}

function fromKeyObject(key: KeyObject): ReadPublicKey {
  const type = key.asymmetricKeyType ?? "";
  if (type === "ed25519") {
    // RFC 8463 §4: the octets alone, without the SubjectPublicKeyInfo around them.
    const { x } = key.export({ format: "jwk" });
    return { keyType: "ed25519", publicKey: Buffer.from(x ?? "", "base64url").toString("base64") };
  }
  if (type !== "rsa") return { problem: `is of type ${typeNames[type] ?? type}; DKIM knows RSA and Ed25519` };
  const spki = key.export({ format: "der", type: "spki" });
  const numbers = readRsaSpki(spki);
  return numbers === undefined ? { problem: "has numbers that no RSA key has" } : fromNumbers(numbers, spki);
}

function fromNumbers({ modulus, exponent }: RsaNumbers, spki: Buffer): ReadPublicKey {
  const isEven = (number: Buffer): boolean => ((number.at(-1) ?? 0) & 1) === 0;
  // RFC 8017 §3.1: the exponent is odd and at least 3; with 1 anyone can sign.
  if (isEven(exponent) || (exponent.length === 1 && exponent[0] === 1)) {
    return { problem: "has an exponent that no RSA key has" };
  }
  // RFC 8017 §3.1: the modulus is a product of odd primes; an even one is damaged, or anyone can find its factors.
  if (isEven(modulus)) return { problem: "has a modulus that no RSA key has" };
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  return { keyType: "rsa", publicKey: spki.toString("base64"), bits };
}

function importDer(octets: Buffer): KeyObject | undefined {
  // Inside the outer SEQUENCE, RSAPublicKey begins with an INTEGER, SubjectPublicKeyInfo with a SEQUENCE.
  const type = octets[derHeader(octets)] === 0x02 ? "pkcs1" : "spki";
  try {
    return createPublicKey({ key: octets, format: "der", type });
  } catch {
    return undefined;
  }
}

/** Base64 (RFC 4648 §4), with or without its padding; undefined for anything else. */
function decodeBase64(text: string): Buffer | undefined {
  const base64 = text.replace(/\s+/g, "");
  const digits = base64.replace(/={1,2}$/, "");
  const wholePadding = digits.length === base64.length || base64.length % 4 === 0;
  if (!/^[a-z0-9+/]+$/i.test(digits) || digits.length % 4 === 1 || !wholePadding) return undefined;
  return Buffer.from(digits, "base64");
}

/** Octets that a DER SEQUENCE says it has, header included (X.690 §8.1.3); undefined when this is not one. */
function derSize(octets: Buffer): number | undefined {
  const first = octets[1];
  if (octets[0] !== 0x30 || first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const lengthOctets = first & 0x7f;
  if (lengthOctets < 1 || lengthOctets > 4 || octets.length < 2 + lengthOctets) return undefined;
  return 2 + lengthOctets + octets.readUIntBE(2, lengthOctets);
}

function derHeader(octets: Buffer): number {
  const first = octets[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}
