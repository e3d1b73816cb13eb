/**
 * Progress for steps that take minutes. On a terminal one line that counts the time; elsewhere (a CI log) a plain line
 * every half minute, because a log that stands still looks like a hang.
 */
import type { Machine } from "./machine.ts";

const TERMINAL_INTERVAL = 1_000;
const LOG_INTERVAL = 30_000;

/** Writes one line. */
export function say(machine: Machine, line: string): void {
  machine.stderr.write(`${line}\n`);
}

/** Shows `label` with the time that has passed until `work` settles, and then with the time it took. */
export async function withProgress<T>(machine: Machine, label: string, work: Promise<T>): Promise<T> {
  const terminal = machine.stderr.isTTY === true;
  const start = machine.now();
  const line = (): string => `${label} … ${elapsed(machine.now() - start)}`;
  const show = (): void => void machine.stderr.write(terminal ? `\r\x1b[K${line()}` : `${line()}\n`);
  if (terminal) show();
  else say(machine, `${label} …`);
  const timer = setInterval(show, terminal ? TERMINAL_INTERVAL : LOG_INTERVAL);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    show();
    if (terminal) machine.stderr.write("\n");
  }
}

/** Milliseconds as `m:ss`. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
