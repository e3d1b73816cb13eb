/** The rules between specs, one a row: zones, names, policies, and the domains that take others' reports. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, mailgun, ownServer, parked, route53, zonefile } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import type { Finding } from "../../src/finding.ts";
import { planFleet } from "../../src/plan/plan-fleet.ts";
import type { CheckedSpec } from "../../src/spec/parse-spec.ts";
import {
  clientSpec,
  ED25519_KEY,
  expectWhole,
  office,
  planFiles,
  planned,
  planOf,
  records,
  ROUTE53_ZONE,
  TODAY,
} from "../support/specs.ts";
import { vendorLock } from "../support/lock.ts";

const zone = (digit: string) => cloudflare({ zoneId: digit.repeat(32) });
const route = (zoneId: string) => route53({ zoneId });

/** A spec that reports to itself, so that only the rule in question has something to say. */
function spec(domain: string, changes: Partial<DomainSpec> = {}): DomainSpec {
  return clientSpec({ domain, host: zonefile(), dmarc: { policy: "none", reportTo: [`dmarc@${domain}`] }, ...changes });
}

const sends = (subdomain: string) =>
  ownServer({ name: "news", ip4: ["192.0.2.11"], subdomain, dkim: { news: ED25519_KEY } });

/** `severity id in domain at name`, one a finding. */
function said(findings: readonly Finding[]): readonly string[] {
  expectWhole(findings);
  return findings.map(({ severity, id, domain, name }) => `${severity} ${id} in ${domain} at ${name}`);
}

const message = (findings: readonly Finding[], id: string): string | undefined =>
  findings.find(finding => finding.id === id)?.message;

interface Rule {
  readonly name: string;
  readonly specs: readonly unknown[];
  readonly findings: readonly string[];
}

function check(rules: readonly Rule[]): void {
  test.each(rules)("$name", ({ specs, findings }) => {
    expect(said(planOf(...specs).findings)).toEqual(findings);
  });
}

describe("zone-id-shared: a hosted zone has an id of its own (RFC 1034 §4.2)", () => {
  check([
    {
      name: "three zones under one id are one warning, in the first domain",
      specs: ["c", "a", "b"].map(name => spec(`${name}.example`, { host: zone("1") })),
      findings: ["warning zone-id-shared in a.example at host.zoneId"],
    },
    {
      name: "two ids that are each shared are two warnings",
      specs: [
        ...["a", "b"].map(name => spec(`${name}.example`, { host: zone("1") })),
        ...["c", "d"].map(name => spec(`${name}.example`, { host: route(ROUTE53_ZONE) })),
      ],
      findings: [
        "warning zone-id-shared in a.example at host.zoneId",
        "warning zone-id-shared in c.example at host.zoneId",
      ],
    },
    {
      name: "an id with its path is the same id",
      specs: [
        spec("a.example", { host: route(ROUTE53_ZONE) }),
        spec("b.example", { host: route(`/hostedzone/${ROUTE53_ZONE}`) }),
      ],
      findings: ["warning zone-id-shared in a.example at host.zoneId"],
    },
    {
      name: "a parked domain's id counts like any other's",
      specs: [
        parked({ domain: "a.example", host: zone("1") }),
        parked({ domain: "b.example", host: zone("1") }),
        spec("c.example", { host: zone("2") }),
      ],
      findings: ["warning zone-id-shared in a.example at host.zoneId"],
    },
    {
      name: "specs of one zone share its id by right",
      specs: [
        spec("a.example", { host: zone("1") }),
        spec("sub.a.example", { host: zone("1"), zone: "a.example" }),
        parked({ domain: "old.a.example", host: zone("1"), zone: "a.example" }),
      ],
      findings: [],
    },
    {
      name: "zone files have no id that two zones could share",
      specs: [spec("a.example"), spec("b.example")],
      findings: [],
    },
  ]);

  test.each([
    [2, "One zone id stands for 2 zones: z0.example, z1.example; a zone has an id of its own."],
    [3, "One zone id stands for 3 zones: z0.example, z1.example, z2.example; a zone has an id of its own."],
    [4, "One zone id stands for 4 zones: z0.example, z1.example, z2.example and 1 more; a zone has an id of its own."],
    [9, "One zone id stands for 9 zones: z0.example, z1.example, z2.example and 6 more; a zone has an id of its own."],
  ])("of %i zones the message names three at most", (count, expected) => {
    const specs = Array.from({ length: count }, (_, index) => spec(`z${index}.example`, { host: zone("1") }));
    expect(planOf(...specs).findings.map(one => one.message)).toEqual([expected]);
  });
});

