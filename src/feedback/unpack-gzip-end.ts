/** A gzip that has octets after its end, such as the line end of a careless mail gateway: zlib would give up all of it. */
import { Buffer } from "node:buffer";
import { crc32, inflateRawSync, type InflateRaw } from "node:zlib";

/** The content of a gzip in memory, when its first member is sound and no other follows. */
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
  // RFC 1952 §2.3.1: CRC32 and ISIZE.
  if (end + 8 >= gzip.length) return undefined;
  const sound = gzip.readUInt32LE(end) === crc32(content) && gzip.readUInt32LE(end + 4) === content.length;
  const another = gzip[end + 8] === 0x1f && gzip[end + 9] === 0x8b;
  return sound && !another ? content : undefined;
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
