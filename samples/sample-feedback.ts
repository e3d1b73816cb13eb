/** A month of made-up feedback about the example domains, as files, and what a reader must find in them. */
import type { DnsLock } from "../src/dns/dns-lock.ts";
import type { Feedback } from "../src/feedback/feedback.ts";
import type { FleetPlan } from "../src/plan/domain-plan.ts";
import { BAKERY, CLINIC, mailStreams } from "./mail-streams.ts";
import { makeReports, type MadeReport } from "./make-reports.ts";
import { cutOff, entityBomb, htmlPage, tlsReport, unescaped } from "./odd-files.ts";
import { fileName, packReports, type Files } from "./pack-reports.ts";
import type { Reporter } from "./reporters.ts";

export interface SampleOptions {
  readonly lock: DnsLock;
  /** Last day, ISO date. */
  readonly until: string;
  readonly days: number;
}

export interface DomainTotals {
  readonly reports: number;
  readonly rows: number;
  readonly messages: number;
}

/** Each report once; of what can be mended, what is left of it. */
export interface SampleTotals {
  readonly files: number;
  /** Aggregate reports, rows and messages by policy domain. */
  readonly domains: Readonly<Record<string, DomainTotals>>;
  readonly tlsReports: number;
  readonly duplicates: number;
  /** Reports that have to be mended. */
  readonly repaired: number;
  /** Files that are no report. */
  readonly rejected: readonly string[];
}

const DAY = 86_400;

export function sampleFeedback(
  fleet: FleetPlan,
  { lock, until, days }: SampleOptions,
): { readonly files: Files; readonly totals: SampleTotals } {
  const end = Date.parse(until) / 1000 + DAY;
  const made = makeReports(mailStreams(fleet, lock), { end, days });
  const files = packReports(made);
  const counted: Feedback[] = made.map(({ feedback }) => feedback);

  // A mail that was delivered twice.
  const twice = made.find(({ reporter }) => reporter.container === "xml.gz");
  const again = twice && files.get(`downloads/${fileName(twice)}.gz`);
  if (again !== undefined) files.set("odd/delivered-again.xml.gz", again);

  const broken = brokenReports(made);
  for (const { path, xml, kept } of broken) {
    files.set(path, Buffer.from(xml));
    counted.push(kept);
  }
  const rejected = { "odd/session-expired.xml": htmlPage, "odd/entities.xml": entityBomb };
  for (const [path, text] of Object.entries(rejected)) files.set(path, Buffer.from(text));
  const tls = tlsReport(BAKERY, end - DAY);
  files.set(`downloads/${tls.name}`, tls.content);

  return {
    files,
    totals: {
      files: files.size,
      domains: totalsOf(counted),
      tlsReports: 1,
      duplicates: again === undefined ? 0 : 1,
      repaired: broken.length,
      rejected: Object.keys(rejected),
    },
  };
}

/** What two small receivers saw of mail that others report as well. */
function brokenReports(made: readonly MadeReport[]): readonly { path: string; xml: string; kept: Feedback }[] {
  const model = made.findLast(
    ({ feedback }) => feedback.policyPublished.domain === CLINIC && feedback.records.length > 3,
  );
  if (model === undefined) return [];
  const cut = cutOff(sentBy("Slow Link Mail", model));
  const ampersand = sentBy("Smith & Daughters Mail", model);
  return [
    { path: "odd/cut-off.xml", ...cut },
    { path: "odd/ampersand.xml", xml: unescaped(ampersand), kept: ampersand },
  ];
}

function sentBy(orgName: string, { feedback }: { readonly reporter: Reporter; readonly feedback: Feedback }): Feedback {
  const { reportMetadata } = feedback;
  return { ...feedback, reportMetadata: { ...reportMetadata, orgName, email: "dmarc@small-mail.example" } };
}

function totalsOf(all: readonly Feedback[]): Readonly<Record<string, DomainTotals>> {
  const totals: Record<string, DomainTotals> = {};
  for (const { policyPublished, records } of all) {
    const { reports, rows, messages } = totals[policyPublished.domain] ?? { reports: 0, rows: 0, messages: 0 };
    totals[policyPublished.domain] = {
      reports: reports + 1,
      rows: rows + records.length,
      messages: records.reduce((sum, { row }) => sum + row.count, messages),
    };
  }
  return totals;
}
