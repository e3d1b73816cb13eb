/** The Go toolchain that could build the engine. */
import { join } from "node:path";
import type { Machine } from "./machine.ts";
import { runCommand } from "./run-command.ts";
import { executables, pathDirectories } from "./search-path.ts";
import { atLeast } from "./versions.ts";

/** A usable `go`, or why there is none, in words that go on from "and". */
export type GoSearch = { readonly bin: string } | { readonly missing: string };

/**
 * `go version` runs inside the module: with GOTOOLCHAIN=auto (Go's default) an older Go then fetches and reports the
 * toolchain that go.mod asks for, and with GOTOOLCHAIN=local it reports itself.
 */
export async function findGo(machine: Machine, project: string, minimum: string): Promise<GoSearch> {
  let missing = "no Go to build it with";
  for (const bin of executables("go", [...pathDirectories(machine.env), ...machine.goDirectories])) {
    const answer = await runCommand(bin, ["version"], {
      env: { ...machine.env, GOWORK: "off" },
      cwd: join(project, "engine/cli"),
      timeLimit: machine.limits.npm,
    });
    const version = /\bgo(\d+\.\d+\S*)/.exec(answer.stdout)?.[1];
    if (answer.ok && version !== undefined && atLeast(version, minimum)) return { bin };
    missing = version === undefined ? `${bin} does not answer` : `Go ${version} is too old to build it with`;
  }
  return { missing };
}
