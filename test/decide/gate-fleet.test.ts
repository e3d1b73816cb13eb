/** What the gate's verdicts are as findings: which stop a run, which are only told. */
import { describe, expect, test } from "@jest/globals";
import { parked, zonefile } from "#mailwright";
import { gateFleet, type GateContext } from "../../src/decide/gate-fleet.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { ago, evidenceWith, planFor, policy, service, unknown } from "../support/gate-cases.ts";
import { brief, expectWhole, planned, planOf, TODAY } from "../support/specs.ts";

const failing = evidenceWith({
  services: [service("own-server office", 600), service("sendgrid", 300, { passed: 0 })],
});
const override = { reason: "the board wants it.", who: "Kim", until: "2026-12-31" } as const;
const ended = { ...override, until: ago(1, TODAY) };

function findings(
  plan: DomainPlan | readonly DomainPlan[],
  evidence?: Evidence,
  files: Partial<GateContext["files"]> = {},
) {
  const domains = Array.isArray(plan) ? (plan as readonly DomainPlan[]) : [plan as DomainPlan];
  const read = evidence === undefined ? [] : [{ evidence }];
  const all = { evidence: read, unreadable: [], inUse: evidence !== undefined, ...files };
  const gated = gateFleet({ domains, findings: [] }, { files: all, fleet: {}, today: TODAY });
  expect(gated.domains.flatMap(one => one.findings)).toEqual(gated.findings.filter(({ domain }) => domain !== ""));
  return gated.findings;
}

describe("evidence that shows what is published", () => {
  test("a rise that it does not carry is an error that names the rules with their figures", () => {
    const found = findings(planFor(), failing);
    expectWhole(found);
    expect(brief(found)).toEqual(["error policy-not-carried at _dmarc.client.example"]);
    expect(found[0]?.message).toBe(
      "p and sp and np rise from none to quarantine, and the evidence does not carry it (blocked): services-pass: sendgrid (web shop): 300 of 300 failed (at most 7 may): its DKIM key is missing or unusable and it bounces to another domain.",
    );
    expect(found[0]?.fix).toBe(
      "Declare p=none, which is published, until mailwright gate client.example allows more; rollout.override lets it rise all the same.",
    );
  });

  test("so is one of which nobody can tell yet", () => {
    const found = findings(planFor(), evidenceWith({ daysWithReports: 11 }));
    expect(found[0]).toMatchObject({ severity: "error", id: "policy-not-carried" });
    expect(found[0]?.message).toContain("(insufficient): days-covered: 11 of 30 days have reports; 14 are needed.");
  });

  test.each([
    ["a rise that it carries", planFor(), evidenceWith()],
    ["what is published already", planFor(), { ...failing, policies: [policy("quarantine")] }],
    ["what is looser", planFor(), { ...failing, policies: [policy("reject")] }],
  ])("%s is no finding", (_, plan, evidence) => {
    expect(findings(plan, evidence)).toEqual([]);
  });

  test("an np that may have stood there for long is only a warning", () => {
    const plan = planFor({ policy: "none", nonexistentPolicy: "quarantine" });
    expect(brief(findings(plan, failing))).toEqual(["warning policy-not-carried at _dmarc.client.example"]);
  });

  test("what weighs most is named, the rest counted", () => {
    const young = { policies: [policy("none", { first: ago(3) })], daysWithReports: 4, reporters: [] };
    const [found] = findings(planFor({ policy: "reject" }), { ...failing, ...young });
    expect(found?.message).toMatch(/\(blocked\): one-step: .*; services-pass: .*; dkim-aligned: .*; and 3 more\.$/);
  });
});

