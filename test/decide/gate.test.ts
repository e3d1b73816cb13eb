/** The gate as a whole: what it judges, what it never holds up, and what no figure may change. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, parked } from "#mailwright";
import fc from "fast-check";
import { readings, rises, stageOf } from "../../src/dmarc/effective-policy.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { gateRules } from "../../src/decide/gate-rules.ts";
import {
  ago,
  brief,
  evidenceWith,
  gateOf,
  planFor,
  policy,
  reporters,
  rule,
  service,
  unknown,
  WINDOW,
} from "../support/gate-cases.ts";
import { CLOUDFLARE_ZONE, planned, planOf, TODAY } from "../support/specs.ts";

const override = { reason: "the board wants it", who: "Kim", until: "2026-12-31" } as const;

test("a domain that is ready by every rule is allowed, and every rule says its figures", () => {
  const result = gateOf();
  expect(brief(result)).toBe("allowed");
  expect(result).toMatchObject({
    declared: { p: "quarantine", sp: "quarantine", np: "quarantine" },
    published: { p: "none", sp: "none", np: "none" },
    rises: ["p", "sp", "np"],
  });
  expect(result.rules.map(({ id }) => id)).toEqual(gateRules.map(({ id }) => id));
  for (const { detail } of result.rules) expect(detail).toMatch(/^[A-Z0-9p][^\n]*\.$/);
});

describe("what is known is told before what is not", () => {
  test.each<[string, Partial<Evidence>]>([
    ["insufficient reporters", { reporters: reporters(2) }],
    ["insufficient evidence-fresh days-covered", { window: { first: ago(39), last: ago(10) }, daysWithReports: 13 }],
    [
      "blocked services-pass reporters",
      { reporters: [], services: [service("own-server office", 600), service("sendgrid", 300, { passed: 0 })] },
    ],
    ["insufficient services-seen?", { services: [service("own-server office", 900), service("sendgrid", 0)] }],
  ])("%s", (expected, changes) => {
    expect(brief(gateOf({ evidence: evidenceWith(changes) }))).toBe(expected);
  });
});

describe("no data", () => {
  test.each<[string, Evidence | undefined]>([
    ["no evidence", undefined],
    ["no report in the window", evidenceWith({ policies: [], services: [], daysWithReports: 0, reporters: [] })],
    [
      "only reports about a domain below",
      evidenceWith({ policies: [policy("reject", { domain: "news.client.example" })] }),
    ],
  ])("%s is insufficient, whatever is declared", (_, evidence) => {
    const at = (declared: "none" | "quarantine" | "reject") =>
      gateOf({ evidence, plan: planFor({ policy: declared }) });
    expect(["none", "quarantine", "reject"].map(one => brief(at(one as "none")))).toEqual(
      Array(3).fill("insufficient published-known?"),
    );
    expect(at("none").rises).toEqual([]);
    expect(at("reject").rises).toEqual(["p", "sp", "np"]);
    expect(at("reject").published).toBeUndefined();
  });

  test("what was adopted does not rise, and is not allowed either", () => {
    const adopted = { policy: "reject", subdomainPolicy: "none", on: "2026-10-01" } as const;
    const at = (dmarc: object) => gateOf({ evidence: undefined, plan: planFor(dmarc, { rollout: { adopted } }) });
    expect(at({ policy: "reject", subdomainPolicy: "none" })).toMatchObject({ verdict: "insufficient", rises: [] });
    expect(at({ policy: "reject" })).toMatchObject({ verdict: "insufficient", rises: ["sp", "np"] });
  });

  test("what was adopted counts for nothing once reports show what is published", () => {
    const plan = planFor({ policy: "reject" }, { rollout: { adopted: { policy: "reject", on: "2026-10-01" } } });
    expect(gateOf({ plan })).toMatchObject({ verdict: "blocked", published: { p: "none" } });
  });
});

test("a parked domain is exempt", () => {
  const spec = parked({ domain: "client.example", host: cloudflare({ zoneId: CLOUDFLARE_ZONE }) });
  expect(gateOf({ plan: planned(planOf(spec)), evidence: undefined })).toMatchObject({ verdict: "allowed", rises: [] });
});

describe("an override", () => {
  const failing = evidenceWith({
    services: [service("own-server office", 600), service("sendgrid", 300, { passed: 0 })],
  });
  test.each([
    ["blocked", failing, TODAY],
    ["insufficient", undefined, TODAY],
    ["blocked", failing, override.until],
  ])("lets through what is %s, and says so", (overridden, evidence, today) => {
    const plan = planFor({}, { rollout: { override } });
    const fresh =
      evidence === undefined
        ? undefined
        : {
            ...evidence,
            window: { first: ago(29, today), last: today },
            reported: { first: "2026-01-01", last: today },
          };
    expect(gateOf({ plan, evidence: fresh, today })).toMatchObject({ verdict: "allowed", override, overridden });
  });

  test("counts until its last day", () => {
    const result = gateOf({ plan: planFor({}, { rollout: { override } }), evidence: failing, today: "2027-01-01" });
    expect([result.verdict, result.override]).toEqual(["blocked", undefined]);
  });

  test("is not told where nothing needs it", () => {
    expect(gateOf({ plan: planFor({}, { rollout: { override } }) }).override).toBeUndefined();
    const idle = gateOf({ plan: planFor({ policy: "none" }, { rollout: { override } }), evidence: undefined });
    expect([idle.verdict, idle.override]).toEqual(["insufficient", undefined]);
  });
});

const level = fc.constantFrom("none" as const, "quarantine" as const, "reject" as const);
const tags = fc.record({ p: level, sp: level, np: level });
const count = fc.nat(100_000);
const someServices = fc.array(
  fc
    .tuple(fc.constantFrom("own-server office", "sendgrid", "gone"), count, fc.nat(100))
    .map(([id, messages, percent]) => service(id, messages, { passed: Math.floor((messages * percent) / 100) })),
  { maxLength: 3 },
);
const someEvidence = fc
  .record({
    published: tags,
    services: someServices,
    unknown: fc.array(
      fc
        .tuple(fc.constantFrom("aligned", "unaligned"), fc.nat(50))
        .map(([how, n]) => unknown(`unknown-authenticated ${how} x`, n)),
      { maxLength: 2 },
    ),
    daysWithReports: fc.nat(30),
    reporters: fc.nat(5).map(reporters),
    ended: fc.nat(20),
  })
  .map(({ published, ended, ...rest }) =>
    evidenceWith({
      ...rest,
      policies: [policy(published.p, published)],
      reported: { first: "2026-01-01", last: ago(ended) },
    }),
  );

describe("for any evidence", () => {
  const judge = (evidence: Evidence | undefined, { p, sp, np }: { p: "none"; sp: "none"; np: "none" }) =>
    gateOf({ evidence, plan: planFor({ policy: p, subdomainPolicy: sp, nonexistentPolicy: np }) });

  test("what is published, or anything looser, is allowed", () => {
    fc.assert(
      fc.property(someEvidence, tags, (evidence, declared) => {
        const [published] = evidence.policies;
        const up = (["p", "sp", "np"] as const).filter(part =>
          readings.some(how => rises(stageOf(published as never, how), stageOf(declared, how)).includes(part)),
        );
        const result = judge(evidence, declared as never);
        expect(result.rises).toEqual(up);
        if (up.length === 0) expect(result.verdict).toBe("allowed");
      }),
      { numRuns: 60 },
    );
  });

  test("without it nothing is allowed", () => {
    fc.assert(
      fc.property(tags, declared => judge(undefined, declared as never).verdict === "insufficient"),
      { numRuns: 20 },
    );
  });

  test("spoofed mail, a thousand times as much of it, and forwarders change nothing", () => {
    const plan = planFor();
    fc.assert(
      fc.property(someEvidence, fc.nat(1_000_000), (evidence, messages) => {
        const spoof = { ...unknown("unauthenticated - -", messages * 1000), aligned: undefined, domain: undefined };
        const passed = { ...spoof, origin: "sendgrid" };
        const spoofed = {
          ...evidence,
          totals: {
            ...evidence.totals,
            messages: messages * 2000,
            unauthenticated: messages * 1000,
            forwarders: messages * 1000,
          },
          unauthenticated: [spoof],
          moreUnauthenticated: { ...evidence.moreUnauthenticated, sources: messages, messages },
          forwarders: [passed],
        };
        expect(gateOf({ plan, evidence: spoofed as never })).toEqual(gateOf({ plan, evidence }));
      }),
      { numRuns: 60 },
    );
  });

  test("a newsletter of any size hides no sender that fails or is silent", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 10_000_000 }),
        fc.constantFrom("failing", "silent", "overdue"),
        (messages, how) => {
          const payroll =
            how === "failing"
              ? service("own-server office", 20, { passed: 0 })
              : service("own-server office", 0, how === "overdue" ? { everLast: ago(60) } : {});
          const evidence = evidenceWith({
            services: [payroll, service("sendgrid", messages)],
            reporters: reporters(9),
          });
          expect(gateOf({ evidence }).verdict).toBe(how === "silent" ? "insufficient" : "blocked");
        },
      ),
      { numRuns: 40 },
    );
  });

  test("more mail that passes never turns allowed into anything else, as long as it asks for the same", () => {
    const minimum = { days: 8, reporters: 2, messages: 20, stageDays: 14, reason: "the same for all" };
    const plan = planFor({}, { rollout: { minimum } });
    fc.assert(
      fc.property(someEvidence, fc.nat(1_000_000), fc.nat(10), (evidence, more, days) => {
        const risen = { ...evidence, policies: [policy("none")] };
        const added = {
          ...risen,
          daysWithReports: Math.min(30, risen.daysWithReports + days),
          services: risen.services.map(one =>
            one.messages === 0 ? one : service(one.id, one.messages + more, { passed: one.passed + more }),
          ),
        };
        if (gateOf({ plan, evidence: risen }).verdict === "allowed")
          expect(gateOf({ plan, evidence: added }).verdict).toBe("allowed");
      }),
      { numRuns: 100 },
    );
  });
});

test("np that no reporter would tell of does not hold up what has stood for long", () => {
  const plan = planFor({ policy: "none", nonexistentPolicy: "reject" });
  expect(gateOf({ plan })).toMatchObject({ verdict: "insufficient", rises: ["np"], unshown: true });
  expect(rule(gateOf({ plan }), "one-step").ok).toBe("unknown");
  const adopted = { policy: "none", nonexistentPolicy: "reject", on: "2026-10-01" } as const;
  const known = planFor({ policy: "none", nonexistentPolicy: "reject" }, { rollout: { adopted } });
  expect(gateOf({ plan: known })).toMatchObject({ verdict: "allowed", rises: [] });
  const shown = evidenceWith({ policies: [policy("none", { np: "quarantine", ...WINDOW })] });
  expect(gateOf({ plan, evidence: shown })).not.toHaveProperty("unshown");
  expect(brief(gateOf({ plan, evidence: shown }))).toBe("allowed");
});

test("np that one reporter of several tells holds nothing up, be it an error or an invention", () => {
  const plan = planFor({ policy: "reject" });
  const told = (tellers: number) =>
    evidenceWith({ policies: [policy("reject"), policy("reject", { np: "none", reporters: tellers })] });
  expect(gateOf({ plan, evidence: told(1) })).toMatchObject({ rises: ["np"], unshown: true });
  expect(gateOf({ plan, evidence: told(2) })).toMatchObject({ rises: ["np"] });
  expect(gateOf({ plan, evidence: told(2) })).not.toHaveProperty("unshown");
});

describe("what is published, told in two ways", () => {
  const around = evidenceWith({ policies: [policy("none"), policy("quarantine", { first: ago(1), reporters: 2 })] });
  test("while a step goes round, what was stepped to is no rise", () => {
    expect(gateOf({ evidence: around })).toMatchObject({ verdict: "allowed", rises: [] });
    expect(gateOf({ evidence: around, plan: planFor({ policy: "reject" }) })).toMatchObject({ verdict: "blocked" });
  });

  test("where t=y goes, some receivers begin to reject, though others always did", () => {
    const testing = evidenceWith({ policies: [policy("reject"), policy("reject", { testing: "y", reporters: 1 })] });
    const at = (changes: object) => gateOf({ evidence: testing, plan: planFor({ policy: "reject", ...changes }) });
    expect(at({})).toMatchObject({ rises: ["p", "sp", "np"] });
    expect(rule(at({}), "one-step").detail).toMatch(/^It is one step: p to reject for more receivers, /);
    expect(at({ testing: true })).toMatchObject({ verdict: "allowed", rises: [] });
  });
});
