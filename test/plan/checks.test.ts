/** The checks of one domain's plan: what sets each off, and what it says. */
import { describe, expect, test } from "@jest/globals";
import {
  amazonSes,
  cloudflare,
  googleWorkspace,
  mailgun,
  mandrill,
  ownServer,
  parked,
  postmark,
  route53,
  sendgrid,
  zonefile,
} from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { hostCapabilities } from "../../src/dns/host-capabilities.ts";
import {
  brief,
  clientSpec,
  ED25519_KEY,
  expectWhole,
  office,
  OTHER_ED25519_KEY,
  planned,
  planOf,
  RSA_2048_KEY,
  ROUTE53_ZONE,
} from "../support/specs.ts";

const ses = { region: "eu-west-1", dkim: { ses: ED25519_KEY } } as const;
const report = ["dmarc@client.example"];
const onRoute53 = route53({ zoneId: ROUTE53_ZONE });

/** A term that alone makes the SPF record longer than so many characters. */
const longTerms = (length: number): readonly string[] =>
  Array.from({ length: Math.ceil(length / 12) }, (_, index) => `ip4:192.0.${index % 256}.${index >> 8}/32`);

interface Case {
  readonly name: string;
  readonly spec: Partial<DomainSpec>;
  /** `severity id at name`. */
  readonly finding: string;
  readonly cite: string;
  /** A part of the message that tells this case from others. */
  readonly says: string;
}

