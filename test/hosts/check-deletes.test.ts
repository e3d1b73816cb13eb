/** What a run may not delete unasked, told from a state and a plan. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, fastmail, ownServer, parked, postmark, route53, sendgrid, zonefile } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { checkDeletes, type DeleteVerdict } from "../../src/hosts/check-deletes.ts";
import { desiredResources, type HostSettings } from "../../src/hosts/desired-resource.ts";
import { authorisationSets, domainResources } from "../../src/hosts/domain-resources.ts";
import { stateRecords, type StateRecord } from "../../src/hosts/state-records.ts";
import type { FleetPlan } from "../../src/plan/domain-plan.ts";
import { lockOf } from "../support/lock.ts";
import {
  clientSpec,
  CLOUDFLARE_ZONE,
  ED25519_KEY,
  office,
  planOf,
  planWith,
  ROUTE53_ZONE,
  TODAY,
} from "../support/specs.ts";

const settings: HostSettings = { host: "declared", zoneDirectory: "zones" };
const TYPES = {
  cloudflare: "cloudflare:index/dnsRecord:DnsRecord",
  route53: "aws:route53/record:Record",
  zonefile: "zonefile:index:Record",
};

/** The state in which an `up` of these plans ends, as the engine exports it. */
function applied({ domains }: FleetPlan, as = settings): readonly StateRecord[] {
  const authorisations = authorisationSets(domains);
  const resources = domains.flatMap(plan => {
    const component = `mailwright:${plan.domain}:Domain`;
    const own = domainResources(plan, authorisations, as).map(({ host, logicalName, inputs }) => ({
      urn: `urn:pulumi:prod::mailwright::${component}$${TYPES[host]}::${logicalName}`,
      custom: true,
      inputs,
    }));
    return [{ urn: `urn:pulumi:prod::mailwright::${component}::${plan.domain}`, custom: false }, ...own];
  });
  return stateRecords({ version: 3, deployment: { resources } });
}

function verdict(before: FleetPlan, after: FleetPlan, only?: readonly string[]): DeleteVerdict {
  const { domains } = after;
  const run = { state: applied(before), plans: domains, fleet: domains, settings, stack: "prod", today: TODAY };
  return checkDeletes({ ...run, only: only && new Set(only) });
}

/** Ten records at Cloudflare: SPF, DMARC, three strings, three CNAMEs, a key, a return path. */
const big = clientSpec({
  services: [office, fastmail(), sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })],
  txt: ["a=1", "b=2", "c=3"],
});
const held = applied(planOf(big));
const without = (changes: Partial<DomainSpec>) => ({ ...big, ...changes });

describe("the state", () => {
  test("gives each managed record with its domain, its place and its values", () => {
    expect(held).toHaveLength(12);
    expect(held.find(one => one.logicalName === "client.example/TXT/spf")).toEqual({
      urn: "urn:pulumi:prod::mailwright::mailwright:client.example:Domain$cloudflare:index/dnsRecord:DnsRecord::client.example/TXT/spf",
      domain: "client.example",
      logicalName: "client.example/TXT/spf",
      host: "cloudflare",
      zone: CLOUDFLARE_ZONE,
      name: "client.example",
      type: "TXT",
      ttl: 3600,
      values: ["v=spf1 include:spf.messagingengine.com ip4:192.0.2.10 ~all"],
    });
  });

  test("an RRset of Route 53 has its strings in logical form", () => {
    const [set] = applied(
      planOf(clientSpec({ host: route53({ zoneId: `/hostedzone/${ROUTE53_ZONE}` }), txt: ['a"1'] })),
    );
    expect(set).toMatchObject({ zone: ROUTE53_ZONE, values: ["v=spf1 ip4:192.0.2.10 ~all", 'a"1'] });
  });

  test("what is not a domain's, or is given up already, is left out", () => {
    const urn = "urn:pulumi:prod::mailwright::mailwright:client.example:Domain$zonefile:index:Record::x/TXT/spf";
    const resources = [
      { urn: "urn:pulumi:prod::mailwright::pulumi:providers:aws::default", custom: true },
      { urn: "urn:pulumi:prod::mailwright::zonefile:index:Record::stray", custom: true, inputs: {} },
      { urn, custom: true, delete: true, inputs: {} },
    ];
    expect(stateRecords({ deployment: { resources } })).toEqual([]);
    expect(stateRecords({ deployment: {} })).toEqual([]);
  });
});

