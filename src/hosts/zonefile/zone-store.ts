/**
 * Zone files on disk. A change is read, computed, checked against the file once more and moved into place in one step, so that
 * a name server, a killed run or a full disk never meets half a file.
 */
import { constants } from "node:fs";
import type { Stats } from "node:fs";
import * as nodeFs from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { zoneFault } from "./record-inputs.ts";

/** The part of node:fs/promises in use; tests hand in one that fails. */
export type StoreFs = Pick<typeof nodeFs, "readFile" | "open" | "rename" | "rm" | "realpath" | "mkdir">;

/** Tries before giving up on a file that another process keeps changing. */
const ATTEMPTS = 5;

export interface ZoneStore {
  /** The file's text, one character an octet (Latin-1); undefined when there is none. */
  read(directory: string, zone: string): Promise<string | undefined>;
  /** Replaces the file by what `edit` makes of it; undefined or the same text writes nothing. Calls for one file queue up. */
  update(directory: string, zone: string, edit: (text: string | undefined) => string | undefined): Promise<void>;
  /** Resolves when no write is under way. */
  idle(): Promise<void>;
}

export function createZoneStore(fs: StoreFs = nodeFs): ZoneStore {
  const queues = new Map<string, Promise<void>>();
  return {
    read: (directory, zone) => readText(fs, zonePath(directory, zone)),
    async update(directory, zone, edit) {
      const path = zonePath(directory, zone);
      const turn = (queues.get(path) ?? Promise.resolve()).then(() => replaceText(fs, path, edit));
      // The next one goes on after a failure; the failure belongs to this caller alone.
      const settled = turn.catch(() => undefined);
      queues.set(path, settled);
      void settled.then(() => queues.get(path) === settled && queues.delete(path));
      return turn;
    },
    async idle() {
      while (queues.size > 0) await Promise.all(queues.values());
    },
  };
}

/** `<zone>.zone` in the directory; a zone's characters keep it there. */
export function zonePath(directory: string, zone: string): string {
  const fault = zoneFault(zone);
  if (fault !== undefined) throw new Error(fault);
  return join(directory, `${zone}.zone`);
}

async function readText(fs: StoreFs, path: string): Promise<string | undefined> {
  try {
    return await fs.readFile(path, "latin1");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw new Error(`the zone file ${path} cannot be read: ${reason(error)}.`, { cause: error });
  }
}

async function replaceText(
  fs: StoreFs,
  path: string,
  edit: (text: string | undefined) => string | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await readText(fs, path);
    const after = edit(before);
    if (after === undefined || after === before) return;
    try {
      if (await moveIntoPlace(fs, path, before, after)) return;
    } catch (error) {
      throw new Error(`the zone file ${path} was left as it is, it cannot be written: ${reason(error)}.`, {
        cause: error,
      });
    }
  }
  throw new Error(`the zone file ${path} was left as it is: another process keeps changing it; run again later.`);
}

/** False when the file is no longer the one that was read; then nothing was changed. */
async function moveIntoPlace(fs: StoreFs, path: string, before: string | undefined, after: string): Promise<boolean> {
  if (before === undefined) await fs.mkdir(dirname(path), { recursive: true });
  // A link stays a link: the file it names is the one replaced.
  const target = before === undefined ? path : await fs.realpath(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeDurably(fs, temporary, after, before === undefined ? undefined : await statOf(fs, target));
    if ((await readText(fs, path)) !== before) {
      await fs.rm(temporary, { force: true });
      return false;
    }
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(fs, dirname(target));
  return true;
}

async function statOf(fs: StoreFs, path: string): Promise<Stats> {
  const file = await fs.open(path, constants.O_RDONLY);
  try {
    return await file.stat();
  } finally {
    await file.close();
  }
}

/** Mode and owner are those of the file it replaces, so that the name server can still read it. */
async function writeDurably(fs: StoreFs, path: string, text: string, like: Stats | undefined): Promise<void> {
  const file = await fs.open(path, "w", 0o644);
  try {
    await file.writeFile(text, "latin1");
    if (like !== undefined) {
      // Only root may give a file away; for others it is their own already, or stays theirs.
      await file.chown(like.uid, like.gid).catch(() => undefined);
      await file.chmod(like.mode & 0o7777);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename itself durable; not every file system can, and the file is whole either way. */
async function syncDirectory(fs: StoreFs, path: string): Promise<void> {
  try {
    const directory = await fs.open(path, constants.O_RDONLY);
    await directory.sync().finally(() => directory.close());
  } catch {
    return;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

function reason(error: unknown): string {
  return (error as Error).message;
}
