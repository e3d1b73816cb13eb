/** Commands of the project as people run them, on a store of the benchmark's own: how long, and how much memory. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../src/feedback/store/open-store.ts";

export interface Ran {
  readonly seconds: number;
  /** The most that was in memory, in MB. */
  readonly rss: number;
}

/** Throws with its output when it fails. */
export function runMailwright(project: string, args: readonly string[], store: string): Ran {
  const usage = `${store}.usage`;
  const env = { ...process.env, MAILWRIGHT_STORE: store, BENCH_USAGE: usage };
  const preload = ["--import", join(import.meta.dirname, "note-usage.ts")];
  const start = performance.now();
  runProgram(
    `mailwright ${args.join(" ")}`,
    process.execPath,
    [...preload, join(project, "src/cli/mailwright.js"), ...args],
    env,
  );
  const seconds = (performance.now() - start) / 1000;
  const { maxRSS } = JSON.parse(readFileSync(usage, "utf8")) as NodeJS.ResourceUsage;
  return { seconds, rss: Math.round(maxRSS / 1024) };
}

export function runProgram(label: string, bin: string, args: readonly string[], env = process.env): string {
  const result = spawnSync(bin, args, { encoding: "utf8", maxBuffer: 1 << 28, env });
  if (result.status !== 0)
    throw new Error(`${label} failed (${result.status ?? result.error?.message}):\n${result.stdout}\n${result.stderr}`);
  return result.stdout;
}

export function removeStore(path: string): void {
  for (const file of [path, `${path}.wal`]) rmSync(file, { force: true });
}

export async function storedTotals(path: string): Promise<{ readonly rows: number; readonly messages: number }> {
  const store = await openStore(path, { readOnly: true });
  try {
    const counted = await store.connection.runAndReadAll(
      "SELECT count(*)::DOUBLE, coalesce(sum(count), 0)::DOUBLE FROM rows",
    );
    const [rows, messages] = counted.getRows()[0] ?? [];
    return { rows: Number(rows), messages: Number(messages) };
  } finally {
    store.close();
  }
}
