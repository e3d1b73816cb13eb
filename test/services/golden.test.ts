/** What each service contributes, for every path through its options. */
import { describe, expect, it } from "@jest/globals";
import { amazonSes } from "../../src/services/amazon-ses.ts";
import { brevo } from "../../src/services/brevo.ts";
import { fastmail } from "../../src/services/fastmail.ts";
import { googleWorkspace } from "../../src/services/google-workspace.ts";
import { hubspot } from "../../src/services/hubspot.ts";
import { klaviyo } from "../../src/services/klaviyo.ts";
import { mailchimp } from "../../src/services/mailchimp.ts";
import { mailgun } from "../../src/services/mailgun.ts";
import { mandrill } from "../../src/services/mandrill.ts";
import { microsoft365 } from "../../src/services/microsoft-365.ts";
import { ownServer } from "../../src/services/own-server.ts";
import { postmark } from "../../src/services/postmark.ts";
import { salesforce } from "../../src/services/salesforce.ts";
import { sendgrid } from "../../src/services/sendgrid.ts";
import type { ServiceUse } from "../../src/services/service.ts";
import { zendesk } from "../../src/services/zendesk.ts";
import { zohoMail } from "../../src/services/zoho-mail.ts";
import { summary } from "./contribute.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

type Row = readonly [name: string, use: ServiceUse, expected: object, at?: string];

const tokens = ["aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccc"];
const sesDkim = (zone: string) => tokens.map(token => ({ selector: token, cname: `${token}.${zone}` }));
const bounce = (region: string) => ({
  name: "bounce",
  spf: ["include:amazonses.com"],
  mx: [{ role: "mx-a", preference: 10, exchange: `feedback-smtp.${region}.amazonses.com` }],
});

