/** Aggregate reports as reporters write them: the XML of a `Feedback`, in the order of the schema of its era. */
import type { Feedback, FeedbackRecord, PolicyPublished, ReportMetadata } from "../../src/feedback/feedback.ts";

export interface FeedbackFormat {
  /** RFC 7489 Appendix C, without a namespace as most write it; RFC 9990 Appendix A with its namespace. */
  readonly era: 7489 | 9990;
}

const NAMESPACE_9990 = "urn:ietf:params:xml:ns:dmarc-2.0";

export function formatFeedback(feedback: Feedback, { era }: FeedbackFormat): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    era === 7489 ? "<feedback>\n" : `<feedback xmlns="${NAMESPACE_9990}">\n`,
    field(1, "version", feedback.version),
    metadataXml(feedback.reportMetadata),
    policyXml(feedback.policyPublished, era),
    ...feedback.records.map(record => formatRecord(record, { era })),
    "</feedback>\n",
  ].join("");
}

/** One record, for reports too long to hold: what comes before and after is that of `formatFeedback` without records. */
export function formatRecord({ row, identifiers, authResults }: FeedbackRecord, { era }: FeedbackFormat): string {
  const { disposition, dkim, spf, reasons } = row.policyEvaluated;
  const from = field(3, "header_from", identifiers.headerFrom);
  const envelope = [
    field(3, "envelope_from", identifiers.envelopeFrom),
    field(3, "envelope_to", identifiers.envelopeTo),
  ];
  return element(1, "record", [
    element(2, "row", [
      field(3, "source_ip", row.sourceIp),
      field(3, "count", row.count),
      element(3, "policy_evaluated", [
        field(4, "disposition", disposition),
        field(4, "dkim", dkim),
        field(4, "spf", spf),
        ...reasons.map(({ type, comment }) =>
          element(4, "reason", [field(5, "type", type), field(5, "comment", comment)]),
        ),
      ]),
    ]),
    element(2, "identifiers", era === 7489 ? [...envelope.toReversed(), from] : [from, ...envelope]),
    element(2, "auth_results", [
      ...authResults.dkim.map(one =>
        element(3, "dkim", [
          field(4, "domain", one.domain),
          field(4, "selector", one.selector),
          field(4, "result", one.result),
          field(4, "human_result", one.humanResult),
        ]),
      ),
      ...authResults.spf.map(one =>
        element(3, "spf", [
          field(4, "domain", one.domain),
          field(4, "scope", one.scope),
          field(4, "result", one.result),
          field(4, "human_result", one.humanResult),
        ]),
      ),
    ]),
  ]);
}

function metadataXml({
  orgName,
  email,
  extraContactInfo,
  reportId,
  dateRange,
  errors,
  generator,
}: ReportMetadata): string {
  return element(1, "report_metadata", [
    field(2, "org_name", orgName),
    field(2, "email", email),
    field(2, "extra_contact_info", extraContactInfo),
    field(2, "report_id", reportId),
    element(2, "date_range", [field(3, "begin", dateRange.begin), field(3, "end", dateRange.end)]),
    ...errors.map(error => field(2, "error", error)),
    field(2, "generator", generator),
  ]);
}

function policyXml(policy: PolicyPublished, era: FeedbackFormat["era"]): string {
  const modes = [field(2, "adkim", policy.adkim), field(2, "aspf", policy.aspf)];
  const policies = [field(2, "p", policy.p), field(2, "sp", policy.sp), field(2, "np", policy.np)];
  return element(1, "policy_published", [
    field(2, "domain", policy.domain),
    ...(era === 7489 ? [...modes, ...policies] : [...policies, ...modes]),
    field(2, "pct", policy.pct),
    field(2, "discovery_method", policy.discoveryMethod),
    field(2, "fo", policy.fo),
    field(2, "testing", policy.testing),
  ]);
}

function element(depth: number, name: string, children: readonly string[]): string {
  const indent = "  ".repeat(depth);
  return `${indent}<${name}>\n${children.join("")}${indent}</${name}>\n`;
}

function field(depth: number, name: string, value: string | number | undefined): string {
  return value === undefined ? "" : `${"  ".repeat(depth)}<${name}>${escaped(String(value))}</${name}>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
