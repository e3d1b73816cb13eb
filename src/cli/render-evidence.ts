/** Evidence as text for people: a table a domain, or a line a domain where there are many. */
import type { Aligned, DkimOutcome, Evidence, ServiceEvidence, SpfOutcome } from "../feedback/evidence.ts";
import { daysBetween } from "../feedback/evidence-days.ts";
import { printable } from "../finding.ts";
import type { Output } from "./output.ts";
import { renderFinding } from "./render-findings.ts";
import { plural } from "../decide/plural.ts";

export interface EvidenceReport {
  add(evidence: Evidence): void;
  finish(): void;
}

/** More tables nobody reads; the files have them. */
const MOST_TABLES = 20;
/** Unknown sources in a table. */
const MOST_UNKNOWN = 5;

export function evidenceReport(domains: number, output: Output): EvidenceReport {
  if (domains <= MOST_TABLES)
    return { add: evidence => output.text(`${evidenceText(evidence, output)}\n`), finish: () => undefined };
  const rows: (readonly string[])[] = [];
  return {
    add: evidence => void rows.push(overviewRow(evidence)),
    finish: () => {
      if (rows.length === 0) return;
      const head = [
        "",
        "messages",
        "passing",
        "unknown",
        "unauthenticated",
        "days",
        "reporters",
        "not seen",
        "findings",
      ];
      output.text(`${table([head, ...rows], output, false).join("\n")}\n`);
    },
  };
}

function overviewRow(evidence: Evidence): readonly string[] {
  const { domain, totals, services, findings, daysWithReports } = evidence;
  const silent = services.filter(({ messages }) => messages === 0).length;
  return [
    domain,
    ...[totals.messages, totals.passed, totals.unknown, totals.unauthenticated].map(number),
    ...[daysWithReports, reportersOf(evidence), silent, findings.length].map(number),
  ];
}

function reportersOf({ reporters, moreReporters }: Evidence): number {
  return reporters.filter(({ reports }) => reports > 0).length + moreReporters.reporters;
}

function evidenceText(evidence: Evidence, { style }: Output): string {
  const { domain, window, daysWithReports, totals, services, unknown, findings } = evidence;
  const length = daysBetween(window.first, window.last) + 1;
  const head = [
    `${window.first} to ${window.last}`,
    `reports of ${daysWithReports} of ${length} day${length === 1 ? "" : "s"}`,
    plural(reportersOf(evidence), "reporter"),
  ].join(", ");
  const shown = unknown.slice(0, MOST_UNKNOWN);
  const more = totals.unknown - shown.reduce((sum, { messages }) => sum + messages, 0);
  const moreSources = unknown.length - shown.length + evidence.moreUnknown.sources;
  const addresses = evidence.unauthenticated.reduce((sum, one) => sum + one.addresses, 0);
  const forwarded = summed(evidence.forwarders);
  const spoofs = summed([...evidence.unauthenticated, evidence.moreUnauthenticated]);
  const rows = [
    ["", "messages", "passing", "SPF", "DKIM", "days", ""],
    ...services.map(one => [one.id, ...cells(one), number(one.daysSeen), serviceNote(one)]),
    ...(forwarded.messages > 0 ? [["forwarded", ...cells(forwarded), "", ""]] : []),
    ...shown.map(one => {
      const who = one.services.length > 0 ? one.services.join(" or ") : one.domain;
      return ["unknown", ...cells(one), number(one.daysSeen), `${who}${one.aligned ? "" : ", not aligned"}`];
    }),
    ...(more > 0 ? [["unknown", number(more), "", "", "", "", plural(moreSources, "more source")]] : []),
    ...(spoofs.messages > 0
      ? [["unauthenticated", ...cells(spoofs), "", `spoofed or broken, from ${plural(addresses, "address")}`]]
      : []),
    ["all", ...cells(totals), "", ""],
  ];
  return [
    `${style("bold", printable(domain))}  ${style("dim", head)}`,
    ...table(rows, { style }, true),
    ...findings.map(finding => renderFinding({ ...finding, domain, file: "" }, style)),
  ].join("\n");
}

function cells({ messages, passed, alignedSpf, alignedDkim }: Aligned): readonly string[] {
  return [messages, passed, alignedSpf, alignedDkim].map(number);
}

function summed(all: readonly Aligned[]): Aligned {
  const sum = (of: (one: Aligned) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    messages: sum(one => one.messages),
    passed: sum(one => one.passed),
    alignedSpf: sum(one => one.alignedSpf),
    alignedDkim: sum(one => one.alignedDkim),
  };
}

const dkimWords: Readonly<Record<DkimOutcome, string>> = {
  aligned: "aligned",
  unsigned: "not signed",
  unaligned: "signed by another domain",
  broken: "signature broken",
  permerror: "key missing or unusable",
  temperror: "key not answered",
};
const spfWords: Readonly<Record<SpfOutcome, string>> = {
  aligned: "aligned",
  unaligned: "return path of another domain",
  "not-authorised": "address not in the SPF record",
  "no-record": "return path without an SPF record",
  permerror: "SPF record broken",
  temperror: "SPF not answered",
  unknown: "SPF not reported",
};

/** That nothing was seen, or why the most of what failed has failed. */
function serviceNote({ messages, everLast, outcomes }: ServiceEvidence): string {
  if (messages === 0) return everLast === undefined ? "not seen" : `last seen ${everLast}`;
  const [worst] = outcomes.filter(({ dkim, spf }) => dkim !== "aligned" && spf !== "aligned");
  if (worst === undefined) return "";
  return `${number(worst.messages)} failed: ${dkimWords[worst.dkim]}, ${spfWords[worst.spf]}`;
}

/** Names to the left, figures to the right; the last column of `notes` to the left again. */
function table(
  rows: readonly (readonly string[])[],
  { style }: Pick<Output, "style">,
  notes: boolean,
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? "").length)));
  return rows.map((row, index) => {
    const padded = row.map((cell, column) => {
      const isText = column === 0 || (notes && column === row.length - 1);
      return isText ? printable(cell).padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
    });
    const line = padded.join("  ").trimEnd();
    return `  ${index === 0 ? style("dim", line) : line}`;
  });
}

function number(value: number): string {
  return value.toLocaleString("en");
}
