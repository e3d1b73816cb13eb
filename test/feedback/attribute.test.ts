/** The rules of docs/attribution.md as a table: each rule by itself, then where two of them meet. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  amazonSes,
  cloudflare,
  googleWorkspace,
  mailchimp,
  microsoft365,
  ownServer,
  parked,
  sendgrid,
} from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { emptyLock, type DnsLock } from "../../src/dns/dns-lock.ts";
import { attributor } from "../../src/feedback/attribute.ts";
import { attributionRules } from "../../src/feedback/attribution-rules.ts";
import { describeSource, sourceKey, type Attribution } from "../../src/feedback/attribution.ts";
import { catalogue } from "../../src/services/catalogue.ts";
import { lockOf } from "../support/lock.ts";
import { noted, type NotedRow } from "../support/noted-row.ts";
import {
  CLOUDFLARE_ZONE,
  clientSpec,
  ED25519_KEY,
  OTHER_ED25519_KEY,
  planned,
  planWith,
  RSA_2048_KEY,
} from "../support/specs.ts";

const GOOGLE = "203.0.113.5";
const SES = "203.0.113.70";
const SENDGRID = "203.0.113.130";
const MICROSOFT = "203.0.113.200";
const OFFICE = "192.0.2.10";
const ERP = "192.0.2.33";
const PRINTER = "192.0.2.77";
const STRANGER = "198.51.100.99";

const lock = lockOf({
  "_spf.google.com": { TXT: ["v=spf1 include:_netblocks.google.com ~all"] },
  "_netblocks.google.com": { TXT: ["v=spf1 ip4:203.0.113.0/26 ip6:2001:db8:6::/48 ~all"] },
  "amazonses.com": { TXT: ["v=spf1 ip4:203.0.113.64/26 -all"] },
  "u1234567.wl123.sendgrid.net": { TXT: ["v=spf1 ip4:203.0.113.128/26 -all"] },
  "spf.protection.outlook.com": { TXT: ["v=spf1 ip4:203.0.113.192/26 -all"] },
});

const token = "4qz5s2mufhv3sqcyeedwkcmpzp4mqdg2";

const services = [
  googleWorkspace({ dkim: { google: RSA_2048_KEY } }),
  sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234", owner: "web shop" }),
  mailchimp(),
  mailchimp({ subdomain: "news" }),
  amazonSes({
    region: "eu-west-1",
    dkimTokens: [token, "hirjd4exampled5477y22yd23ettobi", "v3rnz522czcl46quexamplek3efo5o6x"],
    mailFrom: "bounce",
  }),
  ownServer({ name: "office", ip4: [OFFICE], dkim: { office: ED25519_KEY } }),
  ownServer({ name: "erp", ip4: ["192.0.2.32/28"] }),
];

const client = clientSpec({
  services,
  spf: { terms: [{ term: `ip4:${PRINTER}`, owner: "till printer" }] },
  dkim: { old: OTHER_ED25519_KEY },
});

function attributorOf(spec: unknown, known: DnsLock = lock) {
  return attributor(planned(planWith(known, spec), domainOf(spec)), { catalogue, lock: known });
}

function domainOf(spec: unknown): string {
  return (spec as { readonly domain: string }).domain;
}

const attribute = attributorOf(client);

const shown = (attribution: Attribution): string => `${attribution.by}: ${sourceKey(attribution)}`;

type Case = readonly [what: string, row: NotedRow, expected: string];

const ofEachRule: readonly Case[] = [
  [
    "a declared selector, from the source's own addresses",
    { ip: GOOGLE, dkim: ["client.example/google pass"], spf: ["client.example pass"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "no selector in the report, and the address says which of the signers it was",
    { ip: OFFICE, dkim: ["client.example pass"], spf: ["client.example pass"] },
    "declared-signing-domain: declared own-server office",
  ],
  [
    "SPF passes for a return path that one source alone has",
    { ip: SENDGRID, spf: ["em1234.client.example pass"] },
    "declared-return-path: declared sendgrid",
  ],
  [
    "SPF passes for the domain, by the term of one source",
    { ip: GOOGLE, spf: ["client.example pass"] },
    "declared-range: declared google-workspace",
  ],
  [
    "an address of the client's own, whatever stands in MAIL FROM",
    { ip: ERP, spf: ["server.hoster.example pass"] },
    "own-address: declared own-server erp",
  ],
  [
    "the reporter says that it was forwarded",
    { spf: ["forwarder.example pass"], overrides: ["trusted_forwarder"] },
    "override-forwarded: forwarder -",
  ],
  [
    "a declared signature survives, and SPF fails",
    { dkim: ["client.example/google pass"], spf: ["client.example softfail"] },
    "forwarded-signature: forwarder google-workspace",
  ],
  [
    "a valid signature by a selector that the spec does not have",
    { dkim: ["client.example/k1 pass"], spf: ["mail1.mcsv.net pass"] },
    "undeclared-selector: unknown-authenticated aligned k1._domainkey.client.example",
  ],
  [
    "SPF passes for a name below the domain that the plan does not have",
    { spf: ["em99.client.example pass"] },
    "undeclared-return-path: unknown-authenticated aligned em99.client.example",
  ],
  [
    "a declared service that is not set up: its own domain in d= and MAIL FROM",
    { dkim: ["sendgrid.net/smtpapi pass"], spf: ["u1.ct.sendgrid.net pass"] },
    "vendor-domain: declared sendgrid",
  ],
  [
    "the signature of a source is broken where it leaves the source",
    { ip: GOOGLE, dkim: ["client.example/google fail"], spf: ["primary.example temperror"] },
    "broken-signature: declared google-workspace",
  ],
  [
    "an address of a source, and nobody in MAIL FROM",
    { ip: GOOGLE, spf: ["helo mail-x.google.example pass"] },
    "range-without-pass: declared google-workspace",
  ],
  [
    "SPF passes for the domain, and no declared source has the address",
    { spf: ["client.example pass"] },
    "undeclared-address: unknown-authenticated aligned client.example",
  ],
  [
    "a vendor of the catalogue that the spec does not declare",
    { dkim: ["mandrillapp.com/mandrill pass"], spf: ["mandrillapp.com pass"] },
    "undeclared-vendor: unknown-authenticated unaligned mandrill",
  ],
  [
    "a declared signature that is not valid, from a stranger",
    { dkim: ["client.example/google fail"], spf: ["list.example pass"] },
    "claimed-signature: unauthenticated google-workspace list.example",
  ],
  [
    "a spoofer with SPF and DKIM of a domain of his own",
    { dkim: ["spoofer.example/x pass"], spf: ["bounce.spoofer.example pass"] },
    "stranger: unauthenticated - spoofer.example",
  ],
  ["nothing passes", { spf: ["client.example fail"] }, "nothing: unauthenticated - -"],
];

test("every rule has a row of its own, in order", () => {
  expect(ofEachRule.map(([, , expected]) => expected.split(":")[0])).toEqual(attributionRules);
});

test.each(ofEachRule)("rule: %s", (_, row, expected) => {
  expect(shown(attribute(noted(row)))).toBe(expected);
});

/** Where two rules could speak, and the first must. */
const borders: readonly Case[] = [
  [
    "a signature goes before the range: who wrote it, not whose gateway it left by",
    { ip: GOOGLE, dkim: ["client.example/office pass"], spf: ["client.example pass"] },
    "declared-selector: declared own-server office",
  ],
  [
    "of two signatures, the one whose source has the address",
    { ip: OFFICE, dkim: ["client.example/google pass", "client.example/office pass"], spf: ["client.example pass"] },
    "declared-selector: declared own-server office",
  ],
  [
    "a vendor that bounces to its own domain is no forwarder of its own mail",
    { dkim: ["client.example/k2 pass", "mcsv.net/k2 pass"], spf: ["mail77.mcsv.net pass"] },
    "declared-selector: declared mailchimp",
  ],
  [
    "its mail forwarded by somebody who writes his own return path",
    { dkim: ["client.example/k2 pass"], spf: ["forwarder.example pass"] },
    "forwarded-signature: forwarder mailchimp",
  ],
  [
    "its mail forwarded with the return path as it was",
    { dkim: ["client.example/k2 pass"], spf: ["mail77.mcsv.net softfail"] },
    "forwarded-signature: forwarder mailchimp",
  ],
  [
    "it bounces at another vendor that does not forward",
    { dkim: ["client.example/k2 pass"], spf: ["0100.eu-west-1.amazonses.com pass"] },
    "declared-selector: declared mailchimp",
  ],
  [
    "forwarded by a mailbox at a vendor that is declared too",
    { ip: GOOGLE, dkim: ["client.example/k2 pass"], spf: ["recipient.example pass"] },
    "forwarded-signature: forwarder mailchimp",
  ],
  [
    "a mailbox whose alias keeps another domain in MAIL FROM",
    { ip: GOOGLE, dkim: ["client.example/google pass"], spf: ["primary.example pass"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "a null sender: only HELO passes, and the address is the source's",
    { ip: GOOGLE, dkim: ["client.example/google pass"], spf: ["helo mail-x.google.example pass"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "no SPF at all, and an address that is not the source's",
    { dkim: ["client.example/google pass"] },
    "forwarded-signature: forwarder google-workspace",
  ],
  [
    "no SPF at all, and nobody knows the source's addresses",
    { dkim: ["client.example/k2 pass"] },
    "declared-selector: declared mailchimp",
  ],
  ["no address", { ip: "", dkim: ["client.example/google pass"] }, "declared-selector: declared google-workspace"],
  [
    "SPF could not be had",
    { ip: "", dkim: ["client.example/google pass"], spf: ["client.example temperror"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "the receiver knows an address of the source that the lock does not",
    { dkim: ["client.example/google pass"], spf: ["client.example pass"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "a direct row is not forwarded because a reporter says so",
    { ip: GOOGLE, dkim: ["client.example/google pass"], spf: ["client.example pass"], overrides: ["forwarded"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "an override tells the forwarder, the signature whose mail it was",
    { dkim: ["client.example/google pass"], spf: ["list.example pass"], overrides: ["mailing_list"] },
    "override-forwarded: forwarder google-workspace",
  ],
  [
    "an override goes before a broken signature",
    { dkim: ["client.example/google fail"], spf: ["list.example pass"], overrides: ["mailing_list"] },
    "override-forwarded: forwarder -",
  ],
  [
    "a newsletter that a receiver takes for a list is the vendor's, declared or not",
    { dkim: ["mandrillapp.com pass"], spf: ["mandrillapp.com pass"], overrides: ["mailing_list"] },
    "undeclared-vendor: unknown-authenticated unaligned mandrill",
  ],
  [
    "the same of a declared one",
    { dkim: ["sendgrid.net pass"], spf: ["sendgrid.net pass"], overrides: ["mailing_list"] },
    "vendor-domain: declared sendgrid",
  ],
  [
    "a list at a vendor, of the client's signed mail",
    {
      dkim: ["client.example/google fail", "sendgrid.net pass"],
      spf: ["list.example pass"],
      overrides: ["mailing_list"],
    },
    "override-forwarded: forwarder -",
  ],
  [
    "other overrides say nothing of who sent",
    { spf: ["client.example fail"], overrides: ["local_policy", "other", "policy_test_mode", "sampled_out"] },
    "nothing: unauthenticated - -",
  ],
  [
    "a key of the spec that no service has",
    { dkim: ["client.example/old pass"], spf: ["elsewhere.example pass"] },
    "declared-selector: declared dkim old",
  ],
  [
    "an undeclared selector goes before the vendor's domain, though the vendor is declared",
    { dkim: ["client.example/k1 pass", "mcsv.net/k1 pass"], spf: ["mail1.mcsv.net pass"] },
    "undeclared-selector: unknown-authenticated aligned k1._domainkey.client.example",
  ],
  [
    "an undeclared return path goes before the vendor's domain, though the vendor is declared",
    { dkim: ["sendgrid.net/smtpapi pass"], spf: ["em99.client.example pass"] },
    "undeclared-return-path: unknown-authenticated aligned sendgrid",
  ],
  [
    "what SPF allows is declared whatever key it signs with",
    { ip: GOOGLE, dkim: ["client.example/fresh pass"], spf: ["client.example pass"] },
    "declared-range: declared google-workspace",
  ],
  [
    "a declared signature goes before an undeclared one",
    { ip: GOOGLE, dkim: ["client.example/fresh pass", "client.example/google pass"], spf: ["client.example pass"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "without a selector, one signer of the vendor's return path",
    { dkim: ["client.example pass"], spf: ["mail77.mcsv.net pass"] },
    "declared-signing-domain: declared mailchimp",
  ],
  [
    "without a selector, no way tells which signer it was",
    { ip: "", dkim: ["client.example pass"] },
    "undeclared-selector: unknown-authenticated aligned client.example",
  ],
  [
    "without a selector, forwarded",
    { dkim: ["news.client.example pass"], from: "news.client.example", spf: ["news.client.example fail"] },
    "forwarded-signature: forwarder mailchimp @news",
  ],
  [
    "an aligned signature that the reporter does not tell of",
    { ip: GOOGLE, spf: ["stranger.example pass"], aligned: { dkim: true } },
    "declared-signing-domain: declared google-workspace",
  ],
  [
    "aligned SPF that the reporter does not tell of",
    { ip: GOOGLE, aligned: { spf: true } },
    "declared-range: declared google-workspace",
  ],
  [
    "signed at the domain and sent below it, which strict alignment does not take",
    {
      ip: GOOGLE,
      from: "shop.client.example",
      dkim: ["client.example/google pass"],
      spf: ["client.example pass"],
      aligned: { dkim: false, spf: false },
    },
    "declared-selector: declared google-workspace",
  ],
  [
    "mail below the domain of the use that sends there",
    { from: "news.client.example", dkim: ["news.client.example/k2 pass"], spf: ["mail77.mcsv.net pass"] },
    "declared-selector: declared mailchimp @news",
  ],
  [
    "unsigned, of the use that sends from the name in From",
    { from: "news.client.example", spf: ["mail77.mcsv.net pass"] },
    "vendor-domain: declared mailchimp @news",
  ],
  ["unsigned, of the use at the domain itself", { spf: ["mail77.mcsv.net pass"] }, "vendor-domain: declared mailchimp"],
  [
    "a stranger at a vendor that is declared too",
    { ip: GOOGLE, spf: ["stranger.example pass"] },
    "stranger: unauthenticated - stranger.example",
  ],
  [
    "an address of a source for which SPF failed, since the record was another then",
    { ip: PRINTER, spf: ["client.example softfail"] },
    "own-address: declared spf ip4:192.0.2.77",
  ],
  [
    "the same of a vendor's address",
    { ip: GOOGLE, spf: ["client.example softfail"] },
    "range-without-pass: declared google-workspace",
  ],
  [
    "a return path whose SPF fails at the vendor's own address",
    { ip: SES, spf: ["bounce.client.example fail"] },
    "range-without-pass: declared amazon-ses",
  ],
  [
    "a host of the client's that nobody declares says HELO",
    { spf: ["helo mx7.client.example pass"] },
    "undeclared-address: unknown-authenticated unaligned client.example".replace("client", "mx7.client"),
  ],
  [
    "a list at a vendor that is declared breaks the signature, as any list does",
    { ip: GOOGLE, dkim: ["client.example/google fail"], spf: ["list.example pass"] },
    "claimed-signature: unauthenticated google-workspace list.example",
  ],
  [
    "a signature with its selector goes before one without",
    { ip: OFFICE, dkim: ["client.example pass", "client.example/google pass"], spf: ["client.example pass"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "a signature without its selector goes before the return path",
    { ip: OFFICE, dkim: ["client.example pass"], spf: ["em1234.client.example pass"] },
    "declared-signing-domain: declared own-server office",
  ],
  [
    "SPF of the domain goes before the address alone",
    { ip: PRINTER, spf: ["client.example pass"] },
    "declared-range: declared spf ip4:192.0.2.77",
  ],
  [
    "what leaves the client's own server is the client's, forwarded or not",
    { ip: ERP, spf: ["server.hoster.example pass"], overrides: ["forwarded"] },
    "own-address: declared own-server erp",
  ],
  [
    "the vendor's own signature goes before the broken one",
    { ip: SENDGRID, dkim: ["client.example/s1 fail", "sendgrid.net/x pass"], spf: ["u1.ct.sendgrid.net temperror"] },
    "vendor-domain: declared sendgrid",
  ],
  [
    "a broken signature goes before the address alone",
    { ip: GOOGLE, dkim: ["client.example/google fail"], spf: ["client.example softfail"] },
    "broken-signature: declared google-workspace",
  ],
  [
    "a declared address goes before a HELO name",
    { ip: GOOGLE, spf: ["helo mx7.client.example pass"] },
    "range-without-pass: declared google-workspace",
  ],
  [
    "what SPF lets pass goes before the vendor that signs",
    { dkim: ["mandrillapp.com/x pass"], spf: ["client.example pass"] },
    "undeclared-address: unknown-authenticated aligned mandrill",
  ],
  [
    "an undeclared vendor goes before a claim",
    { dkim: ["client.example/google fail", "mandrillapp.com/x pass"], spf: ["mandrillapp.com pass"] },
    "undeclared-vendor: unknown-authenticated unaligned mandrill",
  ],
  [
    "a vendor whose trade is forwarding has forwarded",
    { dkim: ["client.example/k2 pass"], spf: ["srs.improvmx.com pass"] },
    "forwarded-signature: forwarder mailchimp",
  ],
  [
    "a stranger in MAIL FROM who fails, at a vendor that is declared too",
    { ip: GOOGLE, spf: ["stranger.example fail"] },
    "nothing: unauthenticated - -",
  ],
  [
    "aligned SPF that the reporter tells of is no other",
    { ip: GOOGLE, spf: ["em99.client.example pass"] },
    "undeclared-return-path: unknown-authenticated aligned em99.client.example",
  ],
  [
    "a name in MAIL FROM",
    { spf: ["em1234.client.example pass"], aligned: { spf: false } },
    "declared-return-path: declared sendgrid",
  ],
  [
    "the same name in HELO",
    { spf: ["helo em1234.client.example pass"] },
    "undeclared-address: unknown-authenticated unaligned em1234.client.example",
  ],
  [
    "upper case, and a dot at the end",
    { ip: GOOGLE, from: "Client.Example", dkim: ["CLIENT.example./Google pass"], spf: ["Client.Example pass"] },
    "declared-selector: declared google-workspace",
  ],
  [
    "an IPv6 address",
    { ip: "2001:db8:6::25", spf: ["client.example pass"] },
    "declared-range: declared google-workspace",
  ],
  [
    "several SPF results",
    { ip: GOOGLE, spf: ["helo mail-x.google.example none", "client.example pass"] },
    "declared-range: declared google-workspace",
  ],
  ["no SPF domain", { ip: GOOGLE, spf: [" none"] }, "range-without-pass: declared google-workspace"],
  ["an empty row", { ip: "", from: "" }, "nothing: unauthenticated - -"],
  ["no address at all", { ip: "not an address", spf: ["client.example fail"] }, "nothing: unauthenticated - -"],
  [
    "dkim=none is no claim",
    { dkim: ["client.example/google none"], spf: ["list.example pass"] },
    "stranger: unauthenticated - list.example",
  ],
];

test.each(borders)("border: %s", (_, row, expected) => {
  expect(shown(attribute(noted(row)))).toBe(expected);
});

describe("what an attribution tells beside its source", () => {
  test("a key that nobody declares, of a source that SPF allows", () => {
    const row = { ip: GOOGLE, dkim: ["client.example/fresh pass"], spf: ["client.example pass"] };
    expect(attribute(noted(row))).toMatchObject({ undeclaredSelector: "fresh._domainkey.client.example" });
  });

  test("the vendors that an undeclared selector and what comes with it speak for", () => {
    const row = noted({ dkim: ["client.example/k1 pass"], spf: ["mail1.mcsv.net pass"] });
    expect(attribute(row)).toMatchObject({ selector: "k1", services: ["mailchimp"], aligned: true });
  });

  test("where in the spec the source stands, and whose it is", () => {
    expect(describeSource(attribute(noted({ ip: SENDGRID, spf: ["em1234.client.example pass"] })))).toBe(
      "sendgrid (services[1], web shop)",
    );
    expect(describeSource(attribute(noted({ ip: PRINTER, spf: ["client.example pass"] })))).toBe(
      "spf ip4:192.0.2.77 (spf.terms[0], till printer)",
    );
  });

  test("hostile names are printed without what a terminal obeys", () => {
    const row = noted({ dkim: ["evil\u001b[2J.test/\u202ex pass"] });
    const unknown = noted({ dkim: ["\u001b[2J.client.example/\u202ex pass"] });
    for (const one of [attribute(row), attribute(unknown)]) {
      expect(sourceKey(one) + describeSource(one)).not.toMatch(/[\u001b\u202e]/);
    }
  });
});

describe("rows as services make them", () => {
  const microsoft = attributorOf(
    clientSpec({
      services: [
        microsoft365({
          dkim: {
            selector1: "selector1-client-example._domainkey.clientexample.n-v1.dkim.mail.microsoft",
            selector2: "selector2-client-example._domainkey.clientexample.n-v1.dkim.mail.microsoft",
          },
        }),
      ],
    }),
  );

  test.each([
    [
      "mail",
      { ip: MICROSOFT, dkim: ["client.example/selector1 pass"], spf: ["client.example pass"] },
      "declared-selector: declared microsoft-365",
    ],
    [
      "a bounce, whose HELO stands without its scope",
      { ip: MICROSOFT, dkim: ["client.example/selector2 pass"], spf: ["eur01.outbound.outlook.example pass"] },
      "declared-selector: declared microsoft-365",
    ],
    [
      "before DKIM was on: the tenant signs",
      { ip: MICROSOFT, dkim: ["clientexample.onmicrosoft.com/selector1 pass"], spf: ["primary.example pass"] },
      "vendor-domain: declared microsoft-365",
    ],
    [
      "forwarded by another tenant",
      { ip: "203.0.113.250", dkim: ["client.example/selector1 pass"], spf: ["recipient.example pass"] },
      "declared-selector: declared microsoft-365",
    ],
    [
      "a list that changes the body",
      { dkim: ["client.example/selector1 fail", "list.example/s pass"], spf: ["list.example pass"] },
      "claimed-signature: unauthenticated microsoft-365 list.example",
    ],
  ] as readonly Case[])("microsoft-365: %s", (_, row, expected) => {
    expect(shown(microsoft(noted(row)))).toBe(expected);
  });

  test.each([
    [
      "google-workspace",
      [
        { ip: GOOGLE, dkim: ["client.example/google pass"], spf: ["client.example pass"] },
        { ip: GOOGLE, dkim: ["gappssmtp.example/2023 pass"], spf: ["client.example pass"] },
        { ip: GOOGLE, dkim: ["client.example/google pass"], spf: [] },
      ],
      "declared google-workspace",
    ],
    [
      "sendgrid",
      [
        {
          ip: SENDGRID,
          dkim: ["client.example/s1 pass", "sendgrid.info/smtpapi pass"],
          spf: ["em1234.client.example pass"],
        },
        { ip: SENDGRID, dkim: ["client.example/s2 pass"], spf: ["em1234.client.example temperror"] },
        { dkim: ["sendgrid.net/smtpapi pass"], spf: ["sendgrid.net pass"] },
      ],
      "declared sendgrid",
    ],
    [
      "mailchimp",
      [
        { dkim: ["client.example/k2 pass", "mailchimpapp.example/k2 pass"], spf: ["mail77.mcsv.net pass"] },
        { dkim: ["client.example/k3 pass"], spf: ["mail8.rsgsv.net pass"] },
      ],
      "declared mailchimp",
    ],
    [
      "amazon-ses",
      [
        {
          ip: SES,
          dkim: [`client.example/${token} pass`, "amazonses.com/224i pass"],
          spf: ["bounce.client.example pass"],
        },
        { ip: SES, dkim: [`client.example/${token} pass`], spf: ["0100.eu-west-1.amazonses.com pass"] },
        { dkim: ["amazonses.com/224i pass"], spf: ["0100.amazonses.com pass"] },
      ],
      "declared amazon-ses",
    ],
    [
      "own-server office",
      [
        { ip: OFFICE, dkim: ["client.example/office pass"], spf: ["client.example pass"] },
        { ip: OFFICE, spf: ["helo mail.client.example pass"] },
        { ip: OFFICE, dkim: ["client.example/office fail"], spf: ["client.example permerror"] },
      ],
      "declared own-server office",
    ],
  ] as const)("%s", (_, rows, expected) => {
    for (const row of rows) expect(sourceKey(attribute(noted(row)))).toBe(expected);
  });
});

describe("a parked domain", () => {
  const nobody = attributorOf(parked({ domain: "client.example", host: cloudflare({ zoneId: CLOUDFLARE_ZONE }) }));

  test.each([
    ["a spoof", { ip: GOOGLE, spf: ["client.example fail"] }, "nothing: unauthenticated - -"],
    [
      "a forwarded spoof",
      { spf: ["f.example pass"], overrides: ["forwarded"] },
      "stranger: unauthenticated - f.example",
    ],
    [
      "a key that should be gone",
      { dkim: ["client.example/google pass"], spf: ["client.example fail"] },
      "undeclared-selector: unknown-authenticated aligned google._domainkey.client.example",
    ],
    [
      "an SPF record that should be gone",
      { spf: ["client.example pass"] },
      "undeclared-address: unknown-authenticated aligned client.example",
    ],
    [
      "a service of the catalogue",
      { dkim: ["sendgrid.net/x pass"] },
      "undeclared-vendor: unknown-authenticated unaligned sendgrid",
    ],
  ] as readonly Case[])("%s", (_, row, expected) => {
    expect(shown(nobody(noted(row)))).toBe(expected);
  });
});

describe("what a plan can be", () => {
  test("without a lock, a pass is of the only source whose addresses nobody knows", () => {
    const blind = attributorOf(client, emptyLock);
    expect(shown(blind(noted({ ip: STRANGER, spf: ["client.example pass"] })))).toBe(
      "declared-range: declared google-workspace",
    );
    const two = clientSpec({
      services: [services[0], services[4]].flatMap(one => one ?? []),
      spf: { terms: ["include:spf.other.example"] },
    });
    expect(shown(attributorOf(two, emptyLock)(noted({ spf: ["client.example pass"] })))).toBe(
      "undeclared-address: unknown-authenticated aligned client.example",
    );
  });

  test("terms that ask for each client are evaluated", () => {
    const asking = attributorOf(
      clientSpec({ services: [ownServer({ name: "pool", terms: ["exists:%{i}.senders.client.example"] })] }),
      lockOf({ "198.51.100.7.senders.client.example": { A: ["127.0.0.2"] } }),
    );
    expect(shown(asking(noted({ ip: "198.51.100.7", spf: ["client.example pass"] })))).toBe(
      "declared-range: declared own-server pool",
    );
  });

  test("all is left to a redirect", () => {
    const redirected = attributorOf(
      clientSpec({ services: [], spf: { redirect: "_spf.owner.example" } }),
      lockOf({ "_spf.owner.example": { TXT: ["v=spf1 ip4:203.0.113.0/24 -all"] } }),
    );
    expect(shown(redirected(noted({ ip: GOOGLE, spf: ["client.example pass"] })))).toBe(
      "declared-range: declared spf redirect=_spf.owner.example",
    );
  });

  test("a flattened service keeps its addresses", () => {
    const flat = attributorOf(
      clientSpec({ services: [googleWorkspace({ dkim: { google: RSA_2048_KEY }, flatten: true })] }),
    );
    expect(shown(flat(noted({ ip: GOOGLE, spf: ["client.example pass"] })))).toBe(
      "declared-range: declared google-workspace",
    );
    expect(sourceKey(flat(noted({ spf: ["client.example pass"] })))).toMatch(/^unknown-authenticated/);
  });

  test("the key of a name above the policy domain aligns, and is in another spec", () => {
    const below = attributorOf(clientSpec({ domain: "mail.client.example", zone: "client.example" }));
    const row = noted({
      from: "mail.client.example",
      dkim: ["client.example/org pass", "a-stranger.example/x pass"],
      spf: ["client.example pass"],
    });
    expect(shown(below(row))).toBe("undeclared-selector: unknown-authenticated aligned org._domainkey.client.example");
    expect(shown(below({ ...row, dkim: [], alignedDkim: false }))).toBe(
      "undeclared-return-path: unknown-authenticated aligned client.example",
    );
  });

  test("an own server that sends from where others do", () => {
    const pool = (terms: readonly string[], known = lock) =>
      attributorOf(
        clientSpec({ services: [ownServer({ name: "pool", terms: [...terms] })] }),
        known,
      )(noted({ ip: GOOGLE, spf: ["stranger.example pass"] }));
    expect(shown(pool(["ip4:203.0.113.5"]))).toBe("own-address: declared own-server pool");
    expect(shown(pool(["include:_spf.google.com"]))).toBe("stranger: unauthenticated - stranger.example");
    const mx = {
      ...lock,
      names: {
        ...lock.names,
        ...lockOf({ "in.vendor.example": { A: [GOOGLE] }, "m.example": { MX: ["10 in.vendor.example"] } }).names,
      },
    };
    expect(shown(pool(["mx:m.example"], mx))).toBe("stranger: unauthenticated - stranger.example");
  });

  test("a return path that others send from is nobody's alone", () => {
    const shared = attributorOf(
      clientSpec({
        services: [
          amazonSes({ region: "eu-west-1", mailFrom: "news", dkimTokens: [token, `${token}1`, `${token}2`] }),
          ownServer({ name: "news", ip4: ["192.0.2.9"], subdomain: "news" }),
        ],
      }),
    );
    const key = (ip: string): string => sourceKey(shared(noted({ ip, spf: ["news.client.example pass"] })));
    expect(key(SES)).toBe("declared amazon-ses");
    expect(key("192.0.2.9")).toBe("declared own-server news @news");
  });

  test("where some of a source's addresses are not known, none is ruled out", () => {
    const plan = planned(planWith(lock, client));
    const declared = plan.declared.map(one =>
      one.service === "google-workspace" ? { ...one, returnPaths: ["g.client.example"] } : one,
    );
    const row = noted({ dkim: ["client.example/google pass"] });
    expect(shown(attributor({ ...plan, declared }, { catalogue, lock })(row))).toBe(
      "declared-selector: declared google-workspace",
    );
  });

  test("a selector of two vendors is of the one whose domain comes with it", () => {
    const row = noted({ dkim: ["client.example/s1 pass"] });
    const signed = noted({ dkim: ["client.example/s1 pass", "sendgrid.net/x pass"] });
    const office = attributorOf(clientSpec());
    expect(office(row)).toMatchObject({ services: ["sendgrid", "tuta"] });
    expect(office(signed)).toMatchObject({ services: ["sendgrid"] });
  });

  test("one service declared twice has two names", () => {
    const twice = attributorOf(
      clientSpec({
        services: [ownServer({ name: "a", ip4: ["192.0.2.1"] }), ownServer({ name: "b", ip4: ["192.0.2.2"] })],
      }),
    );
    const keys = ["192.0.2.1", "192.0.2.2"].map(ip => sourceKey(twice(noted({ ip, spf: ["client.example pass"] }))));
    expect(keys).toEqual(["declared own-server a", "declared own-server b"]);
  });
});

describe("for all rows", () => {
  const names = [
    "client.example",
    "news.client.example",
    "em1234.client.example",
    "em99.client.example",
    "bounce.client.example",
    "mcsv.net",
    "x.sendgrid.net",
    "amazonses.com",
    "mandrillapp.com",
    "stranger.example",
    "",
  ];
  const selectors = ["google", "s1", "k1", "k2", "office", "old", "fresh", undefined];
  const results = ["pass", "fail", "none", "softfail", "temperror"];
  const ips = [GOOGLE, SES, SENDGRID, OFFICE, ERP, PRINTER, STRANGER, "2001:db8:6::1", ""];
  const of = <T>(values: readonly T[]) => fc.constantFrom(...values);
  const rows = fc
    .record({
      ip: of(ips),
      from: of(["client.example", "news.client.example", "a.b.client.example"]),
      dkim: fc.array(fc.tuple(of(names), of(selectors), of(results)), { maxLength: 4 }),
      spf: fc.array(fc.tuple(fc.boolean(), of(names), of(results)), { maxLength: 3 }),
      overrides: fc.subarray(["forwarded", "local_policy"] as const),
      aligned: fc.record({ dkim: fc.boolean(), spf: fc.boolean() }),
    })
    .map(({ dkim, spf, ...rest }) => ({
      ...rest,
      dkim: dkim.map(
        ([domain, selector, result]) => `${domain}${selector === undefined ? "" : `/${selector}`} ${result}`,
      ),
      spf: spf.map(([helo, domain, result]) => `${helo ? "helo " : ""}${domain} ${result}`),
    }));
  const backwards = attributorOf({ ...client, services: services.toReversed() } satisfies DomainSpec);

  test("neither the order of the report nor that of the spec decides, nor what was asked before", () => {
    fc.assert(
      fc.property(rows, row => {
        const expected = shown(attribute(noted(row)));
        const turned = noted({ ...row, dkim: row.dkim.toReversed(), spf: row.spf.toReversed() });
        expect(shown(attribute(turned))).toBe(expected);
        expect(shown(backwards(turned))).toBe(expected);
        expect(shown(attributorOf(client)(noted(row)))).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("nothing that fails names a declared source from a stranger's address", () => {
    fc.assert(
      fc.property(rows, ({ dkim, spf, from }) => {
        const fails = (all: readonly string[]): string[] => all.map(text => text.replace(/ pass$/, " fail"));
        const row = noted({ ip: STRANGER, from, dkim: fails(dkim), spf: fails(spf) });
        expect(attribute(row).kind).toBe("unauthenticated");
      }),
    );
  });

  test("equal attributions are one object", () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 20 }), all => {
        const made = new Set(all.map(row => attribute(noted(row))));
        expect(new Set([...made].map(one => JSON.stringify(one))).size).toBe(made.size);
      }),
    );
  });
});
