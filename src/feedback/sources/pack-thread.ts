/** In a thread of its own: gets paths, gives what came of the files. */
import { flushCompileCache } from "node:module";
import { parentPort } from "node:worker_threads";
import { filePacker } from "./pack-files.ts";

const pack = filePacker();
let last = Promise.resolve();
let cached = false;

// One group after the other, though the next is here before the first is done.
parentPort?.on("message", (paths: readonly string[]) => {
  last = last.then(async () => {
    parentPort?.postMessage(await pack(paths), []);
    // Whoever is done with a thread ends it, and what it compiled would be lost for the next run.
    if (!cached) flushCompileCache();
    cached = true;
  });
});
