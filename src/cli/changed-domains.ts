/** Which domains' plans a checkout changes, compared with a git revision. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compareText } from "../finding.ts";
import { AUTHORISATION_ROLE } from "../plan/domain-plan.ts";
import { baseRevision, plannedIn, withRevision, type PlannedSet, type Project } from "./base-revision.ts";
import { domainOfFile, specFiles } from "./load-specs.ts";

export interface Checkout extends Project {
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
  const { folder, base, git } = await baseRevision(ref, { project, directory });
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

/** `touched`: domains of changed spec files, which count as changed where no plan of theirs can be made now. */
async function comparePlans(
  base: string,
  project: string,
  folder: string,
  touched: readonly string[],
): Promise<readonly string[]> {
  return withRevision(base, { project, folder }, async tree => {
    const [before, after] = await Promise.all([planIn(tree, folder), planIn(project, folder)]);
    const broken = touched.filter(domain => !before.has(domain) && !after.has(domain));
    const all = [...new Set([...before.keys(), ...after.keys()])];
    return [...all.filter(domain => before.get(domain) !== after.get(domain)), ...broken];
  });
}

/** Each domain's plan as text: without the authorisation records it holds for others, with those that others hold for it. */
async function planIn(root: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const domains = await plannedIn(root, folder);
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
