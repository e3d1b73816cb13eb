/** Services for transactional mail that have been at it for long. */
import { mailgunAss } from "../../../src/services/mailgun-ass.ts";
import { mailgun } from "../../../src/services/mailgun.ts";
import { mailjet } from "../../../src/services/mailjet.ts";
import { mandrill } from "../../../src/services/mandrill.ts";
import { postmark } from "../../../src/services/postmark.ts";
import { sendgridManual } from "../../../src/services/sendgrid-manual.ts";
import { sendgrid } from "../../../src/services/sendgrid.ts";
import { sparkpost } from "../../../src/services/sparkpost.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

const mailgunMx = {
  name: "",
  spf: [],
  mx: [
    { role: "mx-a", preference: 10, exchange: "mxa.mailgun.org" },
    { role: "mx-b", preference: 10, exchange: "mxb.mailgun.org" },
  ],
};
const mailgunMxEu = {
  name: "",
  spf: [],
  mx: [
    { role: "mx-a", preference: 10, exchange: "mxa.eu.mailgun.org" },
    { role: "mx-b", preference: 10, exchange: "mxb.eu.mailgun.org" },
  ],
};
const mailgunPdk = [
  { selector: "pdk1", cname: "pdk1._domainkey.9d876.dkim1.mailgun.com" },
  { selector: "pdk2", cname: "pdk2._domainkey.9d876.dkim1.mailgun.com" },
];
const mandrillDkim = [
  { selector: "mte1", cname: "dkim1.mandrillapp.com" },
  { selector: "mte2", cname: "dkim2.mandrillapp.com" },
];
const sendgridMx = { role: "mx-a", preference: 20, exchange: "mx.sendgrid.net" };

const sendgridCases: readonly ServiceCase[] = [
  {
    name: "sendgrid with selectors of its own",
    use: sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234", selectors: ["sg", "sg2"] }),
    expected: {
      dkim: [
        { selector: "sg", cname: "sg.domainkey.u1234567.wl123.sendgrid.net" },
        { selector: "sg2", cname: "sg2.domainkey.u1234567.wl123.sendgrid.net" },
      ],
      returnPaths: [{ name: "em1234", cname: "u1234567.wl123.sendgrid.net" }],
    },
  },
  {
    name: "sendgrid in an older account, with the include asked for",
    use: sendgrid({ user: "u1", server: "wl", returnPath: "em2", apexInclude: true }),
    expected: {
      dkim: [
        { selector: "s1", cname: "s1.domainkey.u1.wl.sendgrid.net" },
        { selector: "s2", cname: "s2.domainkey.u1.wl.sendgrid.net" },
      ],
      returnPaths: [{ name: "em2", cname: "u1.wl.sendgrid.net" }],
      says: [noInclude],
    },
  },
  {
    name: "sendgrid with the return path given in full",
    use: sendgrid({ user: "u1", server: "wl1", returnPath: "em1.client.example" }),
    expected: {
      dkim: [
        { selector: "s1", cname: "s1.domainkey.u1.wl1.sendgrid.net" },
        { selector: "s2", cname: "s2.domainkey.u1.wl1.sendgrid.net" },
      ],
      returnPaths: [{ name: "em1.client.example", cname: "u1.wl1.sendgrid.net" }],
      says: [notRelative],
    },
  },
  {
    name: "sendgrid-manual",
    use: sendgridManual({ returnPath: "em1234", dkim: { m1: { key, strict: true } } }),
    expected: {
      dkim: [{ selector: "m1", key: { key, strict: true } }],
      returnPaths: [{ name: "em1234", spf: ["include:sendgrid.net"], mx: [sendgridMx] }],
    },
  },
  {
    name: "sendgrid-manual without DKIM, with the include asked for",
    use: sendgridManual({ returnPath: "em1234", dkim: {}, apexInclude: true }),
    expected: {
      returnPaths: [{ name: "em1234", spf: ["include:sendgrid.net"], mx: [sendgridMx] }],
      says: [noDkim, noInclude],
    },
  },
  {
    name: "sendgrid-manual with the return path given in full",
    use: sendgridManual({ returnPath: "em1234.client.example", dkim: { m1: key } }),
    expected: {
      dkim: [{ selector: "m1", key }],
      returnPaths: [{ name: "em1234.client.example", spf: ["include:sendgrid.net"], mx: [sendgridMx] }],
      says: [notRelative],
    },
  },
];

