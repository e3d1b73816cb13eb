/** Each step of a rotation held against evidence: where it may be taken, where not, and where nobody can tell. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cloudflare, ownServer, parked, sendgrid } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import type { DkimKeyInput } from "../../../src/dkim/key-record.ts";
import { checkRotationStep } from "../../../src/decide/rotation/rotation-steps.ts";
import type { DomainPlan } from "../../../src/plan/domain-plan.ts";
import { JULY, rotating, signedBy, type Signed } from "../../support/rotation.ts";
import { CLOUDFLARE_ZONE, ED25519_KEY, expectWhole, OTHER_ED25519_KEY, planned, planOf } from "../../support/specs.ts";

type Keys = Readonly<Record<string, DkimKeyInput>>;
const revoked = (since?: string): DkimKeyInput => ({ revoked: true, since });
const retired = (...retiredSelectors: readonly string[]): Partial<DomainSpec> => ({ retiredSelectors });
const vendor: Partial<DomainSpec> = { services: [sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })] };

const silent: readonly Signed[] = [{ selector: "old", to: 16 }];
const inUse: readonly Signed[] = [{ selector: "old", to: 17, messages: 120 }];

interface Case {
  readonly name: string;
  readonly before?: Keys;
  readonly beforeMore?: Partial<DomainSpec>;
  readonly after?: Keys;
  readonly afterMore?: Partial<DomainSpec>;
  readonly signed: readonly Signed[] | undefined;
  readonly days?: readonly number[];
  /** `step verdict severity id`. */
  readonly steps: readonly string[];
  readonly says?: string;
}

const A = ED25519_KEY;
const B = OTHER_ED25519_KEY;

