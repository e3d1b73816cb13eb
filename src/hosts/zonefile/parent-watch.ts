/** A plugin must end when its engine goes: a killed engine cannot end it any more. */
import { fstatSync } from "node:fs";

/** Often enough that nobody meets an orphan, seldom enough to cost nothing. */
const POLL_MS = 1_000;

/** Calls back once when the parent process is gone: its end of our stdin closes, or we have another parent. */
export function onParentGone(callback: () => void): void {
  let called = false;
  const once = (): void => {
    if (!called) callback();
    called = true;
  };
  // The engine holds a pipe; a terminal or /dev/null (somebody starting the plugin by hand) says nothing about a parent.
  const stdin = fstatSync(0, { throwIfNoEntry: false });
  if (stdin !== undefined && (stdin.isFIFO() || stdin.isSocket())) {
    process.stdin.on("end", once).on("close", once).on("error", once).resume();
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) once();
  }, POLL_MS).unref();
}
