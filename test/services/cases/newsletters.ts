/** Newsletter tools. */
import { aweber } from "../../../src/services/aweber.ts";
import { campaignMonitor } from "../../../src/services/campaign-monitor.ts";
import { constantContact } from "../../../src/services/constant-contact.ts";
import { emailoctopus } from "../../../src/services/emailoctopus.ts";
import { kit } from "../../../src/services/kit.ts";
import { maileonIonos } from "../../../src/services/maileon-ionos.ts";
import { mailerlite } from "../../../src/services/mailerlite.ts";
import { mailrelay } from "../../../src/services/mailrelay.ts";
import { seguno } from "../../../src/services/seguno.ts";
import { senderNet } from "../../../src/services/sender-net.ts";
import { squarespaceEmail } from "../../../src/services/squarespace-email.ts";
import { zohoCampaigns } from "../../../src/services/zoho-campaigns.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

const litesrv = [{ selector: "litesrv", cname: "litesrv._domainkey.mlsend.com" }];
const liteMx = [{ role: "mx-a", preference: 10, exchange: "mail.litesrv.io" }];
const aweberDkim = [
  { selector: "aweber_key_a", cname: "aweber_key_a.send.aweber.com" },
  { selector: "aweber_key_b", cname: "aweber_key_b.send.aweber.com" },
  { selector: "aweber_key_c", cname: "aweber_key_c.send.aweber.com" },
];
const squarespaceDkim = [{ selector: "squarespace", cname: "squarespace-domainkey.squarespace-mail.com" }];
const xq = [{ selector: "xq", cname: "xq._domainkey.cname.maileon.com" }];
const ipz = { ipz1: "abcdef.dkim.ipzsv.com", ipz2: "ghijkl.dkim.ipzsv.com" };
const ipzDkim = [
  { selector: "ipz1", cname: "abcdef.dkim.ipzsv.com" },
  { selector: "ipz2", cname: "ghijkl.dkim.ipzsv.com" },
];

