/** Specs to zones and back: what adoption writes plans the zone it read, for every service of the catalogue. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { defineDomain, zonefile } from "#mailwright";
import { emptyLock } from "../../../src/dns/dns-lock.ts";
import { adoptZone } from "../../../src/hosts/adopt/adopt-zone.ts";
import { printSpec } from "../../../src/hosts/adopt/print-spec.ts";
import type { LiveRecord } from "../../../src/hosts/live-record.ts";
import { planDomain } from "../../../src/plan/plan-domain.ts";
import { catalogue } from "../../../src/services/catalogue.ts";
import type { ServiceUse } from "../../../src/services/service.ts";
import type { DomainSpec } from "../../../src/spec/domain-spec.ts";
import { parseSpec } from "../../../src/spec/parse-spec.ts";
import { cases, firstCase } from "../../services/all-cases.ts";
import { expectedZone, liveRecords, plannedZone } from "../../support/adoption.ts";
import { ED25519_KEY, RSA_2048_KEY, TODAY } from "../../support/specs.ts";

jest.setTimeout(120_000);

const DOMAIN = "client.example";
const PROJECT = join(__dirname, "../../..");

/** The cases' keys are cut short: a zone has whole ones. */
function withWholeKeys(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/MII[\w+/]*=*/, RSA_2048_KEY);
  if (Array.isArray(value)) return value.map(withWholeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withWholeKeys(inner)]));
}

const whole = ({ service, options }: ServiceUse): ServiceUse => ({ service, options: withWholeKeys(options) });

/** The records of a spec, or nothing where it cannot be a zone: two values for one place, or a broken service. */
function zoneOf(spec: DomainSpec): readonly LiveRecord[] | undefined {
  const parsed = parseSpec(spec, "x.ts");
  if (parsed.spec === undefined) return undefined;
  const plan = planDomain(parsed.spec, emptyLock);
  return plan.findings.some(({ severity }) => severity === "error") ? undefined : liveRecords(plan);
}

const bare = (services: readonly ServiceUse[]): DomainSpec =>
  defineDomain({ domain: DOMAIN, host: zonefile(), services, dmarc: { policy: "none", reportTo: [`d@${DOMAIN}`] } });

const adopted = (records: readonly LiveRecord[]) =>
  adoptZone({ domain: DOMAIN, live: { zone: DOMAIN, records }, host: { kind: "zonefile" }, today: TODAY });

const folder = mkdtempSync(join(tmpdir(), "mailwright-adopted-"));
let written = 0;
const keep = (text: string): void => writeFileSync(join(folder, `${written++}.ts`), text);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Services that nothing in a zone gives away, whose CNAMEs stay as they are; and those with a name of the client's own. */
const partly: Readonly<Record<string, number>> = {
  front: 2,
  hubspot: 1,
  leadconnector: 1,
  "mailbox-org": 1,
  mailpace: 1,
  mailrelay: 1,
  "sage-intacct": 3,
};

describe("the fullest use of each service, planned, adopted and planned again", () => {
  it.each(catalogue.map(({ id }) => id))("%s", id => {
    const records = zoneOf(bare([whole(firstCase(id).use)]));
    if (records === undefined) throw new Error("the first case cannot be a zone");
    const adoption = adopted(records);
    expect(adoption.corrections).toEqual([]);
    expect(adoption.leftovers).toHaveLength(partly[id] ?? 0);
    expect(plannedZone(adoption.spec)).toEqual(expectedZone(records, adoption));
    keep(adoption.spec);
  });
});

describe("every case of every service", () => {
  const zones = cases.flatMap(({ name, use }) => {
    const records = zoneOf(bare([whole(use)]));
    return records === undefined ? [] : [[name, use.service, records] as const];
  });

  it("has a zone in most of them", () => expect(zones.length).toBeGreaterThan(180));

  it.each(zones)("%s", (_, service, records) => {
    const adoption = adopted(records);
    expect(adoption.corrections).toEqual([]);
    expect(plannedZone(adoption.spec)).toEqual(expectedZone(records, adoption));
    if (adoption.recognised.length === 1 && adoption.leftovers.length === 0) {
      // Names of one vendor under another's brand: what stands in the zone does not tell them apart.
      const alike: Readonly<Record<string, readonly string[]>> = {
        "customer-io": ["mailgun"],
        leadconnector: ["mailgun"],
        "mailgun-ass": ["mailgun"],
      };
      expect(["own-server", service, ...(alike[service] ?? [])]).toContain(adoption.recognised[0]?.service);
    }
    keep(adoption.spec);
  });
});

