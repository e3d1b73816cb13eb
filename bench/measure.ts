/** Wall-clock times of whole processes and rates within one, and how they are shown. */
import { spawnSync } from "node:child_process";

export interface Timing {
  readonly label: string;
  /** Seconds, the best of the runs: the others measure what else the machine was doing. */
  readonly seconds: number;
}

export interface Command {
  readonly label: string;
  readonly bin: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command `runs` times and keeps the best; throws with its output when it fails. */
export function time({ label, bin, args, cwd, env }: Command, runs = 3): Timing {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const start = process.hrtime.bigint();
    const result = spawnSync(bin, args, { cwd, env: env ?? process.env, encoding: "utf8", maxBuffer: 1 << 30 });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (result.status !== 0) {
      throw new Error(
        `${label} failed (${result.status ?? result.error?.message}):\n${result.stdout}\n${result.stderr}`,
      );
    }
    best = Math.min(best, seconds);
  }
  return { label, seconds: best };
}

/** One aligned line a timing, with its ratio to the first. */
export function show(title: string, timings: readonly Timing[]): void {
  const width = Math.max(...timings.map(({ label }) => label.length));
  const base = timings[0]?.seconds ?? 1;
  console.log(`\n${title}`);
  for (const { label, seconds } of timings) {
    console.log(
      `  ${label.padEnd(width)}  ${seconds.toFixed(2).padStart(8)} s  ${(seconds / base).toFixed(2).padStart(6)} x`,
    );
  }
}

export interface Rate {
  readonly label: string;
  readonly perSecond: number;
}

/** As `show`, for what is done many times a second. */
export function showRates(title: string, rates: readonly Rate[]): void {
  const width = Math.max(...rates.map(({ label }) => label.length));
  const base = rates[0]?.perSecond ?? 1;
  console.log(`\n${title}`);
  for (const { label, perSecond } of rates) {
    const amount = Math.round(perSecond).toLocaleString("en").padStart(12);
    console.log(`  ${label.padEnd(width)}  ${amount} /s  ${(perSecond / base).toFixed(2).padStart(8)} x`);
  }
}
