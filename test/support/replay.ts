/** Evidence to replay, of which a test says only what matters. */
import fc from "fast-check";
import type { Evidence, EvidencePolicy, ReplayDisposition, ReplayRow, RestRow } from "../../src/feedback/evidence.ts";
import type { DomainSpec } from "#mailwright";
import { impactOf, type DomainImpact } from "../../src/decide/impact.ts";
import type { PublishedPlan } from "../../src/decide/impact/planned-zone.ts";
import type { ReplayContext } from "../../src/decide/replay-row.ts";
import type { DnsLock } from "../../src/dns/dns-lock.ts";
import { vendorLock } from "./lock.ts";
import { clientSpec, planWith, planned } from "./specs.ts";

export const OFFICE = "declared own-server office";
export const SPOOF = "unauthenticated - -";

const nothing = { messages: 0, passed: 0, alignedSpf: 0, alignedDkim: 0 };

export function evidenceOf(rows: readonly ReplayRow[], changes: Partial<Evidence> = {}): Evidence {
  return {
    version: 1,
    domain: "client.example",
    window: { first: "2026-06-01", last: "2026-06-30" },
    searchedSince: "2026-06-01",
    daysWithReports: 30,
    missingDays: [],
    totals: { ...nothing, declared: 0, forwarders: 0, unknown: 0, unauthenticated: 0 },
    reporters: [],
    moreReporters: { reporters: 0, reports: 0, messages: 0 },
    policies: [inForce("none"), inForce("quarantine"), inForce("reject")],
    services: [],
    selectors: [],
    forwarders: [],
    unknown: [],
    moreUnknown: { ...nothing, sources: 0 },
    unauthenticated: [],
    moreUnauthenticated: { ...nothing, sources: 0 },
    rows,
    rest: [],
    findings: [],
    ...changes,
  };
}

export function inForce(p: EvidencePolicy["p"], changes: Partial<EvidencePolicy> = {}): EvidencePolicy {
  const seen = { first: "2026-06-01", last: "2026-06-30", reporters: 3, messages: 100 };
  return {
    domain: "client.example",
    p,
    sp: p,
    np: p,
    adkim: "r",
    aspf: "r",
    pct: 100,
    testing: "n",
    ...seen,
    ...changes,
  };
}

/** Mail of the office's that passes both ways, under p=none; ten messages that receivers let through. */
export function mail(changes: Partial<ReplayRow> = {}): ReplayRow {
  const { messages = 10 } = changes;
  return {
    source: OFFICE,
    ip: "192.0.2.10",
    headerFrom: "client.example",
    alignedSpf: true,
    alignedDkim: true,
    spf: [{ domain: "client.example", scope: "mfrom", result: "pass" }],
    dkim: [{ domain: "client.example", selector: "office", result: "pass" }],
    policy: 0,
    messages,
    dispositions: [done("none", messages)],
    ...changes,
  };
}

/** Nothing of it passes. */
export function spoof(changes: Partial<ReplayRow> = {}): ReplayRow {
  return mail({
    source: SPOOF,
    ip: "203.0.113.250",
    alignedSpf: false,
    alignedDkim: false,
    spf: [{ domain: "client.example", scope: "mfrom", result: "softfail" }],
    dkim: [],
    ...changes,
  });
}

export function done(
  disposition: ReplayDisposition["disposition"],
  messages: number,
  overrides: ReplayDisposition["overrides"] = [],
): ReplayDisposition {
  return { disposition, overrides, messages };
}

export function rest(disposition: RestRow["disposition"], messages: number, changes: Partial<RestRow> = {}): RestRow {
  return { source: "unauthenticated", alignedSpf: false, alignedDkim: false, disposition, messages, ...changes };
}

/** What the plan of a spec publishes. */
export function published(changes: Partial<DomainSpec> = {}, lock: DnsLock = vendorLock): PublishedPlan {
  return { rrsets: planned(planWith(lock, clientSpec(changes))).rrsets, lock };
}

export function policySpec(policy: "none" | "quarantine" | "reject", more: object = {}): Partial<DomainSpec> {
  return { dmarc: { policy, reportTo: ["dmarc@client.example"], ...more } };
}

interface Compared {
  readonly rows?: readonly ReplayRow[];
  readonly evidence?: Partial<Evidence>;
  /** Undefined: what receivers did. */
  readonly before: PublishedPlan | undefined;
  readonly after: PublishedPlan;
  readonly context?: ReplayContext;
}

export function impact({ rows = [], evidence, before, after, context }: Compared): DomainImpact {
  return impactOf(evidenceOf(rows, evidence), before, after, context);
}

/** `source: from -> to count`, one a move. */
export function moves({ moved }: DomainImpact): readonly string[] {
  return moved.map(({ source, from, to, count }) => `${source}: ${from} -> ${to} ${count}`);
}

const disposition = fc.constantFrom("none" as const, "quarantine" as const, "reject" as const, "pass" as const);
const source = fc.constantFrom(
  OFFICE,
  "declared sendgrid",
  SPOOF,
  "forwarder own-server office",
  "unknown-authenticated aligned k1._domainkey.client.example",
);
const names = fc.constantFrom("client.example", "news.client.example", "nowhere.client.example", "elsewhere.test");

/** Any row that evidence can hold, also those that contradict themselves. */
export const anyRow: fc.Arbitrary<ReplayRow> = fc
  .record(
    {
      source,
      ip: fc.constantFrom("192.0.2.10", "198.51.100.7", "203.0.113.5", "2001:db8::5", ""),
      headerFrom: names,
      envelopeFrom: fc.oneof(names, fc.constant("")),
      alignedSpf: fc.boolean(),
      alignedDkim: fc.boolean(),
      spf: fc.array(
        fc.record(
          {
            domain: names,
            scope: fc.constantFrom("helo" as const, "mfrom" as const),
            result: fc.constantFrom("none" as const, "pass" as const, "softfail" as const, "temperror" as const),
          },
          { requiredKeys: ["domain", "result"] },
        ),
        { maxLength: 2 },
      ),
      dkim: fc.array(
        fc.record(
          {
            domain: names,
            selector: fc.constantFrom("office", "s1", "k1"),
            result: fc.constantFrom("none" as const, "pass" as const, "fail" as const, "permerror" as const),
          },
          { requiredKeys: ["domain", "result"] },
        ),
        { maxLength: 2 },
      ),
      policy: fc.nat(2),
      dispositions: fc.array(
        fc.record({
          disposition,
          overrides: fc.subarray(["forwarded" as const, "local_policy" as const, "other" as const]),
          messages: fc.integer({ min: 1, max: 500 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ["source", "ip", "headerFrom", "alignedSpf", "alignedDkim", "spf", "dkim", "dispositions"] },
  )
  .map(row => ({ ...row, messages: row.dispositions.reduce((sum, { messages }) => sum + messages, 0) }));

export const anyRest: fc.Arbitrary<RestRow> = fc.record({
  source: fc.constantFrom("declared sendgrid", "unauthenticated", "forwarder"),
  alignedSpf: fc.boolean(),
  alignedDkim: fc.boolean(),
  disposition,
  messages: fc.integer({ min: 1, max: 500 }),
});
