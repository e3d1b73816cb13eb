/** `evidence/*.json` from disk, for the commands. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UNDECLARED_FILE } from "../feedback/evidence-undeclared.ts";
import type { EvidenceFiles } from "../feedback/health-findings.ts";
import {
  MAX_LENGTH,
  parseEvidence,
  parseUndeclared,
  type Parsed,
  type ParseOptions,
} from "../feedback/parse-evidence.ts";
import { CannotRun } from "./cannot-run.ts";

/** The evidence stands beside the folder of specs. */
export function evidenceFolder(directory: string): string {
  return join(dirname(resolve(directory)), "evidence");
}

/** As people name a file in the project. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path);
}

/** Names of the files in the folder, sorted; none where there is no folder. */
export function evidenceNames(directory: string): readonly string[] {
  const folder = evidenceFolder(directory);
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith(".json") && !name.startsWith("."))
      .toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new CannotRun(`${folder} cannot be read: ${code}.`);
  }
}

/**
 * A file that cannot be read is told, and hides no other; `wanted` are the domains to read, all without it. Who needs no rows
 * leaves them out: those of a fleet may be more than there is room for.
 */
export function readEvidence(
  directory: string,
  wanted?: ReadonlySet<string>,
  options: ParseOptions = { rows: true },
): EvidenceFiles {
  const evidence: FoundEvidence[] = [];
  const unreadable: UnreadableEvidence[] = [];
  let undeclared: EvidenceFiles["undeclared"];
  for (const name of evidenceNames(directory)) {
    if (name === UNDECLARED_FILE) {
      const path = join(evidenceFolder(directory), name);
      const parsed = readAs(path, parseUndeclared);
      if (parsed.ok) undeclared = { file: shownPath(path), undeclared: parsed.value };
      else unreadable.push({ file: shownPath(path), domain: "", problem: parsed.problem });
      continue;
    }
    const domain = name.slice(0, -".json".length);
    if (wanted !== undefined && !wanted.has(domain)) continue;
    const read = readOne(directory, domain, options);
    if ("problem" in read) unreadable.push(read);
    else evidence.push(read);
  }
  return { evidence, undeclared, unreadable };
}

type FoundEvidence = EvidenceFiles["evidence"][number];
type UnreadableEvidence = EvidenceFiles["unreadable"][number];

/** For one domain after another: the evidence of a fleet may be more than there is room for. Undefined where there is none. */
export function evidenceReader(directory: string): (domain: string) => FoundEvidence | UnreadableEvidence | undefined {
  const names = new Set(evidenceNames(directory));
  return domain => (names.has(`${domain}.json`) ? readOne(directory, domain, { rows: true }) : undefined);
}

function readOne(directory: string, domain: string, options: ParseOptions): FoundEvidence | UnreadableEvidence {
  const path = join(evidenceFolder(directory), `${domain}.json`);
  const file = shownPath(path);
  const parsed = readAs(path, text => parseEvidence(text, options));
  if (!parsed.ok) return { file, domain, problem: parsed.problem };
  if (parsed.value.domain === domain) return { file, evidence: parsed.value };
  return { file, domain, problem: `is about ${parsed.value.domain}, not about what its name says` };
}

function readAs<T>(path: string, parse: (text: string) => Parsed<T>): Parsed<T> {
  try {
    if (statSync(path).size > MAX_LENGTH) return { ok: false, problem: "is larger than any evidence" };
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    return { ok: false, problem: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
