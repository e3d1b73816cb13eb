/** A whole TLS report (RFC 8460 §4.4): JSON, small by nature, hostile by assumption. */
import { z } from "zod";
import { readDate } from "./read-date.ts";
import { readSourceIp } from "./read-source-ip.ts";
import { nameReader, readText, type Reading } from "./read-value.ts";
import { repairTally, type RepairTally } from "./repair-tally.ts";
import type { TlsFailure, TlsPolicyResult, TlsReport } from "./tls-report.ts";

/** Beyond any real report, far below what a machine notices. */
const LARGEST = 32 * 1_048_576;
const MOST_POLICIES = 1_000;
const MOST_FAILURES = 10_000;
const MOST_STRINGS = 100;

const text = z.union([z.string(), z.number(), z.null()]).optional();
const texts = z.union([z.string(), z.array(z.unknown()), z.null()]).optional();

const failureShape = z.object({
  "result-type": text,
  "sending-mta-ip": text,
  "receiving-mx-hostname": text,
  "receiving-ip": text,
  "failed-session-count": text,
  "failure-reason-code": text,
  "additional-information": text,
});
const policyShape = z.object({
  policy: z.object({ "policy-type": text, "policy-string": texts, "policy-domain": text, "mx-host": texts }),
  summary: z.object({ "total-successful-session-count": text, "total-failure-session-count": text }).nullish(),
  "failure-details": z.union([z.array(z.unknown()), z.null(), z.record(z.string(), z.unknown())]).optional(),
});
const reportShape = z.object({
  "organization-name": text,
  "date-range": z.object({ "start-datetime": text, "end-datetime": text }),
  "contact-info": text,
  "report-id": text,
  policies: z.array(z.unknown()),
});

type Text = z.infer<typeof text>;

/**
 * Reads a TLS report. `repairs` says what was mended, one line a kind; what cannot be read gives the reason in one sentence.
 * Keys that RFC 8460 does not know are left out. Never throws for what is in the file.
 */
export function parseTlsReport(json: Uint8Array): { report: TlsReport; repairs: string[] } | { rejected: string } {
  if (json.length > LARGEST) return { rejected: `The TLS report is larger than ${LARGEST} octets.` };
  const tally = repairTally();
  let data: unknown;
  try {
    data = JSON.parse(decode(json, tally));
  } catch {
    return { rejected: "It is no JSON." };
  }
  const parsed = reportShape.safeParse(data);
  if (!parsed.success)
    return { rejected: `It is no TLS report: ${where(parsed.error)} is missing or of the wrong kind.` };
  const read = reader(tally);
  const range = parsed.data["date-range"];
  const begin = read.date(range["start-datetime"]);
  const end = read.date(range["end-datetime"]);
  const first = begin ?? end;
  const last = end ?? begin;
  if (first === undefined || last === undefined) return { rejected: "It has no date range that can be read." };
  if (begin === undefined || end === undefined) tally.count("date-range: one end missing, the other taken");
  if (first > last) tally.count("date-range: begin after end, exchanged");
  const policies = parsed.data.policies.slice(0, MOST_POLICIES).flatMap(one => policyResult(one, read, tally));
  tally.count(`policies: beyond ${MOST_POLICIES}, left out`, Math.max(0, parsed.data.policies.length - MOST_POLICIES));
  if (policies.length === 0 && parsed.data.policies.length > 0)
    return { rejected: "None of its policies can be read." };
  const report: TlsReport = {
    organizationName: read.needed(parsed.data["organization-name"], "organization-name"),
    contactInfo: read.optional(parsed.data["contact-info"]),
    reportId: read.needed(parsed.data["report-id"], "report-id").replace(/^<(.*)>$/, "$1"),
    dateRange: { begin: Math.min(first, last), end: Math.max(first, last) },
    policies,
  };
  return { report, repairs: tally.lines() };
}

