/** One RRset, and what Cloudflare, Route 53 and the zone file are given for it, side by side. */
import { describe, expect, test } from "@jest/globals";
import type { ResourceRecord, RRset, RecordType } from "../../src/dns/rrset.ts";
import { desiredResources } from "../../src/hosts/desired-resource.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import type { HostChoice } from "../../src/spec/domain-spec.ts";
import { CLOUDFLARE_ZONE, ROUTE53_ZONE } from "../support/specs.ts";

const DOMAIN = "client.example";

function set(
  name: string,
  type: RecordType,
  ...records: readonly (readonly [role: string, rdata: string, ...services: string[]])[]
): RRset {
  const made = records.map(([role, rdata, ...services]): ResourceRecord => ({ role, rdata, services }));
  return { name, type, ttl: 3600, records: made };
}

function resources(rrset: RRset, host: HostChoice, as: "declared" | "zonefile" = "declared") {
  const plan: DomainPlan = {
    domain: DOMAIN,
    file: "x.ts",
    zone: DOMAIN,
    host,
    sends: true,
    rrsets: [rrset],
    spf: [],
    authorisedBy: [],
    declared: [],
    selectors: [],
    retiredSelectors: [],
    findings: [],
  };
  return desiredResources(plan, { host: as, zoneDirectory: "zones" });
}

const cloudflare = { zoneId: CLOUDFLARE_ZONE, name: DOMAIN, type: "TXT", ttl: 3600 };
const route53 = { zoneId: ROUTE53_ZONE, name: DOMAIN, type: "TXT", ttl: 3600 };
const zonefile = { directory: "zones", zone: DOMAIN, name: DOMAIN, type: "TXT", ttl: 3600 };
const [y255, y90] = ["y".repeat(255), "y".repeat(90)];

interface Case {
  readonly name: string;
  readonly rrset: RRset;
  /** Logical name → inputs. */
  readonly cloudflare: Readonly<Record<string, object>>;
  readonly route53: Readonly<Record<string, object>>;
  readonly zonefile: Readonly<Record<string, object>>;
}

