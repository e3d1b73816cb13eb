/** What the engine is asked for: types, names, parents, order, and how each record is replaced. */
import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import {
  amazonSes,
  cloudflare,
  defineDomain,
  fastmail,
  googleWorkspace,
  ownServer,
  parked,
  route53,
  sendgrid,
} from "#mailwright";
import { applyPlans, type ApplyOptions } from "../../src/hosts/apply-plan.ts";
import { registrations, type Registered } from "../support/engine-mock.ts";
import { lockOf } from "../support/lock.ts";
import { CLOUDFLARE_ZONE, ED25519_KEY, planOf, planWith, ROUTE53_ZONE } from "../support/specs.ts";

// The provider packages are loaded for real.
jest.setTimeout(60_000);

const bakery = defineDomain({
  domain: "bakery.example",
  host: cloudflare({ zoneId: CLOUDFLARE_ZONE }),
  services: [
    googleWorkspace({ dkim: { google: ED25519_KEY } }),
    sendgrid({ user: "u1", server: "wl1", returnPath: "em1" }),
    amazonSes({ region: "eu-west-1", dkim: { ses: ED25519_KEY }, mailFrom: "bounce" }),
  ],
  dmarc: { policy: "quarantine", reportTo: ["dmarc@reports.msp.example"] },
  txt: ["google-site-verification=abc"],
});
const clinic = defineDomain({
  domain: "clinic.example",
  host: route53({ zoneId: ROUTE53_ZONE }),
  services: [fastmail(), ownServer({ name: "office", ip4: ["192.0.2.1"], dkim: { office: ED25519_KEY } })],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.msp.example"] },
  txt: ["MS=ms1"],
});
const msp = defineDomain({
  domain: "msp.example",
  host: cloudflare({ zoneId: "9".repeat(32) }),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.msp.example"] },
});
const typo = parked({ domain: "typo.example", host: cloudflare({ zoneId: "8".repeat(32) }) });

const fleet = planOf(bakery, clinic, msp, typo);
const declared: ApplyOptions = { host: "declared", zoneDirectory: "zones", fleet: fleet.domains };
const apply = (options: ApplyOptions) => registrations(() => applyPlans(fleet.domains, options));

const DNS_RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const ROUTE53_RECORD = "aws:route53/record:Record";
/** A domain's component: its type holds the domain, so that one target names what the domain owns. */
const isComponent = ({ type }: Registered): boolean => /^mailwright:.+:Domain$/.test(type);

let all: readonly Registered[];
beforeAll(async () => void (all = await apply(declared)));

const of = (name: string): Registered => {
  const found = all.filter(one => one.name === name && !isComponent(one));
  expect(found).toHaveLength(1);
  return found[0] as Registered;
};

