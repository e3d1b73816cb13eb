/** Which domains' plans a checkout changes, compared with a git revision. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { promisify } from "node:util";
import { compareText } from "../finding.ts";
import { AUTHORISATION_ROLE } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { domainOfFile } from "./load-specs.ts";

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
 * When only spec files changed, these are their domains and no other spec is read. When anything a plan is made of changed
 * (a shared bit, a generator, the lock), the revision's own program plans its own specs, and the two plans are compared.
 * `all` when what makes the engine's resources from plans changed.
 */
export async function changedDomains(
  ref: string,
  { project, directory, declared }: Checkout,
): Promise<readonly string[] | "all"> {
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
  const folder = relative(project, directory);
  if (files.some(isEngineSource)) return "all";
  const specs = files.filter(file => isSpec(file, folder));
  const makesPlans = files.filter(file => !specs.includes(file) && isPlanSource(file, folder));
  const named = specs.map(file => declared?.get(join(project, file)) ?? domainOfFile(file));
  const planned = makesPlans.length === 0 ? [] : await comparePlans(base, project, folder);
  return [...new Set([...named, ...planned])].toSorted(compareText);
}

const big = { maxBuffer: 1 << 30 } as const;

function isSpec(file: string, folder: string): boolean {
  const inside = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : "";
  return inside.endsWith(".ts") && !inside.split("/").some(part => part.startsWith("_"));
}

/** What turns plans into the engine's resources: a change here may touch records whose plan is the same. */
function isEngineSource(file: string): boolean {
  return /^(src\/hosts\/|index\.ts$|package(-lock)?\.json$|Pulumi\.yaml$)/.test(file);
}

/** What plans are made of, beside the specs: shared bits, generators, services, the lock; not words, tests or workflows. */
function isPlanSource(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`) || file.startsWith("src/") || file === "dns.lock.json";
}

interface Planned {
  readonly domains: readonly PlannedDomain[];
}

interface PlannedDomain {
  readonly domain: string;
  readonly findings: unknown;
  readonly rrsets: readonly { readonly purpose: string }[];
}

async function comparePlans(base: string, project: string, folder: string): Promise<readonly string[]> {
  const tree = mkdtempSync(join(tmpdir(), "mailwright-base-"));
  try {
    const archive = join(tree, "base.tar");
    await runFile("git", ["-C", project, "archive", "--output", archive, base], big);
    await runFile("tar", ["-xf", archive, "-C", tree]);
    rmSync(archive);
    symlinkSync(join(project, "node_modules"), join(tree, "node_modules"));
    const [before, after] = await Promise.all([planIn(tree, folder), planIn(project, folder)]);
    return [...new Set([...before.keys(), ...after.keys()])].filter(domain => before.get(domain) !== after.get(domain));
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** Each domain's plan as text, without the authorisation records it holds for others: those go with their clients. */
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
  return new Map(
    (JSON.parse(stdout) as Planned).domains.map(({ rrsets, ...rest }) => [
      rest.domain,
      JSON.stringify({
        ...rest,
        findings: undefined,
        rrsets: rrsets.filter(set => set.purpose !== AUTHORISATION_ROLE),
      }),
    ]),
  );
}