const cases: readonly Case[] = [
  {
    name: "a short TXT: in quotes at Cloudflare, without the outer ones at Route 53, whose provider adds them",
    rrset: set(DOMAIN, "TXT", ["spf", "v=spf1 -all", "fastmail", "zendesk"]),
    cloudflare: {
      "client.example/TXT/spf": {
        ...cloudflare,
        content: '"v=spf1 -all"',
        comment: "mailwright spf: fastmail, zendesk",
      },
    },
    route53: { "client.example/TXT": { ...route53, records: ["v=spf1 -all"] } },
    zonefile: { "client.example/TXT/spf": { ...zonefile, content: "v=spf1 -all", label: "client.example/TXT/spf" } },
  },
  {
    name: "600 octets: three strings, a space between them at Cloudflare, quote space quote inside at Route 53",
    rrset: set(DOMAIN, "TXT", ["txt-y", "y".repeat(600)]),
    cloudflare: {
      "client.example/TXT/txt-y": {
        ...cloudflare,
        content: `"${y255}" "${y255}" "${y90}"`,
        comment: "mailwright txt-y",
      },
    },
    route53: { "client.example/TXT": { ...route53, records: [`${y255}" "${y255}" "${y90}`] } },
    zonefile: {
      "client.example/TXT/txt-y": { ...zonefile, content: "y".repeat(600), label: "client.example/TXT/txt-y" },
    },
  },
  {
    name: "255 octets are one string",
    rrset: set(DOMAIN, "TXT", ["txt-y", y255]),
    cloudflare: { "client.example/TXT/txt-y": { ...cloudflare, content: `"${y255}"`, comment: "mailwright txt-y" } },
    route53: { "client.example/TXT": { ...route53, records: [y255] } },
    zonefile: { "client.example/TXT/txt-y": { ...zonefile, content: y255, label: "client.example/TXT/txt-y" } },
  },
  {
    name: "510 octets are two strings, with no empty third",
    rrset: set(DOMAIN, "TXT", ["txt-y", y255 + y255]),
    cloudflare: {
      "client.example/TXT/txt-y": { ...cloudflare, content: `"${y255}" "${y255}"`, comment: "mailwright txt-y" },
    },
    route53: { "client.example/TXT": { ...route53, records: [`${y255}" "${y255}`] } },
    zonefile: { "client.example/TXT/txt-y": { ...zonefile, content: y255 + y255, label: "client.example/TXT/txt-y" } },
  },
  {
    name: "quotes and backslashes are escaped, and counted before they are",
    rrset: set(DOMAIN, "TXT", ["txt-q", `"\\${"y".repeat(254)}`]),
    cloudflare: {
      "client.example/TXT/txt-q": {
        ...cloudflare,
        content: `"\\"\\\\${"y".repeat(253)}" "y"`,
        comment: "mailwright txt-q",
      },
    },
    route53: { "client.example/TXT": { ...route53, records: [`\\"\\\\${"y".repeat(253)}" "y`] } },
    zonefile: {
      "client.example/TXT/txt-q": { ...zonefile, content: `"\\${"y".repeat(254)}`, label: "client.example/TXT/txt-q" },
    },
  },
  {
    name: "a CNAME: the target without trailing dot, the logical name without role",
    rrset: set(`s1._domainkey.${DOMAIN}`, "CNAME", ["dkim", "s1.vendor.example", "sendgrid"]),
    cloudflare: {
      "s1._domainkey.client.example/CNAME": {
        ...cloudflare,
        name: `s1._domainkey.${DOMAIN}`,
        type: "CNAME",
        content: "s1.vendor.example",
        comment: "mailwright dkim: sendgrid",
      },
    },
    route53: {
      "s1._domainkey.client.example/CNAME": {
        ...route53,
        name: `s1._domainkey.${DOMAIN}`,
        type: "CNAME",
        records: ["s1.vendor.example"],
      },
    },
    zonefile: {
      "s1._domainkey.client.example/CNAME": {
        ...zonefile,
        name: `s1._domainkey.${DOMAIN}`,
        type: "CNAME",
        content: "s1.vendor.example",
        label: "s1._domainkey.client.example/CNAME",
      },
    },
  },
  {
    name: "MX: the preference as a number of its own at Cloudflare, in the value at Route 53; one RRset there",
    rrset: set(`mg.${DOMAIN}`, "MX", ["mx-a", "10 mxa.vendor.example"], ["mx-b", "20 mxb.vendor.example"]),
    cloudflare: {
      "mg.client.example/MX/mx-a": {
        ...cloudflare,
        name: `mg.${DOMAIN}`,
        type: "MX",
        content: "mxa.vendor.example",
        priority: 10,
        comment: "mailwright mx-a",
      },
      "mg.client.example/MX/mx-b": {
        ...cloudflare,
        name: `mg.${DOMAIN}`,
        type: "MX",
        content: "mxb.vendor.example",
        priority: 20,
        comment: "mailwright mx-b",
      },
    },
    route53: {
      "mg.client.example/MX": {
        ...route53,
        name: `mg.${DOMAIN}`,
        type: "MX",
        records: ["10 mxa.vendor.example", "20 mxb.vendor.example"],
      },
    },
    zonefile: {
      "mg.client.example/MX/mx-a": {
        ...zonefile,
        name: `mg.${DOMAIN}`,
        type: "MX",
        content: "10 mxa.vendor.example",
        label: "mg.client.example/MX/mx-a",
      },
      "mg.client.example/MX/mx-b": {
        ...zonefile,
        name: `mg.${DOMAIN}`,
        type: "MX",
        content: "20 mxb.vendor.example",
        label: "mg.client.example/MX/mx-b",
      },
    },
  },
  {
    name: "the null MX is a dot with preference 0, which is a value and not left out",
    rrset: set(DOMAIN, "MX", ["null", "0 ."]),
    cloudflare: {
      "client.example/MX/null": { ...cloudflare, type: "MX", content: ".", priority: 0, comment: "mailwright null" },
    },
    route53: { "client.example/MX": { ...route53, type: "MX", records: ["0 ."] } },
    zonefile: {
      "client.example/MX/null": { ...zonefile, type: "MX", content: "0 .", label: "client.example/MX/null" },
    },
  },
  {
    name: "several values at the apex: one resource each at Cloudflare, all in one at Route 53, where two would fight",
    rrset: set(DOMAIN, "TXT", ["spf", "v=spf1 -all"], ["txt-ms", "MS=ms1"], ["txt-one", "a"]),
    cloudflare: {
      "client.example/TXT/spf": { ...cloudflare, content: '"v=spf1 -all"', comment: "mailwright spf" },
      "client.example/TXT/txt-ms": { ...cloudflare, content: '"MS=ms1"', comment: "mailwright txt-ms" },
      "client.example/TXT/txt-one": { ...cloudflare, content: '"a"', comment: "mailwright txt-one" },
    },
    route53: { "client.example/TXT": { ...route53, records: ["v=spf1 -all", "MS=ms1", "a"] } },
    zonefile: {
      "client.example/TXT/spf": { ...zonefile, content: "v=spf1 -all", label: "client.example/TXT/spf" },
      "client.example/TXT/txt-ms": { ...zonefile, content: "MS=ms1", label: "client.example/TXT/txt-ms" },
      "client.example/TXT/txt-one": { ...zonefile, content: "a", label: "client.example/TXT/txt-one" },
    },
  },
];