const mailgunCases: readonly ServiceCase[] = [
  {
    name: "mailgun with both kinds of DKIM and tracking",
    use: mailgun({
      automaticSecurity: "9d876.dkim1.mailgun.com",
      dkim: { krs: key },
      region: "us",
      tracking: "email",
    }),
    expected: {
      spf: ["include:mailgun.org"],
      dkim: [...mailgunPdk, { selector: "krs", key }],
      names: [{ name: "email", type: "CNAME", target: "mailgun.org", role: "tracking" }],
    },
  },
  {
    name: "mailgun at a subdomain, key by TXT",
    use: mailgun({ subdomain: "mg", dkim: { krs: key } }),
    at: "mg.client.example",
    expected: { spf: ["include:mailgun.org"], dkim: [{ selector: "krs", key }] },
  },
  {
    name: "mailgun with everything, in the EU",
    use: mailgun({
      subdomain: "mg",
      automaticSecurity: "9d876.dkim1.mailgun.com",
      region: "eu",
      inbound: true,
      tracking: "email",
      apexInclude: true,
    }),
    at: "mg.client.example",
    expected: {
      spf: ["include:mailgun.org"],
      dkim: mailgunPdk,
      returnPaths: [mailgunMxEu],
      names: [{ name: "email", type: "CNAME", target: "eu.mailgun.org", role: "tracking" }],
      says: [noInclude],
    },
  },
  {
    name: "mailgun at the policy domain, where the include is needed and mailboxes keep their MX",
    use: mailgun({ inbound: true, apexInclude: true, tracking: "email" }),
    expected: {
      spf: ["include:mailgun.org"],
      names: [{ name: "email", type: "CNAME", target: "mailgun.org", role: "tracking" }],
      says: [noDkim, "warning service-mailgun-mx-left-out"],
    },
  },
  {
    name: "mailgun with the tracking name given in full",
    use: mailgun({ dkim: { krs: key }, tracking: "email.client.example" }),
    expected: {
      spf: ["include:mailgun.org"],
      dkim: [{ selector: "krs", key }],
      names: [{ name: "email.client.example", type: "CNAME", target: "mailgun.org", role: "tracking" }],
      says: [notRelative],
    },
  },
  {
    name: "mailgun-ass in the EU with tracking",
    use: mailgunAss({ host: "9d876.dkim1.mailgun.com", region: "eu", tracking: "email" }),
    expected: {
      spf: ["include:mailgun.org"],
      dkim: mailgunPdk,
      names: [{ name: "email", type: "CNAME", target: "eu.mailgun.org", role: "tracking" }],
    },
  },
  {
    name: "mailgun-ass at a subdomain with inbound routes, with the include asked for",
    use: mailgunAss({ subdomain: "mg", host: "9d876.dkim1.mailgun.com", inbound: true, apexInclude: true }),
    at: "mg.client.example",
    expected: {
      spf: ["include:mailgun.org"],
      dkim: mailgunPdk,
      returnPaths: [mailgunMx],
      says: [noInclude],
    },
  },
  {
    name: "mailgun-ass with inbound routes at the policy domain",
    use: mailgunAss({ host: "9d876.dkim1.mailgun.com", inbound: true }),
    expected: {
      spf: ["include:mailgun.org"],
      dkim: mailgunPdk,
      says: ["warning service-mailgun-mx-left-out"],
    },
  },
];

