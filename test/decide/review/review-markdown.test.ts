/** The comment as people get it: whole texts beside this file, checked by eye, and what holds for all of them. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ownServer } from "#mailwright";
import { gateFleet } from "../../../src/decide/gate-fleet.ts";
import { evidenceChange, evidenceGist } from "../../../src/decide/review/evidence-change.ts";
import { MARKER, MOST_CHARACTERS, reviewMarkdown } from "../../../src/decide/review/review-markdown.ts";
import { isHeldUp, type DomainReview, type Review } from "../../../src/decide/review/review.ts";
import { reviewDomain } from "../../../src/decide/review/review-domain.ts";
import type { Evidence } from "../../../src/feedback/evidence.ts";
import type { DomainPlan } from "../../../src/plan/domain-plan.ts";
import { evidenceWith, planFor, policy, service, unknown } from "../../support/gate-cases.ts";
import { vendorLock } from "../../support/lock.ts";
import { done, mail, rest, spoof } from "../../support/replay.ts";
import { ED25519_KEY, OTHER_ED25519_KEY, TODAY } from "../../support/specs.ts";

interface Sides {
  readonly before: DomainPlan | undefined;
  readonly after: DomainPlan | undefined;
  readonly evidence?: Evidence;
  readonly older?: Evidence;
}

function reviewed({ before, after, evidence, older }: Sides): DomainReview {
  const plan = { domains: after === undefined ? [] : [after], findings: [] };
  const files = { evidence: evidence === undefined ? [] : [{ evidence }], unreadable: [], inUse: true };
  const gated = gateFleet(plan, { files, fleet: {}, today: TODAY });
  const change = older === undefined || evidence === undefined ? undefined : [older, evidence].map(evidenceGist);
  return reviewDomain(
    {
      domain: (after ?? before)?.domain ?? "",
      before,
      after: gated.domains[0],
      gate: gated.gates[0],
      evidence,
      evidenceChange: change && evidenceChange(change[0], change[1]),
    },
    { locks: { before: vendorLock, after: vendorLock }, replay: {}, today: TODAY },
  );
}

function reviewOf(domains: readonly DomainReview[], changes: Partial<Review> = {}): Review {
  const findings = { added: [], resolved: [] };
  return { base: "origin/main", domains, unchanged: 2, lock: [], findings, notes: [], ...changes };
}

const rows = [
  mail({ messages: 600 }),
  mail({ source: "declared sendgrid", ip: "198.51.100.9", spf: [], alignedSpf: false, messages: 300 }),
  spoof({ messages: 5_000, dispositions: [done("none", 5_000)] }),
];
const month = (changes: Partial<Evidence> = {}): Evidence =>
  evidenceWith({ rows, rest: [rest("none", 8)], ...changes });
const forgotten = month({
  rows: [
    ...rows,
    mail({
      source: "unknown-authenticated unaligned mailchimp",
      ip: "203.0.113.40",
      alignedSpf: false,
      alignedDkim: false,
      spf: [{ domain: "mail.vendor.example", scope: "mfrom", result: "pass" }],
      dkim: [],
      messages: 240,
    }),
  ],
  unknown: [unknown("unknown-authenticated unaligned mailchimp", 240)],
});
const none = planFor({ policy: "none" });
const office = (key: string) => ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: key } });

const NASTY =
  "</td><script>`|\\`|@octocat #12 GH-12 www.evil.example https://evil.example [x](http://x.example) \u202e\u200b\n# *_~$";
const hostileEvidence = month({
  rows: [
    ...rows,
    mail({ ...rows[0], source: `declared ${NASTY}`, alignedDkim: false, alignedSpf: false, dkim: [], messages: 70 }),
  ],
  unknown: [unknown(`unknown-authenticated aligned ${NASTY}`, 90, { domain: NASTY })],
  services: [service("own-server office", 600), service("sendgrid", 300), service(NASTY, 50)],
});

const cases: Readonly<Record<string, Review>> = {
  "rise-allowed": reviewOf([reviewed({ before: none, after: planFor(), evidence: month() })]),
  "rise-blocked": reviewOf([reviewed({ before: none, after: planFor(), evidence: forgotten, older: month() })]),
  "include-removed": reviewOf([
    reviewed({
      before: planFor({}, { spf: { terms: ["ip4:203.0.113.0/24", "include:_spf.google.com"] } }),
      after: planFor(),
      evidence: month({
        rows: [
          ...rows,
          mail({
            source: "declared spf ip4:203.0.113.0/24",
            ip: "203.0.113.7",
            alignedDkim: false,
            dkim: [],
            messages: 410,
          }),
        ],
        services: [service("own-server office", 600), service("sendgrid", 300), service("spf ip4:203.0.113.0/24", 410)],
      }),
    }),
  ]),
  "key-replaced": reviewOf([
    reviewed({
      before: planFor({ policy: "none" }, { services: [office(ED25519_KEY)] }),
      after: planFor({ policy: "none" }, { services: [office(OTHER_ED25519_KEY)] }),
      evidence: month(),
    }),
  ]),
  "nothing-changed": reviewOf([]),
  hostile: reviewOf(
    [
      reviewed({
        before: none,
        after: planFor(
          {},
          {
            txt: [{ label: "hostile", text: NASTY.replace(/[^\x20-\x7e]/g, "") }],
            rollout: { override: { reason: NASTY, who: NASTY, until: "2026-12-31" } },
          },
        ),
        evidence: hostileEvidence,
        older: month(),
      }),
    ],
    {
      base: NASTY,
      lock: [{ name: NASTY, type: "TXT", change: "changed", summary: NASTY }],
      notes: [NASTY],
      findings: {
        added: [
          {
            id: "x",
            severity: "error",
            domain: NASTY,
            name: NASTY,
            file: NASTY,
            message: NASTY,
            cite: NASTY,
            fix: NASTY,
          },
        ],
        resolved: [
          { id: "x", severity: "info", domain: "", name: NASTY, file: NASTY, message: NASTY, cite: NASTY, fix: NASTY },
        ],
      },
    },
  ),
  "many-domains": reviewOf(
    Array.from({ length: 300 }, (_, index) => {
      const domain = `client${String(index).padStart(3, "0")}.example`;
      const policies = [policy("none", { domain })];
      const evidence = month({ domain, policies, rows: rows.map(row => ({ ...row, headerFrom: domain })) });
      return reviewed({ before: planFor({ policy: "none" }, { domain }), after: planFor({}, { domain }), evidence });
    }),
    { unchanged: 700 },
  ),
};

describe.each(Object.entries(cases))("%s", (name, review) => {
  const text = reviewMarkdown(review);
  test("is as it was read", () => {
    const path = join(__dirname, `${name}.md`);
    const expected = existsSync(path) ? readFileSync(path, "utf8") : "(no such file)";
    if (text === expected) rmSync(`${path}.actual`, { force: true });
    else writeFileSync(`${path}.actual`, text);
    expect(text).toBe(expected);
  });
  test("starts with the marker and stays below the limit", () => {
    expect(text.startsWith(`${MARKER}\n`)).toBe(true);
    expect(text.length).toBeLessThan(MOST_CHARACTERS);
  });
});

test("what holds up a merge", () => {
  const held = Object.entries(cases).filter(([, review]) => isHeldUp(review));
  expect(held.map(([name]) => name)).toEqual(["rise-blocked", "include-removed", "key-replaced", "hostile"]);
});

test("a rise of which too little is known is held up too, as the engine holds it up", () => {
  const early = month({ daysWithReports: 2, missingDays: ["2026-11-03/2026-11-30"] });
  const review = reviewOf([reviewed({ before: none, after: planFor(), evidence: early })]);
  expect(review.domains[0]?.gate?.verdict).toBe("insufficient");
  expect([isHeldUp(review), reviewMarkdown(review).includes("the gate holds up `client.example`")]).toEqual([
    true,
    true,
  ]);
});

test("nothing of others marks up, links or calls anybody", () => {
  const text = reviewMarkdown(cases["hostile"] as Review).replace(/^<!-- mailwright review -->/, "");
  const outside = text.replace(/<code>[^<`\n]*<\/code>/g, "").replace(/(?<![`\\])`[^`\n]*`(?!`)/g, "");
  expect(outside).not.toMatch(/<(?!\/?(?:code|details|summary)>)/);
  expect(outside).not.toMatch(/@\w|(?<!&)#\d|GH-\d|\bwww\.|:\/\/|(?<!\\)\]\(/);
  expect(text).not.toMatch(/[\u202a-\u202e\u200b-\u200f\u2066-\u2069]/);
});

test("below the limit and whole, however much there is", () => {
  const finding = fc.record({
    id: fc.constant("x"),
    severity: fc.constantFrom("error" as const, "warning" as const),
    domain: fc.string({ unit: "binary", maxLength: 300 }),
    name: fc.string({ unit: "binary", maxLength: 3_000 }),
    file: fc.string({ maxLength: 20 }),
    message: fc.string({ unit: "binary", maxLength: 3_000 }),
    cite: fc.string(),
    fix: fc.string(),
  });
  const some = fc.array(finding, { maxLength: 40 });
  fc.assert(
    fc.property(some, some, fc.nat(4_000), (added, resolved, times) => {
      const lock = Array.from({ length: times }, (_, index) => ({
        name: `n${index}.example`,
        type: "TXT" as const,
        change: "added" as const,
        summary: added[0]?.message ?? "",
      }));
      const text = reviewMarkdown(
        reviewOf([], { findings: { added, resolved }, lock, base: added[0]?.name ?? "main" }),
      );
      expect(text.length).toBeLessThan(MOST_CHARACTERS);
      const count = (sign: RegExp): number => (text.match(sign) ?? []).length;
      expect(count(/<details>/g)).toBe(count(/<\/details>/g));
    }),
    { numRuns: 60 },
  );
});
