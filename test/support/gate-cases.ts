/** A domain whose policy may rise by every rule, changed as a test wants it. */
import { ownServer, sendgrid, type DomainSpec } from "#mailwright";
import { gate } from "../../src/decide/gate.ts";
import type { GateResult, RuleResult } from "../../src/decide/verdict.ts";
import type { Evidence, EvidencePolicy, ServiceEvidence, UnknownEvidence } from "../../src/feedback/evidence.ts";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import type { FleetSpec } from "../../src/spec/fleet-spec.ts";
import { clientSpec, ED25519_KEY, planned, planOf, TODAY } from "./specs.ts";

/** The day before TODAY, and 29 more. */
export const WINDOW = { first: "2026-11-01", last: "2026-11-30" } as const;

const services = [
  ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: ED25519_KEY } }),
  sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234", owner: "web shop" }),
];

export function planFor(dmarc: Partial<DomainSpec["dmarc"]> = {}, changes: Partial<DomainSpec> = {}): DomainPlan {
  const { domain = "client.example" } = changes;
  const declared = { policy: "quarantine" as const, reportTo: [`dmarc@${domain}`], ...dmarc };
  const plan = planned(planOf(clientSpec({ services, ...changes, dmarc: declared })), domain);
  // What other checks say of it is no matter of the gate's.
  return { ...plan, findings: [] };
}

/** Mail that passes by both mechanisms, unless the test says how much does not. */
export function service(id: string, messages: number, changes: Partial<ServiceEvidence> = {}): ServiceEvidence {
  const days = messages === 0 ? {} : { first: WINDOW.first, last: WINDOW.last };
  const ever = messages === 0 ? {} : { everFirst: "2026-01-01", everLast: WINDOW.last };
  const passed = changes.passed ?? messages;
  const failed = messages - passed;
  return {
    id,
    messages,
    passed,
    alignedSpf: passed,
    alignedDkim: passed,
    daysSeen: messages === 0 ? 0 : 30,
    days: messages === 0 ? [] : [`${WINDOW.first}/${WINDOW.last}`],
    ...days,
    ...ever,
    rules: [],
    outcomes: [
      ...(passed > 0 ? [{ dkim: "aligned", spf: "aligned", messages: passed } as const] : []),
      ...(failed > 0 ? [{ dkim: "permerror", spf: "unaligned", messages: failed } as const] : []),
    ],
    ...changes,
  };
}

export function unknown(source: string, messages: number, changes: Partial<UnknownEvidence> = {}): UnknownEvidence {
  const aligned = source.includes(" aligned ");
  return {
    source,
    aligned,
    domain: "vendor.example",
    services: [],
    messages,
    passed: aligned ? messages : 0,
    alignedSpf: 0,
    alignedDkim: aligned ? messages : 0,
    daysSeen: 1,
    days: [WINDOW.last],
    first: WINDOW.last,
    last: WINDOW.last,
    rules: [],
    addresses: 1,
    topAddresses: ["192.0.2.40"],
    ...changes,
  };
}

export function policy(p: EvidencePolicy["p"], changes: Partial<EvidencePolicy> = {}): EvidencePolicy {
  return {
    domain: "client.example",
    p,
    sp: p,
    np: p,
    adkim: "r",
    aspf: "r",
    pct: 100,
    testing: "n",
    ...WINDOW,
    reporters: 3,
    messages: 1000,
    ...changes,
  };
}

const none = { messages: 0, passed: 0, alignedSpf: 0, alignedDkim: 0 } as const;

/** Of 900 messages in 30 days: a domain of medium volume. */
export function evidenceWith(changes: Partial<Evidence> = {}): Evidence {
  return {
    version: 1,
    domain: "client.example",
    window: WINDOW,
    searchedSince: "2025-11-30",
    reported: { first: "2026-01-01", last: WINDOW.last },
    daysWithReports: 30,
    missingDays: [],
    totals: { ...none, declared: 0, forwarders: 0, unknown: 0, unauthenticated: 0 },
    reporters: reporters(3),
    moreReporters: { reporters: 0, reports: 0, messages: 0 },
    policies: [policy("none")],
    services: [service("own-server office", 600), service("sendgrid", 300)],
    selectors: [],
    forwarders: [],
    unknown: [],
    moreUnknown: { sources: 0, ...none },
    unauthenticated: [],
    moreUnauthenticated: { sources: 0, ...none },
    rows: [],
    rest: [],
    findings: [],
    ...changes,
  };
}

export function reporters(count: number): Evidence["reporters"] {
  return Array.from({ length: count }, (_, index) => ({
    name: `r${index}.example`,
    reports: 30,
    messages: 100,
    first: "2026-01-01",
    last: WINDOW.last,
    days: 300,
  }));
}

export interface Asked {
  readonly plan?: DomainPlan;
  readonly evidence?: Evidence | undefined;
  readonly fleet?: FleetSpec;
  readonly today?: string;
}

export function gateOf(asked: Asked = {}): GateResult {
  const evidence = "evidence" in asked ? asked.evidence : evidenceWith();
  const { plan = planFor(), fleet = {}, today = TODAY } = asked;
  const result = gate({ plan, evidence, fleet, today });
  if (result === undefined) throw new Error("There is no policy.");
  return result;
}

/** `verdict` and the ids of what is not met, what is not known with a question mark: `blocked services-pass services-seen?`. */
export function brief({ verdict, rules }: GateResult): string {
  const unmet = rules.filter(({ ok }) => ok !== true).map(({ id, ok }) => (ok === "unknown" ? `${id}?` : id));
  return [verdict, ...unmet].join(" ");
}

export function rule(result: GateResult, id: string): RuleResult {
  const found = result.rules.find(one => one.id === id);
  if (found === undefined) throw new Error(`${id} was not judged: ${brief(result)}.`);
  return found;
}

export function ago(days: number, from: string = WINDOW.last): string {
  return dayAt(from, -days);
}
