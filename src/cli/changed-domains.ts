/** Which domains' plans a checkout changes, compared with a git revision. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { promisify } from "node:util";
import { compareText } from "../finding.ts";
import { AUTHORISATION_ROLE } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { domainOfFile, specFiles } from "./load-specs.ts";

const runFile = promisify(execFile);

export interface Checkout {
  /** Root of the project. */
  readonly project: string;
  /** Folder of specs, absolute. */
  readonly directory: string;
  /** Absolute path of a spec file to the domain it declares; a file that is not in it goes by its name. */
  readonly declared?: ReadonlyMap<string, string>;
}

/**
 * Domains whose plan differs from the one at the merge base with `ref`, sorted; domains whose spec is gone are among them.
 * When only spec files changed that no other spec imports, these are their domains. When anything else changed that a plan
 * may be made of, the revision's own program plans its own specs, and the two plans are compared. `all` when what makes
 * the engine's resources from plans changed.
 */
export async function changedDomains(
  ref: string,
  { project, directory, declared }: Checkout,
): Promise<readonly string[] | "all"> {
  const folder = relative(project, directory);
  if (folder === "" || folder.startsWith("..") || isAbsolute(folder)) {
    throw new CannotRun(
      `--base compares with git, and ${directory} is not a folder inside ${project}; name the domains instead.`,
    );
  }
  const git = async (...args: string[]): Promise<string> =>
    (await runFile("git", ["-C", project, ...args], big)).stdout;
  const commit = await git("rev-parse", "--verify", "--quiet", `${ref}^{commit}`).catch(() => {
    throw new CannotRun(
      `Git knows no revision "${ref}" here; name a branch, tag or commit, and fetch it first if it is remote.`,
    );
  });
  const base = (await git("merge-base", commit.trim(), "HEAD").catch(() => commit)).trim();
  const tracked = await git("diff", "--name-only", "--no-renames", "--relative", "-z", base, "--", ".");
  const untracked = await git("ls-files", "--others", "--exclude-standard", "-z", "--", ".");
  const files = [...new Set([...tracked.split("\0"), ...untracked.split("\0")])].filter(file => file !== "");
  if (files.some(isEngineSource)) return "all";
  // An import map makes no plan, and says of one domain what the next run takes over.
  const adopted = files.flatMap(file => domainOfMap(file, folder) ?? []);
  const makesPlans = files.filter(file => isPlanSource(file, folder) && domainOfMap(file, folder) === undefined);
  if (makesPlans.length === 0) return adopted.toSorted(compareText);
  const simple = makesPlans.every(file => isSpec(file, folder)) && !specsImportSpecs(directory);
  const named = makesPlans
    .filter(file => isSpec(file, folder))
    .map(file => ({ file, domain: declared?.get(join(project, file)) ?? domainOfFile(file) }));
  // A spec that does not go by its file's name, now or at the base, is found by the plans alone.
  const byName = await Promise.all(
    named.map(async ({ file, domain }) => {
      const before = await git("show", `${base}:./${file}`).catch(() => undefined);
      const after = readable(join(project, file));
      // Where the records of one domain stand concerns others whose reports go there.
      return (
        domain === domainOfFile(file) && before?.includes(`"${domain}"`) === true && place(before) === place(after)
      );
    }),
  );
  const domains = named.map(({ domain }) => domain);
  const compared = simple && byName.every(Boolean) ? domains : await comparePlans(base, project, folder, domains);
  return [...new Set([...compared, ...adopted])].toSorted(compareText);
}

/** The domain of `imports/<domain>.json` beside the folder of specs. */
function domainOfMap(file: string, folder: string): string | undefined {
  const beside = dirname(folder) === "." ? "" : `${dirname(folder)}/`;
  const name = file.startsWith(`${beside}imports/`) ? file.slice(`${beside}imports/`.length) : "";
  return /^[^/]+\.json$/.test(name) ? name.slice(0, -".json".length) : undefined;
}

const big = { maxBuffer: 1 << 30 } as const;

function isSpec(file: string, folder: string): boolean {
  const inside = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : "";
  return inside.endsWith(".ts") && !inside.split("/").some(part => part.startsWith("_"));
}

/** What turns plans into the engine's resources: a change here may touch records whose plan is the same. */
function isEngineSource(file: string): boolean {
  return /^(src\/hosts\/|index\.ts$|package(-lock)?\.json$|Pulumi(\.[^/]+)?\.yaml$)/.test(file);
}

