/** Members of a zip that is in memory, in the order of its directory. What is wrong with one leaves the others alone. */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { fromBufferPromise, type Entry, type ZipFile } from "yauzl";
import { Unreadable, type RejectedSource } from "./feedback-document.ts";
import type { Gauge } from "./unpack-gauge.ts";
import { SMALL_PACKED, inflateSmall, inflated } from "./unpack-inflate.ts";
import type { UnpackLimits } from "./unpack-limits.ts";
import { shownName } from "./unpack-name.ts";

/** Of members and parts looked at so far, in all that a file holds. */
export interface MemberCount {
  all: number;
}

export interface ZipMember {
  readonly source: string;
  /** Opens it: throws, as the octets do, `Unreadable`. */
  readonly octets: (held: Gauge) => Promise<Uint8Array | AsyncIterable<Uint8Array>>;
}

export async function* zipMembers(
  source: string,
  zip: Buffer,
  held: Gauge,
  limits: UnpackLimits,
  count: MemberCount,
  flaw: (what: string) => void,
): AsyncGenerator<ZipMember | RejectedSource, void, undefined> {
  const directory = await directoryOf(zip, flaw);
  let seen = 0;
  let packed = 0;
  const left = (why: string): RejectedSource => ({
    source,
    reason: `${why} ${directory.entryCount - seen} of its ${directory.entryCount} members were not read.`,
  });
  try {
    for await (const entry of directory.eachEntry()) {
      const name = nameOf(entry);
      packed += entry.compressedSize;
      // Members that share octets are how a small zip unpacks to terabytes.
      if (packed > zip.length) return yield left("Its members overlap.");
      if (held.spent()) return yield left("It unpacks to too much.");
      if (seen >= limits.members) return yield left(`It has more than ${limits.members} members.`);
      if (count.all >= limits.allMembers)
        return yield left(`What it is in holds more than ${limits.allMembers} members.`);
      seen += 1;
      count.all += 1;
      if (!isClutter(name))
        yield {
          source: `${source}: ${shownName(name) || `member ${seen}`}`,
          octets: memberHeld => open(zip, directory, entry, memberHeld),
        };
    }
  } catch {
    yield left("Its directory is damaged.");
  }
}

async function directoryOf(zip: Buffer, flaw: (what: string) => void): Promise<ZipFile> {
  // Names as octets: with strings, yauzl refuses a whole zip for one member named `../x`. Here no name is ever a path.
  const options = { decodeStrings: false, validateEntrySizes: false } as const;
  try {
    return await fromBufferPromise(zip, options);
  } catch {
    try {
      const bare = withoutTail(zip);
      const directory = await fromBufferPromise(bare, options);
      flaw("After its end come octets that do not belong to it.");
      return directory;
    } catch {
      throw new Unreadable("The zip is damaged or cut short: its directory cannot be found.");
    }
  }
}

/** Octets of a zip's last structure without the comment in it, and of the length of that comment. */
const END = 22;
const COMMENT_LENGTH = 2;

/** Up to the end of its directory: comment and all, for a length that fits neither is as wrong as a line that a gateway added. */
function withoutTail(zip: Buffer): Buffer {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1") + END;
  if (zip.subarray(end - COMMENT_LENGTH, end).every(octet => octet === 0)) return zip.subarray(0, end);
  return Buffer.concat([zip.subarray(0, end - COMMENT_LENGTH), Buffer.alloc(COMMENT_LENGTH)]);
}

function nameOf(entry: Entry): string {
  return entry.fileNameRaw.toString("utf8");
}

/** Folders, and what desktops leave in a zip beside what people put there. */
function isClutter(name: string): boolean {
  return /[/\\]$/.test(name) || /(?:^|[/\\])(?:__MACOSX[/\\]|\.[^./\\][^/\\]*$)/.test(name);
}

async function open(
  zip: Buffer,
  directory: ZipFile,
  entry: Entry,
  held: Gauge,
): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  if (entry.isEncrypted()) throw new Unreadable("It is encrypted.");
  const { compressionMethod, compressedSize, crc32: checksum } = entry;
  if (compressionMethod !== 0 && compressionMethod !== 8)
    throw new Unreadable(`It is compressed by method ${compressionMethod}, which is not read.`);
  const start = await startOf(directory, entry);
  const octets = zip.subarray(start, start + compressedSize);
  const small = compressionMethod === 0 ? octets : inflateSmall(octets, "raw", held, noFlaw);
  if (small === undefined) return checked(unpackedMember(octets, held), checksum);
  if (crc32(small) !== checksum) throw new Unreadable(WRONG_CHECKSUM);
  return small;
}

async function startOf(directory: ZipFile, entry: Entry): Promise<number> {
  try {
    return (await directory.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch {
    throw new Unreadable("The zip's directory says it is where it is not.");
  }
}

const WRONG_CHECKSUM = "Its checksum does not fit its content, so nothing in it can be trusted.";

function unpackedMember(octets: Buffer, held: Gauge): AsyncGenerator<Uint8Array, void, undefined> {
  return inflated(pieces(octets), "raw", held, noFlaw);
}

/** The directory says where it ends: one that lacks its end is damaged, not cut short. */
function noFlaw(): never {
  throw new Unreadable("Its compressed content is damaged.");
}

function* pieces(octets: Buffer): Generator<Uint8Array, void, undefined> {
  for (let from = 0; from < octets.length; from += SMALL_PACKED) yield octets.subarray(from, from + SMALL_PACKED);
}

async function* checked(
  octets: AsyncIterable<Uint8Array>,
  checksum: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let sum = 0;
  for await (const piece of octets) {
    sum = crc32(piece, sum);
    yield piece;
  }
  if (sum !== checksum) throw new Unreadable(WRONG_CHECKSUM);
}
