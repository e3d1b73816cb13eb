/** The engine's targets, tried as the engine tries them: on a stack's URNs. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { engineTargets } from "../../src/cli/engine-targets.ts";
import { desiredResources } from "../../src/hosts/desired-resource.ts";
import { amazonSes, cloudflare, fastmail, parked, route53, sendgrid } from "#mailwright";
import { clientSpec, ED25519_KEY, planOf } from "../support/specs.ts";

/** pkg/resource/deploy/target.go of the engine: `**` is any run, `*` any run without a colon, everything else itself. */
function engineRegExp(pattern: string): RegExp {
  const quoted = pattern.split("**").map(part =>
    part
      .split("*")
      .map(text => text.replace(/[\\^$.|?+()[\]{}*]/g, "\\$&"))
      .join("[^:]*"),
  );
  return new RegExp(`^${quoted.join(".*")}$`);
}

const TYPES = ["cloudflare:index/dnsRecord:DnsRecord", "aws:route53/record:Record", "zonefile:index:Record"] as const;
const recordUrn = (name: string, type: string = TYPES[0], stack = "dev"): string =>
  `urn:pulumi:${stack}::mailwright::mailwright:index:Domain$${type}::${name}`;
const componentUrn = (domain: string): string => `urn:pulumi:dev::mailwright::mailwright:index:Domain::${domain}`;
const targeted = (urn: string, ...domains: readonly string[]): boolean =>
  engineTargets("dev", domains).some(pattern => engineRegExp(pattern).test(urn));

describe("targets for client.example", () => {
  test.each([
    [componentUrn("client.example")],
    ...TYPES.flatMap(type =>
      [
        "client.example/TXT/spf",
        "client.example/TXT",
        "client.example/MX/null",
        "_dmarc.client.example/TXT/dmarc",
        "s1._domainkey.client.example/CNAME",
        "*._domainkey.client.example/TXT/dkim",
        "news.client.example/TXT/spf",
        "client.example._report._dmarc.reports.msp.example/TXT/report-authorisation",
        "client.example._report._dmarc.msp.example/TXT",
      ].map(name => [recordUrn(name, type)] as const),
    ),
  ])("name %s", urn => {
    expect(targeted(urn, "client.example")).toBe(true);
  });

  test.each([
    ["a domain whose name ends in the same letters", recordUrn("my-client.example/TXT/spf")],
    ["names below it", recordUrn("_dmarc.my-client.example/TXT/dmarc")],
    ["its component", componentUrn("my-client.example")],
    ["a domain that goes on behind", recordUrn("client.example.net/TXT/spf")],
    ["a component that goes on behind", componentUrn("client.example.net")],
    ["a name with another letter for the dot", recordUrn("clientxexample/TXT/spf")],
    ["the domain above", recordUrn("example/TXT/spf")],
    [
      "another client's authorisation record",
      recordUrn("other.example._report._dmarc.reports.msp.example/TXT/report-authorisation"),
    ],
    [
      "that of a name that ends in the same letters",
      recordUrn("my-client.example._report._dmarc.msp.example/TXT/report-authorisation"),
    ],
    ["the report domain's wildcard", recordUrn("*._report._dmarc.msp.example/TXT/report-authorisation")],
    ["the report domain's own records", recordUrn("_dmarc.msp.example/TXT/dmarc")],
    ["the report domain's component", componentUrn("msp.example")],
    ["another stack's record of the same name", recordUrn("client.example/TXT/spf", TYPES[0], "prod")],
    ["the stack itself", "urn:pulumi:dev::mailwright::pulumi:pulumi:Stack::mailwright-dev"],
    ["a provider", "urn:pulumi:dev::mailwright::pulumi:providers:cloudflare::default_6_22_1"],
  ])("do not name %s", (_what, urn) => {
    expect(targeted(urn, "client.example")).toBe(false);
  });

  test("several domains are each named, and no domain gives no target", () => {
    expect(targeted(recordUrn("b.example/TXT/spf"), "a.example", "b.example")).toBe(true);
    expect(engineTargets("dev", [])).toEqual([]);
  });
});

describe("in any fleet", () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,3}[a-z0-9])?$/);
  // Names over few letters often end in each other; that is what is tried here.
  const near = fc.constantFrom("a", "my-a", "a-b", "b", "x.a", "a.example", "my-a.example", "b.a");
  const domain = fc
    .tuple(fc.oneof(near, label), fc.constantFrom("example", "example.com", "co.example"))
    .map(parts => parts.join("."));

  test("a domain's targets name all its resources, and of other domains only those below it", () => {
    let others = 0;
    fc.assert(
      fc.property(fc.uniqueArray(domain, { minLength: 2, maxLength: 6 }), names => {
        const hosts = [cloudflare({ zoneId: "0".repeat(32) }), route53({ zoneId: "Z1" })];
        const [target = "", reports = ""] = names;
        const fleet = planOf(
          ...names.map((name, index) =>
            index % 3 === 2
              ? parked({ domain: name, host: hosts[0]!, reportTo: [`dmarc@r.${reports}`] })
              : clientSpec({
                  domain: name,
                  host: hosts[index % 2]!,
                  services: [
                    fastmail(),
                    sendgrid({ user: "u1", server: "wl1", returnPath: "em1" }),
                    amazonSes({ region: "eu-west-1", dkim: { ses: ED25519_KEY }, mailFrom: "bounce" }),
                  ],
                  dmarc: { policy: "none", reportTo: [`dmarc@r.${reports}`] },
                }),
          ),
        );
        for (const plan of fleet.domains) {
          const isTarget = plan.domain === target || plan.domain.endsWith(`.${target}`);
          for (const { logicalName, host } of desiredResources(plan, { host: "declared", zoneDirectory: "" })) {
            // A record that lets a client's reports through is the client's, whoever's zone it stands in.
            const client = /^(.+)\._report\._dmarc\./.exec(logicalName)?.[1];
            const own = client === undefined ? isTarget : client === target;
            // A report domain that is targeted has its clients' records among the names below it.
            if (client !== undefined && !own && isTarget) continue;
            const urn = recordUrn(logicalName, host === "route53" ? TYPES[1] : TYPES[0]);
            expect([urn, targeted(urn, target)]).toEqual([urn, own]);
            if (!own) others += 1;
          }
          expect(targeted(componentUrn(plan.domain), target)).toBe(plan.domain === target);
        }
      }),
    );
    expect(others).toBeGreaterThan(1000);
  });
});
