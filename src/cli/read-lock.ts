/** `dns.lock.json` from disk, for the commands. */
import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { emptyLock, type DnsLock } from "../dns/dns-lock.ts";
import { parseLock } from "../dns/parse-lock.ts";
import { CannotRun } from "./cannot-run.ts";

/** The lock stands beside the folder of specs. */
export function lockPath(directory: string): string {
  return join(dirname(resolve(directory)), "dns.lock.json");
}

/** The lock of a folder of specs; the empty one where there is none yet. */
export function readLock(directory: string): DnsLock {
  const path = lockPath(directory);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return emptyLock;
    throw new CannotRun(`${path} cannot be read: ${code}.`);
  }
  const parsed = parseLock(text);
  if (parsed.ok) return parsed.lock;
  throw new CannotRun(
    `${path} ${parsed.problem}; take a committed ${basename(path)} back from git, then run mailwright lock.`,
  );
}
