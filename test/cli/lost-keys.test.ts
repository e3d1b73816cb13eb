/** Before a run: keys of the stack's state that mail is signed with, and what the plan puts in their place. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, parked, type DomainSpec } from "#mailwright";
import { lostKeys } from "../../src/cli/lost-keys.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import type { StateRecord } from "../../src/hosts/state-records.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { ago, evidenceWith, planFor, WINDOW } from "../support/gate-cases.ts";
import { CLOUDFLARE_ZONE, ED25519_KEY, expectWhole, planned, planOf, TODAY } from "../support/specs.ts";

const OTHER_KEY = `${ED25519_KEY.slice(0, -2)}A=`;
const key = (one: string): string => `v=DKIM1; k=ed25519; p=${one}`;
const withKeys = (dkim: DomainSpec["dkim"]): DomainPlan => planFor({}, { dkim });
const signed = (last: string, selector = "mail"): Evidence =>
  evidenceWith({
    selectors: [
      {
        domain: "client.example",
        selector,
        source: "declared dkim mail",
        messages: 40,
        passed: 40,
        everFirst: ago(99),
        everLast: last,
      },
    ],
  });

interface Asked {
  readonly state?: readonly Partial<StateRecord>[];
  readonly evidence?: Evidence | undefined;
  readonly only?: ReadonlySet<string>;
}

function run(plan: DomainPlan, asked: Asked = {}): ReturnType<typeof lostKeys> {
  const { state = [{}], only } = asked;
  const evidence = "evidence" in asked ? asked.evidence : signed(WINDOW.last);
  const found = lostKeys({
    plans: [plan],
    only,
    today: TODAY,
    evidenceOf: domain => (domain === "client.example" ? evidence : undefined),
    state: state.map(changes => ({
      urn: "urn",
      domain: "client.example",
      logicalName: "mail._domainkey.client.example/TXT/dkim",
      host: "cloudflare",
      zone: CLOUDFLARE_ZONE,
      name: "mail._domainkey.client.example",
      type: "TXT",
      ttl: 3600,
      values: [key(OTHER_KEY)],
      ...changes,
    })),
  });
  expectWhole(found.replaced);
  return found;
}

const another = withKeys({ mail: ED25519_KEY });

test("another key under a selector that signs stops the run", () => {
  const { replaced, taken } = run(another);
  expect(replaced.map(({ id, severity, name }) => `${severity} ${id} ${name}`)).toEqual([
    "error dkim-selector-reused mail._domainkey.client.example",
  ]);
  expect(replaced[0]?.message).toBe(
    "mail would get another key than it has. It signed 40 messages since 2026-11-01, the last on 2026-11-30; 0 days of reports have come since then, and it takes 14 without a signature.",
  );
  expect(taken).toEqual([]);
});

test("a key that one of two hosts has still is replaced there", () => {
  const state = [{}, { host: "route53", values: [key(ED25519_KEY)] } as const];
  for (const both of [state, state.toReversed()]) expect(run(another, { state: both }).replaced).toHaveLength(1);
});

test("one key at two hosts, or beside other strings of the name, is one", () => {
  const other = { host: "route53" } as const;
  const strings = { ...other, values: ["owner=web shop", key(OTHER_KEY)] };
  for (const state of [[{}, other], [strings], [{}, strings]]) {
    expect(run(another, { state }).replaced).toHaveLength(1);
    expect(run(planFor(), { state }).taken).toHaveLength(1);
  }
});

describe("a vendor that has but one selector is let through by the spec's own word", () => {
  const permitted = (until: string): DomainPlan =>
    planFor({}, { dkim: { mail: ED25519_KEY }, allowDeletes: { reason: "The vendor made the key anew.", until } });

  test("until its last day", () => {
    const { replaced, taken } = run(permitted(TODAY));
    expect(replaced).toEqual([]);
    expect(taken).toEqual([
      `client.example: mail gets another key, as allowed until ${TODAY}: The vendor made the key anew.`,
    ]);
  });

  test("not the day after", () => {
    const { replaced, taken } = run(permitted(ago(1, TODAY)));
    expect([replaced.length, taken.length]).toEqual([1, 0]);
    expect(replaced[0]?.fix).toContain(`allowDeletes: { reason: "…", until: "${TODAY}" }`);
  });
});

describe("a key that goes is told, and no more: it may have leaked", () => {
  const parkedPlan = planned(
    planOf(parked({ domain: "client.example", host: cloudflare({ zoneId: CLOUDFLARE_ZONE }) })),
  );
  test.each([
    ["revoked", withKeys({ mail: { revoked: true, since: "2026-12-01" } })],
    ["taken away", planFor()],
    ["gone with the domain", parkedPlan],
  ])("%s", (_, plan) => {
    const { replaced, taken } = run(plan);
    expect(replaced).toEqual([]);
    expect(taken).toEqual([
      expect.stringMatching(/^client\.example: mail loses its key\. It signed 40 messages since /),
    ]);
  });
});

test.each<readonly [string, DomainPlan, Asked]>([
  ["the same key", another, { state: [{ values: [key(ED25519_KEY)] }] }],
  ["the same key, written in another way", another, { state: [{ values: [`p=${ED25519_KEY}; k=ed25519`] }] }],
  ["a revoked key", another, { state: [{ values: ["v=DKIM1; p="] }] }],
  ["no key record", another, { state: [{ name: "client.example", values: ["v=spf1 -all"] }] }],
  ["a CNAME", another, { state: [{ type: "CNAME", values: ["mail.keys.vendor.example"] }] }],
  [
    "a key whose name leads to the vendor's now",
    planFor(),
    { state: [{ name: "s1._domainkey.client.example" }], evidence: signed(WINDOW.last, "s1") },
  ],
  ["what stands in another domain's part of the state", another, { state: [{ domain: "other.example" }] }],
  ["a key that nobody signs with any more", another, { evidence: signed(ago(14)) }],
  ["a key that never signed", another, { evidence: signed(WINDOW.last, "office") }],
  ["a domain without evidence", another, { evidence: undefined }],
  ["a domain that the run is not for", another, { only: new Set(["other.example"]) }],
  ["a domain without state", another, { state: [] }],
])("%s is nothing to tell of", (_, plan, asked) => {
  expect(run(plan, asked)).toEqual({ replaced: [], taken: [] });
});