/** The first case of each service is its fullest good use. */
export const newsletterCases: readonly ServiceCase[] = [
  {
    name: "constant-contact by CNAME and TXT at once, with the include asked for",
    use: constantContact({
      dkimTargets: { own1: "300._domainkey.dkim1.ccsend.com" },
      dkim: { 1000123: key },
      apexInclude: true,
    }),
    expected: {
      dkim: [
        { selector: "own1", cname: "300._domainkey.dkim1.ccsend.com" },
        { selector: "1000123", key },
      ],
      says: [noInclude],
    },
  },
  {
    name: "constant-contact",
    use: constantContact(),
    expected: {
      dkim: [
        { selector: "ctct1", cname: "100._domainkey.dkim1.ccsend.com" },
        { selector: "ctct2", cname: "200._domainkey.dkim2.ccsend.com" },
      ],
    },
  },
  {
    name: "constant-contact by TXT, since another account has the CNAMEs",
    use: constantContact({ dkim: { 1000123: key } }),
    expected: { dkim: [{ selector: "1000123", key }] },
  },
  {
    name: "constant-contact by TXT before the key is known",
    use: constantContact({ dkim: {} }),
    expected: { says: [noDkim] },
  },
  {
    name: "campaign-monitor with a key without its version, and the include asked for",
    use: campaignMonitor({ dkim: { cm: `k=rsa; p=${key}` }, apexInclude: true }),
    expected: { dkim: [{ selector: "cm", key: `k=rsa; p=${key}` }], says: [noInclude] },
  },
  { name: "campaign-monitor without DKIM", use: campaignMonitor({ dkim: {} }), expected: { says: [noDkim] } },
  {
    name: "mailerlite with everything",
    use: mailerlite({
      domainAlignment: { name: "mail", terms: ["a", "mx", "include:_spf.mlsend.com"], mx: "mail.litesrv.io" },
      verification: "0123456789abcdef",
      spfInclude: true,
    }),
    expected: {
      spf: ["include:_spf.mlsend.com"],
      dkim: litesrv,
      returnPaths: [{ name: "mail", spf: ["a", "mx", "include:_spf.mlsend.com"], mx: liteMx }],
      names: [
        {
          name: "",
          type: "TXT",
          text: "mailerlite-domain-verification=0123456789abcdef",
          role: "verification-mailerlite",
        },
      ],
      says: ["info service-mailerlite-address-record"],
    },
  },
  { name: "mailerlite", use: mailerlite(), expected: { dkim: litesrv } },
  {
    name: "mailerlite with the alignment name in full",
    use: mailerlite({ domainAlignment: { name: "mail.client.example", terms: ["mx"], mx: "mail.litesrv.io" } }),
    expected: {
      dkim: litesrv,
      returnPaths: [{ name: "mail.client.example", spf: ["mx"], mx: liteMx }],
      says: [notRelative, "info service-mailerlite-address-record"],
    },
  },
  {
    name: "kit with both selectors, and the include asked for",
    use: kit({
      dkim: { cka: "dkim.dm-aaa111.sg2.convertkit.com", cka2: "dkim2.dm-bbb222.sg2.convertkit.com" },
      returnPathTarget: "spf.dm-ccc333.sg2.convertkit.com",
      apexInclude: true,
    }),
    expected: {
      dkim: [
        { selector: "cka", cname: "dkim.dm-aaa111.sg2.convertkit.com" },
        { selector: "cka2", cname: "dkim2.dm-bbb222.sg2.convertkit.com" },
      ],
      returnPaths: [{ name: "ckespa", cname: "spf.dm-ccc333.sg2.convertkit.com" }],
      says: [noInclude],
    },
  },
  {
    name: "kit with one selector",
    use: kit({ dkim: { cka: "dkim.dm-a.sg6.convertkit.com" }, returnPathTarget: "spf.dm-a.sg6.convertkit.com" }),
    expected: {
      dkim: [{ selector: "cka", cname: "dkim.dm-a.sg6.convertkit.com" }],
      returnPaths: [{ name: "ckespa", cname: "spf.dm-a.sg6.convertkit.com" }],
    },
  },
  {
    name: "kit with all values swapped",
    use: kit({
      dkim: { cka: "spf.dm-a.sg6.convertkit.com", cka2: "dkim.dm-a.sg6.convertkit.com" },
      returnPathTarget: "dkim2.dm-a.sg6.convertkit.com",
    }),
    expected: {
      dkim: [
        { selector: "cka", cname: "spf.dm-a.sg6.convertkit.com" },
        { selector: "cka2", cname: "dkim.dm-a.sg6.convertkit.com" },
      ],
      returnPaths: [{ name: "ckespa", cname: "dkim2.dm-a.sg6.convertkit.com" }],
      says: [
        "warning service-kit-target-mismatch",
        "warning service-kit-target-mismatch",
        "warning service-kit-target-mismatch",
      ],
    },
  },
  {
    name: "aweber with the selectors for optin.com",
    use: aweber({ optin: true }),
    expected: {
      dkim: [
        ...aweberDkim,
        { selector: "k1", cname: "k1.optin.com" },
        { selector: "k2", cname: "k2.optin.com" },
        { selector: "k3", cname: "k3.optin.com" },
      ],
    },
  },
  { name: "aweber", use: aweber(), expected: { dkim: aweberDkim } },
  {
    name: "emailoctopus with all four CNAMEs",
    use: emailoctopus({ zone: "0123456789.alecto.eoidentity.com", account: "12345678" }),
    expected: {
      dkim: [{ selector: "eo", cname: "eo._domainkey.0123456789.alecto.eoidentity.com" }],
      returnPaths: [{ name: "eom", cname: "eom.0123456789.alecto.eoidentity.com" }],
      names: [
        { name: "eot", type: "CNAME", target: "eot.0123456789.alecto.eoidentity.com", role: "tracking" },
        { name: "12345678", type: "CNAME", target: "12345678.0123456789.alecto.eoidentity.com", role: "account" },
      ],
    },
  },
  {
    name: "emailoctopus without the account's CNAME",
    use: emailoctopus({ zone: "0123456789.alecto.eoidentity.com" }),
    expected: {
      dkim: [{ selector: "eo", cname: "eo._domainkey.0123456789.alecto.eoidentity.com" }],
      returnPaths: [{ name: "eom", cname: "eom.0123456789.alecto.eoidentity.com" }],
      names: [{ name: "eot", type: "CNAME", target: "eot.0123456789.alecto.eoidentity.com", role: "tracking" }],
    },
  },
  {
    name: "sender-net",
    use: senderNet(),
    expected: { spf: ["include:sendersrv.com"], dkim: [{ selector: "sender", cname: "dkim.sendersrv.com" }] },
  },
  {
    name: "seguno",
    use: seguno({ dkim: { sg20260820: key } }),
    expected: {
      dkim: [{ selector: "sg20260820", key }],
      returnPaths: [{ name: "bounces", cname: "bounces.seguno-mail.com" }],
    },
  },
  {
    name: "seguno before the key is known",
    use: seguno({ dkim: {} }),
    expected: { returnPaths: [{ name: "bounces", cname: "bounces.seguno-mail.com" }], says: [noDkim] },
  },
  {
    name: "mailrelay with tracking",
    use: mailrelay({
      include: "SPF.ipzmarketing.com.",
      dkim: ipz,
      tracking: { name: "links", target: "links.example.net" },
    }),
    expected: {
      spf: ["include:spf.ipzmarketing.com"],
      dkim: ipzDkim,
      names: [{ name: "links", type: "CNAME", target: "links.example.net", role: "tracking" }],
    },
  },
  {
    name: "mailrelay",
    use: mailrelay({ include: "spf.ipzmarketing.com", dkim: ipz }),
    expected: { spf: ["include:spf.ipzmarketing.com"], dkim: ipzDkim },
  },
  {
    name: "mailrelay with a tracking name in full",
    use: mailrelay({
      include: "spf.ipzmarketing.com",
      dkim: ipz,
      tracking: { name: "links.client.example", target: "links.example.net" },
    }),
    expected: {
      spf: ["include:spf.ipzmarketing.com"],
      dkim: ipzDkim,
      names: [{ name: "links.client.example", type: "CNAME", target: "links.example.net", role: "tracking" }],
      says: [notRelative],
    },
  },
  {
    name: "maileon-ionos with the CNAME of its DMARC record",
    use: maileonIonos({ subdomain: "news", account: "client1", dmarcCname: true }),
    at: "news.client.example",
    expected: {
      dkim: xq,
      returnPaths: [{ name: "", cname: "client1.maileon.com" }],
      names: [{ name: "_dmarc", type: "CNAME", target: "_dmarc.cname.maileon.com", role: "dmarc-cname" }],
      says: ["warning service-maileon-ionos-dmarc-taken-over"],
    },
  },
  {
    name: "maileon-ionos",
    use: maileonIonos({ subdomain: "news", account: "client1" }),
    at: "news.client.example",
    expected: { dkim: xq, returnPaths: [{ name: "", cname: "client1.maileon.com" }] },
  },
  {
    name: "zoho-campaigns in the EU",
    use: zohoCampaigns({ dkim: { zc1: key }, region: "eu" }),
    expected: { spf: ["include:eu.zcsend.net"], dkim: [{ selector: "zc1", key }] },
  },
  {
    name: "zoho-campaigns in the US",
    use: zohoCampaigns({ dkim: { zc1: key }, region: "us" }),
    expected: { spf: ["include:zcsend.net"], dkim: [{ selector: "zc1", key }] },
  },
  {
    name: "zoho-campaigns where no region is given, without DKIM",
    use: zohoCampaigns({ dkim: {} }),
    expected: { spf: ["include:zcsend.net"], says: [noDkim] },
  },
  {
    name: "squarespace-email with the include",
    use: squarespaceEmail({ spfInclude: true }),
    expected: { spf: ["include:squarespace-mail.com"], dkim: squarespaceDkim },
  },
  { name: "squarespace-email", use: squarespaceEmail(), expected: { dkim: squarespaceDkim } },
];

