/** Runs one command to its end, its output captured, under a time limit. */
import { spawn } from "node:child_process";
import type { Environment } from "./machine.ts";
import { onInterrupt } from "./interrupt.ts";

export interface CommandResult {
  readonly ok: boolean;
  readonly timedOut: boolean;
  readonly stdout: string;
  /** Both streams in the order they came: what a log should show. */
  readonly output: string;
}

export interface CommandOptions {
  readonly env: Environment;
  readonly cwd?: string;
  readonly timeLimit: number;
}

/**
 * Never rejects: a command that is not there, fails or takes too long is `ok: false`. It gets no input and a process
 * group of its own, because an installer's children (sh, curl) would otherwise outlive the time limit.
 */
export function runCommand(bin: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise(resolve => {
    let stdout = "";
    let output = "";
    let timedOut = false;
    const child = spawn(bin, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    // On Ctrl-C an interrupt, upon which go clears its work folder in /tmp; at the time limit, what nothing can ignore.
    const forget = onInterrupt(() => signalGroup(child.pid, "SIGINT"));
    const finish = (ok: boolean): void => {
      clearTimeout(timer);
      forget();
      resolve({ ok: ok && !timedOut, timedOut, stdout, output });
    };
    const timer = setTimeout(() => {
      timedOut = true;
      signalGroup(child.pid, "SIGKILL");
    }, options.timeLimit);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", error => {
      output += error.message;
      finish(false);
    });
    child.on("close", code => finish(code === 0));
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
