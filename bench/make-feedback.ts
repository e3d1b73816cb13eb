/** Aggregate reports for the benchmarks: gzipped files of a folder, and one of millions of rows. */
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import {
  aggregateXml,
  closingXml,
  DMARC_NAMESPACE,
  openingXml,
  recordXml,
  type XmlHabits,
} from "../samples/aggregate-xml.ts";
import { seededRandom, type SeededRandom } from "../samples/seeded-random.ts";
import type { DkimAuthResult, FeedbackHead, FeedbackRecord } from "../src/feedback/feedback.ts";

export interface FeedbackTotals {
  rows: number;
  messages: number;
  /** Octets of XML. */
  size: number;
}

const REPORTERS = ["bigmail.example", "enterprise-mx.example", "post.example", "webmail.example", "mx-guard.example"];
const DAY = 86_400;
const FIRST_DAY = 20_600;

/** As many files of as many rows each; half of the reporters have gone over to RFC 9990. */
export function makeReports(folder: string, reports: number, rows: number): FeedbackTotals {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom("reports");
  const totals: FeedbackTotals = { rows: 0, messages: 0, size: 0 };
  for (let index = 0; index < reports; index += 1) {
    const head = reportHead(index, random);
    const domain = head.policyPublished.domain;
    const mail = { domain, saysEnvelope: head.reportMetadata.generator !== undefined };
    const records = Array.from({ length: rows }, () => record(mail, random));
    const xml = aggregateXml({ ...head, records }, habitsOf(head));
    const name = `${head.reportMetadata.orgName}!${domain}!${index}.xml.gz`;
    writeFileSync(join(folder, name), gzipSync(xml));
    totals.rows += rows;
    for (const { row } of records) totals.messages += row.count;
    totals.size += Buffer.byteLength(xml);
  }
  return totals;
}

/** One report of that many rows, written as it comes: it is larger than what should be in memory. */
export async function makeLargeReport(path: string, rows: number): Promise<FeedbackTotals> {
  const random = seededRandom("large report");
  const head = reportHead(0, random);
  const habits = { indent: "" };
  const totals: FeedbackTotals = { rows, messages: 0, size: 0 };
  function* pieces(): Iterable<string> {
    yield openingXml(head, habits);
    let text = "";
    for (let index = 0; index < rows; index += 1) {
      const one = record({ domain: head.policyPublished.domain, saysEnvelope: false, mostSignatures: 1 }, random);
      totals.messages += one.row.count;
      text += recordXml(one, habits);
      if (text.length < 65_536) continue;
      totals.size += text.length;
      yield text;
      text = "";
    }
    totals.size += text.length;
    yield text + closingXml(habits);
  }
  await pipeline(Readable.from(pieces()), createGzip({ level: 6 }), createWriteStream(path));
  return totals;
}

function reportHead(index: number, random: SeededRandom): FeedbackHead {
  const reporter = random.pick(REPORTERS);
  const begin = (FIRST_DAY + (index % 30)) * DAY;
  const isNew = REPORTERS.indexOf(reporter) % 2 === 1;
  return {
    version: "1.0",
    reportMetadata: {
      orgName: reporter,
      email: `noreply-dmarc@${reporter}`,
      extraContactInfo: `https://${reporter}/dmarc?lang=en&topic=${index}`,
      reportId: `${begin}.${index}.${random.below(1_000_000)}`,
      dateRange: { begin, end: begin + DAY - 1 },
      errors: [],
      ...(isNew ? { generator: "reporter 2.1" } : {}),
    },
    policyPublished: {
      domain: `client-${String(index % 200).padStart(5, "0")}.test`,
      p: random.pick(["none", "quarantine", "reject"]),
      sp: "none",
      adkim: "r",
      aspf: "r",
      ...(isNew ? { np: "reject", discoveryMethod: "treewalk", testing: "n" } : { pct: 100, fo: "0" }),
    },
  };
}

/** RFC 9990 §7.1 gives the namespace; who has not gone over to it declares none. */
function habitsOf({ reportMetadata: { orgName, generator } }: FeedbackHead): XmlHabits {
  const indent = orgName === "mx-guard.example" ? "" : "  ";
  return generator === undefined ? { indent } : { indent, namespace: DMARC_NAMESPACE };
}

interface MailOf {
  readonly domain: string;
  /** Whether the reporter tells MAIL FROM. */
  readonly saysEnvelope: boolean;
  readonly mostSignatures?: number;
}

/** Kinds of mail: own mail, a vendor's, forwarded, spoofed. */
function record({ domain, saysEnvelope, mostSignatures = 3 }: MailOf, random: SeededRandom): FeedbackRecord {
  const kind = random.below(10);
  const dkimPasses = kind < 8;
  const spfPasses = kind < 6;
  const signatures: DkimAuthResult[] = [
    { domain, selector: random.pick(["s1", "google"]), result: dkimPasses ? "pass" : "fail" },
  ];
  const more = Math.min(random.pick([1, 1, 1, 1, 1, 2, 2, 3]), mostSignatures);
  if (more > 1) signatures.push({ domain: "vendor.example", selector: "mx1", result: "pass" });
  if (more > 2) signatures.push({ domain: "list.example", selector: "2026a", result: "pass" });
  const returnPath = spfPasses ? random.pick([domain, `em1234.${domain}`]) : "relay.example";
  return {
    row: {
      sourceIp: address(random),
      count: random.below(4) > 0 ? 1 : random.between(2, 900),
      policyEvaluated: {
        disposition: dkimPasses || spfPasses ? "none" : random.pick(["none", "quarantine", "reject"]),
        dkim: dkimPasses ? "pass" : "fail",
        spf: spfPasses ? "pass" : "fail",
        reasons: kind === 9 ? [{ type: "local_policy", comment: "arc=pass" }] : [],
      },
    },
    identifiers: { headerFrom: domain, ...(saysEnvelope ? { envelopeFrom: returnPath } : {}) },
    authResults: {
      dkim: signatures,
      spf: [{ domain: returnPath, scope: "mfrom", result: spfPasses ? "pass" : random.pick(["fail", "softfail"]) }],
    },
  };
}

/** Of 10.0.0.0/8, two in three, or 2001:db8::/32. */
function address(random: SeededRandom): string {
  const part = (): string => random.below(65_536).toString(16);
  return random.below(3) === 0
    ? `2001:db8:${part()}:${part()}::${random.between(1, 65_535).toString(16)}`
    : `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
}
