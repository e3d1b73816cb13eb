/** One message in, one message out. */
import { answer, type Served } from "./answer.ts";
import { rcode, readQuery } from "./query.ts";
import { MAX_MESSAGE, writeMessage } from "./write-message.ts";

/** RFC 1035 §4.2.1: what every resolver takes over UDP. */
const PLAIN_UDP = 512;
/** Of a larger EDNS size no more is used: no checker needs it, and forged addresses get less out of it. */
const LARGEST_UDP = 4096;

/** The answer to a message, or undefined for what gets none. Never throws, whatever the octets. */
export function respond(served: Served, message: Uint8Array, transport: "udp" | "tcp"): Uint8Array | undefined {
  const query = readQuery(message);
  if (query === undefined) return undefined;
  const { question, edns, fault } = query;
  const limit = transport === "tcp" ? MAX_MESSAGE : udpLimit(edns?.payloadSize);
  const nothing = { authoritative: false, answers: [], authorities: [], additionals: [] };
  if (fault !== undefined || question === undefined) {
    return writeMessage(query, { rcode: fault ?? rcode.formErr, ...nothing }, limit);
  }
  // RFC 6891 §6.1.3
  if (edns !== undefined && edns.version > 0) return writeMessage(query, { rcode: rcode.badVers, ...nothing }, limit);
  return writeMessage(query, answer(served, question), limit);
}

/** RFC 6891 §6.2.3: a size below 512 means 512. */
function udpLimit(payloadSize: number | undefined): number {
  return Math.min(Math.max(payloadSize ?? PLAIN_UDP, PLAIN_UDP), LARGEST_UDP);
}
