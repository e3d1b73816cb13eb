/** What holds for every fleet: order of writing never counts, names are unique, values parse, and nothing makes it throw. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  amazonSes,
  brevo,
  cloudflare,
  fastmail,
  googleWorkspace,
  hubspot,
  klaviyo,
  mailchimp,
  mailgun,
  mandrill,
  microsoft365,
  ownServer,
  parked,
  postmark,
  route53,
  salesforce,
  sendgrid,
  zendesk,
  zohoMail,
  zonefile,
} from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { planJson } from "../../src/cli/plan.ts";
import { parseKeyRecord } from "../../src/dkim/parse.ts";
import { parsePolicyRecord } from "../../src/dmarc/parse.ts";
import { domainChecks } from "../../src/plan/domain-checks.ts";
import type { FleetPlan } from "../../src/plan/domain-plan.ts";
import { stableJson } from "../../src/plan/contributions.ts";
import { planFleet } from "../../src/plan/plan-fleet.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { parseSpf } from "../../src/spf/parse.ts";
import { ED25519_KEY, expectWhole, OTHER_ED25519_KEY, RSA_2048_KEY, TODAY } from "../support/specs.ts";
import { vendorLock } from "../support/lock.ts";

/** Services of every kind; several share names or selectors on purpose. */
const uses = [
  fastmail(),
  fastmail({ subdomain: "team", owner: "it" }),
  googleWorkspace({ dkim: { google: RSA_2048_KEY } }),
  microsoft365({ tenant: "client.onmicrosoft.com", verification: "MS=ms1" }),
  sendgrid({ user: "u1", server: "wl1", returnPath: "em1", ticket: "T-1" }),
  sendgrid({ user: "u2", server: "wl2", returnPath: "em1", ticket: "T-2" }),
  amazonSes({ region: "eu-west-1", dkim: { ses: ED25519_KEY }, mailFrom: "bounce" }),
  postmark({ dkim: { pm: OTHER_ED25519_KEY }, returnPath: "bounce" }),
  mailgun({ subdomain: "mg", inbound: true, dkim: { k1: RSA_2048_KEY } }),
  mandrill({ verification: "aaa" }),
  mandrill({ verification: "bbb", returnPath: "m", since: "2026-01-01" }),
  mailchimp({ legacySelector: true }),
  klaviyo({ subdomain: "send", target: "a.klaviyodns.com", dkim: { km1: "k.a.klaviyodns.com" } }),
  hubspot({ portalId: "1", cluster: "04", dedicatedIp: { name: "1m", terms: ["ip4:192.0.2.1"] } }),
  salesforce({ dkim: { s1: "a.b.custdkim.salesforce.com" }, ownEnvelope: true }),
  zendesk({ verification: "a1", mailNames: true }),
  zohoMail({ dkim: { zmail: ED25519_KEY } }),
  brevo({ verification: "ab" }),
  ownServer({ name: "a", ip4: ["192.0.2.10"], owner: "bob", dkim: { own: ED25519_KEY } }),
  ownServer({ name: "b", ip4: ["192.0.2.11"], owner: "alice", dkim: { own: OTHER_ED25519_KEY } }),
  ownServer({ name: "c", mx: true, subdomain: "mg" }),
];
const texts = [
  "google-site-verification=a",
  "google-site-verification=b",
  { label: "one", text: "same" },
  { label: "two", text: "same", owner: "bob" },
  "MS=ms2",
  "v=spf1 -all",
  "v=DMARC1; p=none",
  'quote " and \\',
  "y".repeat(600),
];
const keyEntries = [
  ["old", { revoked: true }],
  ["s1", ED25519_KEY],
  ["S1", OTHER_ED25519_KEY],
  ["google", RSA_2048_KEY],
  ["trial", { key: ED25519_KEY, testing: true }],
  ["bad selector", ED25519_KEY],
] as const;
const hosts = [cloudflare({ zoneId: "0".repeat(32) }), route53({ zoneId: "Z1" }), zonefile()];
const policy = fc.constantFrom("none" as const, "quarantine" as const, "reject" as const);
const addresses = fc.subarray([
  "a@msp.example",
  "b@reports.msp.example",
  "c@client-1.example",
  "d@vendor.example",
  "e",
]);

const aSpec = (domain: string): fc.Arbitrary<DomainSpec> =>
  fc.record(
    {
      domain: fc.constant(domain),
      host: fc.constantFrom(...hosts),
      services: fc.subarray(uses, { minLength: 1 }),
      spf: fc.record({
        all: fc.constantFrom("neutral" as const, "softfail" as const, "fail" as const),
        terms: fc.subarray(["ip4:192.0.2.10", "a", "ptr", "-all", "include:x.example"]),
      }),
      dkim: fc.subarray([...keyEntries]).map(entries => Object.fromEntries(entries)),
      dmarc: fc.record({ policy, reportTo: addresses, failureReportTo: addresses, subdomainPolicy: policy }),
      txt: fc.subarray(texts),
      ttl: fc.constantFrom(60, 300, 3600),
      reportAuthorisation: fc.constantFrom("each" as const, "wildcard" as const),
    },
    { requiredKeys: ["domain", "host", "services", "dmarc"] },
  );

