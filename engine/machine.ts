/**
 * The machine an engine is looked for on, handed in as plain values so that a test can stand in a machine of its own:
 * another PATH, another home, shorter time limits.
 */
import { homedir } from "node:os";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where progress goes: process.stderr, or what a test collects. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** How long each way of getting an engine may take, in milliseconds. */
export interface TimeLimits {
  /** A CLI that answers at all answers `pulumi version` in a tenth of a second. */
  readonly probe: number;
  /** The npm package downloads about 100 MB; behind a network that swallows packets it would otherwise never end. */
  readonly npm: number;
  /** Reading modules and compiling: minutes on a laptop, and generous for a small or slow machine. */
  readonly build: number;
}

export interface Machine {
  readonly env: Environment;
  readonly platform: string;
  readonly arch: string;
  readonly now: () => number;
  readonly stderr: ProgressStream;
  readonly limits: TimeLimits;
  /** Where Go is looked for after PATH: its official archive goes to a place that only a login shell has on PATH. */
  readonly goDirectories: readonly string[];
}

export const TIME_LIMITS: TimeLimits = { probe: 10_000, npm: 120_000, build: 45 * 60_000 };

/** The machine this process runs on. */
export function thisMachine(): Machine {
  return {
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    now: Date.now,
    stderr: process.stderr,
    limits: TIME_LIMITS,
    goDirectories: ["/usr/local/go/bin"],
  };
}

/** HOME as the environment has it: a service account's often differs from what the user database says. */
export function homeOf(env: Environment): string {
  return env["HOME"] || homedir();
}
