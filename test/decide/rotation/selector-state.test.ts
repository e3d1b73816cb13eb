/** The life of a selector: from the day it is written down to the day when nothing but its name is left. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, ownServer, parked, sendgrid } from "#mailwright";
import type { DkimKeyInput } from "../../../src/dkim/key-record.ts";
import { rotationFindings } from "../../../src/decide/rotation/rotation-findings.ts";
import { rotationOf, type SelectorState } from "../../../src/decide/rotation/selector-state.ts";
import { JULY, rotating, signedBy, type Signed } from "../../support/rotation.ts";
import { CLOUDFLARE_ZONE, ED25519_KEY, expectWhole, OTHER_ED25519_KEY, planned, planOf } from "../../support/specs.ts";

const key = (since?: string): DkimKeyInput => ({ key: ED25519_KEY, since });
const next = { key: OTHER_ED25519_KEY, since: "2026-06-10" } as const;

interface Case {
  readonly name: string;
  /** The selector that is looked at is `old`. */
  readonly dkim: Readonly<Record<string, DkimKeyInput>>;
  /** Undefined: no evidence at all. */
  readonly signed: readonly Signed[] | undefined;
  readonly days?: readonly number[];
  readonly today?: string;
  readonly expected: Partial<SelectorState>;
}

const cases: readonly Case[] = [
  {
    name: "written down after the last report",
    dkim: { old: key("2026-06-30") },
    signed: [],
    expected: {
      state: "new",
      ok: true,
      messages: 0,
      next: "Publish it, let the signer use it, and see in the next evidence that it signs.",
    },
  },
  {
    name: "published and not used",
    dkim: { old: key("2026-05-01") },
    signed: [],
    expected: {
      state: "published",
      ok: true,
      next: 'No signature of it in 30 days of reports since 2026-06-01. Let the signer use it, or revoke it with old: { revoked: true, since: "2026-07-01" }.',
    },
  },
  {
    name: "signed with, and nothing verifies: another key than the signer's",
    dkim: { old: key() },
    signed: [{ selector: "old", result: "fail" }],
    expected: {
      state: "published",
      ok: false,
      problem: { id: "dkim-signature-broken", message: "None of 300 messages signed with old could be verified." },
    },
  },
  {
    name: "spoofed signatures are not the signer's",
    dkim: { old: key() },
    signed: [{ selector: "old", result: "fail", spoofed: true }],
    expected: { state: "published", ok: true },
  },
  {
    name: "signing",
    dkim: { old: key("2026-03-01") },
    signed: [{ selector: "old" }],
    expected: {
      state: "signing",
      ok: true,
      since: "2026-03-01",
      lastSeen: "2026-06-30",
      messages: 300,
      next: "In use.",
    },
  },
  {
    name: "some that break on their way do not matter",
    dkim: { old: key() },
    signed: [{ selector: "old" }, { selector: "old", result: "fail", messages: 1 }],
    expected: { state: "signing", ok: true, messages: 300 },
  },
  {
    name: "signing for seven months",
    dkim: { old: key("2025-12-01") },
    signed: [{ selector: "old" }],
    expected: {
      state: "signing",
      next: "In use for 7 months: make the next key with mailwright dkim new client.example.",
    },
  },
  {
    name: "signing beside the one that follows it",
    dkim: { old: key("2025-12-01"), next },
    signed: [
      { selector: "old", to: 20 },
      { selector: "next", from: 15 },
    ],
    expected: {
      state: "signing",
      ok: true,
      ready: "2026-07-04",
      next: "Let the signer use next alone; this one can be revoked once 14 days of reports show no signature of it.",
    },
  },
  {
    name: "two that nobody dated are both in use",
    dkim: { old: key(), next: OTHER_ED25519_KEY },
    signed: [{ selector: "old" }, { selector: "next" }],
    expected: { state: "signing", next: "In use." },
  },
  {
    name: "unseen for 14 days while the next one signs",
    dkim: { old: key("2025-12-01"), next },
    signed: [
      { selector: "old", to: 16 },
      { selector: "next", from: 15 },
    ],
    expected: {
      state: "unseen",
      ok: true,
      lastSeen: "2026-06-16",
      ready: undefined,
      next: 'next signs in its place: revoke it with old: { revoked: true, since: "2026-07-01" }.',
    },
  },
  {
    name: "unseen, and what signed in its place is revoked",
    dkim: { old: key(), next: { revoked: true } },
    signed: [
      { selector: "old", to: 16 },
      { selector: "next", from: 15 },
    ],
    expected: { state: "unseen", next: expect.stringContaining("If no mail needs it, revoke it") as unknown as string },
  },
  {
    name: "unseen, and nothing else signs either",
    dkim: { old: key() },
    signed: [{ selector: "old", to: 16 }],
    expected: {
      state: "unseen",
      ok: true,
      next: 'No signature of it in 14 days of reports since 2026-06-16. If no mail needs it, revoke it with old: { revoked: true, since: "2026-07-01" }.',
    },
  },
  {
    name: "unseen on too few days of reports",
    dkim: { old: key(), next },
    signed: [
      { selector: "old", to: 10 },
      { selector: "next", from: 28 },
    ],
    days: [1, 5, 10, 28, 29],
    expected: {
      state: "unseen",
      ok: "unknown",
      ready: "2026-07-12",
      next: "No signature of it since 2026-06-10, but only 2 days of reports, and it takes 14. Wait for more evidence.",
    },
  },
  {
    name: "too few reports to say anything",
    dkim: { old: key() },
    signed: [],
    days: [1, 2],
    expected: { state: "unknown", ok: "unknown" },
  },
  {
    name: "no evidence",
    dkim: { old: key("2026-06-01") },
    signed: undefined,
    expected: { state: "unknown", ok: "unknown", next: "There is no evidence of the domain's mail." },
  },
  {
    name: "revoked yesterday",
    dkim: { old: { revoked: true, since: "2026-06-30" }, next },
    signed: [
      { selector: "old", to: 16 },
      { selector: "next", from: 15 },
    ],
    expected: {
      state: "revoked",
      ok: true,
      since: "2026-06-30",
      ready: "2026-07-30",
      next: "From 2026-07-30 on, take it out of the spec and put its name into retiredSelectors.",
    },
  },
  {
    name: "revoked for 30 days",
    dkim: { old: { revoked: true, since: "2026-06-01" }, next },
    signed: [{ selector: "next" }],
    expected: {
      state: "revoked",
      ok: true,
      next: "Now take it out of the spec and put its name into retiredSelectors.",
    },
  },
  {
    name: "revoked nobody knows when",
    dkim: { old: { revoked: true } },
    signed: [{ selector: "next" }],
    expected: {
      state: "revoked",
      ok: true,
      next: "Write since beside revoked: it is then known when the record may go.",
    },
  },
  {
    name: "revoked a day too early",
    dkim: { old: { revoked: true, since: "2026-06-30" }, next },
    signed: [
      { selector: "old", to: 17 },
      { selector: "next", from: 15 },
    ],
    expected: {
      state: "revoked",
      ok: false,
      next: "Put the key back until evidence shows no signature of it; if it has leaked, waive dkim-revoked-in-use instead.",
      problem: {
        id: "dkim-revoked-in-use",
        message: "old is revoked. Revoked on 2026-06-30, though it signed until 2026-06-17.",
      },
    },
  },
  {
    name: "revoked, and a declared source still signs with it",
    dkim: { old: { revoked: true, since: "2026-06-01" }, next },
    signed: [{ selector: "old", result: "permerror", from: 30, messages: 2 }],
    expected: {
      state: "revoked",
      ok: false,
      problem: {
        id: "dkim-revoked-in-use",
        message: "2 messages of declared sources carried a signature of old, which has no key any more.",
      },
    },
  },
  {
    name: "revoked, and a spoofer still writes its name",
    dkim: { old: { revoked: true, since: "2026-06-01" }, next },
    signed: [{ selector: "old", result: "permerror", spoofed: true }],
    expected: { state: "revoked", ok: true },
  },
];

