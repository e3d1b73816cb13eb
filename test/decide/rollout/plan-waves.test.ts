/** Who moves when. */
import { describe, expect, test } from "@jest/globals";
import { parked, type DomainSpec } from "#mailwright";
import fc from "fast-check";
import { DEFAULT_PER_DAY, rolloutPlan, type RolloutPlan } from "../../../src/decide/rollout/plan-waves.ts";
import { dayAt } from "../../../src/feedback/evidence-days.ts";
import type { Evidence } from "../../../src/feedback/evidence.ts";
import type { DomainPlan } from "../../../src/plan/domain-plan.ts";
import type { FleetSpec } from "../../../src/spec/fleet-spec.ts";
import { ago, evidenceWith, planFor, policy, service, unknown, WINDOW } from "../../support/gate-cases.ts";
import { CLOUDFLARE_ZONE, planned, planOf, TODAY } from "../../support/specs.ts";

interface Member {
  readonly plan: DomainPlan;
  readonly evidence?: Evidence | undefined;
}

/** A client that is ready for quarantine, of so many messages. */
function member(
  domain: string,
  changes: Partial<Evidence> = {},
  dmarc: Partial<DomainSpec["dmarc"]> = {},
  more: Partial<DomainSpec> = {},
): Member {
  const plan = planFor({ policy: "none", ...dmarc }, { domain, ...more });
  const evidence = evidenceWith({ policies: [policy("none", { domain })], ...changes, domain });
  return { plan, evidence };
}

const sized = (domain: string, messages: number): Member =>
  member(domain, { services: [service("own-server office", messages), service("sendgrid", messages)] });

function planWith(members: readonly Member[], fleet: FleetSpec = {}, today: string = TODAY): RolloutPlan {
  const evidence = new Map(
    members.flatMap(one => (one.evidence === undefined ? [] : [[one.plan.domain, one.evidence] as const])),
  );
  return rolloutPlan({ plans: members.map(({ plan }) => plan), evidence, faults: new Map(), fleet, today });
}

/** `2026-12-01 a.example* b.example`, one a wave; canaries with an asterisk. */
const brief = ({ waves }: RolloutPlan): readonly string[] =>
  waves.map(({ date, moves }) =>
    [date, ...moves.map(({ plan, isCanary }) => `${plan.domain}${isCanary ? "*" : ""}`)].join(" "),
  );
const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `d${String(index).padStart(2, "0")}.example`);

/** Stood at none until the day before; at quarantine from then on. */
const movedOn = (domain: string, day: string, changes: Partial<Evidence> = {}): Member =>
  member(
    domain,
    {
      policies: [policy("none", { domain, last: ago(1, day) }), policy("quarantine", { domain, first: day })],
      ...changes,
    },
    { policy: "quarantine" },
  );

