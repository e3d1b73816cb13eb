/** Marketing tools. */
import { activecampaign } from "../../../src/services/activecampaign.ts";
import { brevo } from "../../../src/services/brevo.ts";
import { customerIo } from "../../../src/services/customer-io.ts";
import { kajabi } from "../../../src/services/kajabi.ts";
import { klaviyo } from "../../../src/services/klaviyo.ts";
import { mailchimp } from "../../../src/services/mailchimp.ts";
import { sendcloud } from "../../../src/services/sendcloud.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

const brevoDkim = (label: string) => [
  { selector: "brevo1", cname: `b1.${label}.dkim.brevo.com` },
  { selector: "brevo2", cname: `b2.${label}.dkim.brevo.com` },
];
const acDkim = [
  { selector: "acdkim1", cname: "dkim.acdkim1.acems1.com" },
  { selector: "acdkim2", cname: "dkim.acdkim2.acems1.com" },
];
const sendcloudMx = [{ name: "", spf: [], mx: [{ role: "mx-a", preference: 10, exchange: "mx2.sendcloud.org" }] }];
const kjbm = (name: string) => ({
  name,
  spf: ["include:mailgun.org"],
  mx: [
    { role: "mx-a", preference: 10, exchange: "mxa.mailgun.org" },
    { role: "mx-b", preference: 20, exchange: "mxb.mailgun.org" },
  ],
});

/** The first case of each service is its fullest good use. */
export const marketingCases: readonly ServiceCase[] = [
  {
    name: "mailchimp with the old selector and the include asked for",
    use: mailchimp({ legacySelector: true, apexInclude: true }),
    expected: {
      dkim: [
        { selector: "k1", cname: "dkim.mcsv.net" },
        { selector: "k2", cname: "dkim2.mcsv.net" },
        { selector: "k3", cname: "dkim3.mcsv.net" },
      ],
      says: [noInclude],
    },
  },
  {
    name: "mailchimp",
    use: mailchimp(),
    expected: {
      dkim: [
        { selector: "k2", cname: "dkim2.mcsv.net" },
        { selector: "k3", cname: "dkim3.mcsv.net" },
      ],
    },
  },
  {
    name: "mailchimp that is told not to add the include",
    use: mailchimp({ apexInclude: false }),
    expected: {
      dkim: [
        { selector: "k2", cname: "dkim2.mcsv.net" },
        { selector: "k3", cname: "dkim3.mcsv.net" },
      ],
    },
  },
  {
    name: "brevo on dedicated addresses, with everything and the old key",
    use: brevo({
      label: "client--example",
      dkim: { mail: key },
      verification: "0123abcd",
      dedicatedIp: true,
      apexInclude: true,
    }),
    expected: {
      spf: ["include:spf.brevo.com"],
      dkim: [{ selector: "mail", key }],
      names: [{ name: "", type: "TXT", text: "brevo-code:0123abcd", role: "verification-brevo" }],
    },
  },
  { name: "brevo", use: brevo(), expected: { dkim: brevoDkim("client-example") } },
  { name: "brevo before the old key is known", use: brevo({ dkim: {} }), expected: { says: [noDkim] } },
  {
    name: "brevo on shared addresses, with the include asked for",
    use: brevo({ label: "client--example", verification: "0123abcd", apexInclude: true }),
    expected: {
      dkim: brevoDkim("client--example"),
      names: [{ name: "", type: "TXT", text: "brevo-code:0123abcd", role: "verification-brevo" }],
      says: [noInclude],
    },
  },
  {
    name: "klaviyo",
    use: klaviyo({
      subdomain: "send",
      target: "abc123.klaviyodns.com",
      dkim: { km1: "km1._domainkey.abc123.klaviyodns.com", km2: "km2._domainkey.abc123.klaviyodns.com" },
      apexInclude: true,
    }),
    at: "send.client.example",
    expected: {
      dkim: [
        { selector: "km1", cname: "km1._domainkey.abc123.klaviyodns.com" },
        { selector: "km2", cname: "km2._domainkey.abc123.klaviyodns.com" },
      ],
      returnPaths: [{ name: "", cname: "abc123.klaviyodns.com" }],
      says: [noInclude],
    },
  },
  {
    name: "activecampaign on other servers, with everything",
    use: activecampaign({
      dkim: { acdkim1: "dkim.acdkim1.acems2.com", acdkim2: "dkim.acdkim2.acems2.com" },
      returnPath: { name: "em-1234567", target: "cmd.emsend2.com" },
      apexInclude: true,
    }),
    expected: {
      dkim: [
        { selector: "acdkim1", cname: "dkim.acdkim1.acems2.com" },
        { selector: "acdkim2", cname: "dkim.acdkim2.acems2.com" },
      ],
      returnPaths: [{ name: "em-1234567", cname: "cmd.emsend2.com" }],
      says: [noInclude],
    },
  },
  {
    name: "activecampaign with a mailserver domain",
    use: activecampaign({ returnPath: { name: "em-1234567" } }),
    expected: { dkim: acDkim, returnPaths: [{ name: "em-1234567", cname: "cmd.emsend1.com" }] },
  },
  {
    name: "activecampaign without a mailserver domain, with the include asked for",
    use: activecampaign({ apexInclude: true }),
    expected: { dkim: acDkim, says: [noInclude] },
  },
  {
    name: "activecampaign with the mailserver domain in full",
    use: activecampaign({ returnPath: { name: "em-1.client.example" } }),
    expected: {
      dkim: acDkim,
      returnPaths: [{ name: "em-1.client.example", cname: "cmd.emsend1.com" }],
      says: [notRelative],
    },
  },
  {
    name: "customer-io with the include asked for",
    use: customerIo({
      subdomain: "cio12345",
      dkim: { krs: key },
      mx: ["mxa.mailgun.org", "mxb.mailgun.org"],
      apexInclude: true,
    }),
    at: "cio12345.client.example",
    expected: {
      spf: ["include:mailgun.org"],
      dkim: [{ selector: "krs", key }],
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
      says: [noInclude],
    },
  },
  {
    name: "customer-io on other servers, before the key is known",
    use: customerIo({ subdomain: "cio12345", dkim: {}, mx: ["mx1.example.net", "mx2.example.net"] }),
    at: "cio12345.client.example",
    expected: {
      spf: ["include:mailgun.org"],
      returnPaths: [
        {
          name: "",
          spf: [],
          mx: [
            { role: "mx-a", preference: 10, exchange: "mx1.example.net" },
            { role: "mx-b", preference: 10, exchange: "mx2.example.net" },
          ],
        },
      ],
      says: [noDkim, "warning service-customer-io-other-servers"],
    },
  },
  {
    name: "sendcloud at a subdomain, with keys of both kinds",
    use: sendcloud({ subdomain: "mail", dkim: { mail: key }, automaticDkim: "zone.example.net" }),
    at: "mail.client.example",
    expected: {
      spf: ["include:spf.sendcloud.org"],
      dkim: [
        { selector: "e1", cname: "e1._domainkey.zone.example.net" },
        { selector: "e2", cname: "e2._domainkey.zone.example.net" },
        { selector: "mail", key },
      ],
      returnPaths: sendcloudMx,
    },
  },
  {
    name: "sendcloud at the policy domain, whose mailboxes keep their MX",
    use: sendcloud({ dkim: { mail: key } }),
    expected: {
      spf: ["include:spf.sendcloud.org"],
      dkim: [{ selector: "mail", key }],
      says: ["warning service-sendcloud-mx-left-out"],
    },
  },
  {
    name: "sendcloud without DKIM",
    use: sendcloud({ subdomain: "mail" }),
    at: "mail.client.example",
    expected: { spf: ["include:spf.sendcloud.org"], returnPaths: sendcloudMx, says: [noDkim] },
  },
  {
    name: "kajabi",
    use: kajabi({ dkim: { kj1: key } }),
    expected: { dkim: [{ selector: "kj1", key }], returnPaths: [kjbm("kjbm")] },
  },
  {
    name: "kajabi signing for kjbm itself",
    use: kajabi({ subdomain: "kjbm", dkim: { kj1: key } }),
    at: "kjbm.client.example",
    expected: { dkim: [{ selector: "kj1", key }], returnPaths: [kjbm("")] },
  },
  {
    name: "kajabi before the key is known",
    use: kajabi({ dkim: {} }),
    expected: { returnPaths: [kjbm("kjbm")], says: [noDkim] },
  },
];