function policyResult(data: unknown, read: Reader, tally: RepairTally): readonly TlsPolicyResult[] {
  const parsed = policyShape.safeParse(data);
  if (!parsed.success) {
    tally.count("policy: cannot be read, left out");
    return [];
  }
  const { policy, summary } = parsed.data;
  const details = parsed.data["failure-details"];
  const all = details === null || details === undefined ? [] : Array.isArray(details) ? details : [details];
  tally.count(
    `failure-details: beyond ${MOST_FAILURES} of a policy, left out`,
    Math.max(0, all.length - MOST_FAILURES),
  );
  if (summary === null || summary === undefined) tally.count("summary: missing");
  return [
    {
      policyType: policyType(read.plain(policy["policy-type"]), tally),
      policyStrings: read.list(policy["policy-string"], "policy-string"),
      policyDomain: read.name(policy["policy-domain"]) ?? "",
      // RFC 8460 §4.4 shows a string; erratum 6241 makes it an array.
      mxHosts: read.list(policy["mx-host"], "mx-host").map(host => read.name(host) ?? ""),
      successful: read.count(summary?.["total-successful-session-count"]),
      failed: read.count(summary?.["total-failure-session-count"]),
      failures: all.slice(0, MOST_FAILURES).flatMap(one => failure(one, read, tally)),
    },
  ];
}

/** RFC 8460 §4.2. */
function policyType(word: string, tally: RepairTally): TlsPolicyResult["policyType"] {
  const lower = word.toLowerCase();
  if (lower === "tlsa" || lower === "sts" || lower === "no-policy-found") return lower;
  tally.count("policy-type: unknown word");
  return "other";
}

function failure(data: unknown, read: Reader, tally: RepairTally): readonly TlsFailure[] {
  const parsed = failureShape.safeParse(data);
  if (!parsed.success) {
    tally.count("failure-details: cannot be read, left out");
    return [];
  }
  const { data: one } = parsed;
  return [
    {
      resultType: read.plain(one["result-type"]).toLowerCase(),
      sendingMtaIp: read.address(one["sending-mta-ip"]),
      receivingMxHostname: read.name(one["receiving-mx-hostname"]),
      receivingIp: read.address(one["receiving-ip"]),
      failed: read.count(one["failed-session-count"]),
      failureReasonCode: read.optional(one["failure-reason-code"]),
      additionalInformation: read.optional(one["additional-information"]),
    },
  ];
}

type Reader = ReturnType<typeof reader>;

function reader(tally: RepairTally) {
  const take = <T>({ value, repairs }: Reading<T>): T => {
    for (const repair of repairs) tally.count(repair);
    return value;
  };
  const readName = nameReader("name");
  // A JSON string is text already: its ampersands stand for themselves.
  const plain = (value: Text): string =>
    take(readText(String(value ?? "").replaceAll("&", "&amp;"), octets => ({ text: octets, repair: undefined })));
  const optional = (value: Text): string | undefined => plain(value) || undefined;
  return {
    plain,
    optional,
    needed: (value: Text, what: string): string => {
      const read = plain(value);
      if (read === "") tally.count(`${what}: missing`);
      return read;
    },
    name: (value: Text): string | undefined => take(readName(plain(value))) || undefined,
    address: (value: Text): string | undefined =>
      optional(value) === undefined ? undefined : take(readSourceIp(plain(value))) || undefined,
    // Dates are text here, as RFC 3339 has them.
    date: (value: Text): number | undefined => {
      const { value: seconds, repairs } = readDate(plain(value));
      for (const repair of repairs) if (repair !== "date: as text") tally.count(repair);
      return seconds;
    },
    count: (value: Text): number => {
      const number = Number(value ?? 0);
      if (typeof value === "string") tally.count("session count: a string");
      if (Number.isSafeInteger(number) && number >= 0) return number;
      tally.count("session count: not a number of sessions, 0 taken");
      return 0;
    },
    list: (value: z.infer<typeof texts>, what: string): string[] => {
      const all = value === null || value === undefined || value === "" ? [] : Array.isArray(value) ? value : [value];
      tally.count(`${what}: beyond ${MOST_STRINGS}, left out`, Math.max(0, all.length - MOST_STRINGS));
      return all.slice(0, MOST_STRINGS).flatMap(one => (typeof one === "string" ? [plain(one)] : []));
    },
  };
}

/** JSON is UTF-8; what is not is replaced. */
function decode(json: Uint8Array, tally: RepairTally): string {
  const utf16 = json[0] === 0xff && json[1] === 0xfe;
  const decoded = new TextDecoder(utf16 ? "utf-16le" : "utf-8").decode(json);
  if (decoded.includes("\ufffd")) tally.count("text: not UTF-8");
  return decoded;
}

function where(error: z.ZodError): string {
  const [path] = error.issues.map(issue => issue.path.join("."));
  return path === undefined || path === "" ? "the object" : path.slice(0, 80);
}
