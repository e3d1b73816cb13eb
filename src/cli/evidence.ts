/** `mailwright evidence [domain…]`: what the store knows of each domain's mail, into `evidence/<domain>.json`. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { attributor } from "../feedback/attribute.ts";
import type { FeedbackWindow } from "../feedback/domain-feedback.ts";
import { dayAt, isDate } from "../feedback/evidence-days.ts";
import { sightings, type Sightings } from "../feedback/evidence-sightings.ts";
import { makeUndeclared, UNDECLARED_FILE } from "../feedback/evidence-undeclared.ts";
import type { FeedbackReader } from "../feedback/feedback-reader.ts";
import { formatEvidence } from "../feedback/format-evidence.ts";
import { makeEvidence } from "../feedback/make-evidence.ts";
import { listed, printable } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { catalogue } from "../services/catalogue.ts";
import { CannotRun } from "./cannot-run.ts";
import type { Output } from "./output.ts";
import { progressLine } from "./progress-line.ts";
import { evidenceFolder, evidenceNames, shownPath } from "./read-evidence.ts";
import { readLock } from "./read-lock.ts";
import { evidenceReport } from "./render-evidence.ts";
import { selectDomains } from "./select-domains.ts";
import { writeWhole } from "./write-whole.ts";

export interface EvidenceOptions {
  readonly directory: string;
  readonly names: readonly string[];
  /** All domains that specs are for, also those that cannot be planned. */
  readonly declared: readonly string[];
  /** As on the command line. */
  readonly days: string;
  readonly until: string | undefined;
  readonly json: boolean;
  /** ISO date. */
  readonly today: string;
}

/** So far back is looked for mail of services that send rarely, from the window's last day. */
const LOOK_BACK = 366;
const MAX_DAYS = 400;

/** What the command did, file by file. */
interface Done {
  readonly written: string[];
  readonly unchanged: string[];
  readonly removed: string[];
}

/**
 * `fleet` has at least the domains named. A name's mail belongs to the most specific of those declared. Exit code: 1 where a spec has errors that keep its domain from being judged, else 0. An unknown domain, a window that is
 * none and a store without reports cannot be run.
 */
export async function evidence(
  fleet: FleetPlan,
  options: EvidenceOptions,
  reader: FeedbackReader,
  output: Output,
): Promise<number> {
  const { directory, names, declared, json } = options;
  const selected = selectDomains(fleet, names);
  const window = await windowOf(options, reader);
  const planned = new Set(fleet.domains.map(({ domain }) => domain));
  const unplanned = unplannedOf(selected, planned);
  const wanted = selected.domains.map(({ domain }) => domain);
  const done: Done = { written: [], unchanged: [], removed: [] };
  const report = evidenceReport(wanted.length, output);
  const progress = progressLine(json);
  const plans = new Map(selected.domains.map(plan => [plan.domain, plan]));
  const context = { catalogue, lock: readLock(directory) };
  const attributorOf = (plan: DomainPlan): ReturnType<typeof attributor> => attributor(plan, context);

  const earlier = new Map<string, Sightings>();
  const before = { first: dayAt(window.last, 1 - LOOK_BACK), last: dayAt(window.first, -1) };
  if (before.first <= before.last) {
    for await (const feedback of reader.feedbackOf(wanted, { declared, window: before })) {
      const plan = plans.get(feedback.domain);
      if (plan !== undefined) earlier.set(feedback.domain, sightings(feedback, attributorOf(plan)));
      progress.show(`Looked back at ${earlier.size} of ${wanted.length} domains`);
    }
  }
  const without = new Set(wanted);
  for await (const feedback of reader.feedbackOf(wanted, { declared, window })) {
    const { domain } = feedback;
    const plan = plans.get(domain);
    if (plan === undefined) continue;
    without.delete(domain);
    const made = makeEvidence(feedback, {
      declared: plan.declared,
      attribute: attributorOf(plan),
      earlier: earlier.get(domain),
    });
    write(directory, `${domain}.json`, formatEvidence(made), done);
    progress.show(`Evidence of ${wanted.length - without.size} of ${wanted.length} domains`);
    if (!json) report.add(made);
  }
  progress.clear();
  if (names.length === 0) {
    const undeclared = makeUndeclared(window, await reader.undeclared({ declared, window }));
    if (undeclared !== undefined) write(directory, UNDECLARED_FILE, formatEvidence(undeclared), done);
    else remove(directory, UNDECLARED_FILE, done);
  }
  const leftover = leftoversOf(directory, new Set(declared));
  if (json) output.json({ ...done, without: [...without], leftover, unplanned });
  else {
    report.finish();
    output.text(summary(done));
  }
  if (!json) warn({ without: [...without], leftover, unplanned }, output);
  return unplanned.length > 0 ? 1 : 0;
}

