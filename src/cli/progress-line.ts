/** One line on the terminal that says how far a long command is; nothing where stderr is no terminal. */

export interface ProgressLine {
  readonly show: (text: string) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

/** Milliseconds between two states of the line. */
const PAUSE = 100;

/** `quiet`: never anything. */
export function progressLine(quiet: boolean): ProgressLine {
  if (quiet || !process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  let shown = 0;
  return {
    show: text => {
      if (Date.now() - shown < PAUSE) return;
      shown = Date.now();
      process.stderr.write(`\r\x1b[K${text}`);
    },
    clear: () => {
      if (shown > 0) process.stderr.write("\r\x1b[K");
    },
  };
}
