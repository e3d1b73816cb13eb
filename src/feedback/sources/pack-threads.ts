/** Threads that read groups of small files beside each other; what they read comes in the order of the groups. */
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { PackedFiles } from "../packed-reports.ts";

export interface PackThreads {
  /** Of the next group; undefined when its thread failed, and somebody else has to read it. */
  next(): Promise<PackedFiles | undefined>;
  close(): void;
}

/** Groups a thread has at once, so that it never waits for the next one. */
const AT_ONCE = 2;
/** Groups read ahead of what was asked for, a thread: no more is held in memory. */
const AHEAD = 3;
/** MB. */
const MEMORY = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 24 };
/** The young generation begins with all its room: growing to it by copying what is in it takes a tenth of the whole time. */
const ROOMY = "--min-semi-space-size=8";

/**
 * A thread has no compile cache unless it asks for one, and its first file is never taken from it: were that TypeScript, each
 * thread would begin with loading what strips types.
 */
const BEGIN = `
  require("node:module").enableCompileCache();
  import(require("node:worker_threads").workerData);
`;

export function packThreads(
  groups: readonly (readonly string[])[],
  threads: number,
  script = new URL("pack-thread.ts", import.meta.url).href,
): PackThreads {
  const results = groups.map(() => Promise.withResolvers<PackedFiles | undefined>());
  let given = 0;
  let asked = 0;

  const start = (): { readonly worker: Worker; readonly feed: () => void } => {
    const mine: number[] = [];
    let gone = false;
    const worker = new Worker(BEGIN, { eval: true, workerData: script, resourceLimits: MEMORY });
    const feed = (): void => {
      if (gone) return;
      while (mine.length < AT_ONCE && given < groups.length && given < asked + threads * AHEAD) {
        mine.push(given);
        worker.postMessage(groups[given], []);
        given += 1;
      }
    };
    worker.on("message", (packed: PackedFiles) => {
      results[mine.shift() ?? -1]?.resolve(packed);
      feed();
    });
    // Out of memory, say. That it is gone is all that matters here.
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      gone = true;
      for (const group of mine.splice(0)) results[group]?.resolve(undefined);
      alive -= 1;
      if (alive > 0) return;
      given = groups.length;
      for (const { resolve } of results) resolve(undefined);
    });
    return { worker, feed };
  };

  // Heard by those isolates that begin after it.
  setFlagsFromString(ROOMY);
  let alive = threads;
  const all = Array.from({ length: threads }, start);
  for (const { feed } of all) feed();
  return {
    next() {
      asked += 1;
      for (const { feed } of all) feed();
      return results[asked - 1]?.promise ?? Promise.resolve(undefined);
    },
    close() {
      for (const { worker } of all) void worker.terminate();
    },
  };
}
