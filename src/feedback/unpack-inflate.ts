/** gzip (RFC 1952), zlib (RFC 1950) and raw deflate (RFC 1951): small ones at once, others in little memory. */
import {
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type Gunzip,
  type Inflate,
  type InflateRaw,
} from "node:zlib";
import { Unreadable } from "./feedback-document.ts";
import type { Gauge } from "./unpack-gauge.ts";
import { beforeJunk } from "./unpack-gzip-end.ts";

export type Packing = "gzip" | "zlib" | "raw";

/** Up to here one call is quicker than a stream: a usual report is 2 KB packed and 30 KB unpacked. */
export const SMALL_PACKED = 512 * 1024;
const SMALL_UNPACKED = 32 * 1024 * 1024;

const atOnce = { gzip: gunzipSync, zlib: inflateSync, raw: inflateRawSync };
const streams = { gzip: createGunzip, zlib: createInflate, raw: createInflateRaw };

/** Undefined when it is broken or large: what it is then is for `inflated` to find out. */
export function inflateSmall(
  packed: Uint8Array,
  packing: Packing,
  held: Gauge,
  flaw: (what: string) => void,
): Uint8Array | undefined {
  if (packed.length > SMALL_PACKED) return undefined;
  let unpacked: Uint8Array | undefined;
  try {
    unpacked = atOnce[packing](packed, { maxOutputLength: SMALL_UNPACKED });
  } catch (error) {
    if (packing !== "gzip" || !isAboutHeader(error as Error)) return undefined;
    unpacked = beforeJunk(packed, SMALL_UNPACKED);
    if (unpacked === undefined) return undefined;
    flaw(JUNK);
  }
  held.took(packed.length);
  held.gave(unpacked.length);
  return unpacked;
}

/** What goes in at once: it gives at most 1,032 times as much (16 MB), which is all that waits to be read. */
const SLICE = 16 * 1024;

/**
 * Throws `Unreadable` when it is damaged: wrong octets would be wrong numbers. What only lacks its end is another matter: all
 * there is comes out, and `flaw` hears of it.
 */
export async function* inflated(
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  packing: Packing,
  held: Gauge,
  flaw: (what: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflater = listened(streams[packing]({ chunkSize: 128 * 1024 }));
  let any = false;
  const take = function* (): Generator<Uint8Array, void, undefined> {
    for (const piece of inflater.take()) {
      any = true;
      held.gave(piece.length);
      yield piece;
    }
  };
  try {
    for await (const slice of slices(packed)) {
      held.took(slice.length);
      // Inflates on another thread while the consumer is busy with what the slice before gave.
      const written = inflater.write(slice);
      yield* take();
      await written;
      if (inflater.failed() !== undefined) break;
    }
    if (inflater.failed() === undefined) await inflater.end();
    yield* take();
    const error = inflater.failed();
    if (error !== undefined) judge(error, any, flaw);
  } finally {
    inflater.close();
  }
}

async function* slices(
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of packed)
    for (let from = 0; from < piece.length; from += SLICE) yield piece.subarray(from, from + SLICE);
}

interface ListenedInflater {
  readonly write: (octets: Uint8Array) => Promise<void>;
  readonly end: () => Promise<void>;
  readonly take: () => readonly Uint8Array[];
  readonly failed: () => NodeJS.ErrnoException | undefined;
  readonly close: () => void;
}

/** Everything that comes out is kept at once: a stream that fails drops what nobody read yet. */
function listened(stream: Gunzip | Inflate | InflateRaw): ListenedInflater {
  let waiting: Uint8Array[] = [];
  let error: NodeJS.ErrnoException | undefined;
  let wake = (): void => {};
  stream.on("data", (piece: Uint8Array) => {
    waiting.push(piece);
  });
  stream.on("error", failure => {
    error ??= failure;
  });
  stream.on("close", () => wake());
  const settled = (begin: (done: () => void) => void): Promise<void> =>
    new Promise(resolve => {
      wake = resolve;
      if (stream.destroyed) resolve();
      else begin(resolve);
    });
  return {
    write: octets => settled(done => void stream.write(octets, () => done())),
    end: () =>
      settled(done => {
        stream.once("end", done);
        stream.end();
      }),
    take: () => {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    failed: () => error,
    close: () => stream.destroy(),
  };
}

const JUNK = "After its end come octets that do not belong to it.";

function isAboutHeader({ message }: Error): boolean {
  return /header check|compression method|header flags/.test(message);
}

function judge(error: NodeJS.ErrnoException, gaveAny: boolean, flaw: (what: string) => void): void {
  if (error.code === "Z_BUF_ERROR" && gaveAny) return flaw("It is cut short.");
  if (error.code === "Z_BUF_ERROR") throw new Unreadable("It is cut short before its content begins.");
  if (isAboutHeader(error) && gaveAny) throw new Unreadable(JUNK);
  if (/data check|length check/.test(error.message))
    throw new Unreadable("Its checksum does not fit its content, so nothing in it can be trusted.");
  throw new Unreadable("Its compressed content is damaged.");
}
