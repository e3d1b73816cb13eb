/** An answer as a DNS message, names compressed (RFC 1035 §4.1.4), cut where it does not fit. */
import type { Answer, OwnedRRset } from "./answer.ts";
import { rcode, type Query } from "./query.ts";
import { TYPE } from "./record-types.ts";
import { ROOT, folded, parentOf, type WireName } from "./wire-name.ts";

/** What this server takes over UDP itself, which an OPT record must say (RFC 6891 §6.2.4). */
const OWN_PAYLOAD_SIZE = 1232;
/** The TCP length field has 16 bits (RFC 1035 §4.2.2). */
export const MAX_MESSAGE = 65_535;
/** A pointer has 14 bits. */
const LAST_POINTER = 0x3fff;
const OPT_LENGTH = 11;

/**
 * The message of at most `limit` octets. One that is longer is sent empty with TC set, so that the resolver asks again over TCP
 * (RFC 2181 §9); one too long for TCP too is SERVFAIL.
 */
export function writeMessage(query: Query, answer: Answer, limit: number): Uint8Array {
  const whole = write(query, answer, false);
  if (whole.length <= limit) return whole;
  const empty = { ...answer, answers: [], authorities: [], additionals: [] };
  if (limit < MAX_MESSAGE) return write(query, empty, true);
  return write(query, { ...empty, rcode: rcode.servFail, authoritative: false }, false);
}

function write(query: Query, answer: Answer, truncated: boolean): Uint8Array {
  const { question, edns } = query;
  const { answers, authorities, additionals } = answer;
  const out = { octets: Buffer.allocUnsafe(lengthBound(query, answer)), at: 12, seen: new Map<WireName, number>() };
  if (question !== undefined) {
    writeName(out, question.name);
    out.at = out.octets.writeUInt16BE(question.type, out.at);
    out.at = out.octets.writeUInt16BE(question.class, out.at);
  }
  const counts = [answers, authorities, additionals].map(section =>
    section.reduce((sum, rrset) => sum + writeRRset(out, rrset), 0),
  );
  if (edns !== undefined) writeOpt(out, answer.rcode, edns.dnssecOk);
  const header = out.octets;
  header.writeUInt16BE(query.id, 0);
  header.writeUInt16BE(
    0x8000 |
      (query.opcode << 11) |
      (answer.authoritative ? 0x0400 : 0) |
      (truncated ? 0x0200 : 0) |
      (query.recursionDesired ? 0x0100 : 0) |
      (query.checkingDisabled ? 0x0010 : 0) |
      (answer.rcode & 0xf),
    2,
  );
  header.writeUInt16BE(question === undefined ? 0 : 1, 4);
  header.writeUInt16BE(counts[0] ?? 0, 6);
  header.writeUInt16BE(counts[1] ?? 0, 8);
  header.writeUInt16BE((counts[2] ?? 0) + (edns === undefined ? 0 : 1), 10);
  return out.octets.subarray(0, out.at);
}

interface Out {
  readonly octets: Buffer;
  at: number;
  /** Where a name, in lower case, stands already. */
  readonly seen: Map<WireName, number>;
}

/** Octets without any compression. */
function lengthBound({ question }: Query, { answers, authorities, additionals }: Answer): number {
  const records = [...answers, ...authorities, ...additionals].flatMap(({ owner, rdata }) =>
    rdata.map(one => owner.length + 10 + one.reduce((sum, part) => sum + part.length, 0)),
  );
  return records.reduce(
    (sum, length) => sum + length,
    12 + (question === undefined ? 0 : question.name.length + 4) + OPT_LENGTH,
  );
}

function writeName(out: Out, name: WireName): void {
  let rest = name;
  while (rest !== ROOT) {
    const key = folded(rest);
    const pointer = out.seen.get(key);
    if (pointer !== undefined) {
      out.at = out.octets.writeUInt16BE(0xc000 | pointer, out.at);
      return;
    }
    if (out.at <= LAST_POINTER) out.seen.set(key, out.at);
    const parent = parentOf(rest);
    out.at += out.octets.write(rest.slice(0, rest.length - parent.length), out.at, "latin1");
    rest = parent;
  }
  out.at = out.octets.writeUInt8(0, out.at);
}

/** How many records it is. */
function writeRRset(out: Out, { owner, type, ttl, rdata }: OwnedRRset): number {
  for (const parts of rdata) {
    writeName(out, owner);
    out.at = out.octets.writeUInt16BE(type, out.at);
    out.at = out.octets.writeUInt16BE(1, out.at);
    out.at = out.octets.writeUInt32BE(ttl, out.at);
    const lengthAt = out.at;
    out.at += 2;
    for (const part of parts) {
      if (typeof part === "string") writeName(out, part);
      else {
        out.octets.set(part, out.at);
        out.at += part.length;
      }
    }
    out.octets.writeUInt16BE(out.at - lengthAt - 2, lengthAt);
  }
  return rdata.length;
}

/** RFC 6891 §6.1.3: the upper bits of the rcode, version 0, and DO as it came (RFC 3225 §3). */
function writeOpt(out: Out, code: number, dnssecOk: boolean): void {
  out.at = out.octets.writeUInt8(0, out.at);
  out.at = out.octets.writeUInt16BE(TYPE.OPT, out.at);
  out.at = out.octets.writeUInt16BE(OWN_PAYLOAD_SIZE, out.at);
  out.at = out.octets.writeUInt32BE(((code >> 4) << 24) | (dnssecOk ? 0x8000 : 0), out.at);
  out.at = out.octets.writeUInt16BE(0, out.at);
}
