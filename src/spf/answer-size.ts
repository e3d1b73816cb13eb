/** The size of a DNS answer with TXT records, as RFC 7208 §3.4 counts it and as it stands on the wire. */
import { splitCharacterStrings } from "../dns/character-string.ts";

export interface AnswerSize {
  /** Octets of the name and of every string at it: what RFC 7208 §3.4 advises to keep below 450. */
  readonly text: number;
  /** Octets of the whole DNS message (RFC 1035 §4.1), with compressed owner names and without EDNS. */
  readonly message: number;
}

/** RFC 7208 §3.4: below this, an answer ought to fit into a UDP packet. */
export const ADVISED_TEXT = 450;
/** RFC 1035 §4.2.1: a UDP message without EDNS. */
export const PLAIN_MESSAGE = 512;
/** IPv6's smallest MTU, 1280 octets (RFC 8200 §5), without the headers of IPv6 and UDP: no network cuts such an answer up. */
export const SAFE_MESSAGE = 1232;

const HEADER = 12;
/** Type and class of the question. */
const QUESTION = 4;
/** RFC 1035 §4.1.3, §4.1.4: a pointer for the owner name, then type, class, TTL and RDLENGTH. */
const RECORD = 2 + 10;

/** The size of the answer to a TXT question at a name that holds these strings. */
export function answerSize(name: string, texts: readonly string[]): AnswerSize {
  const question = name.length + 2 + QUESTION;
  return {
    text: texts.reduce((sum, text) => sum + textOctets(text), name.length),
    message: texts.reduce((sum, text) => sum + RECORD + rdataOctets(text), HEADER + question),
  };
}

/** Octets of a TXT value without the length octets of its character strings. */
export function textOctets(text: string): number {
  return splitCharacterStrings(text).reduce((sum, string) => sum + string.length, 0);
}

/** Octets of the rdata: each character string has its length in front (RFC 1035 §3.3). */
function rdataOctets(text: string): number {
  return splitCharacterStrings(text).reduce((sum, string) => sum + 1 + string.length, 0);
}
