/** Where a command writes: text or one JSON document on stdout, diagnostics on stderr, colour only on a terminal. */
import { styleText } from "node:util";

export type Style = (format: "bold" | "dim" | "red" | "yellow" | "green" | "cyan", text: string) => string;

export interface Output {
  readonly style: Style;
  /** Columns of the terminal; undefined when stdout is no terminal. */
  readonly columns: number | undefined;
  text(text: string): void;
  json(document: unknown): void;
  diagnostic(text: string): void;
}

/** Output to the process's own streams. styleText heeds NO_COLOR and leaves text plain when stdout is no terminal. */
export function processOutput(): Output {
  return {
    style: (format, text) => styleText(format, text, { stream: process.stdout }),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    text: text => void process.stdout.write(`${text}\n`),
    json: document => void process.stdout.write(`${plainJson(document)}\n`),
    diagnostic: text => void process.stderr.write(`${text}\n`),
  };
}

/** JSON escapes the control characters below U+0020 itself; the others that steer a terminal are escaped here. */
function plainJson(document: unknown): string {
  return JSON.stringify(document, undefined, 2).replace(
    /[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