/** Words, tests, workflows, benchmarks, evidence, and how the engine gets here make no plan; everything else may. */
function isPlanSource(file: string, folder: string): boolean {
  if (file.startsWith(`${folder}/`)) return true;
  return !/^(test|docs|bench|engine|evidence|\.github|\.ci)\/|^\.[^/]+$|^(LICENSE|node_modules|[^/]+\.md|(jest|tsconfig)[^/]*)$/.test(
    file,
  );
}

/** A spec that another imports changes the other's plan as well; shared bits have a leading underscore for that. */
function specsImportSpecs(directory: string): boolean {
  return specFiles(directory).some(file => {
    const text = readable(file);
    return /(?:from|import)\s*\(?\s*["']\.{1,2}\/(?!(?:[^"']*\/)?_)/.test(text);
  });
}

/** The lines of a spec that say what kind of domain it is and where its records stand; "" for no spec. */
function place(text: string): string {
  return (
    text.match(/\b(?:defineDomain|parked)\(|^\s*(?:domain|host|alsoAt|zone|zoneId|reportAuthorisation)\b.*$/gm) ?? []
  ).join("\n");
}

function readable(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

interface Planned {
  readonly domains: readonly PlannedDomain[];
}

interface PlannedDomain {
  readonly domain: string;
  readonly zone: string;
  readonly host: string;
  readonly zoneId?: string;
  readonly alsoAt?: unknown;
  readonly findings: unknown;
  readonly rrsets: readonly PlannedSet[];
  readonly authorisedBy?: readonly { readonly name: string }[];
}

interface PlannedSet {
  readonly name: string;
  readonly purpose: string;
}

/** `touched`: domains of changed spec files, which count as changed where no plan of theirs can be made now. */
async function comparePlans(
  base: string,
  project: string,
  folder: string,
  touched: readonly string[],
): Promise<readonly string[]> {
  const tree = mkdtempSync(join(tmpdir(), "mailwright-base-"));
  try {
    const archive = join(tree, "base.tar");
    await runFile("git", ["-C", project, "archive", "--output", archive, base], big);
    await runFile("tar", ["-xf", archive, "-C", tree]);
    rmSync(archive);
    symlinkSync(join(project, "node_modules"), join(tree, "node_modules"));
    const [before, after] = await Promise.all([planIn(tree, folder), planIn(project, folder)]);
    const broken = touched.filter(domain => !before.has(domain) && !after.has(domain));
    const all = [...new Set([...before.keys(), ...after.keys()])];
    return [...all.filter(domain => before.get(domain) !== after.get(domain)), ...broken];
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** Each domain's plan as text: without the authorisation records it holds for others, with those that others hold for it. */
async function planIn(root: string, folder: string): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(join(root, "src/cli/main.ts")) || !existsSync(join(root, folder))) return new Map();
  const args = [join(root, "src/cli/main.ts"), "plan", "--json", "--domains", folder];
  const { stdout } = await runFile(process.execPath, args, { ...big, cwd: root }).catch((error: unknown) => {
    // Exit 1 is a plan with findings: still a plan.
    const failed = error as { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string };
    if (failed.code === 1 && failed.stdout !== undefined) return { stdout: failed.stdout };
    throw new CannotRun(
      `The plan of ${basename(root)} could not be computed: ${(failed.stderr ?? String(error)).trim()}`,
    );
  });
  const { domains } = JSON.parse(stdout) as Planned;
  const authorisations = new Map(
    domains.flatMap(({ rrsets, domain, zone, host, zoneId, alsoAt }) =>
      rrsets.filter(isAuthorisation).map(set => [set.name, { set, domain, zone, host, zoneId, alsoAt }] as const),
    ),
  );
  return new Map(
    domains.map(({ rrsets, authorisedBy, ...rest }) => {
      const own = rrsets.filter(set => !isAuthorisation(set));
      const others = (authorisedBy ?? []).map(({ name }) => authorisations.get(name) ?? name);
      return [rest.domain, JSON.stringify({ ...rest, findings: undefined, own, others })];
    }),
  );
}

function isAuthorisation({ purpose }: PlannedSet): boolean {
  return purpose === AUTHORISATION_ROLE;
}
