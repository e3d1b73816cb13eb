/**
 * SubjectPublicKeyInfo of an RSA key in DER (RFC 5280 §4.1, RFC 8017 A.1), read by hand: the one form nearly every DKIM key
 * has, at a tenth of what a key object costs. Anything not exactly of this form is left to node:crypto.
 */
import { Buffer } from "node:buffer";

export interface RsaNumbers {
  /** Big-endian, without a sign octet. */
  readonly modulus: Buffer;
  readonly exponent: Buffer;
}

/** AlgorithmIdentifier: rsaEncryption with NULL parameters. */
const algorithm = Buffer.from("300d06092a864886f70d0101010500", "hex");

/** True when the octets are such a key's wrapping from the first to the last, whatever its numbers. */
export function isRsaSpki(octets: Buffer): boolean {
  return rsaPublicKey(octets) !== undefined;
}

/** The two numbers, or undefined for any other form, also one that is not DER to the last octet. */
export function readRsaSpki(octets: Buffer): RsaNumbers | undefined {
  const key = rsaPublicKey(octets);
  const modulus = key === undefined ? undefined : element(key, 0x02);
  const exponent = modulus === undefined ? undefined : element(modulus.rest, 0x02);
  if (modulus === undefined || exponent === undefined || exponent.rest.length > 0) return undefined;
  const numbers = [unsigned(modulus.body), unsigned(exponent.body)] as const;
  return numbers[0] && numbers[1] ? { modulus: numbers[0], exponent: numbers[1] } : undefined;
}

/** The content of the RSAPublicKey inside: SEQUENCE { algorithm, BIT STRING { SEQUENCE { … } } }, nothing after any of them. */
function rsaPublicKey(octets: Buffer): Buffer | undefined {
  const outer = element(octets, 0x30);
  if (outer === undefined || outer.rest.length > 0) return undefined;
  if (!outer.body.subarray(0, algorithm.length).equals(algorithm)) return undefined;
  const bits = element(outer.body.subarray(algorithm.length), 0x03);
  // The first octet of a BIT STRING counts the unused bits at its end: none.
  if (bits === undefined || bits.rest.length > 0 || bits.body[0] !== 0) return undefined;
  const key = element(bits.body.subarray(1), 0x30);
  return key === undefined || key.rest.length > 0 ? undefined : key.body;
}

/** One element of a tag: its content and what follows. Lengths in their shortest form only (X.690 §10.1). */
function element(octets: Buffer, tag: number): { readonly body: Buffer; readonly rest: Buffer } | undefined {
  const first = octets[1] ?? 0xff;
  if (octets[0] !== tag || first > 0x82) return undefined;
  const octetsOfLength = first < 0x80 ? 0 : first - 0x80;
  const start = 2 + octetsOfLength;
  if (octets.length < start || first === 0x80) return undefined;
  const length = octetsOfLength === 0 ? first : octets.readUIntBE(2, octetsOfLength);
  if (octetsOfLength > 0 && length < (octetsOfLength === 1 ? 0x80 : 0x100)) return undefined;
  if (octets.length < start + length) return undefined;
  return { body: octets.subarray(start, start + length), rest: octets.subarray(start + length) };
}

/** A positive INTEGER in its shortest form (X.690 §8.3.2): a leading zero only where the next bit would be the sign. */
function unsigned(body: Buffer): Buffer | undefined {
  const [first = 0xff, second = 0] = body;
  if (first >= 0x80 || (first === 0 && second < 0x80)) return undefined;
  return first === 0 ? body.subarray(1) : body;
}
