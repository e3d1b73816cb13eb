/** What of the evidence is read for a run of the engine, which gives none of its own. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parked, zonefile } from "#mailwright";
import { loadGate } from "../../src/cli/load-gate.ts";
import type { Evidence, ReplayRow } from "../../src/feedback/evidence.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { folder, type Folder } from "../support/cli.ts";
import { brief as gateBrief, evidenceWith, planFor, service } from "../support/gate-cases.ts";
import { brief, planned, planOf, TODAY } from "../support/specs.ts";

let on: Folder;
beforeEach(() => {
  on = folder();
});
afterEach(() => on.remove());

async function gated(plan: DomainPlan, evidence: Evidence): Promise<readonly string[]> {
  on.write(`evidence/${evidence.domain}.json`, formatEvidence(evidence));
  const fleet = { domains: [plan], findings: [] };
  const { gates, findings } = (await loadGate(fleet, `${on.path}/domains`, TODAY))(fleet);
  return [...gates.map(gateBrief), ...brief(findings)];
}

const totals = { ...evidenceWith().totals, messages: 900, passed: 900, declared: 900 };

test("that of a parked domain is", async () => {
  const park = planned(planOf(parked({ domain: "client.example", host: zonefile() })));
  expect(await gated({ ...park, findings: [] }, evidenceWith({ totals }))).toEqual([
    "allowed",
    "warning parked-domain-sends at client.example",
  ]);
});

test("rows are where the spec's own measure needs them", async () => {
  const row: ReplayRow = {
    source: "declared own-server office",
    ip: "192.0.2.10",
    headerFrom: "client.example",
    envelopeFrom: "client.example",
    alignedSpf: true,
    alignedDkim: false,
    spf: [{ domain: "client.example", scope: "mfrom", result: "pass" }],
    dkim: [],
    messages: 900,
    dispositions: [],
  };
  const seen = evidenceWith({
    totals,
    services: [service("own-server office", 600, { alignedDkim: 598 }), service("sendgrid", 300)],
    rows: [row],
  });
  expect(await gated(planFor(), seen)).toEqual(["allowed"]);
  const strict = planFor({}, { rollout: { minimum: { passRate: 0.999, reason: "payslips" } } });
  expect(await gated(strict, seen)).toEqual(["allowed"]);
});