const keyAndReturnPathCases: readonly ServiceCase[] = [
  {
    name: "postmark",
    use: postmark({ dkim: { "20260820101500pm": key }, returnPath: "pm-bounces" }),
    expected: {
      dkim: [{ selector: "20260820101500pm", key }],
      returnPaths: [{ name: "pm-bounces", cname: "pm.mtasv.net" }],
    },
  },
  {
    name: "postmark bare, with the include asked for",
    use: postmark({ dkim: {}, apexInclude: true }),
    expected: { says: [noDkim, noInclude] },
  },
  {
    name: "postmark with the domain itself as return path",
    use: postmark({ dkim: { pm: key }, returnPath: "client.example" }),
    expected: {
      dkim: [{ selector: "pm", key }],
      returnPaths: [{ name: "client.example", cname: "pm.mtasv.net" }],
      says: [notRelative],
    },
  },
  {
    name: "mandrill with return path and verification",
    use: mandrill({ returnPath: "bounce", verification: "AbC_123-x" }),
    expected: {
      dkim: mandrillDkim,
      returnPaths: [{ name: "bounce", cname: "mandrillapp.com" }],
      names: [{ name: "", type: "TXT", text: "mandrill_verify.AbC_123-x", role: "verification-mandrill" }],
    },
  },
  { name: "mandrill", use: mandrill(), expected: { dkim: mandrillDkim } },
  {
    name: "mandrill with the include asked for",
    use: mandrill({ apexInclude: true }),
    expected: { dkim: mandrillDkim, says: [noInclude] },
  },
  {
    name: "mandrill with the return path given in full",
    use: mandrill({ returnPath: "bounce.client.example" }),
    expected: {
      dkim: mandrillDkim,
      returnPaths: [{ name: "bounce.client.example", cname: "mandrillapp.com" }],
      says: [notRelative],
    },
  },
  {
    name: "sparkpost in the EU",
    use: sparkpost({ dkim: { scph0826: key }, returnPath: "bounce", region: "eu" }),
    expected: {
      dkim: [{ selector: "scph0826", key }],
      returnPaths: [{ name: "bounce", cname: "eu.sparkpostmail.com" }],
    },
  },
  {
    name: "sparkpost in the USA",
    use: sparkpost({ dkim: { scph0826: key }, returnPath: "bounce" }),
    expected: {
      dkim: [{ selector: "scph0826", key }],
      returnPaths: [{ name: "bounce", cname: "sparkpostmail.com" }],
    },
  },
  {
    name: "sparkpost for an Enterprise account",
    use: sparkpost({ dkim: { scph0826: key }, returnPath: "bounce", tenant: "clientexample", region: "us" }),
    expected: {
      dkim: [{ selector: "scph0826", key }],
      returnPaths: [{ name: "bounce", cname: "clientexample.mail.e.sparkpost.com" }],
      says: ["info service-sparkpost-region"],
    },
  },
  {
    name: "sparkpost bare, with the include asked for",
    use: sparkpost({ dkim: {}, apexInclude: true }),
    expected: { says: [noDkim, noInclude] },
  },
  {
    name: "mailjet with return path and verification",
    use: mailjet({
      dkim: { mailjet: key },
      returnPath: "bnc3",
      verification: { name: "0a1b2c3d", text: "0123456789abcdef" },
    }),
    expected: {
      dkim: [{ selector: "mailjet", key }],
      returnPaths: [{ name: "bnc3", cname: "bnc3.mailjet.com" }],
      names: [{ name: "mailjet._0a1b2c3d", type: "TXT", text: "0123456789abcdef", role: "verification-mailjet" }],
    },
  },
  {
    name: "mailjet bare, with the include asked for",
    use: mailjet({ dkim: {}, apexInclude: true }),
    expected: { says: [noDkim, noInclude] },
  },
];

export const transactionalCases: readonly ServiceCase[] = [...sendgridCases, ...mailgunCases, ...keyAndReturnPathCases];

export const transactionalRefusals: readonly Refusal[] = [
  {
    name: "an account without its u",
    use: sendgrid({ user: "1234567", server: "wl1", returnPath: "em1" }),
    message: "user: expected u and digits",
  },
  {
    name: "a server without its wl",
    use: sendgrid({ user: "u1", server: "123", returnPath: "em1" }),
    message: "server: expected wl and digits",
  },
  {
    name: "a return path with a dot at its end",
    use: sendgrid({ user: "u1", server: "wl1", returnPath: "em1." }),
    message: "returnPath: expected the part",
  },
  {
    name: "one selector",
    use: sendgrid({ user: "u1", server: "wl1", returnPath: "em1", selectors: ["s1"] }),
    message: "selectors: expected two",
  },
  {
    name: "a return path in upper case",
    use: sendgridManual({ returnPath: "EM1", dkim: { m1: key } }),
    message: "returnPath: expected the part",
  },
  {
    name: "the label of the target alone",
    use: mailgun({ automaticSecurity: "9d876" }),
    message: "automaticSecurity: expected a host name such as 9d876.dkim1",
  },
  {
    name: "another vendor's host",
    use: mailgunAss({ host: "u1.wl1.sendgrid.net" }),
    message: "host: expected a host name such as 9d876.dkim1",
  },
  {
    name: "the whole string of the TXT record",
    use: mandrill({ verification: "mandrill_verify.x" }),
    message: "verification: expected the key alone",
  },
  {
    name: "the tenant's whole host",
    use: sparkpost({ dkim: {}, tenant: "x.mail.e.sparkpost.com" }),
    message: "tenant: expected the public tenant id alone",
  },
  {
    name: "the whole name of the TXT record",
    use: mailjet({ dkim: {}, verification: { name: "mailjet._0a1b", text: "x" } }),
    message: "verification.name: expected what follows mailjet._",
  },
];
