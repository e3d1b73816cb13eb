/** Ways to make an SPF record cheaper: what is proposed, in which order, and that doing it gives what is said. */
import { describe, expect, test } from "@jest/globals";
import { fastmail, googleWorkspace, ownServer, zendesk } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import type { DnsLock } from "../../src/dns/dns-lock.ts";
import { nextServices } from "../../src/plan/next-services.ts";
import { planLookUp } from "../../src/plan/plan-look-up.ts";
import { spfWaysOut } from "../../src/plan/spf-ways-out.ts";
import type { WayOut } from "../../src/plan/way-out.ts";
import { catalogue } from "../../src/services/catalogue.ts";
import type { ServiceUse } from "../../src/services/service.ts";
import { treeCost } from "../../src/spf/tree-cost.ts";
import { lockOf, type LockedName } from "../support/lock.ts";
import { clientSpec, planned, planWith } from "../support/specs.ts";

const txt = (text: string): LockedName => ({ TXT: [text] });

/** A vendor whose include costs so many look-ups, itself counted, and holds so many networks. */
function vendor(include: string, lookups: number, networks: number, net = "192.0.2"): Record<string, LockedName> {
  const below = Array.from({ length: lookups - 1 }, (_, at) => `n${at}.${include}`);
  // Every second address, so that no two make one network.
  const ranges = Array.from({ length: networks }, (_, at) => `ip4:${net}.${at * 2}`);
  return {
    [include]: txt(`v=spf1 ${[...below.map(name => `include:${name}`), ...ranges].join(" ")} ~all`),
    ...Object.fromEntries(below.map(name => [name, txt(`v=spf1 ${ranges[0]} ~all`)])),
  };
}

const google = googleWorkspace({ dkim: {} });

function specOf(terms: readonly string[], services: readonly ServiceUse[]): DomainSpec {
  return clientSpec({ services, spf: { terms } });
}

function waysOf(spec: DomainSpec, lock: DnsLock): readonly WayOut[] {
  const plan = planned(planWith(lock, spec));
  const [apex] = plan.spf;
  if (apex === undefined) throw new Error("no SPF record");
  const lookUp = planLookUp(plan.rrsets, lock);
  return spfWaysOut(apex, { domain: plan.domain, catalogue, lookUp, lock, otherText: 0 });
}

function lookupsOf(spec: DomainSpec, lock: DnsLock): number {
  const [apex] = planned(planWith(lock, spec)).spf;
  return apex === undefined ? -1 : treeCost(apex.tree).lookups;
}

const brief = (ways: readonly WayOut[]): readonly string[] =>
  ways.map(({ kind, edits, saved, lookups }) => `${kind} ${saved} → ${lookups}: ${edits.join(" + ")}`);

