/** What tests run and Debian has: installed where that is allowed, or only unpacked. */
import { spawnSync } from "node:child_process";
import { executables, pathDirectories } from "../../engine/search-path.ts";

export function onPath(name: string): boolean {
  return executables(name, pathDirectories(process.env)).length > 0;
}

/** Runs a command; undefined, or the last line of what it says when it fails. */
export function run(command: readonly string[], cwd?: string): string | undefined {
  const [bin, ...args] = command;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const result = spawnSync(bin!, args, { env, cwd, encoding: "utf8" });
  if (result.status === 0) return undefined;
  return (result.stderr || result.error?.message || "").trim().split("\n").at(-1) || "no message";
}

/** [] for root, ["sudo", "-n"] for who may become root without a password, undefined for everyone else. */
function rootPrefix(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const sudo = ["sudo", "-n"];
  return onPath("sudo") && run([...sudo, "true"]) === undefined ? sudo : undefined;
}

/** Installs packages; undefined, or why it could not, with what to do. `missing` is the sentence's first half. */
export function installDebian(packages: string, missing: string): string | undefined {
  const byHand = `sudo apt-get update && sudo apt-get install -y ${packages}`;
  const prefix = rootPrefix();
  if (prefix === undefined) return `${missing}: run \`${byHand}\` and try again.`;
  console.error(`Installing ${packages}, once on this machine …`);
  const failure =
    run([...prefix, "apt-get", "update"]) ??
    run([...prefix, "apt-get", "install", "-y", "--no-install-recommends", ...packages.split(" ")]);
  return failure && `${missing}, and apt-get failed (${failure}): run \`${byHand}\` and try again.`;
}

/** Unpacks packages into a folder, with no root and without starting what they would start; undefined, or why it could not. */
export function unpackDebian(packages: readonly string[], folder: string): string | undefined {
  const download = ["apt-get", "download", ...packages];
  let failure = run(download, folder);
  const prefix = rootPrefix();
  // The lists of packages may be old, or none.
  if (failure !== undefined && prefix !== undefined) {
    failure = run([...prefix, "apt-get", "update"]) ?? run(download, folder);
  }
  return failure ?? run(["sh", "-c", 'for one in *.deb; do dpkg-deb -x "$one" . && rm "$one"; done'], folder);
}
