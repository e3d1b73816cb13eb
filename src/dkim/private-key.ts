/**
 * Tells a private key from everything else a person may paste. It looks at the shape only and never at whether the key is
 * whole: half a private key in a repository is a leak too.
 */
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { isRsaSpki } from "./rsa-spki.ts";

/**
 * PEM armour (RFC 7468 §10, §11, §13 and older kinds), also with one of its lines or some of its dashes missing, or
 * percent-encoded. The words alone, as in a name or a note, are none.
 */
const armour = /(?<![a-z])(?:BEGIN|END)[a-z0-9 %+]{0,40}PRIVATE(?: |%20|\+)?KEY|PRIVATE ?KEY(?: ?BLOCK)? ?--/i;

/**
 * PuTTY's own file, BIND's, .NET's XML, the header of a PEM encrypted the old way, and a JWK with a private exponent
 * (RFC 7517 §9.2, RFC 7518 §6.3.2), also one that was pasted as code, as YAML or inside another string.
 */
const otherFormats =
  /PuTTY-User-Key-File|Private-Lines|Private-key-format|PrivateExponent|<D>|DEK-Info:|"d"\s*:|\bd["'\\]*\s*:[\s"'\\]*[\w-]{40}/i;

/** In hexadecimal, how PKCS#8 that is encrypted (RFC 5958 §3) begins: an algorithm of PKCS#5 or PKCS#12. */
const encrypted = "30(?:81)?[0-9a-f]{2}06[0-9a-f]{2}2a864886f70d01(?:05|0c)";

/** A private key's SEQUENCE, version and next tag: too long to come about by chance in the middle of a text. */
const header = `30(?:[0-7][0-9a-f]|81[0-9a-f]{2}|82[0-9a-f]{4})(?:02010[01]30|02010002|02010104|02010330|${encrypted})`;

const atStart = { encrypted: new RegExp(`^${encrypted}`), header: new RegExp(`^${header}`) };
const hexHeader = new RegExp(header, "i");

/** True when the text holds a private key, or the beginning of one, in any usual form. */
export function holdsPrivateKey(text: string): boolean {
  // What nearly every text is, told apart first: a fleet has thousands, and what follows is thorough.
  if (text.length < SHORTEST) return armour.test(text);
  if (isWholePublicKey(text)) return false;
  // Line breaks, also the two characters `\n` out of a JSON file, and quotes between chunks are no part of the key.
  const joined = text.replace(/\\[nrt]|["'\s]+/g, "");
  // Nor is anything else that may stand between chunks: commas, plus signs of code, characters without width.
  const code = text.replace(/(["'\s])\+(?=["'\s])/g, "$1");
  const letters = fromUrl(code.replace(/\\[nrt]|[^a-z0-9+/_-]+/gi, ""));
  return (
    armour.test(text) ||
    armour.test(joined) ||
    otherFormats.test(text) ||
    [text, joined, fromUrl(text)].some(form => (form.match(/[a-z0-9+/]{16,}/gi) ?? []).some(isPrivateBase64)) ||
    holdsDerHeader(letters) ||
    hexHeader.test(text.replace(/[\s:]+/g, ""))
  );
}

/** No shorter text holds the beginning of a key that could be told as one. */
const SHORTEST = 16;

/** Base64 of one RSA public key from the first octet to the last: there is no room in it for anything else. */
function isWholePublicKey(text: string): boolean {
  return text.startsWith("MII") && /^[A-Za-z0-9+/]+={0,2}$/.test(text) && isRsaSpki(Buffer.from(text, "base64"));
}

/** base64url (RFC 4648 §5) as plain base64. */
function fromUrl(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/");
}

function isPrivateBase64(base64: string): boolean {
  const octets = Buffer.from(base64, "base64");
  return (
    isPrivateDer(octets) ||
    startsWith(octets, "openssh-key-v1") ||
    // The whole PEM in base64 once more, as in a secret of Kubernetes.
    (startsWith(octets, "-----BEGIN ") && armour.test(octets.toString("latin1"))) ||
    isSeedAndPublic(octets)
  );
}

function startsWith(octets: Buffer, text: string): boolean {
  return octets.subarray(0, text.length).equals(Buffer.from(text));
}

/**
 * DER of PKCS#8 (RFC 5958 §2), PKCS#1 (RFC 8017 A.1.2), SEC 1 (RFC 5915 §3) and PKCS#12: each a SEQUENCE that begins with a
 * version, an INTEGER of one octet. A public key begins with a SEQUENCE (RFC 5280 §4.1) or with its long modulus.
 */
function isPrivateDer(octets: Buffer): boolean {
  if (octets[0] !== 0x30) return false;
  const length = octets[1] ?? 0;
  const body = octets.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f)).toString("hex");
  return body.startsWith("0201") || atStart.encrypted.test(body);
}

/** A header anywhere in a run of base64: in front of it may stand a word that was pasted along. */
function holdsDerHeader(base64: string): boolean {
  // A SEQUENCE, 0x30, begins with M and one of 16 letters.
  return [...base64.matchAll(/M[A-P]/g)].some(({ index }) =>
    atStart.header.test(Buffer.from(base64.slice(index, index + 32), "base64").toString("hex")),
  );
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