describe("spfWaysOut", () => {
  const names = { ...vendor("_spf.google.com", 4, 6), ...vendor("x.example", 4, 1, "198.51.100") };

  test("has nothing to say below nine look-ups", () => {
    const lock = lockOf({ ...names, ...vendor("x.example", 4, 1) });
    expect(lookupsOf(specOf(["include:x.example"], [google]), lock)).toBe(8);
    expect(waysOf(specOf(["include:x.example"], [google]), lock)).toEqual([]);
  });

  test("ranks a needless include before a covered one, a move and flattening", () => {
    const lock = lockOf({
      ...names,
      ...vendor("sendgrid.net", 2, 1, "203.0.113"),
      ...vendor("mail.zendesk.com", 2, 2, "198.51.100"),
    });
    const terms = ["include:sendgrid.net", "include:n0._spf.google.com"];
    const ways = waysOf(specOf(terms, [google, zendesk(), fastmail({ subdomain: "team" })]), lock);
    expect(brief(ways)).toEqual([
      'not-needed 2 → 7: delete spf.terms[0]: "include:sendgrid.net"',
      'covered 1 → 8: delete spf.terms[1]: "include:n0._spf.google.com"',
      'subdomain 2 → 7: services[1]: zendesk({ …, subdomain: "support" })',
      "flatten 2 → 7: services[1]: zendesk({ …, flatten: true })",
      "flatten 4 → 5: services[0]: googleWorkspace({ …, flatten: true })",
    ]);
    expect(ways[4]).toMatchObject({ ranges: 6, octets: 6 * "ip4:192.0.2.0".length + 1 + 5 });
  });

  test("what it says comes true in the plan", () => {
    const lock = lockOf({ ...names, ...vendor("mail.zendesk.com", 3, 2, "203.0.113") });
    const terms = ["include:x.example"];
    const ways = waysOf(specOf(terms, [google, zendesk()]), lock);
    const result = (edit: string): number | undefined => ways.find(({ edits }) => edits.join() === edit)?.lookups;
    expect(lookupsOf(specOf(terms, [google, zendesk()]), lock)).toBe(11);
    expect(result('services[1]: zendesk({ …, subdomain: "support" })')).toBe(8);
    expect(lookupsOf(specOf(terms, [google, zendesk({ subdomain: "support" })]), lock)).toBe(8);
    expect(result("services[0]: googleWorkspace({ …, flatten: true })")).toBe(7);
    expect(lookupsOf(specOf(terms, [googleWorkspace({ dkim: {}, flatten: true }), zendesk()]), lock)).toBe(7);
  });

  test("counts the records that flattened networks need", () => {
    const lock = lockOf({ ...vendor("_spf.google.com", 6, 60), ...vendor("x.example", 4, 1, "198.51.100") });
    const terms = ["include:x.example"];
    const [flatten] = waysOf(specOf(terms, [google]), lock).filter(({ kind }) => kind === "flatten");
    const done = lookupsOf(specOf(terms, [googleWorkspace({ dkim: {}, flatten: true })]), lock);
    // Sixty networks of 13 to 15 octets do not fit into the record, and their own records are a look-up each.
    expect(done).toBeGreaterThan(4);
    expect(flatten?.lookups).toBe(done);
    expect(flatten?.why).toContain("60 ranges");
    expect(flatten?.why).toContain("which need records of their own");
  });

  test("proposes no flattening that needs as many records as it saves", () => {
    const lock = lockOf({ ...vendor("_spf.google.com", 4, 100), ...vendor("x.example", 6, 1, "198.51.100") });
    expect(waysOf(specOf(["include:x.example"], [google]), lock)).toEqual([]);
  });

  test("flattens what changed long ago before what changed lately, when both save as much", () => {
    const lock = lockOf({ ...vendor("x.example", 7, 1, "198.51.100") });
    const with2 = {
      names: {
        ...lock.names,
        ...lockOf(vendor("spf.messagingengine.com", 1, 1), { change: "2026-11-20: +1 range, −0" }).names,
        ...lockOf(vendor("_spf.google.com", 1, 1), { change: "2024-01-02: +1 range, −0" }).names,
      },
    };
    const ways = waysOf(specOf(["include:x.example"], [fastmail(), google]), with2).filter(
      ({ kind }) => kind === "flatten",
    );
    expect(brief(ways)).toEqual([
      "flatten 1 → 8: services[1]: googleWorkspace({ …, flatten: true })",
      "flatten 1 → 8: services[0]: fastmail({ …, flatten: true })",
    ]);
    expect(ways[0]?.why).toContain("last changed 2024-01-02");
  });

  test("proposes no flattening of what hangs on the message, or is not known", () => {
    const lock = lockOf({
      ...vendor("x.example", 8, 1, "198.51.100"),
      "_spf.google.com": txt("v=spf1 exists:%{i}.g.example -all"),
    });
    expect(waysOf(specOf(["include:x.example"], [google, fastmail()]), lock)).toEqual([]);
  });

  test("proposes no flattening of sample data, which the plan would refuse", () => {
    const names2 = { ...vendor("_spf.google.com", 2, 3), ...vendor("x.example", 8, 1, "198.51.100") };
    const kinds = (lock: DnsLock): readonly string[] =>
      waysOf(specOf(["include:x.example"], [google]), lock).map(({ kind }) => kind);
    expect(kinds(lockOf(names2))).toEqual(["flatten"]);
    expect(kinds(lockOf(names2, { resolver: "sample" }))).toEqual([]);
  });

  test("writes few hosts of the spec's own as addresses, and many not", () => {
    const hosts = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `192.0.2.${at * 2}`);
    const of = (count: number): readonly string[] => {
      const names2 = { ...vendor("x.example", 8, 1, "198.51.100"), "office.client.example": { A: hosts(count) } };
      return brief(
        waysOf(
          specOf(["include:x.example", "a:office.client.example"], [fastmail({ subdomain: "team" })]),
          lockOf(names2),
        ),
      );
    };
    expect(of(2)).toEqual(['flatten 1 → 8: spf.terms[1]: "ip4:192.0.2.0", "ip4:192.0.2.2"']);
    expect(of(5)).toEqual([]);
  });

  test("takes a host for covered only when every address of it is", () => {
    const at = (addresses: readonly string[]): readonly string[] => {
      const lock = lockOf({ ...vendor("x.example", 8, 1, "198.51.100"), "h.client.example": { A: addresses } });
      const server = ownServer({ name: "office", ip4: ["192.0.2.0/28"] });
      return brief(waysOf(specOf(["include:x.example", "a:h.client.example"], [server]), lock)).filter(way =>
        way.startsWith("covered"),
      );
    };
    expect(at(["192.0.2.1", "192.0.2.15"])).toEqual(['covered 1 → 8: delete spf.terms[1]: "a:h.client.example"']);
    expect(at(["192.0.2.1", "192.0.2.16"])).toEqual([]);
  });

  test("puts edits together when none is enough, and leaves out what is not needed for it", () => {
    const lock = lockOf({
      ...vendor("_spf.google.com", 5, 6),
      ...vendor("x.example", 5, 1, "198.51.100"),
      ...vendor("sendgrid.net", 2, 1, "203.0.113"),
      ...vendor("mail.zendesk.com", 3, 2, "203.0.113"),
    });
    const spec = specOf(["include:x.example", "include:sendgrid.net"], [google, zendesk()]);
    expect(lookupsOf(spec, lock)).toBe(15);
    const last = waysOf(spec, lock).at(-1);
    // Google's five are enough alone, so nothing is put together.
    expect(last?.kind).toBe("flatten");
    const more = { names: { ...lock.names, ...lockOf(vendor("x.example", 7, 1, "198.51.100")).names } };
    expect(lookupsOf(spec, more)).toBe(17);
    expect(brief(waysOf(spec, more)).at(-1)).toBe(
      "combination 7 → 10: services[0]: googleWorkspace({ …, flatten: true }) + " +
        'delete spf.terms[1]: "include:sendgrid.net"',
    );
  });

  test("never deletes each of two terms because the other covers it", () => {
    const lock = lockOf({
      ...vendor("x.example", 10, 1, "198.51.100"),
      "a.client.example": { A: ["192.0.2.1"], AAAA: [] },
      "b.client.example": { A: ["192.0.2.1"], AAAA: [] },
    });
    const terms = ["include:x.example", "a:a.client.example", "a:b.client.example"];
    const ways = waysOf(specOf(terms, [fastmail({ subdomain: "team" })]), lock);
    const together = ways.find(({ kind }) => kind === "combination");
    expect(together?.lookups).toBe(10);
    expect(together?.edits.filter(edit => edit.startsWith("delete"))).toHaveLength(1);
  });
});

