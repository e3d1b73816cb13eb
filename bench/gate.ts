/** `mailwright gate` and `impact` on a fleet with a month of evidence each, whole processes: every policy of it rises a step. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dayAt } from "../src/feedback/evidence-days.ts";
import type { Evidence, ReplayRow } from "../src/feedback/evidence.ts";
import { MAX_ROWS } from "../src/feedback/evidence-rows.ts";
import { formatEvidence } from "../src/feedback/format-evidence.ts";
import { clientSpec, domainName, ownTerm } from "./make-fleet.ts";
import { runMailwright } from "./run-mailwright.ts";

const DOMAINS = 1_000;
const REPORTERS = 4;

/** Rows a domain: as a small business has them, and as many as evidence holds. */
const USUAL = 200;

export function benchGate(project: string, work: string): void {
  for (const rows of [USUAL, MAX_ROWS]) {
    const folder = makeGatedFleet(join(work, `gate-${rows}`), rows);
    console.log(
      `\ngate and impact, ${DOMAINS} domains with ${rows} rows of evidence each, whole process, middle of three`,
    );
    let together = 0;
    for (const command of ["gate", "impact"]) {
      const runs = Array.from({ length: 3 }, () =>
        runMailwright(project, [command, "--json", "--domains", folder], join(work, "gate.store")),
      );
      const [{ seconds, rss } = { seconds: NaN, rss: NaN }] = runs.toSorted((a, b) => a.seconds - b.seconds);
      together += seconds;
      console.log(`  ${command.padEnd(10)} ${seconds.toFixed(2).padStart(6)} s  ${rss} MB`);
    }
    console.log(`  ${"together".padEnd(10)} ${together.toFixed(2).padStart(6)} s (ten at most)`);
  }
}

/** The folder of specs; their evidence stands beside it. */
function makeGatedFleet(folder: string, rows: number): string {
  const today = new Date().toISOString().slice(0, 10);
  for (const name of ["domains", "evidence"]) mkdirSync(join(folder, name), { recursive: true });
  for (let index = 0; index < DOMAINS; index += 1) {
    const domain = domainName(index);
    writeFileSync(join(folder, "domains", `${domain}.ts`), clientSpec(domain, "quarantine"));
    writeFileSync(join(folder, "evidence", `${domain}.json`), formatEvidence(evidenceOf(domain, today, rows)));
  }
  return join(folder, "domains");
}

/** The rows of the office's server pass, those of a spoofer do not. */
function evidenceOf(domain: string, today: string, length: number): Evidence {
  const window = { first: dayAt(today, -30), last: dayAt(today, -1) };
  const rows = Array.from({ length }, (_, index) => rowOf(domain, index, 4 * (length - index)));
  // All that the spec declares; each sent as much as the others.
  const declared = ["google-workspace", "own-server office", "sendgrid", `spf ${ownTerm(domain)}`];
  const sum = (some: readonly ReplayRow[]): number => some.reduce((total, { messages }) => total + messages, 0);
  const [messages, passed] = [sum(rows), sum(rows.filter(({ alignedDkim }) => alignedDkim))];
  const spoofed = messages - passed;
  const none = { messages: 0, passed: 0, alignedSpf: 0, alignedDkim: 0 };
  const all = { passed, alignedSpf: passed, alignedDkim: passed };
  const tags = { p: "none", sp: "none", np: "none", adkim: "r", aspf: "r", pct: 100, testing: "n" } as const;
  const seen = { ...window, daysSeen: 30, days: [`${window.first}/${window.last}`], rules: ["declared-selector"] };
  return {
    version: 1,
    domain,
    window,
    searchedSince: window.first,
    reported: window,
    daysWithReports: 30,
    missingDays: [],
    totals: { messages, ...all, declared: passed, forwarders: 0, unknown: 0, unauthenticated: spoofed },
    reporters: Array.from({ length: REPORTERS }, (_, index) => ({
      name: `reporter-${index}.example`,
      reports: 30,
      messages: Math.round(messages / REPORTERS),
      days: 30,
      ...window,
    })),
    moreReporters: { reporters: 0, reports: 0, messages: 0 },
    policies: [{ domain, ...tags, ...window, reporters: REPORTERS, messages }],
    services: declared.map(id => ({
      id,
      messages: passed / declared.length,
      passed: passed / declared.length,
      alignedSpf: passed / declared.length,
      alignedDkim: passed / declared.length,
      ...seen,
      everFirst: window.first,
      everLast: window.last,
      outcomes: [{ dkim: "aligned", spf: "aligned", messages: passed / declared.length }],
    })),
    selectors: [],
    forwarders: [],
    unknown: [],
    moreUnknown: { ...none, sources: 0 },
    unauthenticated: [
      {
        source: "unauthenticated - -",
        ...none,
        ...seen,
        messages: spoofed,
        rules: ["nothing"],
        addresses: 1,
        topAddresses: [],
      },
    ],
    moreUnauthenticated: { ...none, sources: 0 },
    rows,
    rest: [],
    findings: [],
  };
}

function rowOf(domain: string, index: number, messages: number): ReplayRow {
  const passes = index % 2 === 0;
  const address = `${(index >> 8) & 255}.${index & 255}`;
  return {
    source: passes ? "declared own-server office" : "unauthenticated - -",
    ip: passes ? `198.51.100.${index & 255}` : index % 3 === 0 ? `2001:db8::${index.toString(16)}` : `203.0.${address}`,
    headerFrom: domain,
    envelopeFrom: domain,
    alignedSpf: passes,
    alignedDkim: passes,
    spf: [{ domain, scope: "mfrom", result: passes ? "pass" : "softfail" }],
    dkim: passes ? [{ domain, selector: "a2026", result: "pass" }] : [],
    policy: 0,
    messages,
    dispositions: [{ disposition: "none", overrides: [], messages }],
  };
}