const names = ["client-1.example", "client-2.example", "msp.example", "sub.client-1.example"];
const aFleet = fc
  .tuple(...names.map(aSpec), fc.boolean())
  .map(parts => parts.slice(0, -1) as readonly DomainSpec[])
  .chain(specs => fc.subarray([...specs, parked({ domain: "parked.example", host: zonefile() })], { minLength: 1 }));

function plan(files: readonly (readonly [file: string, value: unknown])[]): FleetPlan {
  return planFleet(
    files.map(([file, value]) => parseSpec(value, file)),
    { today: TODAY, lock: vendorLock },
  );
}

const filesOf = (specs: readonly { readonly domain: string }[]) =>
  specs.map(spec => [`domains/${spec.domain}.ts`, spec] as const);

/** The plan as `plan --json` prints it, positions in the spec left out: they are where a finding stands, not what it says. */
function comparable(fleet: FleetPlan): string {
  const json = JSON.parse(JSON.stringify(planJson(fleet))) as {
    domains: { findings: { name: string; file: string }[] }[];
  };
  for (const { findings } of json.domains) {
    for (const finding of findings) finding.name = finding.name.replace(/\[\d+\]/g, "[]");
    findings.sort((a, b) => (stableJson(a) < stableJson(b) ? -1 : 1));
  }
  return stableJson(json);
}

/** The same spec with every order that means nothing turned round. */
const shuffled = (spec: DomainSpec, order: readonly number[]): DomainSpec => {
  const mix = <T>(list: readonly T[]): T[] =>
    list
      .map((item, index) => [order[index % order.length] ?? 0, index, item] as const)
      .toSorted((a, b) => a[0] - b[0] || b[1] - a[1])
      .map(([, , item]) => item);
  if ("parked" in spec) return spec;
  const services = mix(spec.services).map(use => ({
    ...use,
    options: Object.fromEntries(mix(Object.entries(use.options as object))),
  }));
  return {
    ...spec,
    services,
    ...(spec.txt === undefined ? {} : { txt: mix(spec.txt) }),
    ...(spec.dkim === undefined ? {} : { dkim: Object.fromEntries(mix(Object.entries(spec.dkim))) }),
  };
};
const anOrder = fc.array(fc.nat(9), { minLength: 3, maxLength: 12 });

