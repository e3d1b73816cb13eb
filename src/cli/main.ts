#!/usr/bin/env node
/** The command line: `mailwright <command>`. Exit codes: 0 clean, 1 findings of severity error, 2 could not run. */
import { enableCompileCache } from "node:module";

// Specs are many small modules: their compiled form from the last run halves the time to load them.
enableCompileCache();
const { run } = await import("./run.ts");
process.exitCode = await run(process.argv.slice(2));