const term = fc.oneof(
  fc.nat(254).map(last => `ip4:192.0.2.${last}`),
  fc.constantFrom("a", "mx", "ip6:2001:db8::/32", "include:spf.partner.example", "exists:%{i}.allow.client.example"),
  fc.constantFrom("-ip4:198.51.100.7", "?include:maybe.partner.example", "~a:old.client.example"),
);

const policy = fc.constantFrom("none", "quarantine", "reject" as const) as fc.Arbitrary<
  "none" | "quarantine" | "reject"
>;

const spec: fc.Arbitrary<DomainSpec> = fc
  .record({
    services: fc.uniqueArray(fc.constantFrom(...catalogue.map(({ id }) => id)), { minLength: 0, maxLength: 5 }),
    all: fc.constantFrom("neutral", "softfail", "fail" as const) as fc.Arbitrary<"neutral" | "softfail" | "fail">,
    terms: fc.uniqueArray(term, { maxLength: 5 }),
    dkim: fc.dictionary(
      fc.stringMatching(/^[a-z][a-z0-9]{5,9}$/),
      fc.constantFrom(ED25519_KEY, { revoked: true as const }, { key: ED25519_KEY, testing: true }),
      {
        maxKeys: 3,
      },
    ),
    policy,
    subdomainPolicy: fc.option(policy, { nil: undefined }),
    adkim: fc.option(fc.constantFrom("relaxed", "strict" as const), { nil: undefined }),
    reports: fc.uniqueArray(fc.constantFrom(`d@${DOMAIN}`, `a.b@${DOMAIN}`, "x+y@reports.example"), { maxLength: 3 }),
    txt: fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}=[a-zA-Z0-9 "'\\;]{1,40}[a-z]$/), {
      maxLength: 4,
      selector: text => text.split("=")[0],
    }),
    ttl: fc.constantFrom(300, 3600, 86_400),
  })
  .map(({ services, all, terms, dkim, adkim, reports, txt, ttl, ...dmarc }) => ({
    ...bare(services.map(id => whole(firstCase(id).use))),
    spf: { all, terms },
    dkim,
    dmarc: {
      policy: dmarc.policy,
      reportTo: reports,
      ...(dmarc.subdomainPolicy === undefined ? {} : { subdomainPolicy: dmarc.subdomainPolicy }),
      ...(adkim === undefined ? {} : { dkimAlignment: adkim as "relaxed" | "strict" }),
    },
    txt,
    ttl,
  }));

describe("random specs", () => {
  it("plan, become a zone, are adopted, and plan the same but for what is listed", () => {
    let [unchanged, listed] = [0, 0];
    fc.assert(
      fc.property(spec, given => {
        const records = zoneOf(given);
        fc.pre(records !== undefined);
        // A domain that nobody sends for and that rejects all of its mail is a parked one.
        const silent = given.services.length + (given.spf?.terms?.length ?? 0) === 0 && given.spf?.all === "fail";
        fc.pre(!(silent && given.dmarc.policy === "reject"));
        const adoption = adopted(records);
        expect(adoption.spec).not.toBe("");
        expect(plannedZone(adoption.spec)).toEqual(expectedZone(records, adoption));
        // A zone that a plan made has nothing to mend: only the order of its SPF terms may be another one.
        for (const { sameMeaning, name, reason } of adoption.corrections) {
          expect({ name, reason, sameMeaning }).toEqual({ name, reason, sameMeaning: true });
        }
        if (adoption.corrections.length === 0) unchanged += 1;
        else listed += 1;
        keep(adoption.spec);
      }),
      { numRuns: 200 },
    );
    expect(unchanged).toBeGreaterThan(listed);
  });

  it("are written as the project's formatter writes them", () => {
    const strings = (length: number) => ["a", "abcd", "abcde", "a-b", "200608"].map(key => [key, "x".repeat(length)]);
    for (const length of [70, 80, 90, 100, 105, 106, 107, 108, 109, 110, 130, 260]) {
      const txt = strings(length).map(([label = "", text = ""]) => ({ label, text }));
      keep(printSpec({ ...bare([]), dkim: Object.fromEntries(strings(length)), txt }, new Map()));
    }
    expect(written).toBeGreaterThan(400);
    const prettier = join(PROJECT, "node_modules/.bin/prettier");
    const config = join(PROJECT, ".prettierrc.json");
    const run = spawnSync(prettier, ["--config", config, "--ignore-path", "/dev/null", "--check", folder], {
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });
});
