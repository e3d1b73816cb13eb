/**
 * `npm run fuzz:properties [-- seed]`: every suite that has a property, once, with a seed that nobody has tried before. Prints
 * the seed, which gives the same cases on any machine, and exits as jest does.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const project = join(import.meta.dirname, "../..");
const seed = Number(process.argv[2] ?? randomInt(2 ** 31));
if (seed !== (seed | 0)) throw new Error("Give one whole number of 32 bits: the seed.");

const suites = globSync("test/**/*.test.ts", { cwd: project })
  .filter(file => readFileSync(join(project, file), "utf8").includes('from "fast-check"'))
  .toSorted();
console.log(`seed ${seed}, ${suites.length} suites`);
const { status } = spawnSync(
  process.execPath,
  [join(project, "node_modules/jest/bin/jest.js"), "--runTestsByPath", ...suites],
  {
    cwd: project,
    env: { ...process.env, MAILWRIGHT_SEED: String(seed) },
    stdio: "inherit",
  },
);
if (status !== 0) console.error(`To run it again: npm run fuzz:properties -- ${seed}`);
process.exitCode = status ?? 1;
