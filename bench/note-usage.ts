/** Loaded before a program that is measured: notes what it used, when it ends. */
import { writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env["BENCH_USAGE"] ?? "", JSON.stringify(process.resourceUsage())));
