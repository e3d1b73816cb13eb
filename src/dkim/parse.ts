/**
 * Text to DKIM key record (RFC 6376 §3.2, §3.6.1). Problems name tags, never their values: the value of `p=` may be
 * anything that a person pasted, a private key too.
 */
import { Buffer } from "node:buffer";
import type { KeyRecord, KeyType } from "./key-record.ts";

export type ParsedKeyRecord =
  { readonly ok: true; readonly record: KeyRecord } | { readonly ok: false; readonly problems: readonly string[] };

const knownTags: ReadonlySet<string> = new Set(["v", "h", "k", "n", "p", "s", "t"]);

/** RFC 6376 §3.6.1 `hyphenated-word`: the extension form of hashes, service types and flags. */
const hyphenatedWord = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/i;

/** Parses a key record (RFC 6376 §3.6.1): a tag-list, of which unknown tags are ignored. */
export function parseKeyRecord(text: string): ParsedKeyRecord {
  const problems: string[] = [];
  const tags = readTagList(text, problems);
  const hashes = readList(tags, "h", problems);
  const services = readList(tags, "s", problems);
  const flags = readList(tags, "t", problems);
  const keyType = readKeyType(tags.get("k"), problems);
  const note = readNote(tags.get("n"), problems);
  const publicKey = readPublicKey(tags.get("p"), problems);
  // §3.6.1: v= is optional; where it is given it must be the first tag and say DKIM1, compared as a string.
  if (tags.has("v") && tags.keys().next().value !== "v") problems.push("v= is not the first tag.");
  if (tags.has("v") && tags.get("v") !== "DKIM1") problems.push("v= is not DKIM1.");
  if (problems.length > 0 || keyType === undefined || publicKey === undefined) return { ok: false, problems };
  return {
    ok: true,
    record: { keyType, publicKey, hashes, services, flags, ...(note === undefined ? {} : { note }) },
  };
}

/** The tag-list of RFC 6376 §3.2, in order; tag names and values keep their case, white space around both is dropped. */
function readTagList(text: string, problems: string[]): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const specs = text.split(";");
  // §3.2: one semicolon may end the list.
  if (specs.length > 1 && trimFws(specs.at(-1) ?? "") === "") specs.pop();
  for (const [index, spec] of specs.entries()) {
    const equals = spec.indexOf("=");
    const name = trimFws(spec.slice(0, Math.max(equals, 0)));
    const value = trimFws(spec.slice(equals + 1));
    if (equals < 0 || !/^[a-z][a-z0-9_]*$/i.test(name)) {
      problems.push(`Part ${index + 1} of the record is not tag=value.`);
    } else if (tags.has(name)) {
      // §3.2: tags with duplicate names must not occur; if one does, the entire tag-list is invalid.
      problems.push(knownTags.has(name) ? `${name}= stands in the record twice.` : "An unknown tag stands twice.");
    } else {
      // §3.2: tval is made of VALCHAR, visible US-ASCII; FWS may stand between.
      if (!/^[\x21-\x7e \t\r\n]*$/.test(value)) problems.push(`Tag ${index + 1} holds characters outside US-ASCII.`);
      tags.set(name, value);
    }
  }
  return tags;
}

/** RFC 6376 §2.8 FWS; a line feed alone is taken for one too, because that is what a browser copies. */
function trimFws(text: string): string {
  return text.replace(/^[ \t\r\n]+/, "").trimEnd();
}

/** A colon-separated list of words (RFC 6376 §3.6.1: h=, s=, t=); `*` is a word of s= alone. */
function readList(tags: ReadonlyMap<string, string>, name: "h" | "s" | "t", problems: string[]): readonly string[] {
  const value = tags.get(name);
  if (value === undefined) return [];
  const words = value.split(":").map(trimFws);
  if (!words.every(word => hyphenatedWord.test(word) || (name === "s" && word === "*"))) {
    problems.push(`${name}= is not a list of words with colons between.`);
  }
  return words;
}

/** RFC 6376 §3.6.1: `rsa` is the default; RFC 8463 §3 adds `ed25519`. Verifiers ignore records of other types. */
function readKeyType(value: string | undefined, problems: string[]): KeyType | undefined {
  if (value === undefined || value === "rsa") return "rsa";
  if (value === "ed25519") return "ed25519";
  problems.push("k= is neither rsa nor ed25519.");
  return undefined;
}

/** RFC 6376 §3.6.1: p= is required; base64 with white space anywhere, or nothing for a revoked key. */
function readPublicKey(value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined) {
    problems.push("p= is missing.");
    return undefined;
  }
  const base64 = value.replace(/[ \t\r\n]+/g, "");
  // A last group of one character holds 6 bits, not even an octet.
  if (/^[a-z0-9+/]*={0,2}$/i.test(base64) && base64.replace(/=+$/, "").length % 4 !== 1) return base64;
  problems.push("p= is not base64.");
  return undefined;
}

/** `n=` (RFC 6376 §3.6.1): a qp-section of RFC 2045 §6.7, here of UTF-8. */
function readNote(value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined) return undefined;
  const unfolded = value.replace(/\r?\n(?=[ \t])/g, "");
  if (/=(?![0-9a-f]{2})/i.test(unfolded)) problems.push("n= is not quoted-printable.");
  const octets = unfolded.replace(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // Every character is one octet here, so latin1 gives back the octets that UTF-8 then reads.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(octets, "latin1"));
}
