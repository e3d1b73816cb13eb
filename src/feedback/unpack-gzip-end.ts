/** A gzip that has octets after its end, such as a line that a careless gateway added: zlib would give up all of it. */
import { Buffer } from "node:buffer";
import { inflateRawSync, type InflateRaw } from "node:zlib";

/**
 * The content of a gzip in memory that has one member, whose checksum zlib found right before it complained of what comes
 * after. Undefined of one with several.
 */
export function beforeJunk(packed: Uint8Array, most: number): Uint8Array | undefined {
  const gzip = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const start = headerLength(gzip);
  if (start === undefined) return undefined;
  let content: Buffer;
  let end: number;
  try {
    // Of the types, `info` is missing: https://nodejs.org/api/zlib.html#class-options
    const { buffer, engine } = inflateRawSync(gzip.subarray(start), {
      info: true,
      maxOutputLength: most,
    }) as unknown as { readonly buffer: Buffer; readonly engine: InflateRaw };
    content = buffer;
    end = start + engine.bytesWritten;
  } catch {
    return undefined;
  }
  // RFC 1952 §2.3.1: CRC32 and ISIZE, and ID1 and ID2 of another member.
  const after = gzip.subarray(end + 8);
  return after[0] === 0x1f && after[1] === 0x8b ? undefined : content;
}

const FHCRC = 0x02;
const FEXTRA = 0x04;
const FNAME = 0x08;
const FCOMMENT = 0x10;

/** RFC 1952 §2.3. */
function headerLength(gzip: Buffer): number | undefined {
  const flags = gzip[3] ?? 0;
  let at = 10;
  if ((flags & FEXTRA) !== 0) at += 2 + (gzip.length >= at + 2 ? gzip.readUInt16LE(at) : 0);
  for (const flag of [FNAME, FCOMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = gzip.indexOf(0, at);
    if (zero === -1) return undefined;
    at = zero + 1;
  }
  if ((flags & FHCRC) !== 0) at += 2;
  return at < gzip.length ? at : undefined;
}
