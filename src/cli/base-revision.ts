/** Another git revision of a project, planned by its own program. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CannotRun } from "./cannot-run.ts";

const runFile = promisify(execFile);

export interface Project {
  /** Root of the project. */
  readonly project: string;
  /** Folder of specs, absolute. */
  readonly directory: string;
}

export interface BaseRevision {
  /** The folder of specs, relative to the project. */
  readonly folder: string;
  /** The commit at which the checkout and the revision part. */
  readonly base: string;
  /** Git in the project; gives what it prints. */
  readonly git: (...args: readonly string[]) => Promise<string>;
}

/** As `plan --json` prints it. */
export interface PlannedDomain {
  readonly domain: string;
  readonly zone: string;
  readonly host: string;
  readonly zoneId?: string;
  readonly alsoAt?: unknown;
  readonly findings: unknown;
  readonly rrsets: readonly PlannedSet[];
  readonly authorisedBy?: readonly { readonly name: string }[];
}

export interface PlannedSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly rdata: readonly string[];
  readonly purpose: string;
}

const big = { maxBuffer: 1 << 30 } as const;

export async function baseRevision(ref: string, { project, directory }: Project): Promise<BaseRevision> {
  const folder = relative(project, directory);
  if (folder === "" || folder.startsWith("..") || isAbsolute(folder)) {
    throw new CannotRun(
      `--base compares with git, and ${directory} is not a folder inside ${project}; name the domains instead.`,
    );
  }
  const git: BaseRevision["git"] = async (...args) => (await runFile("git", ["-C", project, ...args], big)).stdout;
  const commit = await git("rev-parse", "--verify", "--quiet", `${ref}^{commit}`).catch(() => {
    throw new CannotRun(
      `Git knows no revision "${ref}" here; name a branch, tag or commit, and fetch it first if it is remote.`,
    );
  });
  const base = (await git("merge-base", commit.trim(), "HEAD").catch(() => commit)).trim();
  return { folder, base, git };
}

/** The project as it was at the commit, without its evidence, in a folder that is gone afterwards. */
export async function withRevision<T>(
  commit: string,
  { project, folder }: { readonly project: string; readonly folder: string },
  use: (tree: string) => Promise<T>,
): Promise<T> {
  const tree = mkdtempSync(join(tmpdir(), "mailwright-base-"));
  try {
    const archive = join(tree, "base.tar");
    // No plan depends on evidence, and a fleet has much of it.
    const evidence = `:(exclude)${join(dirname(folder), "evidence")}`;
    await runFile("git", ["-C", project, "archive", "--output", archive, commit, "--", ".", evidence], big);
    await runFile("tar", ["-xf", archive, "-C", tree]);
    rmSync(archive);
    symlinkSync(join(project, "node_modules"), join(tree, "node_modules"));
    return await use(tree);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** Every domain's plan, by the program in the folder or, where specs stand alone, by this one; none without specs. */
export async function plannedIn(root: string, folder: string): Promise<readonly PlannedDomain[]> {
  if (!existsSync(join(root, folder))) return [];
  const own = join(root, "src/cli/main.ts");
  const main = existsSync(own) ? own : fileURLToPath(new URL("main.ts", import.meta.url));
  const { stdout } = await runFile(process.execPath, [main, "plan", "--json", "--domains", folder], {
    ...big,
    cwd: root,
  }).catch((error: unknown) => {
    // Exit 1 is a plan with findings: still a plan.
    const failed = error as { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string };
    if (failed.code === 1 && failed.stdout !== undefined) return { stdout: failed.stdout };
    throw new CannotRun(
      `The plan of ${basename(root)} could not be computed: ${(failed.stderr ?? String(error)).trim()}`,
    );
  });
  return (JSON.parse(stdout) as { readonly domains: readonly PlannedDomain[] }).domains;
}
