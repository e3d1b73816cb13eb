/** What only shows when specs are seen together: report authorisation, duplicates, shared zones, waivers. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, ownServer, parked, route53, zonefile } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import {
  brief,
  clientSpec,
  CLOUDFLARE_ZONE,
  ED25519_KEY,
  expectWhole,
  office,
  planFiles,
  planned,
  planOf,
  records,
  ROUTE53_ZONE,
} from "../support/specs.ts";

const other = (digit: string) => cloudflare({ zoneId: digit.repeat(32) });
const toMsp = { policy: "none", reportTo: ["dmarc@reports.msp.example"] } as const;
const msp = (changes: Partial<DomainSpec> = {}): DomainSpec =>
  clientSpec({ domain: "msp.example", host: other("a"), dmarc: toMsp, ...changes });
const client = (name: string, changes: Partial<DomainSpec> = {}): DomainSpec =>
  clientSpec({ domain: `${name}.example`, host: other("b"), zone: `${name}.example`, dmarc: toMsp, ...changes });
const authorisations = (fleet: ReturnType<typeof planOf>, domain = "msp.example") =>
  records(planned(fleet, domain)).filter(line => line.includes("._report._dmarc."));

describe("report authorisation (RFC 9990 §4)", () => {
  test("the report domain gets one record a client and none for itself; each client knows the record it needs", () => {
    const fleet = planOf(msp(), client("one"), client("two", { host: other("c") }));
    expect(authorisations(fleet)).toEqual([
      "one.example._report._dmarc.reports.msp.example TXT v=DMARC1",
      "two.example._report._dmarc.reports.msp.example TXT v=DMARC1",
    ]);
    expect(planned(fleet, "one.example").authorisedBy).toEqual([
      { domain: "msp.example", name: "one.example._report._dmarc.reports.msp.example" },
    ]);
    expect(planned(fleet, "msp.example").authorisedBy).toEqual([]);
    expect(fleet.findings).toEqual([]);
  });

  test("failure reports count as well, and a host named twice needs one record", () => {
    const dmarc = {
      policy: "none",
      reportTo: ["a@msp.example", "b@msp.example"],
      failureReportTo: ["c@mail.msp.example"],
    } as const;
    expect(authorisations(planOf(msp(), client("one", { dmarc })))).toEqual([
      "one.example._report._dmarc.msp.example TXT v=DMARC1",
      "one.example._report._dmarc.mail.msp.example TXT v=DMARC1",
    ]);
  });

  test("the deepest managed domain owns the record", () => {
    const reports = msp({ domain: "reports.msp.example", host: other("d") });
    const fleet = planOf(msp(), reports, client("one"));
    expect(authorisations(fleet)).toEqual([]);
    expect(authorisations(fleet, "reports.msp.example")).toEqual([
      "one.example._report._dmarc.reports.msp.example TXT v=DMARC1",
    ]);
  });

  test("a wildcard is one record for all clients, and each depends on it", () => {
    const fleet = planOf(msp({ reportAuthorisation: "wildcard" }), client("one"), client("two", { host: other("c") }));
    expect(authorisations(fleet)).toEqual(["*._report._dmarc.reports.msp.example TXT v=DMARC1"]);
    for (const domain of ["one.example", "two.example"]) {
      expect(planned(fleet, domain).authorisedBy).toEqual([
        { domain: "msp.example", name: "*._report._dmarc.reports.msp.example" },
      ]);
    }
  });

  test("the record has the TTL of the report domain, whose zone it stands in", () => {
    const fleet = planOf(msp({ ttl: 300 }), client("one", { ttl: 7200 }));
    const set = planned(fleet, "msp.example").rrsets.find(({ name }) => name.includes("._report."));
    expect(set).toMatchObject({ ttl: 300, records: [{ role: "report-authorisation", services: [] }] });
  });

  test("a parked domain's reports are authorised like any other's", () => {
    const typo = parked({ domain: "typo.example", host: other("e"), reportTo: ["dmarc@msp.example"] });
    expect(authorisations(planOf(msp(), typo))).toEqual(["typo.example._report._dmarc.msp.example TXT v=DMARC1"]);
  });

  test("reports to a parked domain never arrive", () => {
    const host = parked({ domain: "msp.example", host: other("a") });
    const { findings } = planOf(host, client("one"));
    expect(brief(findings)).toEqual(["error dmarc-report-host-parked at _dmarc.one.example"]);
    expect(findings[0]).toMatchObject({ cite: "RFC 7505 §4", domain: "one.example", file: "domains/one.example.ts" });
    expectWhole(findings);
  });

  test("a name too long for the record is an error, which a wildcard mends", () => {
    const long = Array.from({ length: 4 }, () => "a".repeat(54)).join(".");
    const spec = client("x", { domain: `${long}.example`, zone: `${long}.example` });
    const { findings } = planOf(msp(), spec);
    expect(brief(findings)).toEqual([`error name-too-long at _dmarc.${long}.example`]);
    expect(findings[0]).toMatchObject({ cite: "RFC 1035 §2.3.4", fix: expect.stringContaining("wildcard") });
    expect(planOf(msp({ reportAuthorisation: "wildcard" }), spec).findings).toEqual([]);
  });
});

describe("specs that meet", () => {
  test("a report domain whose spec has errors would lose its clients' records: an error in each client", () => {
    const broken = { ...msp(), host: { kind: "cloudflare" } };
    const { findings } = planOf(broken, client("one"));
    expect(brief(findings)).toEqual([
      "error spec-missing at host.zoneId",
      "error dmarc-report-host-unplanned at _dmarc.one.example",
    ]);
    expect(findings[1]).toMatchObject({ domain: "one.example", cite: "RFC 9990 §4" });
    expectWhole(findings);
  });

  test("one zone id for two zones is a slip of the pen, said once", () => {
    const { findings } = planOf(client("one"), client("two"), msp());
    expect(findings.map(({ id, severity, domain, name }) => [id, severity, domain, name])).toEqual([
      ["zone-id-shared", "warning", "one.example", "host.zoneId"],
    ]);
    expectWhole(findings);
  });

  test("a name below a zone cut is answered by the zone below it, so the one above must not hold it", () => {
    const below = clientSpec({
      domain: "sub.client.example",
      host: other("f"),
      dmarc: { policy: "none", reportTo: ["a@client.example"] },
    });
    const above = clientSpec({
      services: [office, ownServer({ name: "x", ip4: ["192.0.2.25"], subdomain: "mail.sub" })],
    });
    const { findings } = planOf(above, below);
    expect(findings.map(({ id, severity, domain, name, cite }) => [id, severity, domain, name, cite])).toEqual([
      ["name-in-other-zone", "error", "client.example", "mail.sub.client.example", "RFC 1034 §4.2.1"],
    ]);
    expectWhole(findings);
    expect(planOf(clientSpec(), below).findings).toEqual([]);
  });

  test("sp of a domain below another's is read by nobody (RFC 9989 §4.10.1)", () => {
    const dmarc = { policy: "none", subdomainPolicy: "none", reportTo: ["a@client.example"] } as const;
    const below = clientSpec({ domain: "sub.client.example", host: other("f"), dmarc });
    const { findings } = planOf(clientSpec(), below);
    expect(findings.map(({ id, severity, domain }) => [id, severity, domain])).toEqual([
      ["dmarc-sp-ineffective", "warning", "sub.client.example"],
    ]);
    expectWhole(findings);
    expect(planOf(clientSpec(), { ...below, dmarc: { ...dmarc, publicSuffix: "n" as const } }).findings).toEqual([]);
  });

  test("a domain declared in two files is an error in each and is planned once, from the first file in order", () => {
    const fleet = planFiles({
      "domains/z.ts": clientSpec({ ttl: 300 }),
      "domains/a.ts": clientSpec({ ttl: 600 }),
    });
    expect(
      fleet.findings.map(({ id, severity, file, domain, cite }) => ({ id, severity, file, domain, cite })),
    ).toEqual(
      ["domains/a.ts", "domains/z.ts"].map(file => ({
        id: "domain-duplicate",
        severity: "error",
        file,
        domain: "client.example",
        cite: "mailwright: one file a policy domain",
      })),
    );
    expect(fleet.domains.map(one => [one.file, one.rrsets[0]?.ttl])).toEqual([["domains/a.ts", 600]]);
    expectWhole(fleet.findings);
  });

  test("two spellings of one domain are one domain", () => {
    const fleet = planFiles({
      "domains/a.ts": clientSpec(),
      "domains/b.ts": clientSpec({ domain: "Client.Example." }),
    });
    expect(brief(fleet.findings)).toEqual([
      "error domain-duplicate at domain",
      "error domain-duplicate at domain",
      "error domain-trailing-dot at domain",
      "error domain-upper-case at domain",
    ]);
  });

  test("one zone cannot have two hosts", () => {
    const below = clientSpec({
      domain: "sub.client.example",
      zone: "client.example",
      host: route53({ zoneId: ROUTE53_ZONE }),
    });
    const { findings } = planOf(clientSpec(), below);
    expect(findings.map(({ id, domain, cite }) => [id, domain, cite])).toEqual([
      ["zone-host-conflict", "client.example", "RFC 1034 §4.2"],
      ["zone-host-conflict", "sub.client.example", "RFC 1034 §4.2"],
    ]);
    expectWhole(findings);
  });

  test("nor two zone ids", () => {
    const below = clientSpec({ domain: "sub.client.example", zone: "client.example", host: other("f") });
    expect(brief(planOf(clientSpec(), below).findings)).toEqual([
      "error zone-host-conflict at host",
      "error zone-host-conflict at host",
    ]);
  });

  test("a policy domain below its zone shares the zone, but no name, with the domain above", () => {
    const below = clientSpec({
      domain: "sub.client.example",
      zone: "client.example",
      dmarc: { policy: "none", reportTo: ["a@sub.client.example"] },
    });
    expect(planOf(clientSpec(), below).findings).toEqual([]);
    const above = clientSpec({ services: [office, ownServer({ name: "x", ip4: ["192.0.2.25"], subdomain: "sub" })] });
    const { findings } = planOf(above, below);
    expect(findings.map(({ id, domain, name, cite }) => [id, domain, name, cite])).toEqual([
      ["name-clash", "client.example", "sub.client.example", "RFC 2181 §5"],
      ["name-clash", "sub.client.example", "sub.client.example", "RFC 2181 §5"],
    ]);
    expectWhole(findings);
  });

  test("zones of their own may have different hosts", () => {
    const fleet = planOf(
      clientSpec(),
      clientSpec({ domain: "b.example", host: zonefile(), dmarc: { policy: "none", reportTo: ["a@b.example"] } }),
    );
    expect(fleet.findings).toEqual([]);
    expect(fleet.domains.map(one => one.domain)).toEqual(["b.example", "client.example"]);
  });
});

describe("waivers", () => {
  const unsigned = { services: [ownServer({ name: "office", ip4: ["192.0.2.10"] })] };
  const reject = { policy: "reject", reportTo: ["dmarc@client.example"] } as const;
  const waive = (id: string, until = "2027-01-31") => [{ id, reason: "moving in January", until }];

  test("a waived finding stays in sight as info, with reason and date", () => {
    const { findings } = planOf(
      clientSpec({ ...unsigned, dmarc: reject, waive: [...waive("dmarc-no-dkim"), ...waive("dmarc-reject-spf-only")] }),
    );
    expect(brief(findings)).toEqual([
      "info dmarc-no-dkim at _dmarc.client.example",
      "info dmarc-reject-spf-only at services[0]",
    ]);
    expect(findings[0]?.message).toMatch(/\. Waived until 2027-01-31: moving in January$/);
  });

  test("its last day is the day it names", () => {
    const on = (until: string) =>
      brief(
        planOf(
          clientSpec({ ...unsigned, dmarc: { ...reject, policy: "quarantine" }, waive: waive("dmarc-no-dkim", until) }),
        ).findings,
      );
    expect(on("2026-12-01")).toEqual(["info dmarc-no-dkim at _dmarc.client.example"]);
    expect(on("2026-11-30")).toEqual([
      "error dmarc-no-dkim at _dmarc.client.example",
      "warning waiver-expired at waive[0]",
    ]);
  });

  test.each(["spf-two-records", "domain-duplicate", "dkim-key-private", "ttl-out-of-range", "nonsense"])(
    "%s cannot be waived: no reason mends a broken record",
    id => {
      const { findings } = planOf(clientSpec({ txt: ["v=spf1 -all"], ttl: 1, waive: waive(id) }));
      expect(brief(findings)).toEqual([
        "error spf-two-records at client.example",
        "error ttl-out-of-range at ttl",
        "error waiver-not-allowed at waive[0]",
      ]);
      expectWhole(findings);
    },
  );

  test("a waiver with nothing to waive says so", () => {
    expect(brief(planOf(clientSpec({ waive: waive("dmarc-no-dkim") })).findings)).toEqual([
      "info waiver-unused at waive[0]",
    ]);
  });

  test("a service's findings can be waived", () => {
    const services = [ownServer({ name: "o", ip4: ["192.0.2.25"], dkim: { o: ED25519_KEY } })];
    const txt: readonly string[] = [];
    const fleet = planOf(
      clientSpec({
        services: [...services, { service: "google-workspace", options: { dkim: {} } }],
        txt,
        waive: waive("service-dkim-missing"),
      }),
    );
    expect(brief(fleet.findings)).toEqual(["info service-dkim-missing at client.example"]);
  });
});

describe("parked domains", () => {
  test("say in every way that they send and take no mail", () => {
    const spec = parked({
      domain: "typo.example",
      host: cloudflare({ zoneId: CLOUDFLARE_ZONE }),
      txt: ["a=b"],
      ttl: 300,
    });
    const plan = planned(planOf(spec), "typo.example");
    expect(records(plan)).toEqual([
      "typo.example MX 0 .",
      "typo.example TXT v=spf1 -all",
      "typo.example TXT a=b",
      "_dmarc.typo.example TXT v=DMARC1; p=reject",
      "*._domainkey.typo.example TXT v=DKIM1; p=",
    ]);
    expect(plan.rrsets.map(set => set.ttl)).toEqual([300, 300, 300, 300]);
  });
});
