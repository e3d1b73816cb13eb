/** The fleet of another git revision, planned whole: with its selectors, SPF records and findings, and not its RRsets alone. */
import { existsSync, realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { DnsLock } from "../dns/dns-lock.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import { baseRevision, plannedIn, withRevision, type BaseRevision } from "./base-revision.ts";
import { existingFolder, projectOf, rrsetsOf } from "./load-base.ts";
import { loadSpecs, specFiles } from "./load-specs.ts";
import { readLock } from "./read-lock.ts";
import { evidenceFolder } from "./read-evidence.ts";

export interface BaseFleet {
  readonly fleet: FleetPlan;
  readonly lock: DnsLock;
  /** The revision's own program is another one: what it publishes is its own word, all else is this program's. */
  readonly otherProgram: boolean;
  /** Domains whose file of evidence is another one than the revision's, sorted. */
  readonly newEvidence: readonly string[];
  /** Text of a domain's file of evidence at the revision; undefined where it has none. */
  evidenceText(domain: string): Promise<string | undefined>;
}

/** Compared is with the commit at which the checkout and the revision part. `today` is an ISO date. */
export async function loadBaseFleet(ref: string, directory: string, today: string): Promise<BaseFleet> {
  const specs = realpathSync(existingFolder(resolve(directory)));
  const project = projectOf(specs);
  const { base, folder, git } = await baseRevision(ref, { project, directory: specs });
  const evidence = relative(project, evidenceFolder(specs));
  const changed = await changedFiles(git, base, evidence);
  const programs = await changedFiles(git, base, "src");
  const newEvidence = changed.filter(file => file.endsWith(".json")).map(file => file.slice(evidence.length + 1, -5));
  const evidenceText = (domain: string): Promise<string | undefined> =>
    git("show", `${base}:./${evidence}/${domain}.json`).catch(() => undefined);
  return withRevision(base, { project, folder }, async tree => {
    const then = join(tree, folder);
    const lock = readLock(then);
    const none = !existsSync(then) || specFiles(then).length === 0;
    const parsed = none ? [] : await loadSpecs({ directory: then, root: tree });
    const fleet = planFleet(parsed, { today, lock });
    const otherProgram = programs.length > 0 && existsSync(join(tree, "src/cli/main.ts"));
    const result = { lock, otherProgram, newEvidence: newEvidence.toSorted(), evidenceText };
    if (!otherProgram || none) return { ...result, fleet };
    const own = new Map((await plannedIn(tree, folder)).map(one => [one.domain, rrsetsOf(one)]));
    const domains = fleet.domains.map(one => ({ ...one, rrsets: own.get(one.domain) ?? one.rrsets }));
    return { ...result, fleet: { ...fleet, domains } };
  });
}

/** Relative to the project; also files that git does not have yet. */
async function changedFiles(git: BaseRevision["git"], base: string, folder: string): Promise<readonly string[]> {
  const tracked = await git("diff", "--name-only", "--no-renames", "--relative", "-z", base, "--", folder);
  const untracked = await git("ls-files", "--others", "--exclude-standard", "-z", "--", folder);
  return [...new Set([...tracked.split("\0"), ...untracked.split("\0")])].filter(file => file !== "");
}