describe("nextServices", () => {
  const lock = lockOf({
    ...vendor("x.example", 6, 1),
    ...vendor("_spf.google.com", 4, 1),
    ...vendor("spf.messagingengine.com", 5, 1),
    ...vendor("sendgrid.net", 1, 1),
  });
  const plan = planned(planWith(lock, specOf(["include:x.example"], [ownServer({ name: "o", ip4: ["192.0.2.1"] })])));
  const [apex] = plan.spf;
  const next = nextServices(
    catalogue,
    apex?.tree ?? { name: "", state: "none", terms: [] },
    planLookUp(plan.rrsets, lock),
  );

  test("knows what fits and what does not, cheapest first", () => {
    expect(next.filter(({ known }) => known)).toEqual([
      { service: "google-workspace", include: "_spf.google.com", lookups: 4, known: true, fits: true },
      { service: "fastmail", include: "spf.messagingengine.com", lookups: 5, known: true, fits: false },
    ]);
  });

  test("says at least one for what the lock does not know, and promises nothing", () => {
    const others = next.filter(({ known }) => !known);
    expect(others.length).toBeGreaterThan(5);
    expect(new Set(others.map(({ lookups, fits }) => `${lookups} ${fits}`))).toEqual(new Set(["1 false"]));
  });

  test("leaves out includes that do nothing in the client's record", () => {
    expect(next.filter(({ include }) => ["sendgrid.net", "servers.mcsv.net"].includes(include))).toEqual([]);
  });
});
