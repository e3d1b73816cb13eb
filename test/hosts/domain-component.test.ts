/** The engine's targets, tried as the engine tries them: on the URNs of a stack's resources. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { componentType, domainTargets, otherHolders } from "../../src/hosts/domain-component.ts";

/** pkg/resource/deploy/target.go of the engine: `**` is any run, `*` any run without a colon, everything else itself. */
function engineRegExp(pattern: string): RegExp {
  const quote = (text: string): string => text.replace(/[\\^$.|?+()[\]{}*]/g, "\\$&");
  const quoted = pattern.split("**").map(part => part.split("*").map(quote).join("[^:]*"));
  return new RegExp(`^${quoted.join(".*")}$`);
}

const TYPES = ["cloudflare:index/dnsRecord:DnsRecord", "aws:route53/record:Record", "zonefile:index:Record"] as const;
const recordUrn = (domain: string, name: string, type: string = TYPES[0], stack = "dev"): string =>
  `urn:pulumi:${stack}::mailwright::${componentType(domain)}$${type}::${name}`;
const componentUrn = (domain: string): string => `urn:pulumi:dev::mailwright::${componentType(domain)}::${domain}`;
const targeted = (urn: string, ...domains: readonly string[]): boolean =>
  domainTargets("dev", domains).some(pattern => engineRegExp(pattern).test(urn));

test("a component's type names its domain: only types of parents are part of a child's URN", () => {
  expect(componentType("client.example")).toBe("mailwright:client.example:Domain");
});

describe("targets for client.example", () => {
  test.each([
    ["its component", componentUrn("client.example")],
    ...TYPES.flatMap(type =>
      [
        "client.example/TXT/spf",
        "client.example/TXT",
        "_dmarc.client.example/TXT/dmarc",
        "*._domainkey.client.example/TXT/dkim",
        "client.example._report._dmarc.reports.msp.example/TXT/report-authorisation",
      ].map(name => [`${name} of ${type}`, recordUrn("client.example", name, type)] as const),
    ),
  ])("name %s", (_what, urn) => {
    expect(targeted(urn, "client.example")).toBe(true);
  });

  test.each([
    ["a domain whose name ends in the same letters", recordUrn("my-client.example", "my-client.example/TXT/spf")],
    ["its component", componentUrn("my-client.example")],
    ["a domain below it, which has a spec of its own", recordUrn("sub.client.example", "sub.client.example/TXT/spf")],
    ["the component of one", componentUrn("sub.client.example")],
    ["a domain that goes on behind", recordUrn("client.example.net", "client.example.net/TXT/spf")],
    ["the component of one", componentUrn("client.example.net")],
    ["a domain with another letter for the dot", recordUrn("clientxexample", "clientxexample/TXT/spf")],
    ["the domain above", recordUrn("example", "example/TXT/spf")],
    ["another client's authorisation record", recordUrn("b.example", "b.example._report._dmarc.client.example/TXT/x")],
    ["a report domain's own records", recordUrn("msp.example", "_dmarc.msp.example/TXT/dmarc")],
    ["another domain's record of the same name", recordUrn("b.example", "client.example/TXT/spf")],
    ["another stack's record", recordUrn("client.example", "client.example/TXT/spf", TYPES[0], "prod")],
    ["the stack itself", "urn:pulumi:dev::mailwright::pulumi:pulumi:Stack::mailwright-dev"],
    ["a provider", "urn:pulumi:dev::mailwright::pulumi:providers:cloudflare::default_6_22_1"],
  ])("do not name %s", (_what, urn) => {
    expect(targeted(urn, "client.example")).toBe(false);
  });

  test("several domains are each named, and no domain gives no target", () => {
    expect(targeted(recordUrn("b.example", "b.example/TXT/spf"), "a.example", "b.example")).toBe(true);
    expect(domainTargets("dev", [])).toEqual([]);
  });
});

test("of any two domains, the targets of one never name what is the other's", () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,3}[a-z0-9])?$/);
  // Names over few letters often begin or end in each other; that is what is tried here.
  const near = fc.constantFrom("a", "my-a", "a-b", "b", "x.a", "a.example", "my-a.example", "b.a");
  const domain = fc
    .tuple(fc.oneof(near, label), fc.constantFrom("example", "example.com", "co.example"))
    .map(parts => parts.join("."));
  const name = fc
    .tuple(fc.constantFrom("", "_dmarc.", "*._domainkey."), domain)
    .map(parts => `${parts.join("")}/TXT/x`);
  fc.assert(
    fc.property(domain, domain, name, fc.constantFrom(...TYPES), (target, other, record, type) => {
      expect(targeted(recordUrn(other, record, type), target)).toBe(other === target);
      expect(targeted(componentUrn(other), target)).toBe(other === target);
    }),
    { numRuns: 2000 },
  );
});

describe("domains whose specs a record may have stood in before", () => {
  test.each([
    ["an apex record, in no other", "aa.example", "aa.example", "aa.example", []],
    ["a selector of the domain itself", "s1._domainkey.aa.example", "aa.example", "aa.example", []],
    ["a name below: the spec of that name", "bounce.aa.example", "aa.example", "aa.example", ["bounce.aa.example"]],
    ["a selector below", "s1._domainkey.mail.aa.example", "aa.example", "aa.example", ["mail.aa.example"]],
    ["a domain below its zone: the spec above", "mail.aa.example", "aa.example", "mail.aa.example", ["aa.example"]],
    ["a wildcard is no domain", "*._domainkey.aa.example", "aa.example", "aa.example", []],
    ["never beyond the zone", "mail.aa.example", "mail.aa.example", "mail.aa.example", []],
  ])("%s", (_, name, zone, domain, holders) => {
    expect(otherHolders(name, zone, domain)).toEqual(holders);
  });
});