const mailboxes: readonly Row[] = [
  [
    "google-workspace",
    googleWorkspace({ dkim: { google: key } }),
    { spf: ["include:_spf.google.com"], dkim: [{ selector: "google", key }] },
  ],
  [
    "google-workspace before DKIM is turned on",
    googleWorkspace({ dkim: {} }),
    { spf: ["include:_spf.google.com"], says: [noDkim] },
  ],
  [
    "google-workspace on an alias domain",
    googleWorkspace({ dkim: { google: { key, testing: true } }, aliasOf: "main.example" }),
    {
      spf: ["include:_spf.google.com"],
      dkim: [{ selector: "google", key: { key, testing: true } }],
      says: ["info service-google-workspace-alias-domain"],
    },
  ],
  [
    "microsoft-365 derives the old targets from the tenant",
    microsoft365({ tenant: "ClientExample.onmicrosoft.com" }),
    {
      spf: ["include:spf.protection.outlook.com"],
      dkim: [
        { selector: "selector1", cname: "selector1-client-example._domainkey.clientexample.onmicrosoft.com" },
        { selector: "selector2", cname: "selector2-client-example._domainkey.clientexample.onmicrosoft.com" },
      ],
      says: ["info service-microsoft-365-dkim-derived"],
    },
  ],
  [
    "microsoft-365 takes the new targets as they are, and the tenant beside them",
    microsoft365({
      tenant: "clientexample.onmicrosoft.com",
      dkim: {
        selector1: "selector1-client-example01i._domainkey.clientexample.n-v1.dkim.mail.microsoft",
        selector2: "selector2-client-example._domainkey.clientexample.n-v1.dkim.mail.microsoft",
      },
      verification: "MS=ms12345678",
    }),
    {
      spf: ["include:spf.protection.outlook.com"],
      dkim: [
        {
          selector: "selector1",
          cname: "selector1-client-example01i._domainkey.clientexample.n-v1.dkim.mail.microsoft",
        },
        { selector: "selector2", cname: "selector2-client-example._domainkey.clientexample.n-v1.dkim.mail.microsoft" },
      ],
      names: [{ name: "", type: "TXT", text: "MS=ms12345678", role: "verification-microsoft-365" }],
    },
  ],
  [
    "microsoft-365 with the pair swapped",
    microsoft365({
      dkim: {
        selector1: "selector2-client-example._domainkey.x.n-v1.dkim.mail.microsoft",
        selector2: "selector1-client-example._domainkey.x.n-v1.dkim.mail.microsoft",
      },
    }),
    {
      spf: ["include:spf.protection.outlook.com"],
      dkim: [
        { selector: "selector1", cname: "selector2-client-example._domainkey.x.n-v1.dkim.mail.microsoft" },
        { selector: "selector2", cname: "selector1-client-example._domainkey.x.n-v1.dkim.mail.microsoft" },
      ],
      says: ["warning service-microsoft-365-dkim-mismatch", "warning service-microsoft-365-dkim-mismatch"],
    },
  ],
  [
    "microsoft-365 in GCC High, with a tenant of the worldwide cloud",
    microsoft365({ tenant: "clientexample.onmicrosoft.com", cloud: "gcc-high" }),
    {
      spf: ["include:spf.protection.office365.us"],
      dkim: [
        { selector: "selector1", cname: "selector1-client-example._domainkey.clientexample.onmicrosoft.com" },
        { selector: "selector2", cname: "selector2-client-example._domainkey.clientexample.onmicrosoft.com" },
      ],
      says: ["info service-microsoft-365-dkim-derived", "warning service-microsoft-365-cloud-mismatch"],
    },
  ],
  [
    "microsoft-365 in China before DKIM is turned on",
    microsoft365({ cloud: "china" }),
    { spf: ["include:spf.protection.partner.outlook.cn"], says: [noDkim] },
  ],
  [
    "zoho-mail",
    zohoMail({ dkim: { zmail: key } }),
    { spf: ["include:zohomail.com"], dkim: [{ selector: "zmail", key }] },
  ],
  [
    "zoho-mail in another data centre, without DKIM",
    zohoMail({ dkim: {}, include: "zohomail.eu", verification: "zb12345678" }),
    {
      spf: ["include:zohomail.eu"],
      names: [
        {
          name: "",
          type: "TXT",
          text: "zoho-verification=zb12345678.zmverify.zoho.com",
          role: "verification-zoho-mail",
        },
      ],
      says: [noDkim],
    },
  ],
  [
    "fastmail",
    fastmail(),
    {
      spf: ["include:spf.messagingengine.com"],
      dkim: [
        { selector: "fm1", cname: "fm1.client.example.dkim.fmhosted.com" },
        { selector: "fm2", cname: "fm2.client.example.dkim.fmhosted.com" },
        { selector: "fm3", cname: "fm3.client.example.dkim.fmhosted.com" },
      ],
    },
  ],
  [
    "own-server by every way to send, addresses first",
    ownServer({
      name: "head-office",
      terms: ["exists:%{i}.senders.client.example"],
      mx: true,
      a: ["mail.client.example"],
      ip6: ["2001:db8::25", "2001:db8:1::/48"],
      ip4: ["192.0.2.10", "198.51.100.0/24"],
      dkim: { mail: key },
    }),
    {
      spf: [
        "ip4:192.0.2.10",
        "ip4:198.51.100.0/24",
        "ip6:2001:db8::25",
        "ip6:2001:db8:1::/48",
        "a:mail.client.example",
        "mx",
        "exists:%{i}.senders.client.example",
      ],
      dkim: [{ selector: "mail", key }],
    },
  ],
  [
    "own-server by its own A and another domain's MX",
    ownServer({ name: "shop", a: true, mx: ["mail.example"] }),
    { spf: ["a", "mx:mail.example"] },
  ],
  [
    "own-server with hosts as people write them, as DNS holds them",
    ownServer({ name: "shop", a: ["MAIL.Client.Example."], mx: ["bücher.example"] }),
    { spf: ["a:mail.client.example", "mx:xn--bcher-kva.example"] },
  ],
];

