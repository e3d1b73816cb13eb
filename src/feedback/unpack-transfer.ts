/** Octets out of the transfer encodings of mail (RFC 2045 §6), leniently: what cannot be decoded is left out or left as it is. */
import { Buffer } from "node:buffer";

export type TransferEncoding = "base64" | "quoted-printable" | "identity";

/** Decodes what comes in pieces cut anywhere. */
type Decoder = (text: string, last: boolean) => Buffer;

/** Encoded octets that are decoded at once. */
export const SMALL_ENCODED = 1024 * 1024;

export function decoded(encoded: Buffer, encoding: TransferEncoding): Uint8Array | AsyncIterable<Uint8Array> {
  if (encoding === "identity" || isPlain(encoded, encoding)) return encoded;
  const decode = encoding === "base64" ? base64Decoder() : quotedPrintableDecoder();
  if (encoded.length <= SMALL_ENCODED) return decode(encoded.toString("latin1"), true);
  return decodedPieces(encoded, decode);
}

/** True of what cannot be base64, whatever its header says: it begins with a tag, an object, or the octets of an archive. */
function isPlain(encoded: Buffer, encoding: TransferEncoding): boolean {
  return (
    encoding === "base64" && /^(?:\xef\xbb\xbf)?\s*(?:[<{]|PK\x03\x04|\x1f\x8b)/.test(encoded.toString("latin1", 0, 64))
  );
}

async function* decodedPieces(encoded: Buffer, decode: Decoder): AsyncGenerator<Uint8Array, void, undefined> {
  for (let from = 0; from < encoded.length; from += SMALL_ENCODED) {
    const to = from + SMALL_ENCODED;
    yield decode(encoded.toString("latin1", from, Math.min(to, encoded.length)), to >= encoded.length);
  }
}

/** Of a file that is text of base64 and nothing else. */
export async function* base64Decoded(encoded: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const decode = base64Decoder();
  for await (const piece of encoded)
    yield decode(Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString("latin1"), false);
  yield decode("", true);
}

/** RFC 2045 §6.8: what is not of the alphabet is left out. Padding may come in the middle, where pieces were joined. */
function base64Decoder(): Decoder {
  let waiting = "";
  return (text, last) => {
    const units = (waiting + text).replace(/[^A-Za-z0-9+/=]+/g, "").split(/=+/);
    const open = units.pop() ?? "";
    const whole = last ? open.length : open.length - (open.length % 4);
    waiting = open.slice(whole);
    const bits = [...units, open.slice(0, whole)].map(unit => Buffer.from(unit, "base64"));
    return bits.length === 1 ? (bits[0] as Buffer) : Buffer.concat(bits);
  };
}

/** RFC 2045 §6.7. */
function quotedPrintableDecoder(): Decoder {
  let waiting = "";
  return (text, last) => {
    const all = waiting + text;
    // An escape or a soft line break may go on in the next piece.
    const cut = last ? null : /=(?:[0-9A-Fa-f]|[ \t]{0,80}\r?)?$/.exec(all.slice(-100));
    waiting = cut === null ? "" : cut[0];
    const plain = all
      .slice(0, all.length - waiting.length)
      .replace(/=[ \t]{0,80}\r?\n/g, "")
      .replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
    return Buffer.from(plain, "latin1");
  };
}
