/**
 * BIND's name server, which answers are compared with. On Debian it is only unpacked: installing it would start a server on
 * port 53 of the machine.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { onPath, unpackDebian } from "./debian-packages.ts";
import { fillOnce, toolFolder } from "./tool-cache.ts";

const NAME = `named-${process.arch}`;

/** Gets it if it is missing; returns what is wrong when it cannot. Its libraries need what Debian's `bind9-utils` needs. */
export function ensureNamed(): string | undefined {
  if (!onPath("apt-get")) {
    return onPath("named") ? undefined : "The tests need BIND's named: install it (Fedora bind, Homebrew bind).";
  }
  const failure = fillOnce(NAME, folder => unpackDebian(["bind9", "bind9-libs"], folder));
  return failure && `The tests need BIND's named, and apt-get could not fetch it (${failure}).`;
}

/** The program, and the environment it runs in. */
export function named(): { readonly bin: string; readonly env: NodeJS.ProcessEnv } {
  const folder = toolFolder(NAME);
  if (!existsSync(folder)) return { bin: "named", env: process.env };
  const libraries = readdirSync(join(folder, "usr/lib"))
    .map(name => join(folder, "usr/lib", name))
    .filter(path => readdirSync(path).some(file => file.startsWith("libdns-")));
  return { bin: join(folder, "usr/sbin/named"), env: { ...process.env, LD_LIBRARY_PATH: libraries.join(":") } };
}