const cases: readonly Case[] = [
  {
    name: "a second SPF record among the apex strings is a permerror",
    spec: { txt: ["v=spf1 include:_spf.old.example -all"] },
    finding: "error spf-two-records at client.example",
    cite: "RFC 7208 §3.2",
    says: "client.example would hold 2 SPF records (spf, txt-v).",
  },
  {
    name: "a bare v=spf1 is an SPF record too, in any case of its letters",
    spec: { txt: ["V=SPF1"] },
    finding: "error spf-two-records at client.example",
    cite: "RFC 7208 §3.2",
    says: "2 SPF records",
  },
  {
    name: "a whole SPF record is no term",
    spec: { spf: { terms: ["v=spf1 a -all"] } },
    finding: "error spf-two-records at client.example",
    cite: "RFC 7208 §3.2",
    says: "is a whole SPF record, not a term",
  },
  {
    name: "an all among the terms would end the record early",
    spec: { spf: { all: "fail", terms: ["-all"] } },
    finding: "error spf-multiple-all at client.example",
    cite: "RFC 7208 §5.1",
    says: '"-all" stands among the terms',
  },
  {
    name: "two services that want different keys at one selector",
    spec: {
      services: [
        googleWorkspace({ dkim: { s1: RSA_2048_KEY } }),
        sendgrid({ user: "u1", server: "wl1", returnPath: "em1" }),
      ],
    },
    finding: "error dkim-selector-clash at s1._domainkey.client.example",
    cite: "RFC 6376 §3.6.2.2",
    says: "google-workspace and sendgrid want different keys at s1._domainkey.client.example.",
  },
  {
    name: "selectors have no case, so two spellings of one name clash",
    spec: { dkim: { OFFICE: OTHER_ED25519_KEY } },
    finding: "error dkim-selector-clash at office._domainkey.client.example",
    cite: "RFC 6376 §3.6.2.2",
    says: "own-server and the spec's dkim want different keys",
  },
  {
    name: "a return path's CNAME beside the MX and SPF of another service",
    spec: {
      services: [
        office,
        amazonSes({ ...ses, mailFrom: "bounce" }),
        postmark({ dkim: { pm: ED25519_KEY }, returnPath: "bounce" }),
      ],
    },
    finding: "error cname-beside-data at bounce.client.example",
    cite: "RFC 1034 §3.6.2",
    says: "bounce.client.example would hold a CNAME (return-path) beside MX (mx-a), TXT (spf).",
  },
  {
    name: "two services whose CNAMEs stand at one name",
    spec: {
      services: [
        sendgrid({ user: "u1", server: "wl1", returnPath: "bounce" }),
        postmark({ dkim: { pm: ED25519_KEY }, returnPath: "bounce" }),
      ],
    },
    finding: "error cname-duplicate at bounce.client.example",
    cite: "RFC 2181 §10.1",
    says: "would be a CNAME to pm.mtasv.net and to u1.wl1.sendgrid.net.",
  },
  {
    name: "a return path at another service's selector is two CNAMEs at one name as well",
    spec: {
      services: [
        sendgrid({ user: "u1", server: "wl1", returnPath: "em1" }),
        postmark({ dkim: { pm: ED25519_KEY }, returnPath: "s1._domainkey" }),
      ],
    },
    finding: "error cname-duplicate at s1._domainkey.client.example",
    cite: "RFC 2181 §10.1",
    says: "s1._domainkey.client.example would be a CNAME to",
  },
  {
    name: "an owner name longer than 253 characters",
    spec: {
      services: [
        office,
        ownServer({
          name: "x",
          ip4: ["192.0.2.1"],
          subdomain: Array.from({ length: 4 }, () => "b".repeat(62)).join("."),
        }),
      ],
    },
    finding: `error name-too-long at ${Array.from({ length: 4 }, () => "b".repeat(62)).join(".")}.client.example`,
    cite: "RFC 1035 §2.3.4",
    says: "An owner name has 266 characters, more than 253: bbb",
  },
  {
    name: "a TTL below what Cloudflare takes",
    spec: { ttl: 59 },
    finding: "error ttl-out-of-range at ttl",
    cite: hostCapabilities.cloudflare.source,
    says: "A TTL of 59 s is outside what Cloudflare takes (60 to 86400).",
  },
  {
    name: "a TTL above what Cloudflare takes",
    spec: { ttl: 86_401 },
    finding: "error ttl-out-of-range at ttl",
    cite: hostCapabilities.cloudflare.source,
    says: "A TTL of 86401 s",
  },
  {
    name: "1, which Cloudflare reads as automatic, so that the TTL in the plan is not the TTL served",
    spec: { ttl: 1 },
    finding: "error ttl-out-of-range at ttl",
    cite: hostCapabilities.cloudflare.source,
    says: "A TTL of 1 s",
  },
  {
    name: "a negative TTL at Route 53",
    spec: { host: onRoute53, ttl: -1 },
    finding: "error ttl-out-of-range at ttl",
    cite: hostCapabilities.route53.source,
    says: "outside what Route 53 takes (0 to 2147483647)",
  },
  {
    name: "a TTL of 32 bits in a zone file (RFC 2181 §8 knows 31)",
    spec: { host: zonefile(), ttl: 2_147_483_648 },
    finding: "error ttl-out-of-range at ttl",
    cite: hostCapabilities.zonefile.source,
    says: "outside what zone file takes",
  },
  ...(["quarantine", "reject"] as const).map(policy => ({
    name: `p=${policy} with no key that verifies anything`,
    spec: {
      services: [ownServer({ name: "office", ip4: ["192.0.2.10"] })],
      dkim: { old: { revoked: true } as const },
      dmarc: { policy, reportTo: report },
    },
    finding: "error dmarc-no-dkim at _dmarc.client.example",
    cite: "RFC 9989 §7.4",
    says: `The DMARC policy for mail from client.example is ${policy}, but no service declared there signs with DKIM.`,
  })),
  {
    name: "a name below the domain falls under sp, and a key of the domain's own signs nothing there",
    spec: {
      services: [office, ownServer({ name: "news", ip4: ["192.0.2.11"], subdomain: "news" })],
      dmarc: { policy: "none", subdomainPolicy: "quarantine", reportTo: report },
    },
    finding: "error dmarc-no-dkim at _dmarc.client.example",
    cite: "RFC 9989 §7.4",
    says: "The DMARC policy for mail from news.client.example is quarantine",
  },
  {
    name: "a service with neither key nor return path fails every policy above none",
    spec: {
      services: [office, { service: "salesforce", options: { dkim: {} } }],
      dmarc: { policy: "quarantine", reportTo: report },
    },
    finding: "error dmarc-service-unaligned at services[1]",
    cite: "RFC 9989 §5.1.6",
    says: "Mail of salesforce from client.example can align with neither DKIM nor SPF, and the policy is quarantine.",
  },
  {
    name: "under p=reject one service that does not sign rests on SPF alone, whatever the others do",
    spec: {
      services: [office, ownServer({ name: "printer", ip4: ["192.0.2.9"] })],
      dmarc: { policy: "reject", reportTo: report },
    },
    finding: "error dmarc-reject-spf-only at services[1]",
    cite: "RFC 9989 §7.4",
    says: "Mail of own-server from client.example would rest on SPF alone under p=reject.",
  },
  {
    name: "a revoked key signs nothing",
    spec: {
      services: [office, ownServer({ name: "printer", ip4: ["192.0.2.9"], dkim: { old: { revoked: true } } })],
      dmarc: { policy: "reject", reportTo: report },
    },
    finding: "error dmarc-reject-spf-only at services[1]",
    cite: "RFC 9989 §7.4",
    says: "would rest on SPF alone",
  },
  {
    name: "a service below the domain falls under sp (RFC 9989 §4.10.1)",
    spec: {
      services: [office, ownServer({ name: "printer", ip4: ["192.0.2.9"], subdomain: "print" })],
      dmarc: { policy: "quarantine", subdomainPolicy: "reject", reportTo: report },
    },
    finding: "error dmarc-reject-spf-only at services[1]",
    cite: "RFC 9989 §7.4",
    says: "from print.client.example",
  },
  {
    name: "a key under the name of one that is gone",
    spec: { dkim: { Old: { key: OTHER_ED25519_KEY, since: "2026-11-01" } }, retiredSelectors: ["older", "old"] },
    finding: "error dkim-selector-retired at old._domainkey.client.example",
    cite: "RFC 6376 §3.1",
    says: "The selector old has a key again",
  },
  {
    name: "the same below the domain: a name is used once in all of a spec",
    spec: {
      services: [office, ownServer({ name: "b", ip4: ["192.0.2.9"], subdomain: "b", dkim: { s1: ED25519_KEY } })],
      retiredSelectors: ["S1"],
    },
    finding: "error dkim-selector-retired at s1._domainkey.b.client.example",
    cite: "RFC 6376 §3.1",
    says: "retiredSelectors",
  },
  {
    name: "a DMARC record among the apex strings is read by nobody",
    spec: { txt: ["v=DMARC1; p=reject"] },
    finding: "error dmarc-two-records at client.example",
    cite: "RFC 9989 §4.10",
    says: "A DMARC record stands among the TXT strings of client.example, where no receiver reads it.",
  },
  {
    name: "a report address nobody here manages needs a record that cannot be made here",
    spec: { dmarc: { policy: "none", reportTo: ["a@vendor.example"] } },
    finding: "warning dmarc-report-unauthorised at _dmarc.client.example",
    cite: "RFC 9990 §4",
    says: "unless client.example._report._dmarc.vendor.example says v=DMARC1.",
  },
  {
    name: "failure reports need the same consent (RFC 9991 §4)",
    spec: { dmarc: { policy: "none", reportTo: report, failureReportTo: ["a@vendor.example"] } },
    finding: "warning dmarc-report-unauthorised at _dmarc.client.example",
    cite: "RFC 9990 §4",
    says: "Reports go to vendor.example",
  },
  {
    name: "a report address without @",
    spec: { dmarc: { policy: "none", reportTo: ["dmarc.client.example"] } },
    finding: "error dmarc-report-address at _dmarc.client.example",
    cite: "RFC 9989 §4.7",
    says: '"dmarc.client.example" is no mail address for reports: it has no @.',
  },
  {
    name: "an apex string outside ASCII",
    spec: { txt: ["note=Grüße"] },
    finding: "error txt-not-ascii at client.example",
    cite: "RFC 7208 §3.1",
    says: "The TXT value for txt-note is empty or has characters outside printable ASCII.",
  },
  {
    name: "an empty apex string",
    spec: { txt: [""] },
    finding: "error txt-not-ascii at client.example",
    cite: "RFC 7208 §3.1",
    says: "txt-string is empty",
  },
  {
    name: "an apex string with a line break",
    spec: { txt: ["a=1\nb=2"] },
    finding: "error txt-not-ascii at client.example",
    cite: "RFC 7208 §3.1",
    says: "outside printable ASCII",
  },
  {
    name: "a TXT value longer than Cloudflare keeps, quotes counted",
    spec: { txt: [`x=${"y".repeat(2024)}`] },
    finding: "error rdata-too-long at client.example",
    cite: hostCapabilities.cloudflare.source,
    says: "The TXT value for txt-x takes 2049 characters; Cloudflare keeps 2048.",
  },
  {
    name: "a TXT value longer than Route 53 keeps",
    spec: { host: onRoute53, spf: { terms: longTerms(4100) } },
    finding: "error rdata-too-long at client.example",
    cite: hostCapabilities.route53.source,
    says: "Route 53 keeps 4000",
  },
  {
    name: "a TXT value longer than DNS itself holds",
    spec: { host: zonefile(), txt: [`x=${"y".repeat(66_000)}`] },
    finding: "error rdata-too-long at client.example",
    cite: hostCapabilities.zonefile.source,
    says: "zone file keeps 65535",
  },
  {
    name: "two apex strings known by one label",
    spec: { txt: ["google-site-verification=a", "google-site-verification=b"] },
    finding: "error txt-label-clash at client.example",
    cite: "mailwright: a record is known by its role",
    says: '2 TXT strings at client.example would both be known as "google-site-verification".',
  },
  {
    name: "two values of one role at a name: the engine could not tell them apart",
    spec: { services: [office, mandrill({ verification: "aaa" }), mandrill({ verification: "bbb" })] },
    finding: "error role-clash at client.example",
    cite: "mailwright: a record is known by its role",
    says: "mandrill want 2 different TXT values for verification-mandrill at client.example.",
  },
  {
    name: "a selector with characters no label holds",
    spec: { dkim: { "my selector!": ED25519_KEY } },
    finding: "error dkim-selector-syntax at dkim",
    cite: "RFC 6376 §3.1",
    says: "only letters, digits, hyphens, underscores and dots are allowed",
  },
  {
    name: "a selector written with ._domainkey",
    spec: { dkim: { "s1._domainkey": ED25519_KEY } },
    finding: "error dkim-selector-syntax at dkim",
    cite: "RFC 6376 §3.1",
    says: "write what stands before ._domainkey",
  },
  {
    name: "a wildcard selector",
    spec: { services: [office, ownServer({ name: "x", mx: true, dkim: { "*": ED25519_KEY } })] },
    finding: "error dkim-selector-syntax at services[1]",
    cite: "RFC 6376 §3.1",
    says: "is not usable as a DNS name",
  },
  {
    name: "an RSA key of 1024 bits stands and is short",
    spec: {
      dkim: {
        short:
          "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5i" +
          "jSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB",
      },
    },
    finding: "warning dkim-key-short at short._domainkey.client.example",
    cite: "RFC 8301 §3.2",
    says: "The RSA key has 1024 bits",
  },
  {
    name: "Mailgun's MX at the domain itself would take its mailboxes' mail, and is left out",
    spec: { services: [mailgun({ inbound: true, dkim: { mg: ED25519_KEY } })] },
    finding: "warning service-mailgun-mx-left-out at client.example",
    cite: "RFC 5321 §5.1",
    says: "where mail to mailboxes would go to it as well",
  },
  {
    name: "t=y with quarantine (RFC 9989 §4.7) lowers it for some receivers only",
    spec: { dmarc: { policy: "quarantine", testing: true, reportTo: report } },
    finding: "warning dmarc-testing-quarantine at _dmarc.client.example",
    cite: "RFC 9989 §A.6",
    says: "quarantine means none to receivers of RFC 9989 and still quarantine to those of RFC 7489",
  },
  {
    name: "the same of sp alone",
    spec: { dmarc: { policy: "none", subdomainPolicy: "quarantine", testing: true, reportTo: report } },
    finding: "warning dmarc-testing-quarantine at _dmarc.client.example",
    cite: "RFC 9989 §A.6",
    says: "With t=y, quarantine means none",
  },
  {
    name: "np ahead of the rest is a first step that older receivers do not see",
    spec: { dmarc: { policy: "none", nonexistentPolicy: "reject", reportTo: report } },
    finding: "info dmarc-np-two-readings at _dmarc.client.example",
    cite: "RFC 9989 §4.7",
    says: "Names that do not exist get reject from receivers of RFC 9989, and none from those of RFC 7489",
  },
  {
    name: "np behind sp spares made-up names",
    spec: { dmarc: { policy: "none", subdomainPolicy: "reject", nonexistentPolicy: "none", reportTo: report } },
    finding: "info dmarc-np-two-readings at _dmarc.client.example",
    cite: "RFC 9989 §4.7",
    says: "Names that do not exist get none from receivers of RFC 9989, and reject from those of RFC 7489",
  },
];

