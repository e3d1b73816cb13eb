/** Executables on a PATH, looked up here rather than by `which`, which a bare machine may not have. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { Environment } from "./machine.ts";

/**
 * The directories of PATH in order, absolute, because commands run in other directories than this one. Empty entries are
 * left out: a shell reads them as the current directory, which is rarely meant.
 */
export function pathDirectories(env: Environment): readonly string[] {
  const directories = (env["PATH"] ?? "").split(delimiter).filter(directory => directory !== "");
  return directories.map(directory => resolve(directory));
}

/** Every executable file of that name in the given directories, in order. */
export function executables(name: string, directories: readonly string[]): readonly string[] {
  return directories.map(directory => join(directory, name)).filter(isExecutable);
}

/** Whether a file is there, is not empty (a download may have been cut off) and may be executed. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    const stats = statSync(file);
    return stats.isFile() && stats.size > 0;
  } catch {
    return false;
  }
}