describe("records", () => {
  test("the fleet has no finding, so what follows is what an up would make", () => {
    expect(fleet.findings).toEqual([]);
  });

  test("each domain is a component, and its records are children with stable names", () => {
    const tree = Map.groupBy(
      all.filter(one => !isComponent(one)),
      one => one.parent,
    );
    expect(
      all
        .filter(isComponent)
        .map(one => [one.name, one.parent])
        .toSorted(),
    ).toEqual([
      ["bakery.example", undefined],
      ["clinic.example", undefined],
      ["msp.example", undefined],
      ["typo.example", undefined],
    ]);
    const children = Object.fromEntries(
      [...tree].map(([parent, records]) => [parent, records.map(one => `${one.type} ${one.name}`).toSorted()]),
    );
    expect(children).toEqual({
      "component of bakery.example": [
        "_dmarc.bakery.example/TXT/dmarc",
        "bakery.example._report._dmarc.reports.msp.example/TXT/report-authorisation",
        "bakery.example/TXT/spf",
        "bakery.example/TXT/txt-google-site-verification",
        "bounce.bakery.example/MX/mx-a",
        "bounce.bakery.example/TXT/spf",
        "em1.bakery.example/CNAME",
        "google._domainkey.bakery.example/TXT/dkim",
        "s1._domainkey.bakery.example/CNAME",
        "s2._domainkey.bakery.example/CNAME",
        "ses._domainkey.bakery.example/TXT/dkim",
      ].map(name => `${DNS_RECORD} ${name}`),
      "component of clinic.example": [
        "_dmarc.clinic.example/TXT",
        "clinic.example/TXT",
        "fm1._domainkey.clinic.example/CNAME",
        "fm2._domainkey.clinic.example/CNAME",
        "fm3._domainkey.clinic.example/CNAME",
        "office._domainkey.clinic.example/TXT",
      ]
        .map(name => `${ROUTE53_RECORD} ${name}`)
        .toSpliced(0, 0, `${DNS_RECORD} clinic.example._report._dmarc.reports.msp.example/TXT/report-authorisation`)
        .toSorted(),
      "component of msp.example": [
        "_dmarc.msp.example/TXT/dmarc",
        "fm1._domainkey.msp.example/CNAME",
        "fm2._domainkey.msp.example/CNAME",
        "fm3._domainkey.msp.example/CNAME",
        "msp.example/TXT/spf",
      ].map(name => `${DNS_RECORD} ${name}`),
      "component of typo.example": [
        "*._domainkey.typo.example/TXT/dkim",
        "_dmarc.typo.example/TXT/dmarc",
        "typo.example/MX/null",
        "typo.example/TXT/spf",
      ].map(name => `${DNS_RECORD} ${name}`),
    });
  });

  test("Cloudflare's inputs are exactly these: no proxied, no settings, no tags, and priority only for MX", () => {
    expect(of("bakery.example/TXT/spf").inputs).toStrictEqual({
      zoneId: CLOUDFLARE_ZONE,
      name: "bakery.example",
      type: "TXT",
      ttl: 3600,
      content: '"v=spf1 include:_spf.google.com ~all"',
      comment: "mailwright spf: google-workspace",
    });
    expect(of("bounce.bakery.example/MX/mx-a").inputs).toStrictEqual({
      zoneId: CLOUDFLARE_ZONE,
      name: "bounce.bakery.example",
      type: "MX",
      ttl: 3600,
      content: "feedback-smtp.eu-west-1.amazonses.com",
      priority: 10,
      comment: "mailwright mx-a: amazon-ses",
    });
    expect(of("em1.bakery.example/CNAME").inputs).toStrictEqual({
      zoneId: CLOUDFLARE_ZONE,
      name: "em1.bakery.example",
      type: "CNAME",
      ttl: 3600,
      content: "u1.wl1.sendgrid.net",
      comment: "mailwright return-path: sendgrid",
    });
  });

  test("Route 53's inputs are exactly these: no allowOverwrite, which would take the name's other values", () => {
    expect(of("clinic.example/TXT").inputs).toStrictEqual({
      zoneId: ROUTE53_ZONE,
      name: "clinic.example",
      type: "TXT",
      ttl: 3600,
      records: ["v=spf1 include:spf.messagingengine.com ip4:192.0.2.1 ~all", "MS=ms1"],
    });
    expect(of("fm1._domainkey.clinic.example/CNAME").inputs).toStrictEqual({
      zoneId: ROUTE53_ZONE,
      name: "fm1._domainkey.clinic.example",
      type: "CNAME",
      ttl: 3600,
      records: ["fm1.clinic.example.dkim.fmhosted.com"],
    });
  });

  test("the embedded stack makes zonefile:index:Record of all of them", async () => {
    const made = await apply({ ...declared, host: "zonefile" });
    const records = made.filter(one => !isComponent(one));
    expect(new Set(records.map(one => one.type))).toEqual(new Set(["zonefile:index:Record"]));
    expect(records.find(one => one.name === "clinic.example/TXT/txt-ms")?.inputs).toStrictEqual({
      directory: "zones",
      zone: "clinic.example",
      name: "clinic.example",
      type: "TXT",
      ttl: 3600,
      content: "MS=ms1",
      label: "clinic.example/TXT/txt-ms",
    });
  });
});

