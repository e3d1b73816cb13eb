/** A DKIM key as a person gives it, to a key record (RFC 6376 §3.6.1) and to findings. No finding holds any part of it. */
import type { LocalFinding } from "../finding.ts";
import type { DkimKeyInput, KeyRecord } from "./key-record.ts";
import { parseKeyRecord } from "./parse.ts";
import { sortPaste } from "./pasted-key.ts";
import { holdsPrivateKey } from "./private-key.ts";
import { readPublicKey } from "./public-key.ts";

export interface KeyReading {
  /** Absent when there is no usable key. */
  readonly record?: KeyRecord;
  /** Length of the modulus; RSA only. */
  readonly bits?: number;
  readonly findings: readonly LocalFinding[];
}

/** RFC 8301 §3.2: signers use at least 1024 bits and should use 2048; verifiers must accept keys up to 4096. */
const LEAST_BITS = 1024;
const ADVISED_BITS = 2048;
const MOST_BITS = 4096;

const noTags = { hashes: [], services: [], flags: [] } as const;

/**
 * Reads a key: base64, PEM, or a whole record in any wrapping. `where` is the key's path in the spec. Findings that a
 * waiver may accept (a weak, short or large key) come with the record; for the others there is none.
 */
export function readKey(input: DkimKeyInput, where: string): KeyReading {
  if (typeof input !== "string" && "revoked" in input) {
    // RFC 6376 §3.6.1: an empty p= means that the key has been revoked.
    return { record: { keyType: "rsa", publicKey: "", ...noTags }, findings: [] };
  }
  const text = typeof input === "string" ? input : input.key;
  if (holdsPrivateKey(text)) return { findings: [privateKey(where)] };
  const pasted = sortPaste(text);
  switch (pasted.form) {
    case "empty":
      return { findings: [emptyKey(where)] };
    case "unknown":
      return { findings: [unreadable(where, `The key ${pasted.problem}.`)] };
    case "base64":
      return finish(input, where, undefined, pasted.text);
    case "record": {
      const parsed = parseKeyRecord(pasted.text);
      if (!parsed.ok)
        return { findings: [unreadable(where, `The key record does not parse: ${parsed.problems.join(" ")}`)] };
      const { record } = parsed;
      if (record.publicKey === "") return { findings: [emptyKey(where)] };
      const unused = unusable(record, where);
      return unused === undefined ? finish(input, where, record, record.publicKey) : { findings: [unused] };
    }
  }
}

/** A record that parses and that no verifier of mail may use. The words of a list are a pasted text and are not repeated. */
function unusable({ hashes, services }: KeyRecord, where: string): LocalFinding | undefined {
  const about = { id: "dkim-key-unusable", severity: "error", name: where } as const;
  const has = (words: readonly string[], known: readonly string[]): boolean =>
    words.length === 0 || words.some(word => known.includes(word.toLowerCase()));
  if (!has(hashes, ["sha256"])) {
    return {
      ...about,
      message: "The key record allows other hashes than SHA-256 only (h=), and verifiers must not accept SHA-1.",
      cite: "RFC 8301 §3.1",
      fix: "Take h= out of the record, or add sha256 to it.",
    };
  }
  if (!has(services, ["*", "email"])) {
    return {
      ...about,
      message: "The key record is for another service than mail (s=), so verifiers ignore it.",
      cite: "RFC 6376 §3.6.1",
      fix: "Take s= out of the record, or copy the record that is for mail.",
    };
  }
  return undefined;
}

function finish(input: DkimKeyInput, where: string, given: KeyRecord | undefined, base64: string): KeyReading {
  const key = readPublicKey(base64);
  if ("problem" in key) return { findings: [unreadable(where, `The key ${key.problem}.`)] };
  if (given !== undefined && given.keyType !== key.keyType) {
    // RFC 6376 §3.6.1: rsa is the default of k=.
    const says = given.keyType === "rsa" ? "k=rsa, or has no k=" : `k=${given.keyType}`;
    return { findings: [unreadable(where, `The key is of type ${key.keyType}, but its record says ${says}.`)] };
  }
  const flags = new Set(given?.flags);
  if (typeof input === "object" && "key" in input) {
    if (input.testing === true) flags.add("y");
    if (input.strict === true) flags.add("s");
  }
  const record: KeyRecord = {
    ...(given ?? noTags),
    keyType: key.keyType,
    publicKey: key.publicKey,
    flags: [...flags],
  };
  const findings = [...sizeFindings(where, key.bits), ...(flags.has("y") ? [testingKey(where)] : [])];
  return { record, ...(key.bits === undefined ? {} : { bits: key.bits }), findings };
}

function sizeFindings(where: string, bits: number | undefined): readonly LocalFinding[] {
  if (bits === undefined || (bits >= ADVISED_BITS && bits <= MOST_BITS)) return [];
  const about = { name: where, cite: "RFC 8301 §3.2" };
  const fix = `Make an RSA key of ${ADVISED_BITS} bits at the sender and publish it under a new selector.`;
  if (bits < LEAST_BITS) {
    const message = `The RSA key has ${bits} bits; verifiers must not accept fewer than ${LEAST_BITS}.`;
    return [{ id: "dkim-key-weak", severity: "error", ...about, message, fix }];
  }
  if (bits > MOST_BITS) {
    const message = `The RSA key has ${bits} bits; verifiers need not accept more than ${MOST_BITS}.`;
    return [{ id: "dkim-key-large", severity: "error", ...about, message, fix }];
  }
  const message = `The RSA key has ${bits} bits; signers should use ${ADVISED_BITS} or more.`;
  return [{ id: "dkim-key-short", severity: "warning", ...about, message, fix }];
}

function privateKey(where: string): LocalFinding {
  return {
    id: "dkim-key-private",
    severity: "error",
    name: where,
    message:
      "A PRIVATE key stands in the spec. Everyone who can read the repository or its history now knows it and can sign " +
      "mail as this domain; a DNS record takes the public key.",
    cite: "RFC 6376 §3.6.1",
    fix:
      "Make a new key pair, publish its public half under a new selector, revoke the selector of this one with " +
      "{ revoked: true }, and take the private key out of the repository and its history.",
  };
}

function unreadable(where: string, message: string): LocalFinding {
  return {
    id: "dkim-key-unreadable",
    severity: "error",
    name: where,
    message,
    cite: "RFC 6376 §3.6.1",
    fix: "Copy the public key again, whole: base64, a PEM PUBLIC KEY, or the vendor's record.",
  };
}

function emptyKey(where: string): LocalFinding {
  return {
    id: "dkim-key-empty",
    severity: "error",
    name: where,
    message: "The key is empty; published, that would revoke the selector.",
    cite: "RFC 6376 §3.6.1",
    fix: "Paste the public key, or write { revoked: true } if the key is to be revoked.",
  };
}

function testingKey(where: string): LocalFinding {
  return {
    id: "dkim-testing",
    severity: "warning",
    name: where,
    message: "The key is published for testing (t=y); verifiers treat mail signed with it like unsigned mail.",
    cite: "RFC 6376 §3.6.1",
    fix: "Take testing (t=y) off as soon as signatures verify.",
  };
}
