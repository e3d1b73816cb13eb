/** `imports/<domain>.json` from disk: what an adoption wrote for the first `up`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseImportMap, type ImportMap, type ImportsOf } from "../hosts/import-map.ts";
import { CannotRun } from "./cannot-run.ts";

/** The maps stand beside the folder of specs, as the lock does. */
export function importsPath(directory: string, domain: string): string {
  return join(dirname(resolve(directory)), "imports", `${domain}.json`);
}

/** Reads a domain's map when it is asked for, once; undefined where there is none. */
export function readImports(directory: string): ImportsOf {
  if (!existsSync(dirname(importsPath(directory, "")))) return () => undefined;
  const known = new Map<string, ImportMap | undefined>();
  return domain => {
    if (!known.has(domain)) known.set(domain, readMap(importsPath(directory, domain)));
    return known.get(domain);
  };
}

function readMap(path: string): ImportMap | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new CannotRun(`${path} cannot be read: ${code}.`);
  }
  const parsed = parseImportMap(text);
  if ("map" in parsed) return parsed.map;
  throw new CannotRun(
    `${path} ${parsed.problem}; take it back from git, or delete it once its records are taken over.`,
  );
}
