/**
 * One build at a time: a lock file with the pid of the builder, whose modification time the builder keeps fresh. The lock
 * only saves work. What keeps two builds from breaking each other is that each has a directory of its own and renames
 * it into place, so a lock taken over by mistake costs minutes and nothing else.
 */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onInterrupt } from "./interrupt.ts";

const HEARTBEAT = 10_000;
/** A lock this old is nobody's, whatever its pid: after a restart (or in a container) the pid may be someone else's. */
const STALE_AFTER = 60_000;
const POLL = 500;

export interface LockOptions {
  readonly now: () => number;
  /** Called once, when another process holds the lock. */
  readonly onWait: (pid: number) => void;
}

/** Runs `work` while holding the lock at `file`; waits for whoever holds it first. */
export async function withLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  let waited = false;
  while (!take(file)) {
    const holder = readHolder(file);
    if (!isAlive(file, holder, options.now())) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waited) options.onWait(holder);
    waited = true;
    await sleep(POLL);
  }
  const release = (): void => rmSync(file, { force: true });
  const forget = onInterrupt(release);
  const heartbeat = setInterval(() => touch(file), HEARTBEAT);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    forget();
    release();
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10);
  } catch {
    return Number.NaN;
  }
}

function isAlive(file: string, pid: number, now: number): boolean {
  try {
    if (now - statSync(file).mtimeMs > STALE_AFTER) return false;
  } catch {
    return false;
  }
  // Between creating the file and writing the pid into it, a holder has no pid yet.
  return Number.isNaN(pid) || processExists(pid);
}

/** Whether a process of that id runs; one of another user does too. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Somebody cleared the cache; the build goes on.
  }
}