const transactional: readonly Row[] = [
  [
    "amazon-ses without MAIL FROM",
    amazonSes({ region: "eu-west-1", dkimTokens: tokens }),
    { dkim: sesDkim("dkim.amazonses.com") },
  ],
  [
    "amazon-ses with MAIL FROM",
    amazonSes({ region: "eu-west-1", dkimTokens: tokens, mailFrom: "bounce" }),
    { dkim: sesDkim("dkim.amazonses.com"), returnPaths: [bounce("eu-west-1")] },
  ],
  [
    "amazon-ses in a region with a DKIM zone of its own",
    amazonSes({ region: "eu-central-2", dkimTokens: tokens, apexInclude: true }),
    { dkim: sesDkim("dkim.eu-central-2.amazonses.com"), says: [noInclude] },
  ],
  [
    "amazon-ses with a key of the client's",
    amazonSes({ region: "us-gov-west-1", dkim: { own: key }, mailFrom: "bounce", apexInclude: true }),
    { dkim: [{ selector: "own", key }], returnPaths: [bounce("us-gov-west-1")], says: [noInclude] },
  ],
  ["amazon-ses without DKIM", amazonSes({ region: "us-east-1" }), { says: [noDkim] }],
  [
    "sendgrid",
    sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234" }),
    {
      dkim: [
        { selector: "s1", cname: "s1.domainkey.u1234567.wl123.sendgrid.net" },
        { selector: "s2", cname: "s2.domainkey.u1234567.wl123.sendgrid.net" },
      ],
      returnPaths: [{ name: "em1234", cname: "u1234567.wl123.sendgrid.net" }],
    },
  ],
  [
    "sendgrid, second account, with the include asked for",
    sendgrid({ user: "u1", server: "wl", returnPath: "em2", selectors: ["sg", "sg2"], apexInclude: true }),
    {
      dkim: [
        { selector: "sg", cname: "sg.domainkey.u1.wl.sendgrid.net" },
        { selector: "sg2", cname: "sg2.domainkey.u1.wl.sendgrid.net" },
      ],
      returnPaths: [{ name: "em2", cname: "u1.wl.sendgrid.net" }],
      says: [noInclude],
    },
  ],
  [
    "mailgun at a subdomain, key by TXT",
    mailgun({ subdomain: "mg", dkim: { krs: key } }),
    { spf: ["include:mailgun.org"], dkim: [{ selector: "krs", key }] },
    "mg.client.example",
  ],
  [
    "mailgun with everything, in the EU",
    mailgun({
      subdomain: "mg",
      automaticSecurity: "9d876.dkim1.mailgun.com",
      region: "eu",
      inbound: true,
      tracking: "email",
      apexInclude: true,
    }),
    {
      spf: ["include:mailgun.org"],
      dkim: [
        { selector: "pdk1", cname: "pdk1._domainkey.9d876.dkim1.mailgun.com" },
        { selector: "pdk2", cname: "pdk2._domainkey.9d876.dkim1.mailgun.com" },
      ],
      returnPaths: [
        {
          name: "",
          spf: [],
          mx: [
            { role: "mx-a", preference: 10, exchange: "mxa.eu.mailgun.org" },
            { role: "mx-b", preference: 10, exchange: "mxb.eu.mailgun.org" },
          ],
        },
      ],
      names: [{ name: "email", type: "CNAME", target: "eu.mailgun.org", role: "tracking" }],
      says: [noInclude],
    },
    "mg.client.example",
  ],
  [
    "mailgun at the policy domain, where the include is needed and the MX is dangerous",
    mailgun({ inbound: true, apexInclude: true, tracking: "email" }),
    {
      spf: ["include:mailgun.org"],
      returnPaths: [
        {
          name: "",
          spf: [],
          mx: [
            { role: "mx-a", preference: 10, exchange: "mxa.mailgun.org" },
            { role: "mx-b", preference: 10, exchange: "mxb.mailgun.org" },
          ],
        },
      ],
      names: [{ name: "email", type: "CNAME", target: "mailgun.org", role: "tracking" }],
      says: [noDkim, "warning service-mailgun-inbound-mx"],
    },
  ],
  [
    "postmark",
    postmark({ dkim: { "20260820101500pm": key }, returnPath: "pm-bounces" }),
    {
      dkim: [{ selector: "20260820101500pm", key }],
      returnPaths: [{ name: "pm-bounces", cname: "pm.mtasv.net" }],
    },
  ],
  [
    "postmark bare, with the include asked for",
    postmark({ dkim: {}, apexInclude: true }),
    { says: [noDkim, noInclude] },
  ],
  [
    "mandrill",
    mandrill(),
    {
      dkim: [
        { selector: "mte1", cname: "dkim1.mandrillapp.com" },
        { selector: "mte2", cname: "dkim2.mandrillapp.com" },
      ],
    },
  ],
  [
    "mandrill with everything",
    mandrill({ returnPath: "bounce", verification: "AbC_123-x", apexInclude: true }),
    {
      dkim: [
        { selector: "mte1", cname: "dkim1.mandrillapp.com" },
        { selector: "mte2", cname: "dkim2.mandrillapp.com" },
      ],
      returnPaths: [{ name: "bounce", cname: "mandrillapp.com" }],
      names: [{ name: "", type: "TXT", text: "mandrill_verify.AbC_123-x", role: "verification-mandrill" }],
      says: [noInclude],
    },
  ],
];

