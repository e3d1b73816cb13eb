/** Before a run: policies that would rise over what the stack's state holds, with no evidence to carry them. */
import { expect, test } from "@jest/globals";
import { gateFleet } from "../../src/decide/gate-fleet.ts";
import { unprovenRises } from "../../src/cli/unproven-rises.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import type { ImportsOf } from "../../src/hosts/import-map.ts";
import type { StateRecord } from "../../src/hosts/state-records.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { ago, evidenceWith, planFor } from "../support/gate-cases.ts";
import { expectWhole, TODAY } from "../support/specs.ts";

interface Run {
  readonly evidence?: Evidence;
  readonly inUse?: boolean;
  readonly only?: ReadonlySet<string>;
  readonly importsOf?: ImportsOf;
}

function messages(plan: DomainPlan, published: string | undefined, run: Run = {}): readonly string[] {
  const { evidence, inUse = true, only, importsOf = () => undefined } = run;
  const files = { evidence: evidence === undefined ? [] : [{ evidence }], unreadable: [], inUse };
  const fleet = gateFleet({ domains: [plan], findings: [] }, { files, fleet: {}, today: TODAY });
  const state: readonly StateRecord[] =
    published === undefined
      ? []
      : [
          {
            urn: "urn",
            domain: "client.example",
            logicalName: "_dmarc.client.example/TXT/dmarc",
            host: "zonefile",
            zone: "client.example",
            name: "_dmarc.client.example",
            type: "TXT",
            ttl: 3600,
            values: [published],
          },
        ];
  const { refusals, notes } = unprovenRises({ fleet, only, state, importsOf, today: TODAY });
  expectWhole(refusals);
  return [...refusals.map(({ message }) => message), ...notes.map(note => `note: ${note}`)];
}

const reject = planFor({ policy: "reject" });
const adopted = (more: DomainPlan["rollout"] = {}): DomainPlan =>
  planFor({ policy: "reject" }, { rollout: { adopted: { policy: "reject", on: TODAY }, ...more } });
const RISES = ["The policy of client.example rises over p=none, and no evidence tells of its mail."];
const NEW = ["The policy of client.example is new, and no evidence tells of its mail."];

const withoutPolicy = { "client.example/TXT/spf": "id" };
const taken = { ...withoutPolicy, "_dmarc.client.example/TXT/dmarc": "id" };

const cases: readonly (readonly [string, DomainPlan, string | undefined, readonly string[], Run?])[] = [
  ["a rise over what the stack published", reject, "v=DMARC1; p=none", RISES],
  ["by a subdomain policy alone", planFor({ policy: "none", subdomainPolicy: "reject" }), "v=DMARC1; p=none", RISES],
  ["what stands in the stack as it is", reject, "v=DMARC1; p=reject; rua=mailto:a@client.example", []],
  ["what is looser", reject, "v=DMARC1; p=reject; pct=100; sp=reject", []],
  ["a new domain", reject, undefined, NEW],
  ["a new domain at none", planFor({ policy: "none" }), undefined, []],
  ["one that is taken over as it is", reject, undefined, [], { importsOf: () => taken }],
  ["one of which only other records are taken over", reject, undefined, NEW, { importsOf: () => withoutPolicy }],
  [
    "one that is taken over, and was in the stack before",
    reject,
    "v=DMARC1; p=none",
    RISES,
    { importsOf: () => taken },
  ],
  ["one that was adopted", adopted(), undefined, []],
  ["one that was adopted, and that the stack has lowered since", adopted(), "v=DMARC1; p=none", RISES],
  ["one that was adopted, as the stack has it", adopted(), "v=DMARC1; p=reject", []],
  [
    "one that was adopted, and lowered, with an override",
    adopted({ override: { reason: "x", who: "Kim", until: TODAY } }),
    "v=DMARC1; p=none",
    [],
  ],
  [
    "one that was adopted, and lowered, with an override that has ended",
    adopted({ override: { reason: "x", who: "Kim", until: ago(1, TODAY) } }),
    "v=DMARC1; p=none",
    RISES,
  ],
  [
    "with an override",
    planFor({}, { rollout: { override: { reason: "x", who: "Kim", until: TODAY } } }),
    "v=DMARC1; p=none",
    [],
  ],
  [
    "where evidence says what is published, the gate has judged already",
    reject,
    "v=DMARC1; p=none",
    [],
    { evidence: evidenceWith() },
  ],
  [
    "in a project without evidence it is told, and no more",
    reject,
    "v=DMARC1; p=none",
    RISES.map(told => `note: ${told}`),
    { inUse: false },
  ],
  ["a new domain in a project without evidence", reject, undefined, [], { inUse: false }],
  ["in a run of another domain", reject, "v=DMARC1; p=none", [], { only: new Set(["other.example"]) }],
  ["in a run of this one", reject, "v=DMARC1; p=none", RISES, { only: new Set(["client.example"]) }],
];

test.each(cases.map(([what, ...rest]) => ({ what, rest })))("$what", ({ rest: [plan, published, expected, run] }) => {
  expect(messages(plan, published, run)).toEqual(expected);
});
