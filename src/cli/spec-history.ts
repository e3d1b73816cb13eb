/** What git has of a domain: earlier texts of its spec, and its evidence as it was committed. */
import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import { emptyLock } from "../dns/dns-lock.ts";
import type { PolicyTags } from "../dmarc/effective-policy.ts";
import type { Evidence } from "../feedback/evidence.ts";
import { parseEvidence } from "../feedback/parse-evidence.ts";
import { planDomain } from "../plan/plan-domain.ts";
import { CannotRun } from "./cannot-run.ts";
import { loadSpecText } from "./load-spec-text.ts";
import { evidenceFolder } from "./read-evidence.ts";

const runFile = promisify(execFile);
/** Commits of one spec that are looked through for its last step. */
const MOST_COMMITS = 100;

export interface LastStep {
  /** Policy before the step. */
  readonly from: PolicyTags;
  /** Commit that still has the evidence of before it. */
  readonly base: string;
}

async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    return (await runFile("git", ["-C", folder, ...args], { maxBuffer: 1 << 30 })).stdout;
  } catch {
    return undefined;
  }
}

/** The full name of the commit. */
export async function commitOf(ref: string, directory: string): Promise<string> {
  const commit = await git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  if (commit === undefined)
    throw new CannotRun(
      `Git knows no revision "${ref}" here; name a branch, tag or commit, and fetch it first if it is remote.`,
    );
  return commit.trim();
}

/** The policy that the spec had at a commit, with what it imports as it is now; undefined where it was no spec. */
export async function policyAtCommit(commit: string, file: string): Promise<PolicyTags | undefined> {
  const text = await git(dirname(file), "show", `${commit}:./${basename(file)}`);
  if (text === undefined) return undefined;
  const { spec } = await loadSpecText(file, file, text);
  return spec === undefined ? undefined : planDomain(spec, emptyLock).policy;
}

/**
 * The last commit that changed the policy, by the spec's own history: its evidence is of the mail before the step, since the
 * step is published after it. A change that is not committed yet is a step from HEAD.
 */
export async function lastStep(file: string, now: PolicyTags): Promise<LastStep | undefined> {
  const log = await git(
    dirname(file),
    "log",
    `--max-count=${MOST_COMMITS}`,
    "--format=%H",
    "--",
    `./${basename(file)}`,
  );
  let base = "HEAD";
  for (const commit of (log ?? "").split("\n").filter(Boolean)) {
    const from = await policyAtCommit(commit, file);
    if (from === undefined) continue;
    if (!isSame(from, now)) return { from, base };
    base = commit;
  }
  return undefined;
}

/** Evidence of a domain as a commit has it. */
export async function evidenceAtCommit(
  commit: string,
  domain: string,
  directory: string,
): Promise<Evidence | undefined> {
  const folder = evidenceFolder(directory);
  const text = await git(dirname(folder), "show", `${commit}:./${basename(folder)}/${domain}.json`);
  if (text === undefined) return undefined;
  const parsed = parseEvidence(text);
  return parsed.ok && parsed.value.domain === domain ? parsed.value : undefined;
}

function isSame(a: PolicyTags, b: PolicyTags): boolean {
  return a.p === b.p && a.sp === b.sp && a.np === b.np && (a.t === "y") === (b.t === "y");
}