const hubspotDkim = (first: string, second: string, label: string) => [
  { selector: first, cname: `${label}.hs04a.dkim.hubspotemail.net` },
  { selector: second, cname: `${label}.hs04b.dkim.hubspotemail.net` },
];
const brevoDkim = (label: string) => [
  { selector: "brevo1", cname: `b1.${label}.dkim.brevo.com` },
  { selector: "brevo2", cname: `b2.${label}.dkim.brevo.com` },
];
const zendeskDkim = [
  { selector: "zendesk1", cname: "zendesk1._domainkey.zendesk.com" },
  { selector: "zendesk2", cname: "zendesk2._domainkey.zendesk.com" },
];
const custdkim = { sf1: "sf1.abc123.custdkim.salesforce.com", sf2: "sf2.def456.custdkim.salesforce.com" };
const salesforceDkim = [
  { selector: "sf1", cname: custdkim.sf1 },
  { selector: "sf2", cname: custdkim.sf2 },
];

const others: readonly Row[] = [
  [
    "mailchimp",
    mailchimp(),
    {
      dkim: [
        { selector: "k2", cname: "dkim2.mcsv.net" },
        { selector: "k3", cname: "dkim3.mcsv.net" },
      ],
    },
  ],
  [
    "mailchimp with the old selector and the include asked for",
    mailchimp({ legacySelector: true, apexInclude: true }),
    {
      dkim: [
        { selector: "k1", cname: "dkim.mcsv.net" },
        { selector: "k2", cname: "dkim2.mcsv.net" },
        { selector: "k3", cname: "dkim3.mcsv.net" },
      ],
      says: [noInclude],
    },
  ],
  ["brevo", brevo(), { dkim: brevoDkim("client-example") }],
  [
    "brevo on shared addresses, with the include asked for",
    brevo({ label: "client--example", verification: "0123abcd", apexInclude: true }),
    {
      dkim: brevoDkim("client--example"),
      names: [{ name: "", type: "TXT", text: "brevo-code:0123abcd", role: "verification-brevo" }],
      says: [noInclude],
    },
  ],
  [
    "brevo on dedicated addresses, with the old key",
    brevo({ dedicatedIp: true, dkim: { mail: key }, apexInclude: true }),
    { spf: ["include:spf.brevo.com"], dkim: [{ selector: "mail", key }] },
  ],
  [
    "hubspot",
    hubspot({ portalId: "123456", cluster: "04" }),
    { dkim: hubspotDkim("hs1-123456", "hs2-123456", "client-example") },
  ],
  [
    "hubspot with the include asked for",
    hubspot({ portalId: "123456", cluster: "04", label: "other", legacySelectors: true, apexInclude: true }),
    { dkim: hubspotDkim("hs1", "hs2", "other"), says: [noInclude] },
  ],
  [
    "hubspot with a dedicated address",
    hubspot({
      portalId: "123456",
      cluster: "04",
      dedicatedIp: { name: "123456m", terms: ["ip4:192.0.2.10"] },
      apexInclude: true,
    }),
    {
      dkim: hubspotDkim("hs1-123456", "hs2-123456", "client-example"),
      returnPaths: [{ name: "123456m", spf: ["ip4:192.0.2.10"], mx: [] }],
      says: [noInclude],
    },
  ],
  ["salesforce", salesforce({ dkim: custdkim }), { dkim: salesforceDkim }],
  [
    "salesforce, include asked for",
    salesforce({ dkim: custdkim, apexInclude: true }),
    { dkim: salesforceDkim, says: [noInclude] },
  ],
  [
    "salesforce with the client's domain in MAIL FROM, without DKIM",
    salesforce({ dkim: {}, ownEnvelope: true, apexInclude: true }),
    { spf: ["include:_spf.salesforce.com"], says: [noDkim] },
  ],
  ["zendesk", zendesk(), { spf: ["include:mail.zendesk.com"], dkim: zendeskDkim }],
  [
    "zendesk with everything",
    zendesk({ verification: "0123456789abcdef", mailNames: true }),
    {
      spf: ["include:mail.zendesk.com"],
      dkim: zendeskDkim,
      returnPaths: [
        { name: "zendesk1", cname: "mail1.zendesk.com" },
        { name: "zendesk2", cname: "mail2.zendesk.com" },
        { name: "zendesk3", cname: "mail3.zendesk.com" },
        { name: "zendesk4", cname: "mail4.zendesk.com" },
      ],
      names: [{ name: "zendeskverification", type: "TXT", text: "0123456789abcdef", role: "verification" }],
    },
  ],
  [
    "klaviyo",
    klaviyo({
      subdomain: "send",
      target: "abc123.klaviyodns.com",
      dkim: { km1: "km1._domainkey.abc123.klaviyodns.com", km2: "km2._domainkey.abc123.klaviyodns.com" },
      apexInclude: true,
    }),
    {
      dkim: [
        { selector: "km1", cname: "km1._domainkey.abc123.klaviyodns.com" },
        { selector: "km2", cname: "km2._domainkey.abc123.klaviyodns.com" },
      ],
      returnPaths: [{ name: "", cname: "abc123.klaviyodns.com" }],
      says: [noInclude],
    },
    "send.client.example",
  ],
];