describe("how much may go", () => {
  test("nothing goes: nothing is said, whatever else changes", () => {
    const after = without({
      dmarc: { policy: "reject", reportTo: ["dmarc@client.example"] },
      ttl: 300,
      txt: ["a=1", "b=2", "c=3", "d=4"],
    });
    expect(verdict(planOf(big), planOf(after))).toEqual({ refusals: [], permitted: [] });
  });

  test("a fifth of the records may go, more may not", () => {
    expect(verdict(planOf(big), planOf(without({ txt: ["a=1"] })))).toEqual({ refusals: [], permitted: [] });
    const { refusals } = verdict(planOf(big), planOf(without({ txt: [] })));
    expect(refusals).toEqual([
      {
        id: "deletes-records",
        severity: "error",
        domain: "client.example",
        file: "domains/client.example.ts",
        name: "client.example",
        message:
          "3 of 12 records would be deleted: client.example/TXT/txt-a, client.example/TXT/txt-b, client.example/TXT/txt-c.",
        cite: "mailwright: nothing is lost unasked",
        fix: `Put back what is missing from the spec; or, if they shall go, write allowDeletes: { reason: "…", until: "${TODAY}" }.`,
      },
    ]);
  });

  test.each([
    ["an MX", "MX", "mx"],
    ["an SPF record", "TXT", "spf"],
  ])("%s of a domain that still sends may not, however few they are", (_, type) => {
    const bounce = postmark({ dkim: { pm: ED25519_KEY } });
    const own = ownServer({ name: "app", ip4: ["192.0.2.20"], subdomain: "app" });
    const before = planOf(
      without({ services: [...big.services, bounce, own], txt: [..."abcdefghijkl"].map(one => `${one}=1`) }),
    );
    const state = applied(before).map((one, index) =>
      index === 3
        ? {
            ...one,
            logicalName: `app.client.example/${type}/old`,
            name: "app.client.example",
            type,
            values: type === "MX" ? ["10 mx.example"] : ["v=spf1 -all"],
          }
        : one,
    );
    const { domains } = before;
    const run = { state, plans: domains, fleet: domains, settings, stack: "prod", today: TODAY };
    const [refusal] = checkDeletes(run).refusals;
    expect(refusal?.message).toMatch(/^1 of \d\d records would be deleted, SPF, DMARC or MX records among them: app/);
  });

  test("a domain that is parked loses them, if they are few", () => {
    const { refusals } = verdict(planOf(big), planOf(parked({ domain: "client.example", host: big.host })));
    expect(refusals.map(one => one.id)).toEqual(["deletes-records"]);
    expect(refusals[0]?.message).not.toContain("SPF, DMARC or MX");
  });

  test("what changes its form or its spec is no deletion", () => {
    const before = clientSpec({
      services: [office, ownServer({ name: "crm", ip4: ["192.0.2.30"], dkim: { s1: ED25519_KEY, s2: ED25519_KEY } })],
    });
    const after = clientSpec({ services: [office, sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })] });
    expect(verdict(planOf(before), planOf(after)).refusals).toEqual([]);
  });

  test.each(["cloudflare", "route53"] as const)(
    "records of flattened networks come and go with the vendor, at %s",
    kind => {
      const host = kind === "cloudflare" ? cloudflare({ zoneId: CLOUDFLARE_ZONE }) : route53({ zoneId: ROUTE53_ZONE });
      const spec = clientSpec({ host, services: [fastmail({ flatten: true })] });
      const at = (count: number): FleetPlan => {
        const networks = Array.from({ length: count }, (_, n) => `ip4:192.0.2.${n * 2}`).join(" ");
        return planWith(lockOf({ "spf.messagingengine.com": { TXT: [`v=spf1 ${networks} -all`] } }), spec);
      };
      const names = ({ domains }: FleetPlan): number =>
        domains.flatMap(({ rrsets }) => rrsets.filter(({ name }) => name.startsWith("_spf"))).length;
      expect(names(at(100))).toBeGreaterThan(names(at(40)));
      expect(verdict(at(100), at(40)).refusals).toEqual([]);
      // The record that includes them is counted like any other.
      const refused = verdict(at(100), planOf(clientSpec({ host, services: [], spf: { terms: ["ip4:192.0.2.1"] } })));
      expect(refused.refusals.map(({ id }) => id)).toEqual(["deletes-records"]);
    },
  );

  test("a changed report address takes a record in another zone along, which no mail needs", () => {
    const msp = clientSpec({ domain: "msp.example", host: cloudflare({ zoneId: "9".repeat(32) }) });
    const reporting = (to: string) => clientSpec({ dmarc: { policy: "none", reportTo: [to] } });
    const before = planOf(msp, reporting("dmarc@msp.example"));
    expect(applied(before).some(one => one.name === "client.example._report._dmarc.msp.example")).toBe(true);
    expect(verdict(before, planOf(msp, reporting("dmarc@client.example"))).refusals).toEqual([]);
  });

  test("a run of other domains says nothing of this one", () => {
    expect(verdict(planOf(big), planOf(without({ txt: [] })), ["other.example"]).refusals).toEqual([]);
    expect(verdict(planOf(big), planOf(without({ txt: [] })), ["client.example"]).refusals).toHaveLength(1);
  });
});

