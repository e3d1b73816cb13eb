#!/usr/bin/env node
/** The command line: `mailwright <command>`. Exit codes: 0 clean, 1 findings of severity error, 2 could not run. */
import { enableCompileCache } from "node:module";

// Specs are many small modules: their compiled form from the last run halves the time to load them.
enableCompileCache();

// A spec is a program: one that waits for ever, or ends the process itself, must not look like a clean run.
let finished = false;
process.once("exit", () => {
  if (finished) return;
  process.exitCode = 2;
  process.stderr.write(
    "mailwright: a spec ended the run or never finished loading; a spec must only export its domain.\n",
  );
});

// What a spec leaves to fail later belongs to no file's loading. Only its place is said: Node's own report would show the
// source line, which may hold a key.
process.on("uncaughtException", error => {
  // While the engine runs the program, its own handler reports what fails there.
  if (process.listenerCount("uncaughtException") > 1) return;
  finished = true;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const place = /^ {4}at .*?((?:file:\/\/)?\/[^\s)]+:\d+)/m.exec(stack)?.[1] ?? "an unknown place";
  process.stderr.write(
    `mailwright: code that nothing waits for failed at ${place}; a spec must only export its domain.\n`,
  );
  process.exit(2);
});

// A reader that has seen enough (`| head -1`) ends the command in good order, like any other tool in a pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  finished = true;
  process.exit();
});

// Not awaited at the top level: Node would add a warning of its own to ours when a spec never finishes.
void import("./run.ts").then(async ({ run }) => {
  const code = await run(process.argv.slice(2));
  finished = true;
  process.exitCode = code;
  // All output is written, and what a spec left to fail has failed; timers it left behind are nobody's.
  process.stdout.write("", () => setImmediate(() => process.exit(code)));
});
