/**
 * A process of its own that unpacks the paths it is given, as `ingest` does but without a store, and prints what it found, how
 * long it took and the most memory it had.
 */
import { readFileSync } from "node:fs";
import { Unreadable } from "../../src/feedback/feedback-document.ts";
import { fileSources } from "../../src/feedback/sources/files.ts";
import { listFiles } from "../../src/feedback/sources/list-files.ts";
import { unpack } from "../../src/feedback/unpack.ts";

export interface Measured {
  /** Documents that were read to their end. */
  readonly documents: readonly string[];
  readonly rejected: readonly string[];
  readonly octets: number;
  readonly milliseconds: number;
  /** Most that the process ever had. */
  readonly megabytes: number;
}

const documents: string[] = [];
const rejected: string[] = [];
let octets = 0;
const began = performance.now();
for await (const file of fileSources(listFiles(process.argv.slice(2)))) {
  if ("reason" in file) rejected.push(`${file.source}: ${file.reason}`);
  else
    for await (const found of unpack(file.source, file.octets)) {
      if ("reason" in found) rejected.push(`${found.source}: ${found.reason}`);
      else
        try {
          for await (const piece of found.octets) octets += piece.length;
          documents.push(found.source);
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          rejected.push(`${found.source}: ${error.message}`);
        }
    }
}
const measured: Measured = {
  documents,
  rejected,
  octets,
  milliseconds: performance.now() - began,
  megabytes: mostMemory() / 1024,
};
process.stdout.write(JSON.stringify(measured));

/** In KB. What the system calls most begins on Linux with what the parent had: the kernel's own word is of this program alone. */
function mostMemory(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
