/** One line on the terminal that says how far a long command is; nothing where stderr is no terminal. */

export interface ProgressLine {
  /** What is costly to word is asked for only when it is shown. */
  readonly show: (text: string | (() => string)) => void;
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
      process.stderr.write(`\r\x1b[K${typeof text === "string" ? text : text()}`);
    },
    clear: () => {
      if (shown > 0) process.stderr.write("\r\x1b[K");
    },
  };
}
