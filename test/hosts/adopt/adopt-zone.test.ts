/** What adoption makes of what people have in their zones, case by case. */
import { describe, expect, it } from "@jest/globals";
import { adoptZone } from "../../../src/hosts/adopt/adopt-zone.ts";
import type { Adoption, Correction } from "../../../src/hosts/adopt/adoption.ts";
import type { LiveRecord } from "../../../src/hosts/live-record.ts";
import type { HostChoice } from "../../../src/spec/domain-spec.ts";
import { expectedZone, planOfText, plannedZone, specOf } from "../../support/adoption.ts";
import { CLOUDFLARE_ZONE, ED25519_KEY, OTHER_ED25519_KEY, ROUTE53_ZONE, TODAY } from "../../support/specs.ts";

const DOMAIN = "client.example";
const files: HostChoice = { kind: "zonefile" };

type Row = readonly [name: string, type: string, rdata: string, more?: Partial<LiveRecord>];

const records = (rows: readonly Row[]): readonly LiveRecord[] =>
  rows.map(([name, type, rdata, more]) => ({
    name: name === "" ? DOMAIN : `${name}.${DOMAIN}`,
    type,
    ttl: 3600,
    rdata,
    ...more,
  }));

const adopt = (rows: readonly Row[], host: HostChoice = files): Adoption =>
  adoptZone({
    domain: DOMAIN,
    live: { zone: DOMAIN, zoneId: host.zoneId, records: records(rows) },
    host,
    today: TODAY,
  });

const dmarc: Row = ["_dmarc", "TXT", `v=DMARC1; p=none; rua=mailto:d@${DOMAIN}`];
const google: Row = ["", "TXT", "v=spf1 include:_spf.google.com ~all"];

/** The spec of a zone, after the checks that hold for any. */
function specFor(rows: readonly Row[], host: HostChoice = files) {
  const adoption = adopt(rows, host);
  expect(plannedZone(adoption.spec)).toEqual(expectedZone(records(rows), adoption));
  return { ...adoption, data: specOf(adoption.spec) as Record<string, unknown> };
}

const change = ({ from, to, sameMeaning }: Correction): readonly unknown[] => [from, to, sameMeaning];

