/** Files, folders, Maildirs and standard input as sources. A few small files are read ahead, as most of them are small. */
import { createReadStream, readFile } from "node:fs";
import { printable } from "../../finding.ts";
import { Unreadable, type RejectedSource } from "../feedback-document.ts";
import { fileTrouble } from "./file-trouble.ts";
import type { FileListing, ListedFile } from "./list-files.ts";

export interface FileSource {
  /** Safe to print. */
  readonly source: string;
  /** Throws `Unreadable`. */
  readonly octets: AsyncIterable<Uint8Array>;
  /** In octets; undefined of standard input. */
  readonly size: number | undefined;
}

/** Read in one piece. */
export const SMALL = 512 * 1024;
const PIECE = 256 * 1024;
/** Small files read before they are asked for: what is parsed and what is read from a slow disk then take their time at once. */
const AHEAD = 16;

/** Each to be read, or left, before the next is asked for. Standard input is the process's, unless another is handed in. */
export async function* fileSources(
  { entries }: FileListing,
  stdin?: AsyncIterable<Uint8Array>,
): AsyncGenerator<FileSource | RejectedSource, void, undefined> {
  const ahead: Promise<FileSource | RejectedSource>[] = [];
  for (const entry of entries) {
    ahead.push(begin(entry, stdin));
    if (ahead.length > AHEAD) yield await (ahead.shift() as (typeof ahead)[number]);
  }
  for (const one of ahead) yield await one;
}

/** Never rejects: nobody may be waiting yet. */
async function begin(
  entry: ListedFile | RejectedSource,
  stdin: AsyncIterable<Uint8Array> | undefined,
): Promise<FileSource | RejectedSource> {
  if ("reason" in entry) return entry;
  const { path, size } = entry;
  if (size === undefined) return { source: "standard input", octets: stdin ?? process.stdin, size };
  const source = printable(path);
  if (size > SMALL) return { source, octets: pieces(path), size };
  const octets = await whole(path);
  return typeof octets === "string" ? { source, reason: octets } : { source, octets: once(octets), size };
}

/** Or why not, as a sentence. */
function whole(path: string): Promise<Uint8Array | string> {
  return new Promise(resolve => {
    readFile(path, (error, octets) => resolve(error === null ? octets : fileTrouble(error)));
  });
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield octets;
}

async function* pieces(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path, { highWaterMark: PIECE });
  } catch (error) {
    throw new Unreadable(fileTrouble(error));
  }
}