describe.each([
  ["mailboxes and own servers", mailboxes],
  ["transactional mail", transactional],
  ["marketing, CRM and help desk", others],
])("%s", (_kind, rows) => {
  it.each(rows.map(row => [row[0], row] as const))("%s", (_name, [, use, expected, at]) => {
    expect(summary(use, at)).toEqual(expected);
  });
});

it.each([
  "af-south-1",
  "ap-northeast-3",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "il-central-1",
  "me-central-1",
  "us-gov-east-1",
])("amazon-ses signs under a DKIM zone of its own in %s", region => {
  expect(summary(amazonSes({ region, dkimTokens: tokens }))).toEqual({ dkim: sesDkim(`dkim.${region}.amazonses.com`) });
});

describe("a name given in full is an error, not a name twice as deep", () => {
  it.each<readonly [string, ServiceUse]>([
    ["amazonSes", amazonSes({ region: "eu-west-1", dkimTokens: tokens, mailFrom: "bounce.client.example" })],
    ["sendgrid", sendgrid({ user: "u1", server: "wl1", returnPath: "em1.client.example" })],
    ["postmark", postmark({ dkim: { pm: key }, returnPath: "client.example" })],
    ["mandrill", mandrill({ returnPath: "bounce.client.example" })],
    [
      "hubspot",
      hubspot({ portalId: "1", cluster: "04", dedicatedIp: { name: "1m.client.example", terms: ["ip4:192.0.2.1"] } }),
    ],
  ])("%s", (_name, use) => {
    expect(summary(use)).toMatchObject({ says: [notRelative] });
  });
});
