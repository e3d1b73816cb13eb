/** Locks on the embedded stack whose run was killed: nobody would ever take them away. */
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { processExists } from "../../engine/build-lock.ts";

interface Lock {
  readonly pid?: unknown;
  readonly hostname?: unknown;
}

/**
 * Removes the engine's locks below a state folder that were made on this host by processes that are gone, and gives their
 * number. A lock of another host, of a living process, or one that cannot be read stays: the engine says whose it is.
 */
export function removeDeadLocks(stateFolder: string, hostname: string): number {
  const folder = join(stateFolder, ".pulumi/locks");
  const dead = listed(folder).filter(file => {
    const { pid, hostname: host } = readLock(join(folder, file));
    return host === hostname && typeof pid === "number" && !processExists(pid);
  });
  for (const file of dead) rmSync(join(folder, file), { force: true });
  return dead.length;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(file => file.endsWith(".json"));
  } catch {
    return [];
  }
}

function readLock(file: string): Lock {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) ?? {}) as Lock;
  } catch {
    return {};
  }
}
