/** Listed files as they come to the store: most are small, and where there are many of those, threads of their own read them. */
import { availableParallelism } from "node:os";
import type { RejectedSource } from "../feedback-document.ts";
import type { PackedFiles } from "../packed-reports.ts";
import { fileSources, SMALL, type FileSource } from "./files.ts";
import type { FileListing, ListedFile } from "./list-files.ts";
import { packThreads } from "./pack-threads.ts";

export interface ReadFiles {
  /** In the order of the listing. */
  readonly incoming: AsyncGenerator<FileSource | RejectedSource | PackedFiles, void, undefined>;
  /** Ends the threads. */
  readonly close: () => void;
}

/** Files, and octets, that a thread reads before it says what came of them: some thousand rows, of a usual report fifty. */
const GROUP_FILES = 64;
const GROUP_OCTETS = 256 * 1024;
/** Fewer small files are read before a thread has begun. */
const MANY = 128;
const MOST_THREADS = 4;

/** Threads begin to read at once, others when they are asked for. */
export function readFiles({ entries }: FileListing, cores = availableParallelism()): ReadFiles {
  if (cores < 2 || entries.filter(isSmall).length < MANY)
    return { incoming: fileSources({ entries, octets: 0 }), close: () => undefined };
  const groups = grouped(entries);
  const packed = groups.filter(group => group.every(isSmall)).map(group => group.map(({ path }) => path));
  // One core is left to the database.
  const threads = packThreads(packed, Math.min(cores - 1, MOST_THREADS));
  async function* incoming(): ReadFiles["incoming"] {
    for (const group of groups) {
      const read = group.every(isSmall) ? await threads.next() : undefined;
      if (read === undefined) yield* fileSources({ entries: group, octets: 0 });
      else yield read;
    }
  }
  return { incoming: incoming(), close: threads.close };
}

/** In order: small files together, what else there is one by one. */
function grouped(entries: FileListing["entries"]): readonly FileListing["entries"][] {
  const groups: (ListedFile | RejectedSource)[][] = [];
  let room = 0;
  let octets = 0;
  for (const entry of entries) {
    const size = isSmall(entry) ? (entry.size ?? 0) : Number.POSITIVE_INFINITY;
    if (room > 0 && octets + size <= GROUP_OCTETS) groups.at(-1)?.push(entry);
    else {
      groups.push([entry]);
      [room, octets] = [GROUP_FILES, 0];
    }
    room -= 1;
    octets += size;
  }
  return groups;
}

function isSmall(entry: ListedFile | RejectedSource): entry is ListedFile {
  return "path" in entry && entry.size !== undefined && entry.size <= SMALL;
}
