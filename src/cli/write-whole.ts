/** A file replaced in one step: who reads it, or kills the writer, finds the old text or the new one. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CannotRun } from "./cannot-run.ts";

/** Keeps the file's mode, and a link as the link it is. On any failure the old file is left as it was. */
export function writeWhole(path: string, text: string): void {
  let temporary: string | undefined;
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    // To rename over a device or a pipe would take it away.
    if (before !== undefined && !before.isFile()) throw new CannotRun(`${path} is no ordinary file; move it away.`);
    const target = before === undefined ? path : realpathSync(path);
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    const file = openSync(temporary, "w", 0o644);
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      if (before !== undefined) fchmodSync(file, before.mode & 0o7777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    if (error instanceof CannotRun) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new CannotRun(`${path} was left as it is, it cannot be written: ${code}.`);
  }
}
