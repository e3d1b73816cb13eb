/** Spec files from disk: the edge where the plan's input comes in. */
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { emptyLock } from "../dns/dns-lock.ts";
import { needsAuthorisation } from "../dmarc/report-authorisation.ts";
import { reportHosts } from "../dmarc/report-hosts.ts";
import { canonicalName, isAtOrBelow, selfAndAncestors } from "../dns/owner-name.ts";
import { compareText, type Finding } from "../finding.ts";
import { planDomain } from "../plan/plan-domain.ts";
import { parseSpec, type ParsedSpec } from "../spec/parse-spec.ts";
import { maskPrivateKeys, privateKeyFindings, withoutKeyMaterial } from "../spec/private-keys.ts";
import * as publicEntry from "../index.ts";
import { CannotRun } from "./cannot-run.ts";

export interface LoadOptions {
  /** Folder of specs. */
  readonly directory: string;
  /** Paths in findings are relative to this folder. */
  readonly root: string;
}

/**
 * Every spec below the folder, in the order of their paths. Files and folders with a leading `_` are shared bits, not
 * specs. A file that cannot be loaded is a finding; the others are loaded all the same.
 */
export async function loadSpecs({ directory, root }: LoadOptions): Promise<readonly ParsedSpec[]> {
  const files = specFiles(directory);
  // An empty fleet would mean that every record goes; nobody asks for that by leaving a folder empty.
  if (files.length === 0)
    throw new CannotRun(`There is no domain spec in ${directory}; add one, such as client.example.ts.`);
  return loadFiles(files, root);
}

/**
 * Only the specs that a run of the named domains is made of: theirs, those of domains above and below them, and those of
 * the domains their reports go to; so that the run costs the same in a fleet of any size. Undefined, for loading them all,
 * where file names do not tell which those are, or where a chosen domain's records concern clients that only the whole
 * fleet names.
 */
export async function loadSelected(
  { directory, root }: LoadOptions,
  domains: readonly string[],
): Promise<readonly ParsedSpec[] | undefined> {
  const files = filesByName(specFiles(directory));
  if (files === undefined || domains.some(domain => !files.has(domain))) return undefined;
  const related = [...files.keys()].filter(name =>
    domains.some(one => isAtOrBelow(name, one) || isAtOrBelow(one, name)),
  );
  const load = (names: readonly string[]): Promise<readonly ParsedSpec[]> =>
    loadFiles(
      names.flatMap(name => files.get(name) ?? []),
      root,
    );
  const parsed = await load(related);
  const chosen = parsed.flatMap(({ spec }) => (spec !== undefined && domains.includes(spec.domain) ? [spec] : []));
  if (chosen.some(spec => "parked" in spec || spec.reportAuthorisation === "wildcard")) return undefined;
  const hosts = parsed.flatMap(({ spec }) => {
    const policy = spec === undefined ? undefined : planDomain(spec, emptyLock).policy;
    if (spec === undefined || policy === undefined) return [];
    return reportHosts(policy).filter(host => needsAuthorisation(spec.domain, host));
  });
  const receivers = hosts.map(host => selfAndAncestors(host).find(name => files.has(name)));
  if (receivers.includes(undefined)) return undefined;
  const others = new Set(receivers.filter(name => name !== undefined && !related.includes(name)) as string[]);
  return [...parsed, ...(await load([...others]))];
}

/** Spec files by the domain they are named for; undefined unless each says that domain and no two have the same name. */
function filesByName(files: readonly string[]): ReadonlyMap<string, string> | undefined {
  const byName = new Map(files.map(file => [domainOfFile(file), file]));
  const sound = byName.size === files.length && [...byName].every(([name, file]) => saysDomain(file, name));
  return sound ? byName : undefined;
}

function saysDomain(file: string, domain: string): boolean {
  try {
    const text = readFileSync(file, "utf8");
    return [`"${domain}"`, `'${domain}'`, `\`${domain}\``].some(quoted => text.includes(quoted));
  } catch {
    return false;
  }
}

/** Paths of the spec files below a folder, sorted. */
export function specFiles(directory: string): readonly string[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new CannotRun(`There is no folder of specs at ${directory}; name one with --domains DIR.`);
  }
  return walk(directory, [realpathSync(directory)]).toSorted(compareText);
}

/** A linked folder is looked into like any other, but never one inside itself. */
function walk(folder: string, above: readonly string[]): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly string[] => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith("_")) return [];
    // Whatever has a spec's name counts as one, so that a dangling link or a folder is a finding and not overlooked.
    if (entry.name.endsWith(".ts")) return entry.name.endsWith(".d.ts") ? [] : [path];
    const linked = entry.isSymbolicLink();
    if (!entry.isDirectory() && !(linked && statSync(path, { throwIfNoEntry: false })?.isDirectory())) return [];
    const real = linked ? realpathSync(path) : join(above.at(-1) ?? "", entry.name);
    return above.includes(real) ? [] : walk(path, [...above, real]);
  });
}