describe("a domain's findings", () => {
  test("the spec the cases start from has none, so each case shows its own alone", () => {
    expect(planOf(clientSpec()).findings).toEqual([]);
  });

  test.each(cases)("$name", ({ spec, finding, cite, says }) => {
    const { findings } = planOf(clientSpec(spec));
    const found = findings.filter(one => brief([one])[0] === finding);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ cite, domain: spec.domain ?? "client.example" });
    expect(found[0]?.file).toBe(`domains/${spec.domain ?? "client.example"}.ts`);
    expect(found[0]?.message).toContain(says);
    expectWhole(findings);
  });
});

test("t=y with reject is refused, and not said again as a warning about quarantine", () => {
  const dmarc = { policy: "quarantine", subdomainPolicy: "reject", testing: true, reportTo: report } as const;
  expect(brief(planOf(clientSpec({ dmarc })).findings)).toEqual([
    "error dmarc-testing-reject at _dmarc.client.example",
  ]);
});

test("an np that says what sp says is one meaning, whatever t makes of it", () => {
  const both = { subdomainPolicy: "quarantine", nonexistentPolicy: "quarantine" } as const;
  const dmarc = { policy: "none", ...both, testing: true, reportTo: report } as const;
  expect(brief(planOf(clientSpec({ dmarc })).findings)).toEqual([
    "warning dmarc-testing-quarantine at _dmarc.client.example",
  ]);
});

