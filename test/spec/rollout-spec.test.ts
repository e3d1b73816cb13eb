/** What specs say of rollouts, and the fleet's file: shapes, and where they end up in the plan. */
import { expect, test } from "@jest/globals";
import { defineFleet, mailchimp, sendgrid } from "#mailwright";
import { parseFleetSpec } from "../../src/spec/fleet-spec.ts";
import { brief, clientSpec, expectWhole, planned, planOf } from "../support/specs.ts";

const rollout = {
  minimum: { days: 5, reporters: 1, messages: 10, stageDays: 7, passRate: 0.9, dkimRate: 0.5, reason: "few report" },
  override: { reason: "the board wants it", who: "Kim", until: "2026-12-31" },
  adopted: { policy: "reject", subdomainPolicy: "none", nonexistentPolicy: "reject", on: "2026-11-01" },
} as const;
const acknowledged = [{ source: "mailchimp", reason: "a supplier's", since: "2026-11-01" }];

test("the plan keeps what the gate needs, and no record depends on it", () => {
  const plain = planned(planOf(clientSpec()));
  const plan = planned(planOf(clientSpec({ rollout, acknowledged })));
  expect(plan).toMatchObject({ rollout, acknowledged });
  expect(plan.rrsets).toEqual(plain.rrsets);
});

test.each([
  [{ minimum: { days: 5 } }, "error spec-missing at rollout.minimum.reason"],
  [{ minimum: { days: 0, reason: "x" } }, "error spec-value at rollout.minimum.days"],
  [{ minimum: { passRate: 98, reason: "x" } }, "error spec-value at rollout.minimum.passRate"],
  [{ override: { reason: "x", who: "Kim" } }, "error spec-missing at rollout.override.until"],
  [{ override: { reason: "x", until: "2026-12-31" } }, "error spec-missing at rollout.override.who"],
  [{ override: { reason: "", who: "Kim", until: "2026-12-31" } }, "error spec-value at rollout.override.reason"],
  [{ override: { reason: "x", who: "Kim", until: "soon" } }, "error spec-value at rollout.override.until"],
  [{ pause: true }, "error spec-unknown-key at rollout.pause"],
])("%j is a finding", (wrong, expected) => {
  const { findings } = planOf(clientSpec({ rollout: wrong as never }));
  expectWhole(findings);
  expect(brief(findings)).toEqual([expected]);
});

test("what is acknowledged has a reason and a date", () => {
  const { findings } = planOf(clientSpec({ acknowledged: [{ source: "mailchimp" } as never] }));
  expect(brief(findings)).toEqual([
    "error spec-missing at acknowledged[0].reason",
    "error spec-missing at acknowledged[0].since",
  ]);
});

test("a cadence reaches the declared sender and moves no term", () => {
  const services = (cadence?: "quarterly") => [
    mailchimp({ ...(cadence && { cadence }) }),
    sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234" }),
    mailchimp({ subdomain: "news" }),
  ];
  const terms = [{ term: "ip4:192.0.2.77", cadence: "monthly" as const }];
  const plain = planned(planOf(clientSpec({ services: services(), spf: { terms: ["ip4:192.0.2.77"] } })));
  const plan = planned(planOf(clientSpec({ services: services("quarterly"), spf: { terms } })));
  expect(plan.rrsets).toEqual(plain.rrsets);
  expect(plan.declared.flatMap(({ id, cadence }) => (cadence === undefined ? [] : [`${id} ${cadence}`]))).toEqual([
    "mailchimp quarterly",
    "spf ip4:192.0.2.77 monthly",
  ]);
});

test("a cadence that there is not is a finding", () => {
  const { findings } = planOf(clientSpec({ services: [mailchimp({ cadence: "yearly" as never })] }));
  expect(brief(findings)).toEqual(["error service-option-value at services[0].cadence"]);
});

test("the fleet's file", () => {
  const freeze = [{ from: "2026-12-20", until: "2027-01-06", reason: "holidays" }];
  const fleet = defineFleet({ freeze, perDay: 20, canaries: ["MSP.example."] });
  expect(parseFleetSpec(fleet, "domains/_fleet.ts")).toEqual({
    fleet: { freeze, perDay: 20, canaries: ["msp.example"] },
    findings: [],
  });
});

test.each([
  [undefined, "error fleet-no-default at default export"],
  [5, "error fleet-no-default at default export"],
  [{ frezze: [] }, "error spec-unknown-key at frezze"],
  [{ perDay: 0 }, "error spec-value at perDay"],
  [{ freeze: [{ from: "2026-12-20", until: "2026-12-19", reason: "x" }] }, "error spec-value at freeze[0]"],
  [{ freeze: [{ from: "2026-12-20", until: "2026-12-21" }] }, "error spec-missing at freeze[0].reason"],
])("as a fleet, %j is a finding", (wrong, expected) => {
  const { fleet, findings } = parseFleetSpec(wrong, "domains/_fleet.ts");
  expectWhole(findings);
  expect([fleet, brief(findings)]).toEqual([{}, [expected]]);
});
