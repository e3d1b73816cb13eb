/**
 * Where builds of the engine are kept: outside the checkout, so that a second clone and a clean CI run find them, and
 * under the versions and the platform, so that an upgrade never meets yesterday's binary.
 */
import { accessSync, constants, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { EngineError } from "./engine-error.ts";
import { homeOf, type Machine } from "./machine.ts";
import { isExecutable } from "./search-path.ts";
import type { EngineVersions } from "./versions.ts";

export const CLI_NAME = "pulumi";
export const LANGUAGE_HOST_NAME = "pulumi-language-nodejs";

/** `<cache>/mailwright/engine`, where <cache> is MAILWRIGHT_CACHE, else XDG_CACHE_HOME, else ~/.cache. */
export function cacheRoot(machine: Machine): string {
  const base = machine.env["MAILWRIGHT_CACHE"] || machine.env["XDG_CACHE_HOME"] || join(homeOf(machine.env), ".cache");
  return resolve(base, "mailwright/engine");
}

/** Creates the cache, or says in one sentence that it cannot be written. */
export function ensureCacheRoot(machine: Machine): void {
  const root = cacheRoot(machine);
  try {
    mkdirSync(root, { recursive: true });
    accessSync(root, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new EngineError(
      `The Pulumi engine cannot be kept in ${root} (${code}): set MAILWRIGHT_CACHE to a folder that can be written.`,
    );
  }
}

/** The directory of one build, `3.274.1-3.68.0-linux-x64`. */
export function buildDirectory(machine: Machine, versions: EngineVersions): string {
  const bare = (version: string): string => version.replace(/^v/, "");
  const parts = [bare(versions.cli), bare(versions.languageHost), machine.platform, machine.arch];
  return join(cacheRoot(machine), parts.join("-"));
}

/** Whether a directory holds both parts of an engine. */
export function isComplete(directory: string): boolean {
  return isExecutable(join(directory, CLI_NAME)) && isExecutable(join(directory, LANGUAGE_HOST_NAME));
}