describe("rotationOf", () => {
  test.each(cases)("$name", ({ dkim, signed, days, today = JULY, expected }) => {
    const evidence = signed === undefined ? undefined : signedBy(signed, days);
    const states = rotationOf(rotating(dkim), evidence, today);
    expect(states.find(one => one.selector === "old")).toMatchObject({
      name: "old._domainkey.client.example",
      source: "own-server office",
      ...expected,
    });
    for (const one of states) {
      expect(one.next).toMatch(/^\S.*\.$/);
      expect(one.problem === undefined).toBe(one.ok !== false);
    }
  });

  test("what sends once a month is in use for longer", () => {
    const office = (cadence: "weekly" | "monthly") =>
      ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { old: ED25519_KEY }, cadence });
    const state = (cadence: "weekly" | "monthly") =>
      rotationOf(rotating({}, { services: [office(cadence)] }), signedBy([{ selector: "old", to: 5 }]), JULY)[0]?.state;
    expect([state("weekly"), state("monthly")]).toEqual(["unseen", "signing"]);
  });

  const vendor = { services: [sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })] };

  test("a vendor's CNAME is the vendor's to change", () => {
    const [s1, s2] = rotationOf(rotating({}, vendor), signedBy([{ selector: "s1" }]), JULY);
    expect(s1).toMatchObject({ form: "cname", state: "signing", next: "The vendor has the key and changes it." });
    expect(s2).toMatchObject({ form: "cname", state: "published", ok: true });
    expect(s2?.next).toContain("may keep it for later.");
  });

  test("one of the spec's own may be followed by one of a service's", () => {
    const plan = rotating({ next }, { dkim: { old: key("2025-06-01") } });
    const [old] = rotationOf(plan, signedBy([{ selector: "old" }, { selector: "next" }]), JULY);
    expect(old).toMatchObject({ source: "dkim old", next: expect.stringMatching(/^Let the signer use next alone/) });
  });

  test("what is gone is its name, and whether it still signs", () => {
    const plan = rotating({ next }, { retiredSelectors: ["Older", "oldest"] });
    const evidence = signedBy([
      { selector: "older", result: "permerror", messages: 1, from: 30, domain: "a.client.example" },
    ]);
    const states = rotationOf(plan, evidence, JULY).slice(1);
    expect(states.map(({ selector, state, ok }) => [selector, state, ok])).toEqual([
      ["older", "removed", false],
      ["oldest", "removed", true],
    ]);
  });

  test("a parked domain has none", () => {
    const host = cloudflare({ zoneId: CLOUDFLARE_ZONE });
    const plan = planned(planOf(parked({ domain: "client.example", host })));
    expect(rotationOf(plan, signedBy([]), JULY)).toEqual([]);
  });
});

