/** CRM and the marketing suites around it. */
import { hubspot } from "../../../src/services/hubspot.ts";
import { leadconnector } from "../../../src/services/leadconnector.ts";
import { marketo } from "../../../src/services/marketo.ts";
import { pardot } from "../../../src/services/pardot.ts";
import { salesforceMarketingCloud } from "../../../src/services/salesforce-marketing-cloud.ts";
import { salesforce } from "../../../src/services/salesforce.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

const hubspotDkim = (first: string, second: string, label: string) => [
  { selector: first, cname: `${label}.hs04a.dkim.hubspotemail.net` },
  { selector: second, cname: `${label}.hs04b.dkim.hubspotemail.net` },
];
const custdkim = { sf1: "sf1.abc123.custdkim.salesforce.com", sf2: "sf2.def456.custdkim.salesforce.com" };
const salesforceDkim = [
  { selector: "sf1", cname: custdkim.sf1 },
  { selector: "sf2", cname: custdkim.sf2 },
];
const sapBounce = (name: string) => ({
  name,
  spf: ["include:cust-spf.exacttarget.com"],
  mx: [{ role: "mx-a", preference: 10, exchange: "bounce.s7.exacttarget.com" }],
});

/** The first case of each service is its fullest good use. */
export const crmCases: readonly ServiceCase[] = [
  {
    name: "hubspot with everything, the include asked for beside a dedicated address",
    use: hubspot({
      portalId: "123456",
      cluster: "04",
      label: "other",
      legacySelectors: true,
      dedicatedIp: { name: "123456m", terms: ["ip4:192.0.2.10"] },
      apexInclude: true,
    }),
    expected: {
      dkim: hubspotDkim("hs1", "hs2", "other"),
      returnPaths: [{ name: "123456m", spf: ["ip4:192.0.2.10"], mx: [] }],
      says: [noInclude],
    },
  },
  {
    name: "hubspot",
    use: hubspot({ portalId: "123456", cluster: "04" }),
    expected: { dkim: hubspotDkim("hs1-123456", "hs2-123456", "client-example") },
  },
  {
    name: "hubspot with the include asked for",
    use: hubspot({ portalId: "123456", cluster: "04", apexInclude: true }),
    expected: { dkim: hubspotDkim("hs1-123456", "hs2-123456", "client-example"), says: [noInclude] },
  },
  {
    name: "hubspot with the dedicated name in full",
    use: hubspot({
      portalId: "1",
      cluster: "04",
      dedicatedIp: { name: "1m.client.example", terms: ["ip4:192.0.2.1"] },
    }),
    expected: {
      dkim: hubspotDkim("hs1-1", "hs2-1", "client-example"),
      returnPaths: [{ name: "1m.client.example", spf: ["ip4:192.0.2.1"], mx: [] }],
      says: [notRelative],
    },
  },
  {
    name: "salesforce with the client's domain in MAIL FROM",
    use: salesforce({ dkim: custdkim, ownEnvelope: true, apexInclude: true }),
    expected: { spf: ["include:_spf.salesforce.com"], dkim: salesforceDkim },
  },
  { name: "salesforce", use: salesforce({ dkim: custdkim }), expected: { dkim: salesforceDkim } },
  {
    name: "salesforce, include asked for",
    use: salesforce({ dkim: custdkim, apexInclude: true }),
    expected: { dkim: salesforceDkim, says: [noInclude] },
  },
  {
    name: "salesforce with the client's domain in MAIL FROM, without DKIM",
    use: salesforce({ dkim: {}, ownEnvelope: true }),
    expected: { spf: ["include:_spf.salesforce.com"], says: [noDkim] },
  },
  {
    name: "salesforce-marketing-cloud at the policy domain, with everything",
    use: salesforceMarketingCloud({
      dkim: { 200608: key },
      mx: "bounce.s7.exacttarget.com",
      returnPath: "bounces",
      apexInclude: true,
    }),
    expected: {
      dkim: [{ selector: "200608", key }],
      returnPaths: [sapBounce("bounces")],
      says: ["info service-salesforce-marketing-cloud-shared-domain", noInclude],
    },
  },
  {
    name: "salesforce-marketing-cloud with a subdomain of its own, before the keys are known",
    use: salesforceMarketingCloud({ subdomain: "mail", dkim: {}, mx: "bounce.s7.exacttarget.com" }),
    at: "mail.client.example",
    expected: { returnPaths: [sapBounce("bounce")], says: [noDkim] },
  },
  {
    name: "salesforce-marketing-cloud with the bounce name in full",
    use: salesforceMarketingCloud({
      subdomain: "mail",
      dkim: { s1: key },
      mx: "bounce.s7.exacttarget.com",
      returnPath: "bounce.mail.client.example",
    }),
    at: "mail.client.example",
    expected: {
      dkim: [{ selector: "s1", key }],
      returnPaths: [sapBounce("bounce.mail.client.example")],
      says: [notRelative],
    },
  },
  {
    name: "pardot with everything",
    use: pardot({ dkim: { 200608: key }, verification: "pardot123456=0123abcd", apexInclude: true }),
    expected: {
      dkim: [{ selector: "200608", key }],
      names: [{ name: "", type: "TXT", text: "pardot123456=0123abcd", role: "verification-pardot" }],
      says: [noInclude],
    },
  },
  { name: "pardot before the keys are known", use: pardot({ dkim: {} }), expected: { says: [noDkim] } },
  {
    name: "marketo with a branded return path and the include asked for",
    use: marketo({
      dkim: { m1: key },
      returnPath: { name: "bounce", mx: ["mx1.example.net", "mx2.example.net"] },
      apexInclude: true,
    }),
    expected: {
      dkim: [{ selector: "m1", key }],
      returnPaths: [
        {
          name: "bounce",
          spf: ["include:mktomail.com"],
          mx: [
            { role: "mx-a", preference: 10, exchange: "mx1.example.net" },
            { role: "mx-b", preference: 10, exchange: "mx2.example.net" },
          ],
        },
      ],
      says: [noInclude],
    },
  },
  {
    name: "marketo before DKIM is set up, with the include asked for",
    use: marketo({ dkim: {}, apexInclude: true }),
    expected: { says: [noDkim, noInclude] },
  },
  {
    name: "marketo with the return path in full",
    use: marketo({ dkim: { m1: key }, returnPath: { name: "bounce.client.example", mx: ["mx1.example.net"] } }),
    expected: {
      dkim: [{ selector: "m1", key }],
      returnPaths: [
        {
          name: "bounce.client.example",
          spf: ["include:mktomail.com"],
          mx: [{ role: "mx-a", preference: 10, exchange: "mx1.example.net" }],
        },
      ],
      says: [notRelative],
    },
  },
  {
    name: "leadconnector at a subdomain, with tracking",
    use: leadconnector({
      subdomain: "mail",
      include: "mailgun.org",
      dkim: { mta: key },
      mx: ["mxa.mailgun.org", "mxb.mailgun.org"],
      tracking: { name: "email", target: "mailgun.org" },
    }),
    at: "mail.client.example",
    expected: {
      spf: ["include:mailgun.org"],
      dkim: [{ selector: "mta", key }],
      returnPaths: [
        {
          name: "",
          spf: [],
          mx: [
            { role: "mx-a", preference: 10, exchange: "mxa.mailgun.org" },
            { role: "mx-b", preference: 20, exchange: "mxb.mailgun.org" },
          ],
        },
      ],
      names: [{ name: "email", type: "CNAME", target: "mailgun.org", role: "tracking" }],
    },
  },
  {
    name: "leadconnector at the policy domain, whose mailboxes keep their MX, with a tracking name in full",
    use: leadconnector({
      include: "MAILGUN.org.",
      dkim: {},
      mx: ["mxa.mailgun.org", "mxb.mailgun.org"],
      tracking: { name: "email.client.example", target: "mailgun.org" },
    }),
    expected: {
      spf: ["include:mailgun.org"],
      names: [{ name: "email.client.example", type: "CNAME", target: "mailgun.org", role: "tracking" }],
      says: [noDkim, notRelative, "warning service-leadconnector-mx-left-out"],
    },
  },
];