describe("a fleet's plan", () => {
  test("does not depend on the order of services, keys, strings, options or files", () => {
    fc.assert(
      fc.property(aFleet, anOrder, (specs, order) => {
        const other = specs.map(spec => shuffled(spec as DomainSpec, order));
        const files = filesOf(other);
        const mixed = files
          .map((file, index) => [order[index % order.length] ?? 0, file] as const)
          .toSorted((a, b) => a[0] - b[0])
          .map(([, file]) => file)
          .toReversed();
        expect(comparable(plan(mixed))).toBe(comparable(plan(filesOf(specs))));
      }),
      { numRuns: 300 },
    );
  });

  test("the shuffle does change the order it is given", () => {
    const spec = {
      domain: "a.example",
      host: hosts[0]!,
      services: uses,
      dmarc: { policy: "none", reportTo: [] },
    } as const;
    expect(shuffled(spec, [3, 1, 2]).services.map(use => use.service)).not.toEqual(uses.map(use => use.service));
  });

  test("is the same on a second look", () => {
    fc.assert(
      fc.property(aFleet, specs => {
        expect(JSON.stringify(plan(filesOf(specs)))).toBe(JSON.stringify(plan(filesOf(specs))));
      }),
    );
  });

  test("has one RRset a name and type, one value a time in it, and canonical order", () => {
    fc.assert(
      fc.property(aFleet, specs => {
        for (const { rrsets } of plan(filesOf(specs)).domains) {
          const keys = rrsets.map(set => `${set.name} ${set.type}`);
          expect(new Set(keys).size).toBe(keys.length);
          const turned = rrsets.map(set => `${set.name.split(".").toReversed().join("\u0001")}\u0000${set.type}`);
          expect(turned).toEqual(turned.toSorted());
          for (const set of rrsets) {
            const values = set.records.map(record => record.rdata);
            expect(new Set(values).size).toBe(values.length);
            expect(values.length).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  test("holds only SPF, DKIM and DMARC records that their parsers read back", () => {
    fc.assert(
      fc.property(aFleet, specs => {
        for (const { rrsets } of plan(filesOf(specs)).domains) {
          for (const set of rrsets.filter(one => one.type === "TXT")) {
            for (const { role, rdata } of set.records) {
              if (role === "spf") expect(parseSpf(rdata).ok).toBe(true);
              if (role === "dkim") expect(parseKeyRecord(rdata).ok).toBe(true);
              if (role === "dmarc") expect(parsePolicyRecord(rdata)).toMatchObject({ ok: true, warnings: [] });
              if (role === "report-authorisation") expect(rdata).toBe("v=DMARC1");
            }
          }
        }
      }),
    );
  });

  test("without an error has one SPF record a name, one DMARC record, unique roles and lonely CNAMEs", () => {
    let clean = 0;
    fc.assert(
      fc.property(aFleet, specs => {
        for (const { rrsets, findings, domain } of plan(filesOf(specs)).domains) {
          if (findings.some(finding => finding.severity === "error")) continue;
          clean += 1;
          for (const set of rrsets) {
            const count = (start: string) => set.records.filter(record => record.rdata.startsWith(start)).length;
            expect(count("v=spf1 ")).toBeLessThan(2);
            expect(count("v=DMARC1")).toBeLessThan(2);
            expect(new Set(set.records.map(record => record.role)).size).toBe(set.records.length);
            if (set.type === "CNAME") expect(rrsets.filter(one => one.name === set.name)).toEqual([set]);
            expect(set.type === "CNAME" && set.records.length > 1).toBe(false);
          }
          expect(rrsets.filter(set => set.name === `_dmarc.${domain}`)).toHaveLength(1);
        }
      }),
      { numRuns: 300 },
    );
    expect(clean).toBeGreaterThan(20);
  });

  test("every finding of it is whole", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(aFleet, specs => {
        const { findings } = plan(filesOf(specs));
        expectWhole(findings);
        for (const finding of findings) seen.add(finding.id);
      }),
    );
    expect(seen.size).toBeGreaterThan(domainChecks.length / 2);
  });
});

describe("what is no spec", () => {
  const sound: DomainSpec = {
    domain: "client.example",
    host: hosts[0]!,
    services: [fastmail(), ownServer({ name: "a", ip4: ["192.0.2.1"], dkim: { s: ED25519_KEY } })],
    spf: { all: "fail", terms: [{ term: "ip4:192.0.2.9", owner: "x" }] },
    dkim: { t: { key: ED25519_KEY, testing: true } },
    dmarc: {
      policy: "none",
      reportTo: ["a@client.example"],
      failureOptions: ["1"],
      failureReportTo: ["a@client.example"],
    },
    txt: ["a=b", { label: "c", text: "d" }],
    ttl: 300,
    zone: "client.example",
    reportAuthorisation: "each",
    waive: [{ id: "spf-ptr", reason: "x", until: "2027-01-01" }],
  };
  const junk = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    maxDepth: 3,
  });
  const nearJunk = fc.oneof(
    junk,
    fc.string({ unit: "binary" }),
    fc.constantFrom<unknown>(
      undefined,
      null,
      "",
      " ",
      [],
      {},
      NaN,
      -1,
      2 ** 40,
      "__proto__",
      "constructor",
      "bücher",
      "a".repeat(300),
    ),
    fc.constantFrom<unknown>(() => 1, Symbol("x"), new Proxy({}, {}), new URL("https://a.example")),
  );

  /** A value with one part, at any depth, put in another's place. */
  function mutate(value: unknown, path: readonly number[], put: unknown, rename: string | undefined): unknown {
    if (path.length === 0 || typeof value !== "object" || value === null) return put;
    const entries = Object.entries(value);
    if (entries.length === 0) return put;
    const at = (path[0] ?? 0) % entries.length;
    const changed = entries.map(([key, inner], index) =>
      index === at
        ? [path.length === 1 && rename !== undefined ? rename : key, mutate(inner, path.slice(1), put, rename)]
        : [key, inner],
    ) as [string, unknown][];
    return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
  }

  test("never makes the plan throw, and every finding is whole", () => {
    fc.assert(
      fc.property(junk, value => {
        const { findings } = plan([["domains/x.ts", value]]);
        expect(findings.length).toBeGreaterThan(0);
        expectWhole(findings);
      }),
      { numRuns: 500 },
    );
  });

  test("a sound spec with any part of it exchanged never does either", () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
        nearJunk,
        fc.option(fc.string(), { nil: undefined, freq: 5 }),
        (path, put, rename) => {
          const { findings, domains } = plan([
            ["domains/client.example.ts", mutate(sound, path, put, rename)],
            ["domains/other.example.ts", { ...sound, domain: "other.example", zone: "other.example" }],
          ]);
          expectWhole(findings);
          expect(domains.map(one => one.domain)).toContain("other.example");
          if (findings.some(one => one.severity === "error")) refused += 1;
        },
      ),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1500);
  });

  test("the spec that is mutated is sound", () => {
    expect(plan([["domains/client.example.ts", sound]]).findings.map(one => one.id)).toEqual([
      "dkim-testing",
      "waiver-unused",
    ]);
  });
});