const cases: readonly Case[] = [
  { name: "nothing changes", before: { old: A }, after: { old: A }, signed: inUse, steps: [] },
  {
    name: "the same key in another wrapping, with a note",
    before: { old: A },
    after: { old: { key: `v=DKIM1; k=ed25519; p=${A}`, since: "2026-01-01" } },
    signed: inUse,
    steps: [],
  },
  {
    name: "a new key beside the old",
    before: { old: A },
    after: { old: A, next: B },
    signed: inUse,
    steps: ["publish allowed info dkim-selector-new"],
  },
  {
    name: "a key under a retired name",
    before: { old: A },
    beforeMore: retired("next"),
    after: { old: A, next: B },
    afterMore: retired("next"),
    signed: inUse,
    steps: ["publish blocked error dkim-selector-retired"],
  },
  {
    name: "and when its name is taken off the list with it",
    before: { old: A },
    beforeMore: retired("next"),
    after: { old: A, next: B },
    signed: inUse,
    steps: ["publish blocked error dkim-selector-retired", "forget blocked error dkim-selector-forgotten"],
  },
  {
    name: "another key under the same name",
    before: { old: A },
    after: { old: B },
    signed: inUse,
    steps: ["replace blocked error dkim-selector-reused"],
    says: "old would get another key than it had",
  },
  {
    name: "the same without evidence",
    before: { old: A },
    after: { old: B },
    signed: undefined,
    steps: ["replace blocked error dkim-selector-reused"],
  },
  {
    name: "and where nothing signs: the name was published",
    before: { old: A },
    after: { old: B },
    signed: [],
    steps: ["replace blocked error dkim-selector-reused"],
  },
  {
    name: "a wrong key is mended",
    before: { old: A },
    after: { old: B },
    signed: [{ selector: "old", result: "fail" }],
    steps: ["replace allowed info dkim-key-mended"],
    says: "none of 300 messages could be verified",
  },
  {
    name: "that some signatures break is none",
    before: { old: A },
    after: { old: B },
    signed: [
      { selector: "old", to: 2 },
      { selector: "old", result: "fail" },
    ],
    steps: ["replace blocked error dkim-selector-reused"],
  },
  {
    name: "a spoofer's broken signatures are no reason for another key",
    before: { old: A },
    after: { old: B },
    signed: [{ selector: "old", result: "fail", spoofed: true }],
    steps: ["replace blocked error dkim-selector-reused"],
  },
  {
    name: "a key where one was revoked",
    before: { old: revoked("2026-01-01") },
    after: { old: B },
    signed: [],
    steps: ["replace blocked error dkim-selector-reused"],
  },
  {
    name: "a key put back that was revoked too early",
    before: { old: revoked("2026-06-20") },
    after: { old: A },
    signed: [{ selector: "old", to: 20 }],
    steps: ["replace allowed warning dkim-selector-restored"],
    says: "Revoked on 2026-06-20, though it signed until 2026-06-20.",
  },
  {
    name: "a vendor's CNAME in place of its key",
    before: { s1: A, s2: B },
    after: {},
    afterMore: vendor,
    signed: [{ selector: "s1" }],
    steps: ["replace allowed warning dkim-selector-delegated", "replace allowed warning dkim-selector-delegated"],
  },
  {
    name: "revoked while it signs",
    before: { old: A },
    after: { old: revoked() },
    signed: inUse,
    steps: ["revoke blocked error dkim-selector-in-use"],
    says: "It signed 2,040 messages since 2026-06-01, the last on 2026-06-17;",
  },
  {
    name: "revoked after 14 days without a signature",
    before: { old: A },
    after: { old: revoked("2026-07-01") },
    signed: silent,
    steps: ["revoke allowed info dkim-selector-revoked"],
  },
  {
    name: "revoked without evidence",
    before: { old: A },
    after: { old: revoked() },
    signed: undefined,
    steps: ["revoke insufficient warning dkim-selector-unjudged"],
  },
  {
    name: "revoked on too few days of reports",
    before: { old: A },
    after: { old: revoked() },
    signed: [],
    days: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    steps: ["revoke insufficient warning dkim-selector-unjudged"],
  },
  {
    name: "taken away while it signs",
    before: { old: A, next: B },
    after: { next: B },
    afterMore: retired("old"),
    signed: inUse,
    steps: ["remove blocked error dkim-selector-in-use"],
  },
  {
    name: "taken away without having been revoked",
    before: { old: A, next: B },
    after: { next: B },
    afterMore: retired("old"),
    signed: silent,
    steps: ["remove allowed warning dkim-selector-not-revoked"],
  },
  {
    name: "taken away without evidence, and its name with it",
    before: { old: A, next: B },
    after: { next: B },
    signed: undefined,
    steps: ["remove insufficient warning dkim-selector-unjudged", "remove allowed warning dkim-selector-forgotten"],
  },
  {
    name: "taken away 30 days after it was revoked",
    before: { old: revoked("2026-06-01"), next: B },
    after: { next: B },
    afterMore: retired("OLD"),
    signed: [],
    steps: ["remove allowed info dkim-selector-removed"],
  },
  {
    name: "a day earlier",
    before: { old: revoked("2026-06-02"), next: B },
    after: { next: B },
    afterMore: retired("old"),
    signed: [],
    steps: ["remove insufficient warning dkim-selector-removed-early"],
    says: "29 days after it was revoked on 2026-06-02, and it takes 30.",
  },
  {
    name: "when nobody knows since when it was revoked",
    before: { old: revoked(), next: B },
    after: { next: B },
    afterMore: retired("old"),
    signed: [],
    steps: ["remove insufficient warning dkim-selector-unjudged"],
  },
  {
    name: "while a declared source signs with it still",
    before: { old: revoked("2026-01-01"), next: B },
    after: { next: B },
    afterMore: retired("old"),
    signed: [{ selector: "old", result: "permerror", from: 30, messages: 3 }],
    steps: ["remove allowed warning dkim-selector-in-use"],
    says: "3 messages of declared sources still carried its signature",
  },
  {
    name: "and its name is not kept",
    before: { old: revoked("2026-06-01"), next: B },
    after: { next: B },
    signed: [],
    steps: ["remove allowed info dkim-selector-removed", "remove allowed warning dkim-selector-forgotten"],
  },
  {
    name: "a vendor that still signs is taken out",
    beforeMore: vendor,
    after: { office: A },
    signed: [{ selector: "s1" }],
    steps: [
      "publish allowed info dkim-selector-new",
      "remove blocked error dkim-selector-in-use",
      "remove allowed info dkim-selector-removed",
    ],
  },
  {
    name: "a vendor that signs no more is taken out, and may come again under its names",
    beforeMore: vendor,
    after: { office: A },
    signed: [],
    steps: [
      "publish allowed info dkim-selector-new",
      "remove allowed info dkim-selector-removed",
      "remove allowed info dkim-selector-removed",
    ],
  },
  {
    name: "a vendor's CNAME is revoked while it signs",
    beforeMore: vendor,
    after: { s1: revoked(), s2: revoked() },
    signed: [{ selector: "s2" }],
    steps: ["revoke allowed info dkim-selector-revoked", "revoke blocked error dkim-selector-in-use"],
  },
];