export const crmRefusals: readonly Refusal[] = [
  {
    name: "the portal with a name",
    use: hubspot({ portalId: "hs-1", cluster: "04" }),
    message: "portalId: expected the portal id",
  },
  {
    name: "the cluster with hs",
    use: hubspot({ portalId: "1", cluster: "hs04a" }),
    message: "cluster: expected the digits",
  },
  {
    name: "a record as terms",
    use: hubspot({ portalId: "1", cluster: "04", dedicatedIp: { name: "1m", terms: ["v=spf1 -all"] } }),
    message: "dedicatedIp.terms.0: expected one term",
  },
  {
    name: "two labels",
    use: hubspot({ portalId: "1", cluster: "04", label: "client.example" }),
    message: "label: expected one label",
  },
  {
    name: "a name that only ends alike",
    use: salesforce({ dkim: { sf: "evilcustdkim.salesforce.com" } }),
    message: "dkim.sf: expected a host name such as sel1",
  },
  {
    name: "a wildcard as target",
    use: salesforce({ dkim: { sf: "*.custdkim.salesforce.com" } }),
    message: "dkim.sf: expected a host name",
  },
  {
    name: "a bounce host of one label",
    use: salesforceMarketingCloud({ dkim: {}, mx: "bounce" }),
    message: "mx: expected a host name such as bounce.s7.exacttarget.com",
  },
  {
    name: "a string with its quotes",
    use: pardot({ dkim: {}, verification: '"pardot1=2"' }),
    message: "verification: expected the whole string",
  },
  {
    name: "a return path without MX",
    use: marketo({ dkim: {}, returnPath: { name: "bounce", mx: [] } }),
    message: "returnPath.mx: expected at least one",
  },
  {
    name: "one MX target",
    use: leadconnector({ include: "mailgun.org", dkim: {}, mx: ["mxa.mailgun.org"] }),
    message: "mx: expected two MX targets",
  },
  {
    name: "a whole term",
    use: leadconnector({ include: "include:mailgun.org", dkim: {}, mx: ["mxa.mailgun.org", "mxb.mailgun.org"] }),
    message: "include: expected a host name such as mailgun.org",
  },
];