describe("SPF", () => {
  it.each<readonly [name: string, texts: readonly string[], becomes: string, same: boolean, says: string]>([
    [
      "two records become one, which lets pass what either did",
      ["v=spf1 include:_spf.google.com -all", "v=spf1 ip4:192.0.2.1 ~all"],
      "v=spf1 ip4:192.0.2.1 include:_spf.google.com ~all",
      false,
      "merged into one (RFC 7208 §3.2)",
    ],
    [
      "what the redirect of one of them lets pass, passes by an include",
      ["v=spf1 ip4:192.0.2.9 ~all", "v=spf1 ip4:192.0.2.10 redirect=_spf.client.example"],
      "v=spf1 ip4:192.0.2.9 ip4:192.0.2.10 include:_spf.client.example ~all",
      false,
      "merged into one (RFC 7208 §3.2)",
    ],
    [
      "a record without all says what its end meant",
      ["v=spf1 include:_spf.google.com"],
      "v=spf1 include:_spf.google.com ?all",
      true,
      "the same",
    ],
    ["upper case and blanks", ["V=SPF1  Include:_SPF.Google.com  ~ALL"], google[2], true, "the same"],
    [
      "terms behind all, which nobody reaches",
      ["v=spf1 include:_spf.google.com ~all ip4:192.0.2.9"],
      google[2],
      true,
      "the same",
    ],
    ["a term twice", ["v=spf1 include:_spf.google.com include:_spf.google.com ~all"], google[2], true, "the same"],
    [
      "a redirect beside all, which does nothing",
      ["v=spf1 include:_spf.google.com redirect=other.example ~all"],
      google[2],
      true,
      "the same",
    ],
    [
      "a term that is none",
      ["v=spf1 include:_spf.google.com inlcude:spf.vendor.example ~all"],
      google[2],
      false,
      '"inlcude:spf.vendor.example" is no SPF term',
    ],
  ])("%s", (_, texts, becomes, same, says) => {
    const { corrections } = specFor([...texts.map((text): Row => ["", "TXT", text]), dmarc]);
    const [first, ...surplus] = corrections;
    expect(first).toMatchObject({ from: texts[0], to: becomes, sameMeaning: same });
    expect(first?.reason).toContain(says);
    expect(surplus.map(change)).toEqual(texts.slice(1).map(text => [text, "", false]));
    expect(surplus.every(({ byHand }) => byHand === true)).toBe(true);
  });

  it("goes with the RRset at Route 53, where a second value is nobody's to take out by hand", () => {
    const host: HostChoice = { kind: "route53", zoneId: ROUTE53_ZONE };
    const { corrections } = specFor([google, ["", "TXT", "v=spf1 ip4:192.0.2.1 -all"], dmarc], host);
    expect(corrections.map(({ to, byHand }) => [to, byHand])).toEqual([
      ["v=spf1 ip4:192.0.2.1 include:_spf.google.com ~all", undefined],
      ["", undefined],
    ]);
  });

  it("keeps a redirect, an explanation and unknown modifiers", () => {
    const rows: readonly Row[] = [
      ["", "TXT", "v=spf1 ip4:192.0.2.1 exp=why.client.example x=y redirect=_spf.group.example"],
      dmarc,
    ];
    const { data, corrections } = specFor(rows);
    expect(corrections).toEqual([]);
    expect(data["spf"]).toEqual({ redirect: "_spf.group.example", terms: ["exp=why.client.example", "x=y"] });
    expect(data["services"]).toEqual([{ service: "own-server", options: { name: "mail-server", ip4: ["192.0.2.1"] } }]);
  });

  it("needs no service where the record redirects", () => {
    const { data, corrections } = specFor([["", "TXT", "v=spf1 redirect=_spf.group.example"], dmarc]);
    expect([corrections, data["services"], data["spf"]]).toEqual([[], [], { redirect: "_spf.group.example" }]);
  });

  it("keeps the order where qualifiers make it part of what is said", () => {
    const text = "v=spf1 include:_spf.google.com ?include:maybe.example include:spf.protection.outlook.com -all";
    const { data, corrections } = specFor([["", "TXT", text], dmarc]);
    expect(corrections).toEqual([]);
    expect(data["spf"]).toMatchObject({ all: "fail", terms: text.split(" ").slice(1, -1) });
  });

  it("says why a vendor's term is the spec's own", () => {
    const { spec } = specFor([["", "TXT", "v=spf1 include:servers.mcsv.net include:_spf.google.com ~all"], dmarc]);
    expect(spec).toContain(
      '// Mailchimp: not everything that belongs to it is in the zone.\n      "include:servers.mcsv.net",',
    );
  });

  it("is made where there is none", () => {
    const { corrections } = specFor([["google._domainkey", "TXT", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`], dmarc]);
    expect(corrections.map(change)).toEqual([["", "v=spf1 ~all", false]]);
  });
});

describe("DMARC", () => {
  it.each<readonly [name: string, text: string, becomes: string, same: boolean, says: string]>([
    ["pct=50", "v=DMARC1; p=quarantine; pct=50", "v=DMARC1; p=quarantine", false, "to 50 of 100 messages that failed"],
    ["rf and ri", "v=DMARC1; p=none; rf=afrf; ri=3600", "v=DMARC1; p=none", true, "rf= is historic"],
    ["an https address", "v=DMARC1; p=none; rua=https://r.example/d", "v=DMARC1; p=none", false, "no mailto URI"],
    [
      "a policy nobody knows",
      "v=DMARC1; p=block; rua=mailto:a@client.example",
      "v=DMARC1; p=none; rua=mailto:a@client.example",
      true,
      "act as for p=none",
    ],
    ["a record nobody reads", "v=DMARC1; p=block", "v=DMARC1; p=none", false, "Receivers ignore the record"],
    [
      "spelling",
      "v=DMARC1;P=None;RUA=mailto:A@Client.Example;",
      "v=DMARC1; p=none; rua=mailto:A@client.example",
      true,
      "the same",
    ],
  ])("%s", (_, from, to, sameMeaning, says) => {
    const { corrections } = specFor([google, ["_dmarc", "TXT", from]]);
    expect(corrections).toHaveLength(1);
    expect(corrections[0]).toMatchObject({ from, to, sameMeaning });
    expect(corrections[0]?.reason).toContain(says);
  });

  it("has every tag in the spec", () => {
    const text =
      "v=DMARC1; p=quarantine; sp=reject; np=reject; adkim=s; aspf=r; fo=1:d; rua=mailto:a@client.example,mailto:b%2Bc@client.example; ruf=mailto:f@client.example; t=n; psd=n";
    const { data, corrections } = specFor([google, ["_dmarc", "TXT", text]]);
    expect(corrections.map(change).filter(([, , same]) => same !== true)).toEqual([]);
    expect(data["dmarc"]).toEqual({
      policy: "quarantine",
      subdomainPolicy: "reject",
      nonexistentPolicy: "reject",
      reportTo: ["a@client.example", "b+c@client.example"],
      failureReportTo: ["f@client.example"],
      dkimAlignment: "strict",
      spfAlignment: "relaxed",
      failureOptions: ["1", "d"],
      testing: false,
      publicSuffix: "n",
    });
  });

  // The gate takes what stood before it came for published, and must take nothing else for that.
  it.each([
    ["p=reject", { policy: "reject" }],
    ["p=quarantine; sp=none", { policy: "quarantine", subdomainPolicy: "none" }],
    ["p=none; np=reject; pct=100", { policy: "none", nonexistentPolicy: "reject" }],
    ["p=none; sp=none", undefined],
    ["p=reject; pct=20", undefined],
    ["p=reject; t=y", undefined],
  ])("%s: tells the gate whether it stood already", (tags, stood) => {
    const { data } = specFor([google, ["_dmarc", "TXT", `v=DMARC1; ${tags}; rua=mailto:d@${DOMAIN}`]]);
    expect(data["rollout"]).toEqual(stood && { adopted: { ...stood, on: "2026-12-01" } });
  });

  it("of two records neither stood, however strict they are", () => {
    const { data } = specFor([
      google,
      ["_dmarc", "TXT", "v=DMARC1; p=reject"],
      ["_dmarc", "TXT", "v=DMARC1; p=reject; fo=1"],
    ]);
    expect(data["rollout"]).toBeUndefined();
  });

  it("of two records keeps the less strict one: neither was in force", () => {
    const { corrections, data } = specFor([
      google,
      ["_dmarc", "TXT", "v=DMARC1; p=reject"],
      ["_dmarc", "TXT", "v=DMARC1; p=none"],
    ]);
    expect(data["dmarc"]).toMatchObject({ policy: "none" });
    expect(corrections.map(change)).toEqual([["v=DMARC1; p=reject", "", false]]);
  });

  it("behind a CNAME cannot be managed, and nothing is written", () => {
    const { spec, findings, leftovers, imports } = adopt([
      google,
      ["_dmarc", "CNAME", "client.example._dmarc.vendor.example"],
    ]);
    expect([spec, imports]).toEqual(["", []]);
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([["adopt-dmarc-cname", "error"]]);
    expect(leftovers).toHaveLength(2);
  });
});

describe("a parked domain", () => {
  const rows: readonly Row[] = [
    ["", "TXT", "v=spf1 -all"],
    ["", "MX", "0 ."],
    ["*._domainkey", "TXT", "v=DKIM1; p="],
    ["_dmarc", "TXT", "v=DMARC1; p=reject; rua=mailto:d@reports.example"],
  ];

  it("is one line of a spec", () => {
    const { spec, corrections, leftovers } = specFor(rows);
    expect(spec).toContain(
      'export default parked({\n  domain: "client.example",\n  host: zonefile(),\n  reportTo: ["d@reports.example"],\n});',
    );
    expect([corrections, leftovers]).toEqual([[], []]);
  });

  it("lists what it lacks", () => {
    const { corrections } = specFor([
      ["", "TXT", "v=spf1 -all"],
      ["", "MX", "0 ."],
      ["_dmarc", "TXT", "v=DMARC1; p=reject"],
    ]);
    expect(corrections.map(change)).toEqual([["", "v=DKIM1; p=", false]]);
  });

  it("is none without a null MX: mail comes in at its address, or by an MX that was not seen", () => {
    for (const more of [[], [["", "A", "192.0.2.1"]]] as const) {
      const { data, corrections } = specFor([
        ["", "TXT", "v=spf1 -all"],
        ["_dmarc", "TXT", "v=DMARC1; p=reject"],
        ...more,
      ]);
      expect(data).toMatchObject({ services: [], spf: { all: "fail" }, dmarc: { policy: "reject" } });
      expect(corrections).toEqual([]);
    }
  });

  it.each<readonly [string, Row]>([
    ["an MX for mailboxes", ["", "MX", "10 mail.client.example"]],
    ["a DKIM key", ["s1._domainkey", "TXT", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`]],
    ["a delegated selector", ["s1._domainkey", "CNAME", "s1.vendor.example"]],
  ])("is none with %s", (_, row) => {
    const { data } = specFor([["", "TXT", "v=spf1 -all"], row, ["_dmarc", "TXT", "v=DMARC1; p=reject"]]);
    expect(data).toMatchObject({ services: [], spf: { all: "fail" } });
    expect(data).not.toHaveProperty("parked");
  });
});

describe("DKIM keys", () => {
  const key = (selector: string, text: string): Row => [`${selector}._domainkey`, "TXT", text];

  it("go to no service that may do without: nothing in the zone says that it signs with them", () => {
    const { data, recognised } = specFor([
      ["", "TXT", "v=spf1 ip4:192.0.2.1 ~all"],
      ["news", "MX", "10 feedback-smtp.eu-west-1.amazonses.com"],
      ["news", "TXT", "v=spf1 include:amazonses.com ~all"],
      dmarc,
      key("old2021", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`),
    ]);
    expect(recognised.map(({ service }) => service)).toEqual(["amazon-ses"]);
    expect(data).toMatchObject({ dkim: { old2021: ED25519_KEY } });
  });

  it("come in the shortest form that is published as it was", () => {
    const { data, corrections } = specFor([
      ["", "TXT", "v=spf1 include:_spf.google.com include:spf.protection.outlook.com include:zcsend.net ~all"],
      dmarc,
      key("abc1", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`),
      key("abc2", `v=DKIM1; k=ed25519; t=y; p=${ED25519_KEY}`),
      key("abc3", `v=DKIM1; k=ed25519; t=s; p=${OTHER_ED25519_KEY}`),
      key("abc4", `v=DKIM1; k=ed25519; n=of=20the=20till; p=${OTHER_ED25519_KEY}`),
      key("abc5", "v=DKIM1; p="),
    ]);
    expect(data["dkim"]).toEqual({
      abc1: ED25519_KEY,
      abc2: { key: ED25519_KEY, testing: true },
      abc3: { key: OTHER_ED25519_KEY, strict: true },
      abc4: `v=DKIM1; k=ed25519; n=of=20the=20till; p=${OTHER_ED25519_KEY}`,
      abc5: { revoked: true },
    });
    expect(corrections.filter(({ sameMeaning }) => !sameMeaning)).toEqual([]);
  });

  it("at a selector of nobody's belong to the one service that has none", () => {
    const { data } = specFor([google, dmarc, key("mail2026", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`)]);
    expect(data["services"]).toEqual([{ service: "google-workspace", options: { dkim: { mail2026: ED25519_KEY } } }]);
  });

  it.each([
    [
      "is too weak",
      "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALfm0F6T0AWkEJYXKmpAUHp6Vrw2eLNVXyQzjE4v7VaSfsVmBHdAJdHQk0bGXo1bQAqg9YYw3xqJQz7Yz0pVQ5kCAwEAAQ==",
    ],
    ["is none", "v=DKIM1; p=%%%"],
    ["is private", "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ"],
  ])("that %s stays as it is", (_, text) => {
    const { leftovers, spec } = specFor([google, dmarc, key("bad", text)]);
    expect(leftovers.map(({ rdata }) => rdata)).toEqual([text]);
    expect(spec).not.toContain("bad");
  });
});

describe("apex strings", () => {
  it("are known by labels, one of which is written out where two begin alike", () => {
    const { data } = specFor([
      google,
      dmarc,
      ["", "TXT", "verify=a"],
      ["", "TXT", "verify=b"],
      ["", "TXT", 'say "hi" \\ it\'s'],
    ]);
    expect(data["txt"]).toEqual(["verify=a", { label: "verify-2", text: "verify=b" }, 'say "hi" \\ it\'s']);
  });

  it("outside printable ASCII stay, and stop an adoption at Route 53, where they would be lost", () => {
    const rows: readonly Row[] = [google, dmarc, ["", "TXT", "caf\u00e9"]];
    expect(specFor(rows).leftovers.map(({ rdata }) => rdata)).toEqual(["caf\u00e9"]);
    const { spec, findings } = adopt(rows, { kind: "route53", zoneId: ROUTE53_ZONE });
    expect([spec, findings.map(({ id }) => id)]).toEqual(["", ["adopt-rrset-shared"]]);
  });
});

describe("a service that sends from a subdomain", () => {
  it("has the subdomain in its options", () => {
    const { data, corrections, leftovers } = specFor([
      google,
      dmarc,
      ["mg", "TXT", "v=spf1 include:mailgun.org ~all"],
      ["mg", "MX", "10 mxa.mailgun.org"],
      ["mg", "MX", "10 mxb.mailgun.org"],
      ["krs._domainkey.mg", "TXT", `v=DKIM1; k=ed25519; p=${ED25519_KEY}`],
    ]);
    expect([corrections, leftovers]).toEqual([[], []]);
    expect(data["services"]).toContainEqual({
      service: "mailgun",
      options: { subdomain: "mg", inbound: true, dkim: { krs: ED25519_KEY } },
    });
  });

  it("shares its SPF record with servers of the client's own", () => {
    const { data, corrections } = specFor([
      google,
      dmarc,
      ["mg", "TXT", "v=spf1 include:mailgun.org ip4:192.0.2.7 ~all"],
    ]);
    expect(corrections).toEqual([]);
    expect(data["services"]).toContainEqual({
      service: "own-server",
      options: { subdomain: "mg", name: "mg", ip4: ["192.0.2.7"] },
    });
  });

  it("stays as it is where its SPF record says what a spec cannot", () => {
    const { leftovers } = specFor([google, dmarc, ["mg", "TXT", "v=spf1 include:mailgun.org ?ip4:192.0.2.7 ~all"]]);
    expect(leftovers.map(({ name }) => name)).toEqual(["mg.client.example"]);
  });
});

describe("what the host adds", () => {
  const host: HostChoice = { kind: "cloudflare", zoneId: CLOUDFLARE_ZONE };

  it("quotes, automatic TTLs, comments and the proxy at Cloudflare are listed", () => {
    const { corrections, data, imports } = specFor(
      [
        ["", "TXT", google[2], { id: "r1", ttl: 1, raw: google[2], comment: "mailwright spf: google-workspace" }],
        ["_dmarc", "TXT", dmarc[2], { id: "r2", ttl: 1, raw: `"${dmarc[2]}"`, comment: "do not touch" }],
        [
          "s1._domainkey",
          "CNAME",
          "s1.domainkey.u1.wl1.sendgrid.net",
          { id: "r3", ttl: 300, comment: "mailwright dkim: sendgrid" },
        ],
        [
          "s2._domainkey",
          "CNAME",
          "s2.domainkey.u1.wl1.sendgrid.net",
          { id: "r4", ttl: 300, comment: "mailwright dkim: sendgrid" },
        ],
        [
          "em1",
          "CNAME",
          "u1.wl1.sendgrid.net",
          { id: "r5", ttl: 1, proxied: true, comment: "mailwright return-path: sendgrid" },
        ],
      ],
      host,
    );
    expect(data["ttl"]).toBe(300);
    expect(corrections.map(({ name, from, to }) => [name.replace(/\.?client\.example$/, ""), from, to])).toEqual([
      ["", google[2], `"${google[2]}"`],
      ["", "ttl automatic", "ttl 300"],
      ["_dmarc", "ttl automatic", "ttl 300"],
      ["_dmarc", 'comment "do not touch"', 'comment "mailwright dmarc"'],
      ["em1", "ttl automatic", "ttl 300"],
      ["em1", "proxied", "DNS only"],
    ]);
    expect(imports.map(({ id }) => id).toSorted()).toEqual(
      ["r1", "r2", "r3", "r4", "r5"].map(id => `${CLOUDFLARE_ZONE}/${id}`),
    );
  });

  it("a record that its host keeps locked is not taken over, nor made a second time", () => {
    const locked = { unmanageable: "Cloudflare keeps it for one of its own services and lets nobody else change it" };
    const { spec, findings } = adopt([["", "TXT", "v=spf1 include:_spf.mx.cloudflare.net ~all", locked], dmarc], host);
    expect([spec, findings.map(({ id }) => id)]).toEqual(["", ["adopt-locked"]]);
  });
});

it("waives for a while what was wrong before, and says so", () => {
  const { spec, findings } = specFor([["", "TXT", "v=spf1 ip4:0.0.0.0/0 +all"], dmarc]);
  expect(findings.filter(({ severity }) => severity === "error").map(({ id }) => id)).toContain("spf-permissive");
  expect(specOf(spec)).toMatchObject({
    waive: [
      { id: "spf-permissive", reason: `found like this when the zone was adopted on ${TODAY}`, until: "2027-03-01" },
    ],
  });
});

it("takes records that let other domains' reports through over once those have specs", () => {
  const name = "other.example._report._dmarc";
  const { imports, leftovers } = specFor([google, dmarc, [name, "TXT", "v=DMARC1"]]);
  expect(imports.map(({ logicalName }) => logicalName)).toContain(`${name}.${DOMAIN}/TXT/report-authorisation`);
  expect(leftovers[0]?.reason).toContain("once that domain has a spec");
});

it("puts a domain into the zone above it", () => {
  const { spec, leftovers } = adoptZone({
    domain: "mail.client.example",
    live: {
      zone: DOMAIN,
      records: records([google, dmarc, ["mail", "TXT", google[2]], ["_dmarc.mail", "TXT", dmarc[2]]]),
    },
    host: files,
    today: TODAY,
  });
  expect(planOfText(spec)).toMatchObject({ domain: "mail.client.example", zone: DOMAIN });
  expect(leftovers).toEqual([]);
});

it("has nothing to say of an empty zone", () => {
  expect(adopt([["", "A", "192.0.2.1"]]).findings.map(({ id }) => id)).toEqual(["adopt-nothing-there"]);
});
