/** DKIM key record to text (RFC 6376 §3.6.1), in one canonical form: what `parse.ts` reads back to the same record. */
import type { KeyRecord } from "./key-record.ts";

/**
 * The record's text: `v=` first (RFC 6376 §3.6.1), `k=` always, so that an Ed25519 key is never read as RSA (RFC 8463 §3),
 * `p=` last, so that the part a person looks at is in front. Tags at their default are left out.
 */
export function formatKeyRecord(record: KeyRecord): string {
  return [
    "v=DKIM1",
    ...list("h", record.hashes),
    `k=${record.keyType}`,
    ...(record.note === undefined ? [] : [`n=${encodeNote(record.note)}`]),
    ...list("s", record.services),
    ...list("t", record.flags),
    `p=${record.publicKey}`,
  ].join("; ");
}

function list(tag: string, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [`${tag}=${words.join(":")}`];
}

/**
 * A note as qp-section (RFC 6376 §2.11 and §3.6.1): octets of UTF-8, `=` and hexadecimal digits for everything that is not
 * visible US-ASCII, for `=` itself and for `;`, which ends the tag (§3.2). A space stays a space between two others, because
 * white space at the ends of a value is dropped (§3.2) and runs of it seldom survive a web form.
 */
function encodeNote(note: string): string {
  const octets = new TextEncoder().encode(note);
  let text = "";
  for (const [index, octet] of octets.entries()) {
    const character = String.fromCharCode(octet);
    const inner = index > 0 && index < octets.length - 1 && !text.endsWith(" ");
    const plain = octet === 0x20 ? inner : octet > 0x20 && octet < 0x7f && character !== "=" && character !== ";";
    text += plain ? character : `=${octet.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}
