/**
 * Tells a private key from everything else a person may paste. It looks at the shape only and never at whether the key is
 * whole: half a private key in a repository is a leak too.
 */
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey } from "node:crypto";

/** PEM armour (RFC 7468 §10, §11, §13 and older kinds), also with one of its lines or some of its dashes missing. */
const armour = /(?:BEGIN|END)[a-z0-9 ]{0,40}PRIVATE|PRIVATE ?KEY(?: ?BLOCK)? ?-/i;

/** PuTTY's own file, and a JWK with a private exponent (RFC 7517 §9.2, RFC 7518 §6.3.2). */
const otherFormats = /PuTTY-User-Key-File|Private-Lines|"d"\s*:/i;

/** True when the text holds a private key, or the beginning of one, in any usual form. */
export function holdsPrivateKey(text: string): boolean {
  // Line breaks, also the two characters `\n` out of a JSON file, and quotes between chunks are no part of the key.
  const joined = text.replace(/\\[nrt]|["'\s]+/g, "");
  return (
    armour.test(text) ||
    armour.test(joined) ||
    otherFormats.test(text) ||
    [text, joined].some(form => (form.match(/[a-z0-9+/]{16,}/gi) ?? []).some(isPrivateBase64))
  );
}

function isPrivateBase64(base64: string): boolean {
  const octets = Buffer.from(base64, "base64");
  return (
    isPrivateDer(octets) || octets.subarray(0, 14).equals(Buffer.from("openssh-key-v1")) || isSeedAndPublic(octets)
  );
}

/**
 * DER of PKCS#8 (RFC 5958 §2), PKCS#1 (RFC 8017 A.1.2), SEC 1 (RFC 5915 §3) and PKCS#12: each a SEQUENCE that begins with a
 * version, an INTEGER of one octet. A public key begins with a SEQUENCE (RFC 5280 §4.1) or with its long modulus. Encrypted
 * PKCS#8 (RFC 5958 §3) begins with an algorithm of PKCS#5 or PKCS#12.
 */
function isPrivateDer(octets: Buffer): boolean {
  if (octets[0] !== 0x30) return false;
  const length = octets[1] ?? 0;
  const body = octets.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f)).toString("hex");
  return body.startsWith("0201") || /^30(?:81)?[0-9a-f]{2}06[0-9a-f]{2}2a864886f70d01(?:05|0c)/.test(body);
}

/** Ed25519 as some libraries store it: the 32 octets of the seed, then the 32 of the public key that comes of it. */
function isSeedAndPublic(octets: Buffer): boolean {
  if (octets.length !== 64) return false;
  // RFC 8410 §7: the fixed octets in front of a seed in PKCS#8.
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), octets.subarray(0, 32)]);
  const { x } = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })).export({
    format: "jwk",
  });
  return octets.subarray(32).equals(Buffer.from(x ?? "", "base64url"));
}
