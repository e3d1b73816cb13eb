/** The plans of another git revision, with the lock that it had. */
import { join, resolve } from "node:path";
import { existsSync, realpathSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { PublishedPlan } from "../decide/impact/planned-zone.ts";
import type { DnsLock } from "../dns/dns-lock.ts";
import type { RecordType } from "../dns/rrset.ts";
import { baseRevision, plannedIn, withRevision, type PlannedDomain } from "./base-revision.ts";
import { CannotRun } from "./cannot-run.ts";
import { readLock } from "./read-lock.ts";

/** Policy domain to what the revision's own program plans for it. */
export type BasePlans = ReadonlyMap<string, PublishedPlan>;

/** `lock` is the checkout's: where the revision's is the same, its plans have that very one. */
export async function loadBase(ref: string, directory: string, lock: DnsLock): Promise<BasePlans> {
  const specs = realpathSync(existingFolder(resolve(directory)));
  const project = projectOf(specs);
  const { base, folder } = await baseRevision(ref, { project, directory: specs });
  return withRevision(base, { project, folder }, async tree => {
    const domains = await plannedIn(tree, folder);
    if (domains.length === 0) return new Map();
    const then = readLock(join(tree, folder));
    const same = isDeepStrictEqual(then, lock) ? lock : then;
    return new Map(domains.map(one => [one.domain, { rrsets: rrsetsOf(one), lock: same }]));
  });
}

export function rrsetsOf({ rrsets }: PlannedDomain): PublishedPlan["rrsets"] {
  return rrsets.map(({ name, type, ttl, rdata, purpose }) => ({
    name,
    type: type as RecordType,
    ttl,
    records: rdata.map(value => ({ rdata: value, role: purpose, services: [] })),
  }));
}

export function existingFolder(directory: string): string {
  if (existsSync(directory)) return directory;
  throw new CannotRun(`There is no folder of specs at ${directory}; name one with --domains DIR.`);
}

/** This checkout, or the repository that a folder of specs elsewhere belongs to. */
export function projectOf(specs: string): string {
  const own = realpathSync(fileURLToPath(new URL("../..", import.meta.url)));
  if (specs.startsWith(`${own}/`)) return own;
  try {
    const args = ["-C", specs, "rev-parse", "--show-toplevel"];
    return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    throw new CannotRun(`--base compares with git, and ${specs} is in no git repository.`);
  }
}
