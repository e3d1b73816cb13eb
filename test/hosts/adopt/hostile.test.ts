/** Zones made to break or to last: adoption ends in a second or two, throws nothing, and loses nothing. */
import { expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { adoptZone } from "../../../src/hosts/adopt/adopt-zone.ts";
import type { LiveRecord } from "../../../src/hosts/live-record.ts";
import type { HostChoice } from "../../../src/spec/domain-spec.ts";
import { expectedZone, plannedZone, specOf } from "../../support/adoption.ts";
import { CLOUDFLARE_ZONE, ED25519_KEY, ROUTE53_ZONE, TODAY } from "../../support/specs.ts";

jest.setTimeout(120_000);

const DOMAIN = "client.example";
const record = (name: string, type: string, rdata: string): LiveRecord => ({ name, type, ttl: 3600, rdata });
const base = [
  record(DOMAIN, "TXT", "v=spf1 include:_spf.google.com ~all"),
  record(`_dmarc.${DOMAIN}`, "TXT", `v=DMARC1; p=none; rua=mailto:a@${DOMAIN}`),
];

const adopt = (records: readonly LiveRecord[], host: HostChoice = { kind: "zonefile" }) =>
  adoptZone({ domain: DOMAIN, live: { zone: DOMAIN, zoneId: host.zoneId, records }, host, today: TODAY });

const MANY = 10_000;
const many = (make: (index: number) => LiveRecord): readonly LiveRecord[] => [
  ...base,
  ...Array.from({ length: MANY }, (_, index) => make(index)),
];
const token = (index: number): string => `t${String(index).padStart(20, "0")}`;

it.each<readonly [string, readonly LiveRecord[]]>([
  ["addresses", many(i => record(`h${i}.${DOMAIN}`, "A", "192.0.2.1"))],
  ["CNAMEs to one vendor", many(i => record(`h${i}.${DOMAIN}`, "CNAME", `u${i}.wl123.sendgrid.net`))],
  [
    "tokens of one vendor",
    many(i => record(`${token(i)}._domainkey.${DOMAIN}`, "CNAME", `${token(i)}.dkim.amazonses.com`)),
  ],
  ["places that send", many(i => record(`h${i}.${DOMAIN}`, "TXT", "v=spf1 include:amazonses.com ~all"))],
  ["places three deep", many(i => record(`a${i}.b${i}.c.${DOMAIN}`, "MX", "10 feedback-smtp.eu-west-1.amazonses.com"))],
  ["DKIM keys", many(i => record(`s${i}._domainkey.${DOMAIN}`, "TXT", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`))],
  ["apex strings", many(i => record(DOMAIN, "TXT", `google-site-verification=${i}`))],
  ["SPF records", many(i => record(DOMAIN, "TXT", `v=spf1 ip4:10.${i >> 8}.${i & 255}.1 -all`)).slice(0, 2000)],
])("thousands of %s", (_, records) => {
  const begun = performance.now();
  const adoption = adopt(records);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(plannedZone(adoption.spec)).toEqual(expectedZone(records, adoption));
});

it.each<readonly [string, readonly LiveRecord[]]>([
  [
    "strings of 64 KB",
    Array.from({ length: 40 }, (_, i) => record(DOMAIN, "TXT", String.fromCharCode(97 + (i % 26)).repeat(65_000 - i))),
  ],
  [
    "an SPF record of 3,000 includes",
    [record(`x.${DOMAIN}`, "TXT", `v=spf1 ${"include:amazonses.com ".repeat(3000)}~all`)],
  ],
  ["a key of 60,000 characters", [record(`y._domainkey.${DOMAIN}`, "TXT", `v=DKIM1; k=rsa; p=${"A".repeat(60_000)}`)]],
  ["15,000 tags", [record(`z._domainkey.${DOMAIN}`, "TXT", `v=DKIM1; ${"x=y;".repeat(15_000)}`)]],
  [
    "names of JavaScript's own",
    ["__proto__", "constructor", "toString"].map(name =>
      record(`${name}._domainkey.${DOMAIN}`, "TXT", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`),
    ),
  ],
  [
    "the markers of holes",
    [
      record(`zq1zq._domainkey.${DOMAIN}`, "CNAME", "zq0zq.domainkey.u1.wl1.sendgrid.net"),
      record(`zq0zq.${DOMAIN}`, "CNAME", "zq1zq.zq2zq.sendgrid.net"),
    ],
  ],
])("%s", (_, more) => {
  const begun = performance.now();
  const records = [...base, ...more];
  const adoption = adopt(records);
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(plannedZone(adoption.spec)).toEqual(expectedZone(records, adoption));
});

const label = fc.constantFrom(
  "",
  "_dmarc.",
  "s1._domainkey.",
  "s2._domainkey.",
  "em1.",
  "mg.",
  "krs._domainkey.mg.",
  "*._domainkey.",
  "_report._dmarc.",
  "\\000.",
);
const piece = fc.oneof(
  fc.constantFrom(
    "v=spf1",
    "v=spf1 ",
    "include:",
    "sendgrid.net",
    "redirect=",
    "~all",
    "-all",
    "+all",
    "exp=",
    "%{i}",
    "ip4:",
    "v=DMARC1;",
    "p=none",
    "pct=",
    "rua=mailto:",
    "v=DKIM1;",
    "k=rsa;",
    "p=",
    ";",
    "=",
    '"',
    "\\",
    "u1.wl1.",
    "s1.domainkey.",
    "mxa.mailgun.org",
    "10 ",
    ".",
    "\u0000",
    "é",
    "\u202e",
    "${process.exit()}",
    "*/",
    "`",
  ),
  fc.string({ maxLength: 12 }),
);
const garbage = fc.record({
  name: label.map(text => `${text}${DOMAIN}`),
  type: fc.constantFrom("TXT", "TXT", "TXT", "CNAME", "MX", "A", "NS", "TYPE65534"),
  ttl: fc.constantFrom(0, 1, 300, 3600, 2_147_483_647),
  rdata: fc.array(piece, { maxLength: 8 }).map(parts => parts.join("")),
  comment: fc.option(fc.string(), { nil: undefined }),
});

it("takes any records at any host: what it writes can be read, and every record is in it or left over", () => {
  const hosts: readonly HostChoice[] = [
    { kind: "zonefile" },
    { kind: "cloudflare", zoneId: CLOUDFLARE_ZONE },
    { kind: "route53", zoneId: ROUTE53_ZONE },
  ];
  fc.assert(
    fc.property(fc.array(garbage, { maxLength: 12 }), fc.constantFrom(...hosts), (given, host) => {
      const records: readonly LiveRecord[] = given;
      const adoption = adopt(records, host);
      const distinct = new Set(records.map(({ name, type, rdata }) => `${name} ${type} ${rdata}`));
      if (adoption.spec === "") {
        expect(adoption.findings.some(({ severity }) => severity === "error")).toBe(true);
        expect(adoption.leftovers).toHaveLength(distinct.size);
        return;
      }
      expect(specOf(adoption.spec)).toMatchObject({ domain: DOMAIN });
      const planned = new Set(plannedZone(adoption.spec).map(line => line.replace(/^(\S+ \S+) \d+ /, "$1 ")));
      const accounted = new Set([
        ...adoption.leftovers.map(({ name, type, rdata }) => `${name} ${type} ${rdata}`),
        ...adoption.corrections.map(({ name, type, from }) => `${name} ${type} ${from}`),
        ...planned,
      ]);
      expect([...distinct].filter(one => !accounted.has(one))).toEqual([]);
      // And the plan has nothing that neither stood there nor is listed.
      const made = new Set(adoption.corrections.map(({ name, type, to }) => `${name} ${type} ${to}`));
      expect([...planned].filter(one => !distinct.has(one) && !made.has(one))).toEqual([]);
    }),
    { numRuns: 1500 },
  );
});