describe("what stays without a finding", () => {
  const sound: readonly (readonly [string, Partial<DomainSpec>])[] = [
    [
      "a label of 63 octets",
      { services: [office, ownServer({ name: "x", ip4: ["192.0.2.25"], subdomain: "b".repeat(63) })] },
    ],
    [
      "an owner name of 253 characters",
      { services: [office, ownServer({ name: "x", ip4: ["192.0.2.25"], subdomain: longName(253) })] },
    ],
    [
      "underscores in owner names",
      { services: [office, ownServer({ name: "x", ip4: ["192.0.2.25"], subdomain: "_x.a_b" })] },
    ],
    ["the shortest TTL at Cloudflare", { ttl: 60 }],
    ["the longest TTL at Cloudflare", { ttl: 86_400 }],
    ["a TTL of 0 at Route 53", { host: onRoute53, ttl: 0 }],
    ["the longest TTL of a zone file", { host: zonefile(), ttl: 2_147_483_647 }],
    [
      "the same value twice, which is one record",
      { services: [office, mandrill({ verification: "a" })], txt: ["mandrill_verify.a"] },
    ],
    ["the same key twice at one selector", { dkim: { office: ED25519_KEY } }],
    ["t=y beside none, which has nothing to lower", { dmarc: { policy: "none", testing: true, reportTo: report } }],
    ["quarantine without t", { dmarc: { policy: "quarantine", reportTo: report } }],
    ["t=n", { dmarc: { policy: "quarantine", testing: false, reportTo: report } }],
    [
      "an np that says what sp says",
      { dmarc: { policy: "none", subdomainPolicy: "reject", nonexistentPolicy: "reject", reportTo: report } },
    ],
    ["p=reject when every service signs", { dmarc: { policy: "reject", reportTo: report } }],
    [
      "a service that does not sign below a domain whose sp is none",
      {
        services: [office, ownServer({ name: "x", ip4: ["192.0.2.25"], subdomain: "print" })],
        dmarc: { policy: "none", subdomainPolicy: "none", reportTo: report },
      },
    ],
    [
      "reports to a name below the domain itself",
      { dmarc: { policy: "none", reportTo: ["a@reports.client.example"] } },
    ],
    ["a string that begins like an SPF record and is none", { txt: ["v=spf10 x"] }],
  ];

  test.each(sound)("%s", (_name, spec) => {
    const fleet = planOf(clientSpec(spec));
    expect(fleet.findings).toEqual([]);
    expect(planned(fleet).rrsets.length).toBeGreaterThan(0);
  });

  test("a TXT value as long as Cloudflare keeps is published, though the answer is long", () => {
    const fleet = planOf(clientSpec({ txt: [`x=${"y".repeat(2023)}`] }));
    expect(brief(fleet.findings)).toEqual(["warning spf-answer-size at client.example"]);
  });

  test("a parked domain needs no reports, no services and no keys", () => {
    const spec = parked({ domain: "client.example", host: cloudflare({ zoneId: "0".repeat(32) }) });
    expect(planOf(spec).findings).toEqual([]);
  });
});

/** A relative name that makes an owner name of so many characters below client.example. */
function longName(length: number): string {
  const room = length - ".client.example".length;
  return [..."x".repeat(room)].map((letter, index) => (index % 50 === 49 ? "." : letter)).join("");
}