describe("zone-host-conflict: a zone has one host (RFC 1034 §4.2)", () => {
  const conflict = [
    "error zone-host-conflict in a.example at host",
    "error zone-host-conflict in sub.a.example at host",
  ];
  const below = (changes: Partial<DomainSpec>) => spec("sub.a.example", { zone: "a.example", ...changes });
  check([
    {
      name: "two ids for one zone, in each spec of it",
      specs: [spec("a.example", { host: zone("1") }), below({ host: zone("2") })],
      findings: conflict,
    },
    {
      name: "two kinds of host for one zone",
      specs: [spec("a.example", { host: zone("1") }), below({})],
      findings: conflict,
    },
    {
      name: "a parked domain's host counts like any other's",
      specs: [spec("a.example"), parked({ domain: "sub.a.example", zone: "a.example", host: zone("1") })],
      findings: conflict,
    },
    {
      name: "an id with its path is no other host",
      specs: [spec("a.example", { host: route(ROUTE53_ZONE) }), below({ host: route(`/hostedzone/${ROUTE53_ZONE}`) })],
      findings: [],
    },
  ]);
});

describe("name-clash: a name belongs to one spec (RFC 2181 §5)", () => {
  const below = spec("news.a.example", { zone: "a.example" });
  check([
    {
      name: "one name in two specs of a zone is an error in both",
      specs: [spec("a.example", { services: [office, sends("news")] }), below],
      findings: [
        "error name-clash in a.example at news.a.example",
        "error name-clash in news.a.example at news.a.example",
      ],
    },
    {
      name: "another name of that zone is nobody's business",
      specs: [spec("a.example", { services: [office, sends("letters")] }), below],
      findings: [],
    },
    {
      name: "a parked domain's names count like any other's",
      specs: [
        spec("a.example", { services: [office, sends("news")] }),
        parked({ domain: "news.a.example", zone: "a.example", host: zonefile() }),
      ],
      findings: [
        "error name-clash in a.example at news.a.example",
        "error name-clash in news.a.example at news.a.example",
      ],
    },
  ]);
});

describe("name-in-other-zone: the zone below a cut answers, never the one above (RFC 1034 §4.2.1)", () => {
  const above = spec("client.example", { services: [office, sends("news")] });
  const misplaced = (name: string) => `error name-in-other-zone in client.example at ${name}`;
  const inNews = [misplaced("news._domainkey.news.client.example"), misplaced("news.client.example")];
  const reports = { policy: "none", reportTo: ["dmarc@reports.msp.example"] } as const;
  check([
    {
      name: "a service below the domain, where a zone of its own begins",
      specs: [above, spec("news.client.example")],
      findings: inNews,
    },
    {
      name: "also where that zone is parked",
      specs: [above, parked({ domain: "news.client.example", host: zonefile() })],
      findings: inNews,
    },
    {
      name: "also names further down",
      specs: [
        spec("client.example", { services: [office, mailgun({ subdomain: "mg.news", dkim: { k1: ED25519_KEY } })] }),
        spec("news.client.example"),
      ],
      findings: [misplaced("k1._domainkey.mg.news.client.example"), misplaced("mg.news.client.example")],
    },
    {
      name: "a name that only ends in the same letters is another name",
      specs: [spec("client.example", { services: [office, sends("goodnews")] }), spec("news.client.example")],
      findings: [],
    },
    {
      name: "authorisation records stand in the zone of the host that takes the reports",
      specs: [spec("client.example", { dmarc: reports }), spec("msp.example"), spec("reports.msp.example")],
      findings: [],
    },
    {
      name: "also where that host is a policy domain without a zone",
      specs: [
        spec("client.example", { dmarc: reports }),
        spec("msp.example"),
        spec("reports.msp.example", { zone: "msp.example" }),
      ],
      findings: [],
    },
  ]);

  test("a spec below that says it is no zone of its own cuts nothing off", () => {
    const { findings } = planOf(above, spec("news.client.example", { zone: "client.example" }));
    expect(findings.map(one => one.id)).not.toContain("name-in-other-zone");
    expect(message(planOf(above, spec("news.client.example")).findings, "name-in-other-zone")).toContain(
      "stands in the zone news.client.example, which has a spec of its own, and not in client.example.",
    );
  });
});

