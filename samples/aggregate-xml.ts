/** Aggregate reports as XML, as reporters of both eras write them. */
import type { Feedback, FeedbackHead, FeedbackRecord } from "../src/feedback/feedback.ts";

export interface XmlHabits {
  /** Declared at the root: `urn:ietf:params:xml:ns:dmarc-2.0` (RFC 9990 §7.1), or what reporters made up before. */
  readonly namespace?: string;
  /** A level of indentation; without it all stands in one line. */
  readonly indent: string;
}

/** RFC 9990 §7.1. */
export const DMARC_NAMESPACE = "urn:ietf:params:xml:ns:dmarc-2.0";

/** A name with its text, or with what is in it. An undefined text leaves the element out. */
type Element = readonly [name: string, content: string | number | undefined | readonly Element[]];

export function aggregateXml({ records, ...head }: Feedback, habits: XmlHabits): string {
  return openingXml(head, habits) + records.map(one => recordXml(one, habits)).join("") + closingXml(habits);
}

/** All before the first record. */
export function openingXml(head: FeedbackHead, habits: XmlHabits): string {
  const { version, reportMetadata: metadata, policyPublished: policy } = head;
  const { begin, end } = metadata.dateRange;
  const elements: readonly Element[] = [
    ["version", version],
    [
      "report_metadata",
      [
        ["org_name", metadata.orgName],
        ["email", metadata.email],
        ["extra_contact_info", metadata.extraContactInfo],
        ["report_id", metadata.reportId],
        [
          "date_range",
          [
            ["begin", begin],
            ["end", end],
          ],
        ],
        ...metadata.errors.map((error): Element => ["error", error]),
        ["generator", metadata.generator],
      ],
    ],
    [
      "policy_published",
      [
        ["domain", policy.domain],
        ["discovery_method", policy.discoveryMethod],
        ["adkim", policy.adkim],
        ["aspf", policy.aspf],
        ["p", policy.p],
        ["sp", policy.sp],
        ["np", policy.np],
        ["pct", policy.pct],
        ["fo", policy.fo],
        ["testing", policy.testing],
      ],
    ],
  ];
  const namespace = habits.namespace === undefined ? "" : ` xmlns="${escaped(habits.namespace)}"`;
  const lineEnd = habits.indent === "" ? "" : "\n";
  return `<?xml version="1.0" encoding="UTF-8"?>${lineEnd}<feedback${namespace}>${lineEnd}${xml(elements, habits, 1)}`;
}

export function recordXml({ row, identifiers, authResults }: FeedbackRecord, habits: XmlHabits): string {
  const { disposition, dkim, spf, reasons } = row.policyEvaluated;
  const { headerFrom, envelopeFrom, envelopeTo } = identifiers;
  const record: Element = [
    "record",
    [
      [
        "row",
        [
          ["source_ip", row.sourceIp],
          ["count", row.count],
          [
            "policy_evaluated",
            [
              ["disposition", disposition],
              ["dkim", dkim],
              ["spf", spf],
              ...reasons.map(({ type, comment }): Element => [
                "reason",
                [
                  ["type", type],
                  ["comment", comment],
                ],
              ]),
            ],
          ],
        ],
      ],
      [
        "identifiers",
        [
          ["envelope_to", envelopeTo],
          ["envelope_from", envelopeFrom],
          ["header_from", headerFrom],
        ],
      ],
      [
        "auth_results",
        [
          ...authResults.dkim.map((one): Element => [
            "dkim",
            [
              ["domain", one.domain],
              ["selector", one.selector],
              ["result", one.result],
              ["human_result", one.humanResult],
            ],
          ]),
          ...authResults.spf.map((one): Element => [
            "spf",
            [
              ["domain", one.domain],
              ["scope", one.scope],
              ["result", one.result],
            ],
          ]),
        ],
      ],
    ],
  ];
  return xml([record], habits, 1);
}

export function closingXml({ indent }: XmlHabits): string {
  return indent === "" ? "</feedback>" : "</feedback>\n";
}

function xml(elements: readonly Element[], habits: XmlHabits, depth: number): string {
  const [before, after] = habits.indent === "" ? ["", ""] : [habits.indent.repeat(depth), "\n"];
  let text = "";
  for (const [name, content] of elements) {
    if (content === undefined) continue;
    text +=
      typeof content === "object"
        ? `${before}<${name}>${after}${xml(content, habits, depth + 1)}${before}</${name}>${after}`
        : `${before}<${name}>${escaped(String(content))}</${name}>${after}`;
  }
  return text;
}

function escaped(text: string): string {
  return /[&<>"]/.test(text)
    ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    : text;
}
