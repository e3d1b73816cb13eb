/** Where tools of the tests are kept: beside the engine's builds, outside the checkout, whole or not at all. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheRoot } from "../../engine/engine-cache.ts";
import { thisMachine } from "../../engine/machine.ts";

/** The folder of one tool; its name tells its version. */
export function toolFolder(name: string): string {
  return join(dirname(cacheRoot(thisMachine())), "tools", name);
}

/** Fills the folder of a tool that is not there yet. `fill` returns why it could not; then nothing stays. */
export function fillOnce(name: string, fill: (folder: string) => string | undefined): string | undefined {
  const folder = toolFolder(name);
  if (existsSync(folder)) return undefined;
  mkdirSync(dirname(folder), { recursive: true });
  const started = mkdtempSync(`${folder}.`);
  try {
    const failure = fill(started);
    if (failure !== undefined) return failure;
    if (!existsSync(folder)) renameSync(started, folder);
    return undefined;
  } finally {
    rmSync(started, { recursive: true, force: true });
  }
}
