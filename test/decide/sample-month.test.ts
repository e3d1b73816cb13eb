/** Months of made-up mail to the example domains: the replay says what receivers did, and the forecast what they then do. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import bakery from "../../domains/harbour-bakery.example.ts";
import misspelt from "../../domains/harbourbakery.example.ts";
import clinic from "../../domains/hillside-clinic.example.ts";
import msp from "../../domains/msp.example.ts";
import { makeReports, type MadeReport } from "../../samples/make-reports.ts";
import { BAKERY, CLINIC, mailStreams, MSP } from "../../samples/mail-streams.ts";
import type { DomainSpec } from "#mailwright";
import { impactOf } from "../../src/decide/impact.ts";
import { parseLock } from "../../src/dns/parse-lock.ts";
import type { Policy } from "../../src/dmarc/policy-record.ts";
import { attributor } from "../../src/feedback/attribute.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";
import type { DomainPlan, FleetPlan } from "../../src/plan/domain-plan.ts";
import { catalogue } from "../../src/services/catalogue.ts";
import { feedback, policy as seenPolicy, reporter } from "../support/made-up-feedback.ts";
import { planned, planWith } from "../support/specs.ts";

const parsed = parseLock(readFileSync(join(__dirname, "../../dns.lock.json"), "utf8"));
if (!parsed.ok) throw new Error(parsed.problem);
const { lock } = parsed;

/** The example domains, all at one policy. */
function fleetAt(policy: Policy): FleetPlan {
  const at = (spec: DomainSpec): DomainSpec =>
    "dmarc" in spec ? { ...spec, dmarc: { ...spec.dmarc, policy, subdomainPolicy: policy } } : spec;
  return planWith(lock, at(bakery as DomainSpec), misspelt, at(clinic as DomainSpec), at(msp as DomainSpec));
}

type Era = "rfc7489" | "rfc9990" | "both";

/** A month under that policy, as the reporters of an era tell of it. */
function monthAt(fleet: FleetPlan, domain: string, era: Era): Evidence {
  const made = makeReports(mailStreams(fleet, lock), { end: Date.parse("2026-07-01") / 1000, days: 30 });
  const told = made.filter(
    ({ reporter: { era: of }, feedback: head }) =>
      head.policyPublished.domain === domain && (era === "both" || era === (of === 9990 ? "rfc9990" : "rfc7489")),
  );
  const plan = planned(fleet, domain);
  const attribute = attributor(plan, { catalogue, lock });
  const seen = seenPolicy(told[0]?.feedback.policyPublished);
  return makeEvidence(
    feedback({ domain, policies: [seen], rows: told.flatMap(rowsOf), reporters: [reporter("bigmail.example")] }),
    { declared: plan.declared, attribute },
  );
}

function rowsOf({ feedback: { records } }: MadeReport): readonly SourceRow[] {
  return records.map(({ row, identifiers, authResults }) => ({
    sourceIp: row.sourceIp,
    headerFrom: identifiers.headerFrom,
    envelopeFrom: identifiers.envelopeFrom,
    disposition: row.policyEvaluated.disposition,
    alignedDkim: row.policyEvaluated.dkim === "pass",
    alignedSpf: row.policyEvaluated.spf === "pass",
    dkim: authResults.dkim,
    spf: authResults.spf,
    overrides: row.policyEvaluated.reasons.map(({ type }) => type),
    policy: 0,
    messages: row.count,
    days: [0],
  }));
}

const plan = (
  fleet: FleetPlan,
  domain: string,
): { readonly rrsets: DomainPlan["rrsets"]; readonly lock: typeof lock } => ({
  rrsets: planned(fleet, domain).rrsets,
  lock,
});

let fleets: Readonly<Record<Policy, FleetPlan>>;
beforeAll(() => {
  fleets = { none: fleetAt("none"), quarantine: fleetAt("quarantine"), reject: fleetAt("reject") };
});

describe.each(["rfc7489", "rfc9990", "both"] as const)("reporters of %s", era => {
  test.each(["none", "quarantine", "reject"] as const)("under p=%s, receivers did as the replay says", policy => {
    for (const domain of era === "rfc9990" ? [BAKERY] : [BAKERY, CLINIC, MSP]) {
      const evidence = monthAt(fleets[policy], domain, era);
      const { agreement, messages, moved } = impactOf(
        evidence,
        plan(fleets[policy], domain),
        plan(fleets[policy], domain),
      );
      expect(messages).toBeGreaterThan(50);
      expect(agreement).toMatchObject({ rate: 1, differing: [], unknown: 0 });
      expect(moved).toEqual([]);
    }
  });
});

describe("the forecast of a rise is within 1 % of what the next month reports", () => {
  const steps = [
    ["none", "quarantine"],
    ["none", "reject"],
    ["quarantine", "reject"],
    ["reject", "none"],
  ] as const;
  test.each(steps)("%s to %s", (from, to) => {
    for (const domain of [BAKERY, CLINIC, MSP]) {
      const forecast = impactOf(
        monthAt(fleets[from], domain, "both"),
        plan(fleets[from], domain),
        plan(fleets[to], domain),
      );
      const next = monthAt(fleets[to], domain, "both");
      const did = { none: 0, quarantine: 0, reject: 0 };
      for (const { dispositions } of next.rows)
        for (const one of dispositions) did[one.disposition === "pass" ? "none" : one.disposition] += one.messages;
      expect(forecast.messages).toBe(next.totals.messages);
      for (const disposition of ["none", "quarantine", "reject"] as const)
        expect(Math.abs(forecast.after[disposition] - did[disposition])).toBeLessThanOrEqual(
          next.totals.messages / 100,
        );
    }
  });
});
