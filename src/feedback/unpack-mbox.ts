/** Messages of an mbox (RFC 4155) of any length, one at a time. */
import { Buffer } from "node:buffer";
import { Unreadable } from "./feedback-document.ts";
import { megabytes } from "./unpack-gauge.ts";

/** `open` throws `Unreadable` when it was too large to hold. */
export interface MboxMessage {
  /** From 1. */
  readonly number: number;
  readonly open: () => Buffer;
}

/** No separator line is longer; so much of a piece waits for the next one, as it may begin one. */
const LONGEST_SEPARATOR = 1_024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export async function* mboxMessages(
  octets: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<MboxMessage, void, undefined> {
  let window: Buffer = Buffer.alloc(0);
  /** The window begins where a line does. */
  let atLine = true;
  let number = 0;
  let message = gathering(most);

  const split = function* (last: boolean): Generator<MboxMessage, void, undefined> {
    let start = 0;
    for (;;) {
      const found = nextSeparator(window, start, atLine || start > 0, number === 0, last);
      if (found === undefined) break;
      message.add(window.subarray(start, found.at));
      if (number > 0) yield message.finish(number);
      number += 1;
      message = gathering(most);
      start = found.end;
    }
    const keep = last ? window.length : Math.max(start, window.length - LONGEST_SEPARATOR);
    message.add(window.subarray(start, keep));
    atLine = (atLine && keep === 0) || (keep === start && start > 0);
    window = window.subarray(keep);
  };

  for await (const piece of octets) {
    window = Buffer.concat([window, piece]);
    if (window.length >= 4 * LONGEST_SEPARATOR) yield* split(false);
  }
  yield* split(true);
  if (number > 0) yield message.finish(number);
}

/** Plain enough to separate where the empty line before it was forgotten. */
const strict =
  /^From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)? (?:[-+A-Z\d]{1,6} )?\d{4}\s*$/;

/**
 * The next line that separates: after an empty one, `From ` with a time of day (RFC 4155 Appendix A), or the bare word. Undefined
 * also when its line may go on in the next piece. `atLine`: a line begins at `from`.
 */
function nextSeparator(
  window: Buffer,
  from: number,
  atLine: boolean,
  first: boolean,
  last: boolean,
): { readonly at: number; readonly end: number } | undefined {
  for (let at = window.indexOf("From ", from); at !== -1; at = window.indexOf("From ", at + 1)) {
    const separated = followsEmptyLine(window, at, from, atLine, first);
    if (!separated && (at === from || window[at - 1] !== LINE_FEED)) continue;
    const feed = window.subarray(0, at + LONGEST_SEPARATOR).indexOf(LINE_FEED, at);
    if (feed === -1 && !last) continue;
    const end = feed === -1 ? window.length : feed + 1;
    const line = window.toString("latin1", at, Math.min(end, at + LONGEST_SEPARATOR));
    if (separated ? first || /^From (?:.*\d:\d\d|-?\s*$)/.test(line) : strict.test(line)) return { at, end };
  }
  return undefined;
}

function followsEmptyLine(window: Buffer, at: number, from: number, atLine: boolean, first: boolean): boolean {
  if (at === from) return first && atLine;
  if (window[at - 1] !== LINE_FEED) return false;
  const before = at - (window[at - 2] === CARRIAGE_RETURN && at - 2 >= from ? 2 : 1);
  // Of the first message only line ends and a mark come before it.
  if (first) return true;
  return before === from ? atLine : window[before - 1] === LINE_FEED;
}

interface Gathering {
  readonly add: (octets: Uint8Array) => void;
  readonly finish: (number: number) => MboxMessage;
}

function gathering(most: number): Gathering {
  let pieces: Uint8Array[] = [];
  let size = 0;
  return {
    add: octets => {
      size += octets.length;
      if (size > most) pieces = [];
      else if (octets.length > 0) pieces.push(octets);
    },
    finish: number => ({
      number,
      open: () => {
        if (size > most) throw new Unreadable(`A message of more than ${megabytes(most)} is not read.`);
        return unquoted(Buffer.concat(pieces));
      },
    }),
  };
}

/** What began with `From ` was written `>From ` into the mbox; what began with `>From `, in most dialects `>>From `. */
function unquoted(message: Buffer): Buffer {
  if (!message.includes("\n>From ") && !message.includes("\n>>")) return message;
  return Buffer.from(message.toString("latin1").replace(/\n>(>{0,100}From )/g, "\n$1"), "latin1");
}