describe("checkRotationStep", () => {
  test.each(cases)("$name: $steps", ({ before = {}, beforeMore, after = {}, afterMore, signed, days, steps, says }) => {
    const evidence = signed === undefined ? undefined : signedBy(signed, days);
    const found = checkRotationStep(rotating(before, beforeMore), rotating(after, afterMore), evidence, JULY);
    expect(found.map(({ step, verdict, severity, id }) => `${step} ${verdict} ${severity} ${id}`)).toEqual(steps);
    expectWhole(found.map(one => ({ ...one, domain: "client.example", file: "x.ts" })));
    if (says !== undefined) expect(found[0]?.message).toContain(says);
  });

  const park = planned(planOf(parked({ domain: "client.example", host: cloudflare({ zoneId: CLOUDFLARE_ZONE }) })));

  test("what sends once a month signs for longer than two weeks", () => {
    const monthly = (dkim: Keys): DomainPlan => {
      const office = ownServer({ name: "office", ip4: ["192.0.2.10"], dkim, cadence: "monthly" });
      return rotating({}, { services: [office] });
    };
    for (const after of [monthly({ old: revoked() }), monthly({}), park])
      expect(checkRotationStep(monthly({ old: A }), after, signedBy(silent), JULY)[0]?.verdict).toBe("blocked");
  });

  test("a domain is parked while it signs", () => {
    const [step] = checkRotationStep(rotating({ old: A }), park, signedBy(inUse), JULY);
    expect(step).toMatchObject({
      step: "revoke",
      verdict: "blocked",
      message: expect.stringContaining("with the domain"),
    });
    expect(checkRotationStep(rotating({ old: A }), park, signedBy(silent), JULY)[0]?.verdict).toBe("allowed");
  });

  test("a new domain publishes, a parked one that sends again too", () => {
    for (const before of [undefined, park]) {
      expect(
        checkRotationStep(before, rotating({ a: A, b: B }), undefined, JULY).map(({ verdict }) => verdict),
      ).toEqual(["allowed", "allowed"]);
    }
  });

  const signing = fc.array(
    fc.record({
      selector: fc.constantFrom("a", "b", "c"),
      from: fc.integer({ min: 1, max: 30 }),
      to: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 4 },
  );
  const keys = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.constantFrom<DkimKeyInput>(A, B, { revoked: true }, { revoked: true, since: "2026-05-01" }),
  );

  test("whatever changes: what signed in the last days and has no key afterwards is never let through", () => {
    fc.assert(
      fc.property(keys, keys, signing, (before, after, signed) => {
        const steps = checkRotationStep(rotating(before), rotating(after), signedBy(signed), JULY);
        for (const selector of ["a", "b", "c"]) {
          const [from, to] = [before[selector], after[selector]];
          const last = Math.max(
            0,
            ...signed.filter(one => one.selector === selector && one.from <= one.to).map(one => one.to),
          );
          const loses = typeof from === "string" && to !== from;
          const own = steps.filter(one => one.name === `${selector}._domainkey.client.example`);
          if (loses && last > 16) expect(own.map(({ verdict }) => verdict)).toContain("blocked");
        }
      }),
    );
  });

  test("nothing that stays is a step, whatever the evidence", () => {
    fc.assert(
      fc.property(keys, signing, (all, signed) => {
        expect(checkRotationStep(rotating(all), rotating(all), signedBy(signed), JULY)).toEqual([]);
      }),
    );
  });
});