describe("waves", () => {
  test("the canary is the one with the least mail; the others wait until it was watched, the least mail first", () => {
    const plan = planWith([sized("big.example", 900), sized("mid.example", 700), sized("small.example", 400)]);
    expect(brief(plan)).toEqual([`${TODAY} small.example*`, "2026-12-15 mid.example big.example"]);
    expect(plan.waves.map(({ wave }) => wave)).toEqual([1, 2]);
  });

  test("canaries that the fleet names go first; one that is not ready keeps nobody waiting", () => {
    const members = [
      sized("a.example", 400),
      sized("b.example", 900),
      sized("c.example", 800),
      member("late.example", { reporters: [] }),
    ];
    const plan = planWith(members, { canaries: ["b.example", "late.example", "unheard-of.example"] });
    expect(brief(plan)).toEqual([`${TODAY} b.example*`, "2026-12-15 a.example c.example"]);
    expect(plan.notReady.map(one => one.plan.domain)).toEqual(["late.example"]);
  });

  test("where none of the named can move, others are chosen", () => {
    const members = [sized("a.example", 400), sized("b.example", 900), member("late.example", { reporters: [] })];
    expect(brief(planWith(members, { canaries: ["late.example"] }))).toEqual([
      `${TODAY} a.example*`,
      "2026-12-15 b.example",
    ]);
  });

  test("so many a day and no more, ten where the fleet does not say; one in twenty is a canary", () => {
    const members = names(25).map(name => member(name));
    expect(brief(planWith(members)).map(line => line.split(" ").length - 1)).toEqual([2, 10, 10, 3]);
    expect(brief(planWith(members, { perDay: 1 })).slice(0, 3)).toEqual([
      `${TODAY} d00.example*`,
      "2026-12-02 d01.example*",
      // A day after the second of them was watched.
      "2026-12-16 d02.example",
    ]);
    expect(DEFAULT_PER_DAY).toBe(10);
  });

  test("never more than five canaries", () => {
    const first = planWith(names(120).map(name => member(name))).waves[0];
    expect(first?.moves.filter(({ isCanary }) => isCanary)).toHaveLength(5);
  });

  test("none in a freeze window, also where windows touch", () => {
    const freeze = [
      { from: "2026-11-20", until: "2026-12-03", reason: "Black Friday" },
      { from: "2026-12-04", until: "2026-12-04", reason: "the day after" },
      { from: "2026-12-18", until: "2027-01-06", reason: "holidays" },
    ];
    expect(brief(planWith([sized("a.example", 400), sized("b.example", 900)], { freeze }))).toEqual([
      "2026-12-05 a.example*",
      "2027-01-07 b.example",
    ]);
  });

  test("the two stages wait for canaries of their own", () => {
    const atQuarantine = (domain: string): Member =>
      member(domain, { policies: [policy("quarantine", { domain })] }, { policy: "quarantine" });
    const plan = planWith([
      member("n1.example"),
      member("n2.example"),
      atQuarantine("q1.example"),
      atQuarantine("q2.example"),
    ]);
    expect(brief(plan)).toEqual([`${TODAY} n1.example* q1.example*`, "2026-12-15 n2.example q2.example"]);
    expect(plan.waves[0]?.moves.map(({ step }) => step.level)).toEqual(["quarantine", "reject"]);
  });

  test("a week later the plan goes on where it was", () => {
    const moved = movedOn("a.example", "2026-11-24");
    expect(brief(planWith([moved, member("b.example"), member("c.example")]))).toEqual([
      "2026-12-08 b.example c.example",
    ]);
  });

  test("a named canary that has moved long ago keeps nobody waiting", () => {
    const canary = member(
      "a.example",
      { policies: [policy("quarantine", { domain: "a.example" })] },
      { policy: "quarantine" },
    );
    const members = [canary, member("b.example"), member("c.example")];
    const plan = planWith(members, { canaries: ["a.example"] });
    expect(brief(plan)).toEqual([`${TODAY} a.example* b.example c.example`]);
  });

  test("what a canary declares and nobody has seen yet is watched from today", () => {
    const moving = member("a.example", {}, { policy: "quarantine" });
    const plan = planWith([moving, member("b.example")]);
    expect(brief(plan)).toEqual(["2026-12-15 b.example"]);
    expect(plan.onTheirWay.map(one => one.plan.domain)).toEqual(["a.example"]);
  });

  test("whose own mail fails after its move holds the others up, until that is put right or overridden", () => {
    const services = [service("own-server office", 600), service("sendgrid", 300, { passed: 200 })];
    const canary = movedOn("a.example", "2026-11-10", { services });
    const plan = planWith([canary, member("b.example")]);
    expect(plan.waves).toEqual([]);
    expect(plan.notReady.find(one => one.plan.domain === "b.example")?.reason).toMatchObject({
      rule: "canary-fails",
      detail: expect.stringContaining(
        "a.example has moved before it, and its mail fails now: sendgrid (web shop): 100 of 300 failed",
      ),
    });
    const sound = movedOn("a.example", "2026-11-10");
    expect(brief(planWith([sound, member("b.example")]))).toEqual([`${TODAY} a.example* b.example`]);
  });
});