describe("dmarc-sp-ineffective: sp and np count at the organizational domain (RFC 9989 §4.10.1)", () => {
  const sp = (domain: string, more: Partial<DomainSpec["dmarc"]> = { subdomainPolicy: "none" }) =>
    spec(domain, { dmarc: { policy: "none", reportTo: [`dmarc@${domain}`], ...more } });
  const at = (domain: string) => [`warning dmarc-sp-ineffective in ${domain} at _dmarc.${domain}`];
  const suffix = spec("a.example", {
    dmarc: { policy: "none", reportTo: ["dmarc@a.example"], publicSuffix: "y" },
  });
  const parkedAbove = parked({ domain: "a.example", host: zonefile() });
  check([
    {
      name: "sp below another spec's domain",
      specs: [spec("a.example"), sp("sub.a.example")],
      findings: at("sub.a.example"),
    },
    {
      name: "np alone is no better",
      specs: [spec("a.example"), sp("sub.a.example", { nonexistentPolicy: "none" })],
      findings: at("sub.a.example"),
    },
    {
      name: "several labels below",
      specs: [spec("a.example"), sp("x.y.a.example")],
      findings: at("x.y.a.example"),
    },
    { name: "below a parked domain", specs: [parkedAbove, sp("sub.a.example")], findings: at("sub.a.example") },
    {
      name: 'not where psd=n says that an organization begins (publicSuffix: "n")',
      specs: [spec("a.example"), sp("sub.a.example", { subdomainPolicy: "none", publicSuffix: "n" })],
      findings: [],
    },
    {
      name: "psd=u says nothing",
      specs: [spec("a.example"), sp("sub.a.example", { subdomainPolicy: "none", publicSuffix: "u" })],
      findings: at("sub.a.example"),
    },
    {
      name: 'not one label below a public suffix (publicSuffix: "y"), where an organization begins (RFC 9989 §4.10.2)',
      specs: [suffix, sp("sub.a.example")],
      findings: [],
    },
    { name: "two labels below it, though", specs: [suffix, sp("x.sub.a.example")], findings: at("x.sub.a.example") },
    { name: "not without sp and np", specs: [spec("a.example"), spec("sub.a.example")], findings: [] },
    { name: "not at the domain above", specs: [sp("a.example"), spec("sub.a.example")], findings: [] },
    { name: "not beside a domain that is spelt alike", specs: [sp("my-a.example"), spec("a.example")], findings: [] },
  ]);
});

describe("a mistake in many files", () => {
  test("one domain in ten files: an error in each, which names three and counts the rest", () => {
    const files = Array.from({ length: 10 }, (_, index) => `domains/copy-${index}.ts`);
    const { findings, domains } = planFiles(Object.fromEntries(files.map(file => [file, spec("a.example")])));
    expect(findings.map(({ id, file }) => `${id} ${file}`)).toEqual(files.map(file => `domain-duplicate ${file}`));
    expect(new Set(findings.map(one => one.message))).toEqual(
      new Set([
        "a.example is declared in 10 files: domains/copy-0.ts, domains/copy-1.ts, domains/copy-2.ts and 7 more.",
      ]),
    );
    expect(domains).toHaveLength(1);
  });

  /** Checked specs of one zone that count how often somebody asks for their zone. */
  function fleet(count: number, host: (index: number) => CheckedSpec["host"]) {
    let asked = 0;
    const parsed = Array.from({ length: count }, (_, index) => {
      const checked = {
        ...spec(`d${index}.a.example`),
        host: host(index),
        file: `domains/d${index}.a.example.ts`,
        get zone() {
          asked += 1;
          return "a.example";
        },
      };
      return { spec: checked, findings: [] };
    });
    const { findings, domains } = planFleet(parsed, { today: TODAY, lock: vendorLock });
    return { findings, domains, asked: () => asked };
  }

  test("5,000 specs of one zone are planned without asking each for every other", () => {
    const { findings, domains, asked } = fleet(5_000, () => zone("1"));
    expect(domains).toHaveLength(5_000);
    expect(findings).toEqual([]);
    expect(asked()).toBeLessThan(5_000 * 10);
  });

  test("5,000 specs with a conflict get one short sentence each, not a list of 5,000", () => {
    const { findings } = fleet(5_000, index => (index === 0 ? zone("1") : zone("2")));
    expect(findings).toHaveLength(5_000);
    expect(new Set(findings.map(one => one.id))).toEqual(new Set(["zone-host-conflict"]));
    expect(Math.max(...findings.map(one => one.message.length))).toBeLessThan(200);
  });
});