describe("order: an up that stops half-way never leaves a policy without what it rests on", () => {
  test.each(["cloudflare", "route53"] as const)(
    "an SPF record waits for the records it includes, at %s",
    async kind => {
      const host = kind === "cloudflare" ? cloudflare({ zoneId: CLOUDFLARE_ZONE }) : route53({ zoneId: ROUTE53_ZONE });
      const networks = Array.from({ length: 30 }, (_, n) => `ip4:192.0.2.${n * 2}`).join(" ");
      const plans = planWith(
        lockOf({ "_spf.google.com": { TXT: [`v=spf1 ${networks} -all`] } }),
        { ...bakery, host, services: [googleWorkspace({ dkim: { google: ED25519_KEY }, flatten: true })] },
        msp,
      ).domains;
      const made = await registrations(() => applyPlans(plans, { ...declared, fleet: plans }));
      const suffix = kind === "cloudflare" ? "/TXT/spf-overflow" : "/TXT";
      const pieces = ["_spf1", "_spf2", "_spf3"].map(label => `${label}.bakery.example${suffix}`);
      expect(made.map(one => one.name).filter(name => name.startsWith("_spf"))).toEqual(pieces);
      const spf = made.find(
        one => one.name === (kind === "cloudflare" ? "bakery.example/TXT/spf" : "bakery.example/TXT"),
      );
      expect(spf?.dependsOn).toEqual(pieces);
      const first = made.find(one => one.name === pieces[0]);
      expect(first?.dependsOn).toEqual([]);
    },
  );

  test.each(["cloudflare", "route53"] as const)(
    "and for the other names of the domain it includes, at %s",
    async kind => {
      const host = kind === "cloudflare" ? cloudflare({ zoneId: CLOUDFLARE_ZONE }) : route53({ zoneId: ROUTE53_ZONE });
      const office = (name: string, term: string, subdomain?: string) =>
        ownServer({ name, terms: [term], ...(subdomain === undefined ? {} : { subdomain }) });
      const services = [
        office("office", "include:a.bakery.example"),
        office("shop", "include:b.bakery.example", "a"),
        office("till", "include:em1.bakery.example", "b"),
        sendgrid({ user: "u1", server: "wl1", returnPath: "em1" }),
      ];
      const lock = lockOf({ "u1.wl1.sendgrid.net": { TXT: ["v=spf1 ip4:192.0.2.1 -all"] } });
      const plans = planWith(lock, { ...bakery, host, services }, msp).domains;
      const made = await registrations(() => applyPlans(plans, { ...declared, fleet: plans }));
      const suffix = kind === "cloudflare" ? "/TXT/spf" : "/TXT";
      const waits = (name: string) => made.find(one => one.name === `${name}${suffix}`)?.dependsOn;
      expect(waits("b.bakery.example")).toEqual(["em1.bakery.example/CNAME"]);
      expect(waits("a.bakery.example")).toEqual([`b.bakery.example${suffix}`, "em1.bakery.example/CNAME"].toSorted());
      expect(waits("bakery.example")).toEqual(
        [`a.bakery.example${suffix}`, `b.bakery.example${suffix}`, "em1.bakery.example/CNAME"].toSorted(),
      );
    },
  );

  test("a policy record waits for SPF, DKIM and return paths of its domain, and for its authorisation", () => {
    expect(of("_dmarc.bakery.example/TXT/dmarc").dependsOn).toEqual([
      "bakery.example._report._dmarc.reports.msp.example/TXT/report-authorisation",
      "bakery.example/TXT/spf",
      "bounce.bakery.example/TXT/spf",
      "em1.bakery.example/CNAME",
      "google._domainkey.bakery.example/TXT/dkim",
      "s1._domainkey.bakery.example/CNAME",
      "s2._domainkey.bakery.example/CNAME",
      "ses._domainkey.bakery.example/TXT/dkim",
    ]);
  });

  test("also where SPF shares its RRset with other strings, and the report domain has another host", () => {
    expect(of("_dmarc.clinic.example/TXT").dependsOn).toEqual([
      "clinic.example._report._dmarc.reports.msp.example/TXT/report-authorisation",
      "clinic.example/TXT",
      "fm1._domainkey.clinic.example/CNAME",
      "fm2._domainkey.clinic.example/CNAME",
      "fm3._domainkey.clinic.example/CNAME",
      "office._domainkey.clinic.example/TXT",
    ]);
  });

  test("a report domain's own policy waits for no consent of its own", () => {
    expect(of("_dmarc.msp.example/TXT/dmarc").dependsOn.filter(name => name.includes("_report"))).toEqual([]);
    expect(of("_dmarc.msp.example/TXT/dmarc").dependsOn).toHaveLength(4);
  });

  test("a parked domain's reject waits for its -all and its revoked keys", () => {
    expect(of("_dmarc.typo.example/TXT/dmarc").dependsOn).toEqual([
      "*._domainkey.typo.example/TXT/dkim",
      "typo.example/TXT/spf",
    ]);
  });

  test("an MX waits for the SPF record of its name, which may take a CNAME's place; the rest is made at once", () => {
    const waiting = all.filter(one => !isComponent(one) && !one.name.startsWith("_dmarc.") && one.dependsOn.length > 0);
    expect(waiting.map(one => [one.name, one.dependsOn]).toSorted()).toEqual([
      ["bounce.bakery.example/MX/mx-a", ["bounce.bakery.example/TXT/spf"]],
      ["typo.example/MX/null", ["typo.example/TXT/spf"]],
    ]);
  });
});

