/** A question as it comes over the wire. Anything may be in the octets; nothing here trusts them. */
import { MAX_LABEL, MAX_NAME, ROOT, type WireName } from "./wire-name.ts";

/** RFC 1035 §4.1.1; YXDOMAIN is RFC 6672 §2.2, BADVERS RFC 6891 §9. */
export const rcode = {
  noError: 0,
  formErr: 1,
  servFail: 2,
  nxDomain: 3,
  notImp: 4,
  refused: 5,
  yxDomain: 6,
  badVers: 16,
} as const;
export type Rcode = (typeof rcode)[keyof typeof rcode];

export interface Question {
  /** In the letters it was asked in: the answer repeats them, since some resolvers check that it does. */
  readonly name: WireName;
  readonly type: number;
  readonly class: number;
}

export interface Query {
  readonly id: number;
  readonly opcode: number;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  /** Undefined where none could be read. */
  readonly question: Question | undefined;
  readonly edns: Edns | undefined;
  /** The message is not what its header says, or asks for something that is no question. */
  readonly fault: typeof rcode.formErr | typeof rcode.notImp | undefined;
}

/** What an OPT record says (RFC 6891 §6.1.3). */
export interface Edns {
  readonly payloadSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
}

const HEADER = 12;
const OPT = 41;
/** RFC 1035 §3.2.4: the Internet. */
export const CLASS_IN = 1;

/** Thrown and caught in this file. */
class FormatError extends Error {}

/** Reads a query (RFC 1035 §4.1). Undefined for what must not be answered: a response, or less than a header. */
export function readQuery(message: Uint8Array): Query | undefined {
  if (message.length < HEADER) return undefined;
  const octets = Buffer.from(message.buffer, message.byteOffset, message.length);
  const flags = octets.readUInt16BE(2);
  // Two servers that answer each other's answers would never end.
  if ((flags & 0x8000) !== 0) return undefined;
  const opcode = (flags >> 11) & 0xf;
  const head = {
    id: octets.readUInt16BE(0),
    opcode,
    recursionDesired: (flags & 0x0100) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
  };
  let question: Question | undefined;
  let edns: Edns | undefined;
  try {
    const [questions, answers, authorities, additionals] = [4, 6, 8, 10].map(at => octets.readUInt16BE(at)) as [
      number,
      number,
      number,
      number,
    ];
    let at = HEADER;
    if (opcode !== 0) return { ...head, question, edns, fault: rcode.notImp };
    // RFC 9619 §4: a query has one question.
    if (questions !== 1) throw new FormatError();
    ({ question, at } = readQuestion(octets, at));
    for (let index = 0; index < answers + authorities + additionals; index++) {
      const record = readRecord(octets, at);
      at = record.end;
      if (record.type !== OPT) continue;
      // RFC 6891 §6.1.1: at most one, in the additional section, at the root.
      if (edns !== undefined || record.owner !== ROOT || index < answers + authorities) throw new FormatError();
      edns = {
        payloadSize: record.class,
        version: (record.ttl >>> 16) & 0xff,
        dnssecOk: (record.ttl & 0x8000) !== 0,
      };
    }
    // Octets behind the end are nobody's: name servers let them be.
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { ...head, question, edns, fault: rcode.formErr };
  }
  return { ...head, question, edns, fault: question.class === CLASS_IN ? undefined : rcode.notImp };
}

function readQuestion(octets: Buffer, start: number): { question: Question; at: number } {
  let at = start;
  let name = "";
  for (;;) {
    const length = octets[at];
    // No pointer: in front of the first name there is nothing to point to (RFC 1035 §4.1.4).
    if (length === undefined || length > MAX_LABEL) throw new FormatError();
    if (at + 1 + length > octets.length) throw new FormatError();
    name += octets.toString("latin1", at, at + 1 + length);
    at += 1 + length;
    if (name.length > MAX_NAME) throw new FormatError();
    if (length === 0) break;
  }
  if (at + 4 > octets.length) throw new FormatError();
  const question = { name, type: octets.readUInt16BE(at), class: octets.readUInt16BE(at + 2) };
  return { question, at: at + 4 };
}

interface SkippedRecord {
  /** Only the root is told apart. */
  readonly owner: WireName | undefined;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly end: number;
}

/** One record of which only an OPT's fields matter. A pointer ends a name and is not followed. */
function readRecord(octets: Buffer, start: number): SkippedRecord {
  let at = start;
  for (;;) {
    const length = octets[at];
    if (length === undefined) throw new FormatError();
    if (length >= 0xc0) {
      at += 2;
      break;
    }
    if (length > MAX_LABEL || at + length - start >= MAX_NAME) throw new FormatError();
    at += 1 + length;
    if (length === 0) break;
  }
  if (at + 10 > octets.length) throw new FormatError();
  const end = at + 10 + octets.readUInt16BE(at + 8);
  if (end > octets.length) throw new FormatError();
  return {
    owner: octets[start] === 0 ? ROOT : undefined,
    type: octets.readUInt16BE(at),
    class: octets.readUInt16BE(at + 2),
    ttl: octets.readUInt32BE(at + 4),
    end,
  };
}