describe("domains that take others' reports (RFC 9990 §4)", () => {
  const toMsp = { policy: "none", reportTo: ["dmarc@reports.msp.example"] } as const;
  const client = (name: string, changes: Partial<DomainSpec> = {}) =>
    spec(`${name}.example`, { dmarc: toMsp, ...changes });
  const broken = { ...spec("msp.example"), ttl: "1h" };
  const own = (domain: string, host: string) =>
    spec(domain, { dmarc: { policy: "none", reportTo: [`dmarc@${host}`] } });
  check([
    {
      name: "a report domain whose spec has an error of shape is an error in each client",
      specs: [client("one"), client("two"), broken],
      findings: [
        "error spec-type in msp.example at ttl",
        "error dmarc-report-host-unplanned in one.example at _dmarc.one.example",
        "error dmarc-report-host-unplanned in two.example at _dmarc.two.example",
      ],
    },
    {
      name: "the deepest spec answers for the host, though the one above it is broken",
      specs: [client("one"), broken, spec("reports.msp.example")],
      findings: ["error spec-type in msp.example at ttl"],
    },
    {
      name: "and is missed when it is the broken one, though the one above it is sound",
      specs: [client("one"), spec("msp.example"), { ...broken, domain: "reports.msp.example" }],
      findings: [
        "error dmarc-report-host-unplanned in one.example at _dmarc.one.example",
        "error spec-type in reports.msp.example at ttl",
      ],
    },
    {
      name: "a domain above, whose consent nobody asks for, may be broken",
      specs: [own("sub.msp.example", "msp.example"), broken],
      findings: ["error spec-type in msp.example at ttl"],
    },
    {
      name: "and so may one below",
      specs: [own("msp.example", "sub.msp.example"), { ...broken, domain: "sub.msp.example" }],
      findings: ["error spec-type in sub.msp.example at ttl"],
    },
    {
      name: "a parked report domain takes no mail",
      specs: [client("one"), parked({ domain: "msp.example", host: zonefile() })],
      findings: ["error dmarc-report-host-parked in one.example at _dmarc.one.example"],
    },
    {
      name: "nor does a parked domain take its own",
      specs: [parked({ domain: "a.example", host: zonefile(), reportTo: ["dmarc@a.example"] })],
      findings: ["error dmarc-report-host-parked in a.example at _dmarc.a.example"],
    },
    {
      name: "a host that no spec manages is a warning in each client",
      specs: [client("one"), client("two")],
      findings: [
        "warning dmarc-report-unauthorised in one.example at _dmarc.one.example",
        "warning dmarc-report-unauthorised in two.example at _dmarc.two.example",
      ],
    },
    {
      name: "a domain that is only spelt alike manages nothing",
      specs: [client("one"), spec("my-msp.example")],
      findings: ["warning dmarc-report-unauthorised in one.example at _dmarc.one.example"],
    },
  ]);

  test.each([
    ["the domain itself", "a.example", "a.example"],
    ["a host below the domain", "a.example", "mail.reports.a.example"],
    ["the domain above", "sub.a.example", "a.example"],
  ])("no record and no finding for reports to %s", (_what, domain, host) => {
    const fleet = planOf(own(domain, host));
    expect(fleet.findings).toEqual([]);
    expect(planned(fleet, domain).authorisedBy).toEqual([]);
    expect(records(planned(fleet, domain)).filter(line => line.includes("_report"))).toEqual([]);
  });

  test("a wildcard is one record of the report domain, however many clients need it", () => {
    const clients = Array.from({ length: 20 }, (_, index) => client(`c${index}`));
    const fleet = planOf(spec("msp.example", { reportAuthorisation: "wildcard" }), ...clients);
    const name = "*._report._dmarc.reports.msp.example";
    expect(fleet.findings).toEqual([]);
    expect(records(planned(fleet, "msp.example")).filter(line => line.includes("_report"))).toEqual([
      `${name} TXT v=DMARC1`,
    ]);
    expect(fleet.domains.flatMap(({ authorisedBy }) => authorisedBy)).toEqual(
      clients.map(() => ({ domain: "msp.example", name })),
    );
  });
});
