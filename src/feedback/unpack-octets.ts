/** Octets that come in pieces: looked at before they are read, or gathered. */
import { Buffer } from "node:buffer";
import { Unreadable } from "./feedback-document.ts";
import { megabytes } from "./unpack-gauge.ts";

/** The beginning, and what follows; without `rest` the beginning is all. */
export interface Peeked {
  readonly head: Uint8Array;
  readonly rest: AsyncIterator<Uint8Array> | undefined;
}

/** Enough to tell what it is, with a long comment before the first element or the trace fields of ten hops before `From`. */
const HEAD = 16_384;

export async function peek(octets: Uint8Array | AsyncIterable<Uint8Array>): Promise<Peeked> {
  if (octets instanceof Uint8Array) return { head: octets, rest: undefined };
  const from = octets[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const next = await from.next();
    if (next.done === true) return { head: joined(pieces, size), rest: undefined };
    // One piece more than needed: what is small is known to be whole, and takes the short way.
    if (size >= HEAD) return { head: joined(pieces, size), rest: before(next.value, from) };
    pieces.push(next.value);
    size += next.value.length;
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, size);
}

function before(first: Uint8Array, from: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> {
  let given = false;
  return {
    next: () => {
      if (given) return from.next();
      given = true;
      return Promise.resolve({ done: false, value: first });
    },
    return: async () => {
      await from.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** All of it, once. */
export async function* unpeeked({ head, rest }: Peeked): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  if (rest === undefined) return;
  for (;;) {
    const next = await rest.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** In one piece. Throws `Unreadable` beyond `most` octets. */
export async function gathered(peeked: Peeked, most: number, what: string): Promise<Buffer> {
  const { head, rest } = peeked;
  let size = head.length;
  if (rest === undefined && size <= most) return Buffer.from(head.buffer, head.byteOffset, size);
  // Grown in place: pieces that are joined at the end take their room twice.
  let room = new ArrayBuffer(Math.max(1024 * 1024, 2 * size));
  Buffer.from(room).set(head);
  for (let next = await rest?.next(); next !== undefined && next.done !== true; next = await rest?.next()) {
    const from = size;
    size += next.value.length;
    if (size > most) break;
    if (size > room.byteLength) room = room.transfer(Math.max(size, Math.ceil(room.byteLength * 1.5)));
    Buffer.from(room).set(next.value, from);
  }
  if (size > most) throw new Unreadable(`${what} of more than ${megabytes(most)} is not read.`);
  return Buffer.from(room, 0, size);
}