const byName = (made: ReturnType<typeof resources>) =>
  Object.fromEntries(made.map(one => [one.logicalName, one.inputs]));

describe("inputs by host", () => {
  // toEqual would take a key that is undefined for an absent one; `proxied` and `allowOverwrite` must be absent.
  test.each(cases)("$name", ({ rrset, ...expected }) => {
    expect(byName(resources(rrset, { kind: "cloudflare", zoneId: CLOUDFLARE_ZONE }))).toStrictEqual(
      expected.cloudflare,
    );
    expect(byName(resources(rrset, { kind: "route53", zoneId: ROUTE53_ZONE }))).toStrictEqual(expected.route53);
    expect(byName(resources(rrset, { kind: "zonefile" }))).toStrictEqual(expected.zonefile);
  });

  test("the embedded stack writes every domain to zone files, whatever host it declares", () => {
    const made = resources(cases[0]!.rrset, { kind: "route53", zoneId: ROUTE53_ZONE }, "zonefile");
    expect(made.map(one => one.host)).toEqual(["zonefile"]);
    expect(byName(made)).toStrictEqual(cases[0]!.zonefile);
  });

  test("a comment stays within what Cloudflare keeps", () => {
    const services = Array.from({ length: 20 }, (_, index) => `service-${index}`);
    const made = resources(set(DOMAIN, "TXT", ["spf", "x", ...services]), {
      kind: "cloudflare",
      zoneId: CLOUDFLARE_ZONE,
    });
    const [comment = ""] = made.map(one => ("comment" in one.inputs ? one.inputs.comment : ""));
    expect(comment).toHaveLength(100);
    expect(comment.startsWith("mailwright spf: service-0, service-1")).toBe(true);
  });
});

describe("aliases: a role that changes its form is one replacement, so that a CNAME never meets other data", () => {
  const dkimTxt = set("s1._domainkey.client.example", "TXT", ["dkim", "v=DKIM1; p="]);
  const dkimCname = set("s1._domainkey.client.example", "CNAME", ["dkim", "s1.vendor.example"]);
  const bounce = set("bounce.client.example", "CNAME", ["return-path", "vendor.example"]);
  const apex = set(DOMAIN, "TXT", ["spf", "v=spf1 -all"], ["txt-a", "a=b"]);
  const extra = set("email.client.example", "CNAME", ["tracking", "vendor.example"]);
  const at = (rrset: RRset, kind: "cloudflare" | "route53") =>
    Object.fromEntries(resources(rrset, { kind, zoneId: "x" }).map(one => [one.logicalName, one.aliases]));

  test.each([
    [
      "a key record was a delegation",
      dkimTxt,
      { "s1._domainkey.client.example/TXT/dkim": ["s1._domainkey.client.example/CNAME"] },
      { "s1._domainkey.client.example/TXT": ["s1._domainkey.client.example/CNAME"] },
    ],
    [
      "a delegation was a key record",
      dkimCname,
      { "s1._domainkey.client.example/CNAME": ["s1._domainkey.client.example/TXT/dkim"] },
      { "s1._domainkey.client.example/CNAME": ["s1._domainkey.client.example/TXT"] },
    ],
    [
      "a delegated return path had an SPF record",
      bounce,
      { "bounce.client.example/CNAME": ["bounce.client.example/TXT/spf"] },
      { "bounce.client.example/CNAME": ["bounce.client.example/TXT"] },
    ],
    [
      "an SPF record was a delegated return path; other strings had no other form",
      apex,
      { "client.example/TXT/spf": ["client.example/CNAME"], "client.example/TXT/txt-a": [] },
      { "client.example/TXT": [] },
    ],
    ["nor had a tracking name", extra, { "email.client.example/CNAME": [] }, { "email.client.example/CNAME": [] }],
  ])("%s", (_name, rrset, cloudflareAliases, route53Aliases) => {
    expect(at(rrset, "cloudflare")).toEqual(cloudflareAliases);
    expect(at(rrset, "route53")).toEqual(route53Aliases);
  });
});