export const newsletterRefusals: readonly Refusal[] = [
  {
    name: "a target of one label",
    use: constantContact({ dkimTargets: { ctct1: "ccsend" } }),
    message: "dkimTargets.ctct1: expected a host name such as 100._domainkey",
  },
  {
    name: "the key alone, without its selector",
    use: { service: "campaign-monitor", options: { dkim: key } },
    message: "dkim: Invalid input",
  },
  {
    name: "the whole string",
    use: mailerlite({ verification: "mailerlite-domain-verification=0" }),
    message: "verification: expected the code alone",
  },
  {
    name: "a record as terms",
    use: mailerlite({ domainAlignment: { name: "mail", terms: ["v=spf1 a mx -all"], mx: "mail.litesrv.io" } }),
    message: "domainAlignment.terms.0: expected one term",
  },
  {
    name: "the end of a record as a term",
    use: mailerlite({ domainAlignment: { name: "mail", terms: ["-all"], mx: "mail.litesrv.io" } }),
    message: "domainAlignment.terms.0: expected one term",
  },
  {
    name: "another vendor's target",
    use: kit({ dkim: { cka: "dkim2.mcsv.net" }, returnPathTarget: "spf.dm-a.sg6.convertkit.com" }),
    message: "dkim.cka: expected a host name such as dkim.dm-abc123",
  },
  {
    name: "no return path",
    use: { service: "kit", options: { dkim: { cka: "dkim.dm-a.sg6.convertkit.com" } } },
    message: "returnPathTarget: Invalid input",
  },
  {
    name: "a text for true",
    use: { service: "aweber", options: { optin: "yes" } },
    message: "optin: Invalid input",
  },
  {
    name: "a whole target",
    use: emailoctopus({ zone: "eom.0123456789.alecto.eoidentity.com" }),
    message: "zone: expected what stands behind eom.",
  },
  {
    name: "another vendor's zone",
    use: emailoctopus({ zone: "u1.wl1.sendgrid.net" }),
    message: "zone: expected a host name such as 0123456789.alecto",
  },
  {
    name: "an account that is no number",
    use: emailoctopus({ zone: "a.alecto.eoidentity.com", account: "eot" }),
    message: "account: expected the number",
  },
  {
    name: "a whole term",
    use: mailrelay({ include: "include:spf.ipzmarketing.com", dkim: ipz }),
    message: "include: expected a host name such as spf.ipzmarketing.com",
  },
  {
    name: "one selector",
    use: { service: "mailrelay", options: { include: "spf.ipzmarketing.com", dkim: { ipz1: ipz.ipz1 } } },
    message: "dkim.ipz2: Invalid input",
  },
  {
    name: "an account with its suffix",
    use: maileonIonos({ subdomain: "news", account: "client1.maileon.com" }),
    message: "account: expected the label alone",
  },
  {
    name: "no subdomain",
    use: { service: "maileon-ionos", options: { account: "client1" } },
    message: "subdomain: Invalid input",
  },
  {
    name: "a country as region",
    use: { service: "zoho-campaigns", options: { dkim: {}, region: "de" } },
    message: "region: Invalid option",
  },
];