export const marketingRefusals: readonly Refusal[] = [
  { name: "two labels", use: brevo({ label: "client.example" }), message: "label: expected one label" },
  {
    name: "the whole string",
    use: brevo({ verification: "brevo-code:00" }),
    message: "verification: expected the code alone",
  },
  {
    name: "another vendor's target",
    use: klaviyo({ subdomain: "send", target: "u1.wl1.sendgrid.net", dkim: { km1: "a.klaviyodns.com" } }),
    message: "target: expected a host name such as abc123",
  },
  {
    name: "no selector",
    use: klaviyo({ subdomain: "send", target: "a.klaviyodns.com", dkim: {} }),
    message: "dkim: expected the selectors",
  },
  {
    name: "a mailserver domain with a dot at its end",
    use: activecampaign({ returnPath: { name: "em-1." } }),
    message: "returnPath.name: expected the part",
  },
  {
    name: "a target that is no host",
    use: activecampaign({ dkim: { acdkim1: "dkim", acdkim2: "dkim.acdkim2.acems1.com" } }),
    message: "dkim.acdkim1: expected a host name",
  },
  {
    name: "one MX target",
    use: customerIo({ subdomain: "cio1", dkim: {}, mx: ["mxa.mailgun.org"] }),
    message: "mx: expected two MX targets",
  },
  {
    name: "a zone of one label",
    use: sendcloud({ automaticDkim: "zone" }),
    message: "automaticDkim: expected a host name",
  },
];
