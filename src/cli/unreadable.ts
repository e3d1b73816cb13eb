/** A file that a person named and that cannot be read, in words. */
import { CannotRun } from "./cannot-run.ts";

export function unreadable(path: string, error: unknown): CannotRun {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new CannotRun(`There is no file ${path}.`);
  if (code === "EISDIR") return new CannotRun(`${path} is a folder, not a file.`);
  if (code === "EACCES") return new CannotRun(`You may not read ${path}.`);
  return new CannotRun(`${path} cannot be read: ${code}.`);
}
