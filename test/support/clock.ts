/** Another day for the commands that a test runs: their clock stands where a file says, and goes on from there. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PRELOAD = `
import { readFileSync } from "node:fs";
const Real = Date;
const start = Real.now();
const set = Real.parse(readFileSync(new URL("day", import.meta.url), "utf8"));
globalThis.Date = class Date extends Real {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Date.now()] : parts));
  }
  static now() {
    return set + Real.now() - start;
  }
};
`;

export interface Clock {
  /** For the environment of the commands: NODE_OPTIONS. */
  readonly nodeOptions: string;
  /** From now on it is noon of that day, UTC, when a command begins. */
  readonly set: (day: string) => void;
  readonly remove: () => void;
}

export function clock(day: string): Clock {
  const folder = mkdtempSync(join(tmpdir(), "mailwright-clock-"));
  const preload = join(folder, "clock.mjs");
  const set = (to: string): void => writeFileSync(join(folder, "day"), `${to}T12:00:00Z`);
  writeFileSync(preload, PRELOAD);
  set(day);
  return { nodeOptions: `--import=${preload}`, set, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
