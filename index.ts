/** The Pulumi program: load the specs, plan, stop on errors, apply. */
import { loadForEngine } from "./src/cli/load-for-engine.ts";
import { readImports } from "./src/cli/read-imports.ts";
import { program } from "./src/hosts/program.ts";

// The engine records where every resource was made; taking those stack traces is over half of the program's time.
Error.stackTraceLimit = 0;

await program(await loadForEngine("domains"), { importsOf: readImports("domains") });
