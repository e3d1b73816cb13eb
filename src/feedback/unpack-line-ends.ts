/** Messages whose line ends a program has changed on the way, back to such as RFC 5322 §2.1 has. */
import { Buffer } from "node:buffer";

/** Of a header: enough to see what its lines end with. */
const LOOKED_AT = 4_096;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Old Macs ended lines with a carriage return alone; a file that was written as text twice has two before each line feed. All
 * others are handed back as they are.
 */
export function withLineFeeds(message: Buffer): Buffer {
  const start = message.subarray(0, LOOKED_AT);
  const doubled = start.includes("\r\r\n", 0, "latin1");
  const bare = !start.includes(LINE_FEED) && start.includes(CARRIAGE_RETURN);
  if (!doubled && !bare) return message;
  const mended = Buffer.alloc(message.length);
  let size = 0;
  for (let at = 0; at < message.length; at += 1) {
    const octet = message[at] as number;
    const next = message[at + 1];
    if (octet !== CARRIAGE_RETURN) mended[size++] = octet;
    else if (bare && next !== LINE_FEED) mended[size++] = LINE_FEED;
    else if (!(doubled && next === CARRIAGE_RETURN && message[at + 2] === LINE_FEED)) mended[size++] = octet;
  }
  return mended.subarray(0, size);
}