describe("with the spec's permission", () => {
  const permit = (until: string) => without({ txt: [], allowDeletes: { reason: "the tokens are old", until } });

  test("it goes, and that is said", () => {
    expect(verdict(planOf(big), planOf(permit(TODAY)))).toEqual({
      refusals: [],
      permitted: [`client.example: 3 of 12 records go, as allowed until ${TODAY}: the tokens are old`],
    });
  });

  test("until the day is over", () => {
    const { refusals } = verdict(planOf(big), planOf(permit("2026-11-30")));
    expect(refusals.map(one => one.id)).toEqual(["deletes-records"]);
    expect(refusals[0]?.fix).toContain("(the one in the spec ended on 2026-11-30)");
  });
});

describe("a domain that is gone", () => {
  const other = clientSpec({
    domain: "other.example",
    host: cloudflare({ zoneId: "9".repeat(32) }),
    dmarc: { policy: "none", reportTo: ["dmarc@other.example"] },
  });

  test("without its spec: the stack may forget it, and does not delete it", () => {
    const { refusals } = verdict(planOf(big, other), planOf(other));
    expect(refusals.map(({ id, domain, file }) => [id, domain, file])).toEqual([["spec-gone", "client.example", ""]]);
    expect(refusals[0]?.fix).toContain(
      "pulumi state delete --stack prod --target-dependents 'urn:pulumi:prod::mailwright::mailwright:client.example:Domain::client.example'",
    );
  });

  test("with its spec in another stack's group", () => {
    const { domains } = planOf(big, other);
    const plans = domains.filter(one => one.domain === "other.example");
    const run = { state: applied(planOf(big, other)), plans, fleet: domains, settings, stack: "prod", today: TODAY };
    expect(checkDeletes(run).refusals.map(one => one.id)).toEqual(["spec-in-other-stack"]);
  });
});

describe("a change of host is a move in steps", () => {
  const there = route53({ zoneId: ROUTE53_ZONE });
  const step = (before: DomainSpec, after: DomainSpec) => verdict(planOf(before), planOf(after));

  test("in one step it would delete before anyone has looked: refused, with what to do", () => {
    const [refusal, ...others] = step(big, without({ host: there })).refusals;
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({
      id: "host-changed",
      name: "host",
      message: `12 of 12 records stand at Cloudflare, zone ${CLOUDFLARE_ZONE} and would be deleted there, while none stands yet at Route 53, zone ${ROUTE53_ZONE}.`,
    });
    expect(refusal?.fix).toContain("name the new one in alsoAt");
  });

  test("held at both, then exchanged: no deletion", () => {
    const both = without({ alsoAt: there });
    expect(step(big, both)).toEqual({ refusals: [], permitted: [] });
    expect(step(both, without({ host: there, alsoAt: big.host }))).toEqual({ refusals: [], permitted: [] });
  });

  test("and then dropped, with permission", () => {
    const swapped = without({ host: there, alsoAt: big.host });
    expect(step(swapped, without({ host: there })).refusals.map(one => one.id)).toEqual(["deletes-records"]);
    const allowDeletes = { reason: "the name servers changed on 2026-11-28", until: "2026-12-10" };
    expect(step(swapped, without({ host: there, allowDeletes })).refusals).toEqual([]);
  });

  test("another zone at the same host is a move as well", () => {
    const moved = without({ host: cloudflare({ zoneId: "8".repeat(32) }) });
    expect(step(big, moved).refusals.map(one => [one.id, one.fix.slice(0, 14)])).toEqual([
      ["host-changed", "Move in steps,"],
    ]);
  });

  test("a client's record in its report domain's zone moves with that domain, and does not stop the client", () => {
    const reports = { dmarc: { policy: "none" as const, reportTo: ["dmarc@msp.example"] } };
    const client = without(reports);
    const msp = clientSpec({ domain: "msp.example", host: cloudflare({ zoneId: "9".repeat(32) }), ...reports });
    const { refusals } = verdict(planOf(client, msp), planOf(client, { ...msp, host: there }));
    expect(refusals.map(one => [one.domain, one.id])).toEqual([["msp.example", "host-changed"]]);
  });

  test("the records of both hosts are wanted, under names of their own types", () => {
    const [plan] = planOf(without({ alsoAt: there })).domains;
    const made = desiredResources(plan!, settings).map(one => `${one.host} ${one.logicalName}`);
    expect(made).toHaveLength(21);
    expect(made).toEqual(expect.arrayContaining(["cloudflare client.example/TXT/spf", "route53 client.example/TXT"]));
    expect(desiredResources(plan!, { ...settings, host: "zonefile" }).every(one => one.host === "zonefile")).toBe(true);
  });

  test("alsoAt is a host of another kind, which holds what the records need", () => {
    const ids = (changes: Partial<DomainSpec>) => planOf(without(changes)).findings.map(one => one.id);
    expect(ids({ alsoAt: there })).toEqual([]);
    expect(ids({ alsoAt: cloudflare({ zoneId: "8".repeat(32) }) })).toEqual(["also-at-same-kind"]);
    expect(ids({ host: zonefile(), alsoAt: big.host, ttl: 30 })).toEqual(["ttl-out-of-range"]);
    expect(ids({ host: zonefile(), ttl: 30 })).toEqual([]);
  });
});