describe("rotationFindings", () => {
  const found = (dkim: Readonly<Record<string, DkimKeyInput>>, signed: readonly Signed[], today = JULY) => {
    const findings = rotationFindings(rotating(dkim), signedBy(signed), today);
    expectWhole(findings);
    return findings.map(({ severity, id, name }) => `${severity} ${id} at ${name}`);
  };

  test("nothing of what is in order", () => {
    expect(found({ old: key("2026-01-01"), next }, [{ selector: "old" }, { selector: "next" }])).toEqual([]);
  });

  test("a key is old after 183 days, where it is known since when", () => {
    expect(found({ old: key("2025-12-30"), next }, [])).toEqual([]);
    expect(found({ old: key("2025-12-29"), next }, [])).toEqual(["info dkim-key-old at old._domainkey.client.example"]);
    expect(found({ old: key(), next }, [])).toEqual([]);
    expect(found({ old: { revoked: true, since: "2020-01-01" }, next }, [])).toEqual([]);
    expect(rotationFindings(rotating({ old: key("2020-01-01") }), undefined, JULY).map(({ id }) => id)).toEqual([
      "dkim-key-old",
    ]);
  });

  test("what signs without its key", () => {
    const revoked = { revoked: true, since: "2026-06-30" } as const;
    expect(found({ old: revoked, next }, [{ selector: "old" }])).toEqual([
      "warning dkim-revoked-in-use at old._domainkey.client.example",
    ]);
    expect(found({ old: key(), next }, [{ selector: "old", result: "fail" }])).toEqual([
      "warning dkim-signature-broken at old._domainkey.client.example",
    ]);
  });
});