/** The domain a spec file should be for: its name without the ending. */
export function domainOfFile(file: string): string {
  return canonicalName(basename(file, ".ts"));
}

function loadFiles(files: readonly string[], root: string): Promise<readonly ParsedSpec[]> {
  return loading(() => Promise.all(files.map(file => loadFile(file, relative(root, resolve(file))))));
}

/** What a spec prints while it loads is no part of the command's answer. */
export async function loading<T>(load: () => Promise<T>): Promise<T> {
  resolveMailwright();
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await load();
  } finally {
    process.stdout.write = write;
  }
}

async function loadFile(file: string, shown: string): Promise<ParsedSpec> {
  try {
    const loaded = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown };
    const { spec, findings } = parseSpec(loaded.default, shown);
    if (spec === undefined) {
      // Where the spec does not say its domain, the file's name does.
      return { findings: findings.map(one => (one.domain === "" ? { ...one, domain: domainOfFile(file) } : one)) };
    }
    return domainOfFile(file) === spec.domain
      ? { spec, findings }
      : { spec, findings: [...findings, misnamed(spec.domain, shown)] };
  } catch (error) {
    return { findings: notLoaded(error, file, shown) };
  }
}

const misnamed = (domain: string, file: string): Finding => ({
  id: "spec-file-name",
  severity: "warning",
  domain,
  file,
  name: "domain",
  message: `The file of ${domain} has another name: ${file}.`,
  cite: "mailwright: one file a policy domain",
  fix: `Name the file ${domain}.ts, so that it is found by its domain.`,
});

/** The source line is never shown: it may hold a key. */
export function notLoaded(error: unknown, path: string, file: string): readonly Finding[] {
  let about: Pick<Finding, "severity" | "domain" | "file" | "name" | "cite"> = {
    severity: "error",
    domain: domainOfFile(file),
    file,
    name: file,
    cite: "mailwright spec",
  };
  let source = "";
  try {
    source = readFileSync(path, "utf8");
  } catch (failed) {
    const { code } = failed as NodeJS.ErrnoException;
    const message = `The file cannot be read: ${code}.`;
    return [
      {
        ...about,
        id: "spec-unreadable",
        message,
        fix: "Check that it is a file, that it exists and that you may read it.",
      },
    ];
  }
  // What the file says of its domain counts more than its name: it may hold records of others.
  const said = /\bdomain:\s*["'`]([^"'`\s]{1,253})["'`]/.exec(source)?.[1];
  if (said !== undefined) about = { ...about, domain: canonicalName(said) };
  const { name, message, line } = describe(error, path);
  const syntax = name === "SyntaxError";
  const what = syntax ? "is not valid TypeScript" : "fails when it is loaded";
  const where = line === undefined ? "" : ` (line ${line})`;
  const fix = "Correct the line; the editor shows the same error.";
  const finding = {
    ...about,
    id: syntax ? "spec-syntax" : "spec-throws",
    message: `The file ${what}${where}: ${withoutKeyMaterial(message)}`,
    fix,
  };
  const leaks = maskPrivateKeys(source).places.length === 0 ? [] : privateKeyFindings(file);
  return [...leaks.map(leak => ({ ...about, ...leak })), finding];
}

/** A spec may throw anything, also a value that throws when it is looked at. */
function describe(error: unknown, path: string): { name: string; message: string; line?: string | undefined } {
  try {
    if (!(error instanceof Error)) return { name: "Error", message: String(error).split("\n")[0] ?? "" };
    const message = (error.message.split("\n").find(text => text.trim() !== "") ?? "").trim();
    // Only a line of the spec itself helps; the stack may name this program's first.
    const line = (error.stack ?? "").split(`${resolve(path)}:`)[1]?.match(/^\d+/)?.[0];
    return { name: error.name, message, line };
  } catch {
    return { name: "Error", message: "it throws a value without a text" };
  }
}

let hooked = false;

/**
 * Lets a spec in any folder import "#mailwright", and reads every .ts outside node_modules as an ES module. Specs get the
 * public entry through a module without imports of its own: Node goes through all that a module imports, once for each
 * importer, and the entry brings the whole catalogue.
 */
function resolveMailwright(): void {
  if (hooked) return;
  hooked = true;
  (globalThis as Record<symbol, unknown>)[Symbol.for(ENTRY)] = publicEntry;
  const source = `export const { ${Object.keys(publicEntry).join(", ")} } = globalThis[Symbol.for("${ENTRY}")];`;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "#mailwright" ? { url: ENTRY, format: "module", shortCircuit: true } : next(specifier, context),
    load: (url, context, next) => {
      if (url === ENTRY) return { format: "module", source, shortCircuit: true };
      const typescript = url.endsWith(".ts") && context.format !== "commonjs-typescript";
      return next(url, typescript ? { ...context, format: "module-typescript" } : context);
    },
  });
}

const ENTRY = "mailwright:entry";
