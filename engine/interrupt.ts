/**
 * Clean-up when a person presses Ctrl-C or a CI stops the run: what was registered runs, then the signal takes its
 * usual course, so that the exit status still says what ended the process.
 */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const cleanups = new Set<() => void>();

/** Runs `cleanup` if the process is stopped by a signal; returns the function that takes it back. */
export function onInterrupt(cleanup: () => void): () => void {
  if (cleanups.size === 0) for (const signal of SIGNALS) process.on(signal, interrupted);
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) stopListening();
  };
}

function interrupted(signal: NodeJS.Signals): void {
  stopListening();
  for (const cleanup of [...cleanups].toReversed()) cleanup();
  process.kill(process.pid, signal);
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, interrupted);
}
