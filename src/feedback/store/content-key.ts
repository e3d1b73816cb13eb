/** Keys by content, for what must be stored once: 128 bits of SHA-256, in the text form of a UUID. */
import { hash } from "node:crypto";
import type { FeedbackHead } from "../feedback.ts";
import type { TlsReport } from "../tls-report.ts";

/** No value can pretend to be two: each is given with its length. */
export function contentKey(parts: readonly (string | number | undefined)[]): string {
  const text = parts.map(part => (part === undefined ? "-" : `${String(part).length}:${part}`)).join(",");
  const hex = hash("sha256", text, "hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The same report, in whatever container it comes: reporter, report id, domain and range. Report ids alone are not unique
 * across reporters, nor, in practice, across one reporter's domains and days (RFC 9990 §3.5.1 asks for it only within a mail).
 */
export function reportKey({ reportMetadata, policyPublished }: FeedbackHead): string {
  const { orgName, email, reportId, dateRange } = reportMetadata;
  const reporter = (orgName === "" ? email : orgName).toLowerCase();
  return contentKey([reporter, reportId, policyPublished.domain, dateRange.begin, dateRange.end]);
}

/** RFC 8460 §4.4: the organization and its report id; the range too, as above. */
export function tlsReportKey({ organizationName, reportId, dateRange }: TlsReport): string {
  return contentKey(["tls", organizationName.toLowerCase(), reportId, dateRange.begin, dateRange.end]);
}