describe("who does not move", () => {
  test("parked domains and those at reject are done", () => {
    const reject = member("r.example", { policies: [policy("reject", { domain: "r.example" })] }, { policy: "reject" });
    const park = planned(
      planOf(parked({ domain: "p.example", host: { kind: "cloudflare", zoneId: CLOUDFLARE_ZONE } })),
      "p.example",
    );
    const plan = planWith([{ plan: park }, reject]);
    expect(plan).toEqual({ waves: [], notReady: [], onTheirWay: [], done: ["p.example", "r.example"] });
  });

  test("one reason each, the nearest, with how many more there are; fewest first", () => {
    const stale = {
      window: { first: ago(49), last: ago(20) },
      reported: { first: "2026-01-01", last: ago(20) },
      policies: [policy("none", { domain: "stale.example", first: ago(49), last: ago(20) })],
    };
    const failing = [service("own-server office", 600), service("sendgrid", 300, { passed: 0 })];
    const members = [
      member("unheard.example"),
      member("vendor.example", { services: failing }),
      member("open.example", { unknown: [unknown("unknown-authenticated aligned mailchimp", 40)], services: failing }),
      member("test.example", {}, { testing: true }),
      member("broken.example", {}, { reportTo: ["nobody"] }),
      member("stale.example", stale),
    ].map((one, index) => (index === 0 ? { plan: one.plan } : one));
    const { notReady, waves } = planWith(members);
    expect(waves).toEqual([]);
    expect(notReady.map(({ plan, reason }) => `${plan.domain} ${reason.rule} ${reason.others}`)).toEqual([
      "broken.example spec-errors 0",
      "test.example testing 0",
      "stale.example evidence-fresh 0",
      "vendor.example services-pass 0",
      "unheard.example published-known 0",
      "open.example unknown-senders 1",
    ]);
    for (const { reason } of notReady) {
      expect(reason.detail).toMatch(/\.$/);
      expect(reason.fix).toMatch(/\.$/);
    }
  });

  test("an override makes it ready, shows, and is never the canary of others", () => {
    const rollout = { override: { reason: "the board wants it", who: "Kim", until: "2026-12-31" } };
    const over = { plan: planFor({ policy: "none" }, { domain: "a.example", rollout }) };
    const plan = planWith([over, member("b.example"), member("c.example")]);
    expect(brief(plan)).toEqual([`${TODAY} b.example*`, "2026-12-15 c.example a.example"]);
    expect(plan.waves[1]?.moves.map(({ overridden, mail }) => [overridden, mail?.messages])).toEqual([
      [false, 900],
      [true, undefined],
    ]);
  });
});

test("what a month has, and what would be stopped of it, by whose it is", () => {
  const window = { first: ago(14), last: WINDOW.last };
  const some = { alignedSpf: 0, alignedDkim: 0, daysSeen: 3, days: [], rules: [], addresses: 1, topAddresses: [] };
  const { evidence, plan } = member("a.example", {
    window,
    services: [service("own-server office", 1000, { passed: 996 }), service("sendgrid", 500)],
    forwarders: [{ ...some, messages: 20, passed: 15 }],
    unauthenticated: [{ ...some, source: "unauthenticated - -", messages: 400, passed: 0 }],
    moreUnauthenticated: { sources: 1, messages: 100, passed: 0, alignedSpf: 0, alignedDkim: 0 },
  });
  const move = planWith([{ plan, evidence }]).waves[0]?.moves[0];
  expect(move?.mail).toEqual({ messages: 3000, stopped: { declared: 8, unknown: 0, forwarded: 10, spoofed: 1000 } });
});

test("in whatever order the fleet comes, the plan is the same, within its limits", () => {
  const pool = names(12).map((name, index) => sized(name, 300 + 50 * (index % 4)));
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...pool], { minLength: 1 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(fc.nat(40), fc.nat(10)), { maxLength: 3 }),
      fc.subarray([...names(12)]),
      (members, perDay, windows, canaries) => {
        const freeze = windows.map(([from, days]) => ({
          from: dayAt(TODAY, from),
          until: dayAt(TODAY, from + days),
          reason: "x",
        }));
        const fleet = { perDay, freeze, canaries };
        const sortedMembers = members.toSorted((a, b) => (a.plan.domain < b.plan.domain ? -1 : 1));
        const plan = planWith(sortedMembers, fleet);
        expect(brief(planWith(members, fleet))).toEqual(brief(plan));
        const all = plan.waves.flatMap(({ moves }) => moves);
        expect(new Set(all.map(one => one.plan.domain)).size).toBe(members.length);
        for (const { date, moves } of plan.waves) {
          expect(moves.length).toBeLessThanOrEqual(perDay);
          expect(date >= TODAY).toBe(true);
          expect(freeze.filter(({ from, until }) => from <= date && date <= until)).toEqual([]);
        }
        const lastCanary = plan.waves.filter(({ moves }) => moves.some(({ isCanary }) => isCanary)).at(-1)?.date ?? "";
        for (const { date, moves } of plan.waves)
          for (const { isCanary } of moves) if (!isCanary) expect(date >= dayAt(lastCanary, 14)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
