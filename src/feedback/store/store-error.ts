/** The store cannot be used, for a reason a person can act on: one sentence. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/**
 * What the database says, in words: locked by another run, full disk, no right to write, no database at all. Its own text where
 * it says something else, without what only its developers need.
 */
export function storeError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const holder = /\(PID (\d+)\)/.exec(text)?.[1];
  if (/conflicting lock/i.test(text)) {
    return new StoreError(
      `${path} is in use by another run${holder === undefined ? "" : ` (process ${holder})`}: wait until it ends.`,
    );
  }
  if (/no space left|ENOSPC|out of disk|file too large|EFBIG/i.test(text))
    return new StoreError(`${path} cannot be written, the disk is full; what was stored before is safe.`);
  if (/permission denied|EACCES|read-only file system|EROFS/i.test(text))
    return new StoreError(`${path} may not be read or written by this user.`);
  if (/not a valid DuckDB database file/i.test(text))
    return new StoreError(`${path} is no store of mailwright; name another file in MAILWRIGHT_STORE.`);
  if (/cannot open file|ENOENT|EISDIR|ENOTDIR|EEXIST|is a directory/i.test(text))
    return new StoreError(`${path} cannot be opened.`);
  return new StoreError(`${path} cannot be used: ${text.split("\n")[0] ?? text}`);
}