describe("without evidence of a domain", () => {
  test("no project without any is bothered", () => {
    expect(findings(planFor({ policy: "reject" }), undefined, { inUse: false })).toEqual([]);
  });

  test("in one that has some, all of them are one warning, since what is live must not be held up", () => {
    const plans = ["a", "b", "c", "d"].map(name => planFor({ policy: "reject" }, { domain: `${name}.example` }));
    const one = findings(plans[0] as DomainPlan, undefined, { inUse: true });
    expectWhole(one);
    expect(brief(one)).toEqual(["warning policy-unproven at _dmarc.a.example"]);
    const all = findings(plans, undefined, { inUse: true });
    expect(all.map(({ message }) => message)).toEqual([
      "No evidence says whether the mail of a.example, b.example, c.example and 1 more is ready for their policies.",
    ]);
  });

  test("none, and what was adopted, need none", () => {
    const adopted = { policy: "reject", on: "2026-11-01" } as const;
    const plans = [planFor({ policy: "none" }), planFor({ policy: "reject" }, { rollout: { adopted } })];
    expect(findings(plans, undefined, { inUse: true })).toEqual([]);
  });

  test("a file that cannot be read turns nothing off", () => {
    const unreadable = [{ file: "evidence/client.example.json", domain: "client.example", problem: "is empty" }];
    const found = findings(planFor(), undefined, { inUse: true, unreadable });
    expectWhole(found);
    expect(brief(found)).toEqual(["error policy-not-carried at _dmarc.client.example"]);
    expect(found[0]?.message).toBe(
      "evidence/client.example.json is empty, so nobody can tell whether the policy of client.example may stand.",
    );
    expect(findings(planFor({ policy: "none" }), undefined, { inUse: true, unreadable })).toEqual([]);
  });
});

describe("an override", () => {
  test.each([
    ["warning policy-overridden", override, failing],
    ["warning policy-overridden", override, undefined],
    ["warning policy-overridden", { ...override, until: TODAY }, failing],
    ["error override-expired", ended, failing],
    ["error override-expired", ended, undefined],
    ["info override-unused", override, evidenceWith()],
    ["info override-unused", ended, { ...failing, policies: [policy("quarantine")] }],
  ])("is %s", (expected, given, evidence) => {
    const found = findings(planFor({}, { rollout: { override: given } }), evidence);
    expectWhole(found);
    expect(brief(found)).toEqual([`${expected} at _dmarc.client.example`]);
  });

  test.each([
    [0, []],
    [1, ["warning override-long at _dmarc.client.example"]],
  ])("that lasts for 90 days and %i more is one for ever, or nearly", (more, also) => {
    const given = { ...override, until: ago(-90 - more, TODAY) };
    const found = findings(planFor({}, { rollout: { override: given } }), failing);
    expectWhole(found);
    expect(brief(found)).toEqual(
      expect.arrayContaining(["warning policy-overridden at _dmarc.client.example", ...also]),
    );
    expect(found).toHaveLength(1 + also.length);
  });

  test("says who, why and until when, and what the gate says without it", () => {
    const [found] = findings(planFor({}, { rollout: { override } }), failing);
    expect(found?.message).toMatch(
      /^p and sp and np rise from none to quarantine by override until 2026-12-31 \(Kim: the board wants it\), while the gate says blocked: services-pass: sendgrid .*\.$/,
    );
  });
});

test("a domain whose policy has errors is not judged", () => {
  const { policy: _, ...plan } = planFor();
  const context = { files: { evidence: [], unreadable: [], inUse: true }, fleet: {}, today: TODAY };
  expect(gateFleet({ domains: [plan], findings: [] }, context).gates).toEqual([]);
});

describe("a parked domain", () => {
  const park = planned(planOf(parked({ domain: "client.example", host: zonefile() })));
  const totals = { ...evidenceWith().totals, messages: 2_000, passed: 930 };

  test("whose mail still passes is warned of, with whose mail it is", () => {
    const seen = evidenceWith({
      totals,
      services: [service("sendgrid", 30), service("own-server office", 600), service("brevo", 0)],
      unknown: [unknown("unknown-authenticated aligned mailchimp", 300)],
    });
    const found = findings({ ...park, findings: [] }, seen);
    expectWhole(found);
    expect(brief(found)).toEqual(["warning parked-domain-sends at client.example"]);
    expect(found[0]?.message).toBe(
      "Parked, all mail of client.example is refused, and 930 messages passed from 2026-11-01 to 2026-11-30, of own-server office, mailchimp, sendgrid.",
    );
  });

  test("is warned of where nobody is known who sent; one that is not parked is none", () => {
    const seen = evidenceWith({ totals, services: [] });
    expect(findings({ ...park, findings: [] }, seen)[0]?.message).toMatch(/passed from 2026-11-01 to 2026-11-30\.$/);
    expect(findings(planFor(), evidenceWith({ totals }))).toEqual([]);
  });

  test.each([
    ["of which only spoofed mail was seen", evidenceWith({ totals: { ...totals, passed: 0 } })],
    ["without evidence", undefined],
  ])("%s is no finding", (_, seen) => {
    expect(findings({ ...park, findings: [] }, seen)).toEqual([]);
  });
});
