/** Feedback of one domain for tests: a row to start from, made-up rows for properties, and who is who in them. */
import fc from "fast-check";
import type { Attribution } from "../../src/feedback/attribution.ts";
import type { DomainFeedback, SeenPolicy, SeenReporter } from "../../src/feedback/domain-feedback.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";
import type { DeclaredSource } from "../../src/plan/declared-sources.ts";

export const WINDOW = { first: "2026-06-01", last: "2026-06-30" } as const;

export function declared(id: string): DeclaredSource {
  return { id, path: "services[0]", sendingDomain: "client.example", selectors: [], returnPaths: [] };
}

export const OFFICE = declared("own-server office");
export const NEWS = declared("sendgrid");
export const SILENT = declared("spf ip4:192.0.2.77");

/** Passing mail of the office's; changed as a test wants it. */
export function row(changes: Partial<SourceRow> = {}): SourceRow {
  return {
    sourceIp: "192.0.2.10",
    headerFrom: "client.example",
    envelopeFrom: "client.example",
    disposition: "none",
    alignedDkim: true,
    alignedSpf: true,
    dkim: [{ domain: "client.example", selector: "office", result: "pass" }],
    spf: [{ domain: "client.example", scope: "mfrom", result: "pass" }],
    overrides: [],
    policy: 0,
    messages: 1,
    days: [0],
    ...changes,
  };
}

export function reporter(name: string, changes: Partial<SeenReporter> = {}): SeenReporter {
  return { name, reports: 30, messages: 100, first: "2026-06-01", last: "2026-06-30", days: 30, ...changes };
}

export function policy(changes: Partial<SeenPolicy["published"]> = {}, more: Partial<SeenPolicy> = {}): SeenPolicy {
  const published = { domain: "client.example", p: "none", ...changes } as const;
  return { published, first: "2026-06-01", last: "2026-06-30", reporters: 2, messages: 100, ...more };
}

export function feedback(changes: Partial<DomainFeedback> = {}): DomainFeedback {
  return {
    domain: "client.example",
    window: WINDOW,
    reporters: [reporter("receiver.example")],
    days: Array.from({ length: 30 }, (_, day) => day),
    policies: [policy()],
    rows: [],
    ...changes,
  };
}

/** By the address alone: .10 the office, .20 the news, .30 a forwarder of the office's, .40 an unknown, all else spoof. */
export function attribute({ sourceIp, alignedDkim }: SourceRow): Attribution {
  const by = "test" as Attribution["by"];
  if (sourceIp === "192.0.2.10") return { kind: "declared", by, source: OFFICE };
  if (sourceIp === "192.0.2.20") return { kind: "declared", by, source: NEWS };
  if (sourceIp === "192.0.2.30") return { kind: "forwarder", by, origin: OFFICE };
  if (sourceIp === "192.0.2.31") return { kind: "forwarder", by };
  if (sourceIp.startsWith("192.0.2.4"))
    return {
      kind: "unknown-authenticated",
      by,
      aligned: alignedDkim,
      domain: "vendor.example",
      services: sourceIp === "192.0.2.40" ? ["mailchimp"] : [],
    };
  return { kind: "unauthenticated", by };
}

export const context = { declared: [SILENT, OFFICE, NEWS], attribute } as const;

const hostile = fc.oneof(
  fc.constantFrom("client.example", "news.client.example", "vendor.example", "", "\u001b[31m\u202e.example"),
  fc.string({ unit: "binary", maxLength: 300 }),
);

export const sourceRow: fc.Arbitrary<SourceRow> = fc.record({
  sourceIp: fc.oneof(
    fc.constantFrom(
      "192.0.2.10",
      "192.0.2.20",
      "192.0.2.30",
      "192.0.2.31",
      "192.0.2.40",
      "192.0.2.41",
      "2001:db8::1",
      "",
    ),
    hostile,
  ),
  headerFrom: hostile,
  envelopeFrom: fc.option(hostile, { nil: undefined }),
  disposition: fc.constantFrom("none" as const, "quarantine" as const, "reject" as const, "pass" as const),
  alignedDkim: fc.boolean(),
  alignedSpf: fc.boolean(),
  dkim: fc.array(
    fc.record(
      {
        domain: hostile,
        selector: hostile,
        result: fc.constantFrom("none" as const, "pass" as const, "fail" as const, "permerror" as const),
      },
      { requiredKeys: ["domain", "result"] },
    ),
    { maxLength: 30, size: "small" },
  ),
  spf: fc.array(
    fc.record(
      {
        domain: hostile,
        scope: fc.constantFrom("helo" as const, "mfrom" as const),
        result: fc.constantFrom("none" as const, "pass" as const, "softfail" as const),
      },
      { requiredKeys: ["domain", "result"] },
    ),
    { maxLength: 3 },
  ),
  overrides: fc
    .uniqueArray(fc.constantFrom("forwarded" as const, "local_policy" as const), { maxLength: 2 })
    .map(all => all.toSorted()),
  policy: fc.nat(3),
  messages: fc.oneof(fc.nat(3), fc.nat(1_000_000)),
  days: fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 5 }).map(days => days.toSorted((a, b) => a - b)),
});
