/** DNS messages: the question that is sent, and which messages count as its answer. */
import { AUTHORITATIVE_ANSWER, decode, encode, RECURSION_DESIRED, TRUNCATED_RESPONSE, type Answer } from "dns-packet";
import { joinCharacterStrings, quoteCharacterString } from "../../dns/character-string.ts";
import type { LiveRecord, LiveType } from "../live-record.ts";

export interface Question {
  /** Lower case, without trailing dot. */
  readonly name: string;
  readonly type: LiveType;
}

export interface QueryForm {
  /** RFC 1035 §4.1.1: off for servers that should know themselves. */
  readonly recursion: boolean;
  /** RFC 6891 §6.2.5: without it an answer over UDP ends at 512 octets. */
  readonly edns: boolean;
}

export interface DnsMessage {
  /** `NOERROR`, `NXDOMAIN`, `REFUSED`, … */
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
}

/** Fits into one packet on every path, so that no answer comes in fragments, which are easily lost and forged. */
const UDP_PAYLOAD = 1232;

export function encodeQuery(id: number, { name, type }: Question, { recursion, edns }: QueryForm): Buffer {
  return encode({
    type: "query",
    id,
    flags: recursion ? RECURSION_DESIRED : 0,
    questions: [{ name, type: type as "TXT" }],
    additionals: edns
      ? [
          {
            type: "OPT",
            name: ".",
            udpPayloadSize: UDP_PAYLOAD,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  });
}

/** The message as an answer to this very question (RFC 5452 §9.1: id, question); undefined for anything else. */
export function readAnswer(octets: Buffer, id: number, question: Question): DnsMessage | undefined {
  try {
    const packet = decode(octets) as ReturnType<typeof decode> & { readonly rcode: string };
    const [asked, ...more] = packet.questions ?? [];
    const { type, flags = 0, rcode, answers = [], authorities = [] } = packet;
    if (type !== "response" || packet.id !== id) return undefined;
    // A server that could not read the question may leave it out (RFC 1035 §4.1.1, FORMERR).
    const unread = asked === undefined && rcode !== "NOERROR";
    const same = asked?.type === question.type && plainName(asked.name) === question.name && more.length === 0;
    if (!unread && !same) return undefined;
    return {
      rcode,
      authoritative: (flags & AUTHORITATIVE_ANSWER) !== 0,
      truncated: (flags & TRUNCATED_RESPONSE) !== 0,
      answers,
      authorities,
    };
  } catch {
    return undefined;
  }
}

/** The records that stand at the name itself, also a CNAME that stands in their place; not what that leads to. */
export function recordsAt({ name }: Question, answers: readonly Answer[]): readonly LiveRecord[] {
  return answers.flatMap(answer => (plainName(answer.name) === name ? (liveRecord(name, answer) ?? []) : []));
}

function liveRecord(name: string, answer: Answer): LiveRecord | undefined {
  const ttl = "ttl" in answer ? (answer.ttl ?? 0) : 0;
  switch (answer.type) {
    case "TXT": {
      const strings = [answer.data].flat().map(part => Buffer.from(part as Buffer));
      const raw = strings.map(quoteCharacterString).join(" ");
      return { name, type: "TXT", ttl, rdata: joinCharacterStrings(strings), raw };
    }
    case "CNAME":
    case "NS":
      return { name, type: answer.type, ttl, rdata: plainName(answer.data) };
    case "MX": {
      // RFC 7505 §3: the exchange of a null MX is the root.
      const { preference = 0, exchange } = answer.data;
      return { name, type: "MX", ttl, rdata: `${preference} ${plainName(exchange) || "."}` };
    }
    case "A":
    case "AAAA":
      return { name, type: answer.type, ttl, rdata: answer.data };
    case "SOA":
      return { name, type: "SOA", ttl, rdata: String(answer.data.serial ?? 0) };
    default:
      return undefined;
  }
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