/** The last day is the store's, so that feedback of last year shows; a report of tomorrow is somebody's mistake. */
async function windowOf({ days, until, today }: EvidenceOptions, reader: FeedbackReader): Promise<FeedbackWindow> {
  const length = /^[1-9]\d{0,2}$/.test(days) ? Number(days) : 0;
  if (length === 0 || length > MAX_DAYS)
    throw new CannotRun(`--days ${days} is no number of days from 1 to ${MAX_DAYS}.`);
  if (until !== undefined && !isDate(until)) throw new CannotRun(`--until ${until} is no day such as 2026-06-30.`);
  if (until !== undefined && until > today)
    throw new CannotRun(`--until ${until} is still to come; the last day that can be asked for is ${today}.`);
  const stored = await reader.lastDay();
  if (stored === undefined) throw new CannotRun("The store holds no reports yet; give some to mailwright ingest.");
  const last = until ?? (stored < today ? stored : today);
  return { first: dayAt(last, 1 - length), last };
}

/** Domains of specs that were not planned. */
function unplannedOf({ findings }: FleetPlan, planned: ReadonlySet<string>): readonly string[] {
  return [...new Set(findings.map(({ domain }) => domain))].filter(domain => domain !== "" && !planned.has(domain));
}

function write(directory: string, name: string, text: string, { written, unchanged }: Done): void {
  const folder = evidenceFolder(directory);
  const path = join(folder, name);
  if (existsSync(path) && readFileSync(path, "utf8") === text) unchanged.push(shownPath(path));
  else {
    makeFolder(folder);
    writeWhole(path, text);
    written.push(shownPath(path));
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new CannotRun(`The folder ${folder} cannot be made: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

function remove(directory: string, name: string, { removed }: Done): void {
  const path = join(evidenceFolder(directory), name);
  if (!existsSync(path)) return;
  rmSync(path);
  removed.push(shownPath(path));
}

function leftoversOf(directory: string, declared: ReadonlySet<string>): readonly string[] {
  return evidenceNames(directory)
    .filter(name => name !== UNDECLARED_FILE && !declared.has(name.slice(0, -".json".length)))
    .map(name => shownPath(join(evidenceFolder(directory), name)));
}

function summary({ written, unchanged, removed }: Done): string {
  const files = (count: number): string => `${count} file${count === 1 ? "" : "s"}`;
  const parts = [
    ...(written.length > 0 ? [`${files(written.length)} written`] : []),
    ...(unchanged.length > 0
      ? [`${files(unchanged.length)} as ${unchanged.length === 1 ? "it was" : "they were"}`]
      : []),
    ...(removed.length > 0 ? [`${files(removed.length)} removed`] : []),
  ];
  return `${parts.length === 0 ? "Nothing is written" : parts.join(", ")}.`;
}

function warn(
  told: {
    readonly without: readonly string[];
    readonly leftover: readonly string[];
    readonly unplanned: readonly string[];
  },
  output: Output,
): void {
  const say = (text: string): void => output.diagnostic(printable(text));
  const { without, leftover, unplanned } = told;
  if (without.length > 0) say(`No report was ever about ${listed(without)}: no evidence is written.`);
  if (leftover.length > 0)
    say(
      `warning: no spec declares what ${listed(leftover)} ${leftover.length === 1 ? "is" : "are"} about; delete what is not wanted any more.`,
    );
  if (unplanned.length > 0)
    say(
      `warning: a spec with errors keeps the evidence of ${listed(unplanned)} as it is; mailwright check lists them.`,
    );
}
