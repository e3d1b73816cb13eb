/** Readers of aggregate reports by other people, each set up once on this machine, outside the checkout. */
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onPath, run } from "../test/support/debian-packages.ts";
import { ensurePython, pythonOf, type PythonTool } from "../test/support/python-tool.ts";
import { fillOnce, toolFolder } from "../test/support/tool-cache.ts";

/** A program that reads all reports of a folder and prints a `Reading`; or why it is not there. */
export type Peer = { readonly bin: string; readonly args: readonly string[] } | { readonly missing: string };

const peers = join(import.meta.dirname, "peers");
const parsedmarcTool: PythonTool = { name: "parsedmarc", requirements: "requirements.txt" };

/** `read_reports.py FOLDER`. */
export function parsedmarc(): Peer {
  const folder = join(peers, "parsedmarc");
  const missing = ensurePython(parsedmarcTool, folder);
  return missing === undefined
    ? { bin: pythonOf(parsedmarcTool, folder), args: [join(folder, "read_reports.py")] }
    : { missing: `parsedmarc is not measured: ${missing}` };
}

/** `mail-auth-bench FOLDER THREADS RUNS`, built in release mode from the pinned crates. */
export function mailAuth(): Peer {
  const project = join(peers, "mail-auth");
  const hash = createHash("sha256");
  for (const file of ["Cargo.toml", "Cargo.lock", "src/main.rs"]) hash.update(readFileSync(join(project, file)));
  const name = `mail-auth-bench-${hash.digest("hex").slice(0, 12)}`;
  const failure = fillOnce(name, folder => {
    if (!onPath("cargo")) return "cargo is not on PATH";
    console.error("Building mail-auth for the benchmark, once on this machine; this takes a minute or two …");
    const target = join(folder, "target");
    const cargo = ["cargo", "build", "--quiet", "--release", "--locked"];
    const built = run([...cargo, "--manifest-path", join(project, "Cargo.toml"), "--target-dir", target]);
    if (built !== undefined) return built;
    copyFileSync(join(target, "release/mail-auth-bench"), join(folder, "mail-auth-bench"));
    rmSync(target, { recursive: true });
    return undefined;
  });
  return failure === undefined
    ? { bin: join(toolFolder(name), "mail-auth-bench"), args: [] }
    : { missing: `mail-auth is not measured: ${failure}` };
}