describe("replacement", () => {
  test("every record is deleted before it is made again: never two at a name, not even for a moment", () => {
    const records = all.filter(one => !isComponent(one));
    expect(records.length).toBeGreaterThan(25);
    expect(records.filter(one => !one.deleteBeforeReplace)).toEqual([]);
  });

  test("a role that may have had the other form says under which name", () => {
    expect(of("s1._domainkey.bakery.example/CNAME").aliases).toEqual(["s1._domainkey.bakery.example/TXT/dkim"]);
    expect(of("google._domainkey.bakery.example/TXT/dkim").aliases).toEqual(["google._domainkey.bakery.example/CNAME"]);
    expect(of("em1.bakery.example/CNAME").aliases).toEqual(["em1.bakery.example/TXT/spf"]);
    expect(of("office._domainkey.clinic.example/TXT").aliases).toEqual(["office._domainkey.clinic.example/CNAME"]);
    expect(of("bounce.bakery.example/TXT/spf").aliases).toEqual(["bounce.bakery.example/CNAME"]);
    expect(of("bakery.example/TXT/txt-google-site-verification").aliases).toEqual([]);
  });
});

describe("only the targeted domains", () => {
  const targeted = async (...only: readonly string[]) =>
    (await apply({ ...declared, only: new Set(only) })).filter(one => !isComponent(one));

  test("a client alone is whole: the record that lets its reports through comes along, in its report domain's zone", async () => {
    const made = await targeted("bakery.example");
    expect(made.map(one => one.name).toSorted()).toEqual(
      all
        .filter(one => one.parent === "component of bakery.example")
        .map(one => one.name)
        .toSorted(),
    );
    const policy = made.find(one => one.name === "_dmarc.bakery.example/TXT/dmarc");
    expect(policy?.dependsOn).toEqual(of("_dmarc.bakery.example/TXT/dmarc").dependsOn);
    const consent = made.find(one => one.name.includes("._report._dmarc."));
    expect(consent?.inputs).toMatchObject({ zoneId: "9".repeat(32), content: '"v=DMARC1"', ttl: 3600 });
  });

  test("no other domain is registered", async () => {
    const made = await targeted("clinic.example", "typo.example");
    expect(new Set(made.map(one => one.parent))).toEqual(
      new Set(["component of clinic.example", "component of typo.example"]),
    );
  });
});

describe("a wildcard authorisation serves many", () => {
  test("so it is the report domain's, and made before the policies that wait for it", async () => {
    const { domains } = planOf(bakery, clinic, { ...msp, reportAuthorisation: "wildcard" });
    const made = await registrations(() => applyPlans(domains, { ...declared, fleet: domains }));
    const wildcard = "*._report._dmarc.reports.msp.example/TXT/report-authorisation";
    expect(made.filter(one => one.name.includes("._report.")).map(one => [one.parent, one.name])).toEqual([
      ["component of msp.example", wildcard],
    ]);
    for (const name of ["_dmarc.bakery.example/TXT/dmarc", "_dmarc.clinic.example/TXT"]) {
      expect(made.find(one => one.name === name)?.dependsOn).toContain(wildcard);
    }
  });

  test("a run of one client registers it as well, so that the policy still waits for it", async () => {
    const { domains } = planOf(bakery, clinic, { ...msp, reportAuthorisation: "wildcard" });
    const only = new Set(["bakery.example"]);
    const made = await registrations(() => applyPlans(domains, { ...declared, fleet: domains, only }));
    const wildcard = "*._report._dmarc.reports.msp.example/TXT/report-authorisation";
    expect(made.filter(one => one.parent === "component of msp.example").map(one => one.name)).toEqual([wildcard]);
    expect(made.find(one => one.name === "_dmarc.bakery.example/TXT/dmarc")?.dependsOn).toContain(wildcard);
  });
});
