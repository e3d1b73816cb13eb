/** The health of feedback as `check` tells it, from the files of evidence alone. */
import { selfAndAncestors } from "../dns/owner-name.ts";
import { compareText, type Finding } from "../finding.ts";
import { daysBetween } from "./evidence-days.ts";
import type { UndeclaredEvidence } from "./evidence-undeclared.ts";
import type { Evidence } from "./evidence.ts";

/** What stands in the folder of evidence; `file` is relative to the project. */
export interface EvidenceFiles {
  readonly evidence: readonly { readonly file: string; readonly evidence: Evidence }[];
  readonly undeclared?: { readonly file: string; readonly undeclared: UndeclaredEvidence } | undefined;
  /** `problem` is a clause that stands behind the file's name. */
  readonly unreadable: readonly { readonly file: string; readonly domain: string; readonly problem: string }[];
}

/** Half of the usual window: what is judged on older evidence is judged on other mail. */
const OLD_DAYS = 14;
const MOST_SHOWN = 3;

const cite = "mailwright: the health of feedback";
const severity = "warning";

/** `declared` are all domains of the specs; evidence of others is nobody's. `today` is an ISO date. */
export function healthFindings(
  { evidence, undeclared, unreadable }: EvidenceFiles,
  declared: ReadonlySet<string>,
  today: string,
): readonly Finding[] {
  const own = evidence.filter(one => declared.has(one.evidence.domain));
  return [
    ...own.flatMap(one =>
      one.evidence.findings.map(found => ({ ...found, domain: one.evidence.domain, file: one.file })),
    ),
    ...unreadable
      .filter(({ domain }) => domain === "" || declared.has(domain))
      .map(({ file, domain, problem }): Finding => {
        const message = `${file} ${problem}, so nothing is known of the mail it is about.`;
        const fix = "Take the committed file back from git, or run mailwright evidence.";
        return { id: "evidence-unreadable", severity, domain, name: domain || file, file, message, cite, fix };
      }),
    ...old(own, today),
    ...(undeclared === undefined ? [] : undeclaredReports(undeclared, declared)),
  ];
}

/** One for all: the same run writes them all. */
function old(files: EvidenceFiles["evidence"], today: string): readonly Finding[] {
  const late = files
    .map(({ file, evidence }) => ({ file, domain: evidence.domain, last: evidence.window.last }))
    .filter(({ last }) => daysBetween(last, today) > OLD_DAYS)
    .toSorted((a, b) => compareText(a.last, b.last) || compareText(a.domain, b.domain));
  const [oldest] = late;
  if (oldest === undefined) return [];
  const message =
    late.length === 1
      ? `The evidence of ${oldest.domain} ends on ${oldest.last}: nothing can be said of its mail since then.`
      : `The evidence of ${late.length} domains ends more than ${OLD_DAYS} days ago, that of ${oldest.domain} on ${oldest.last}: nothing can be said of their mail since then.`;
  const fix = "Run mailwright ingest and mailwright evidence, and commit what they write.";
  const { file, domain } = oldest;
  return [
    { id: "evidence-old", severity, domain: late.length === 1 ? domain : "", name: domain, file, message, cite, fix },
  ];
}

/** What has been declared since is no news. */
function undeclaredReports(
  { file, undeclared: { undeclared, moreUndeclared } }: NonNullable<EvidenceFiles["undeclared"]>,
  declared: ReadonlySet<string>,
): readonly Finding[] {
  const still = undeclared.filter(({ domain }) => !selfAndAncestors(domain).some(name => declared.has(name)));
  const [biggest] = still;
  if (biggest === undefined) return [];
  const count = still.length + moreUndeclared.domains;
  const shown = still
    .slice(0, MOST_SHOWN)
    .map(({ domain, messages }) => `${domain} (${messages} message${messages === 1 ? "" : "s"})`);
  const more = count > shown.length ? ` and ${count - shown.length} more` : "";
  const what = count === 1 ? "a domain that no spec declares" : `${count} domains that no spec declares`;
  const message = `Reports come about ${what}: ${shown.join(", ")}${more}.`;
  const fix =
    "Declare each as a domain or as a parked one, or take the address for its reports out of its policy record.";
  return [{ id: "reports-undeclared", severity, domain: "", name: biggest.domain, file, message, cite, fix }];
}
