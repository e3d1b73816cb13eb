#!/usr/bin/env node
/** The command line: `mailwright <command>`. Exit codes: 0 clean, 1 findings of severity error, 2 could not run. */
import { enableCompileCache } from "node:module";

// Specs are many small modules: their compiled form from the last run halves the time to load them.
enableCompileCache();
// A reader that has seen enough (`| head -1`) ends the command in good order, like any other tool in a pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
const { run } = await import("./run.ts");
process.exitCode = await run(process.argv.slice(2));
