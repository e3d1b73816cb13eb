/** Services for transactional mail that came later, and those that send the mail of sign-in pages. */
import { clerk } from "../../../src/services/clerk.ts";
import { elasticEmail } from "../../../src/services/elastic-email.ts";
import { firebaseAuth } from "../../../src/services/firebase-auth.ts";
import { lettermint } from "../../../src/services/lettermint.ts";
import { mailersend } from "../../../src/services/mailersend.ts";
import { mailpace } from "../../../src/services/mailpace.ts";
import { sendlayer } from "../../../src/services/sendlayer.ts";
import { smtp2go } from "../../../src/services/smtp2go.ts";
import { stytch } from "../../../src/services/stytch.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

const relayCases: readonly ServiceCase[] = [
  {
    name: "mailersend with the newer selectors and another return path",
    use: mailersend({ dkim: { ms1: "ms1._domainkey.mailersend.net" }, returnPath: "bounce" }),
    expected: {
      dkim: [{ selector: "ms1", cname: "ms1._domainkey.mailersend.net" }],
      returnPaths: [{ name: "bounce", cname: "mailersend.net" }],
    },
  },
  {
    name: "mailersend as older domains have it, with the include asked for",
    use: mailersend({ apexInclude: true }),
    expected: {
      dkim: [{ selector: "mlsend2", cname: "mlsend2._domainkey.mailersend.net" }],
      returnPaths: [{ name: "mta", cname: "mailersend.net" }],
      says: ["info service-mailersend-dkim-assumed", noInclude],
    },
  },
  {
    name: "mailersend with the old key alone",
    use: mailersend({ oldKey: { mlsend: key } }),
    expected: {
      dkim: [{ selector: "mlsend", key }],
      returnPaths: [{ name: "mta", cname: "mailersend.net" }],
      says: ["info service-mailersend-old-key"],
    },
  },
  {
    name: "mailersend on the move from the old key",
    use: mailersend({ dkim: { mlsend2: "mlsend2._domainkey.mailersend.net" }, oldKey: { mlsend: key } }),
    expected: {
      dkim: [
        { selector: "mlsend2", cname: "mlsend2._domainkey.mailersend.net" },
        { selector: "mlsend", key },
      ],
      returnPaths: [{ name: "mta", cname: "mailersend.net" }],
      says: ["info service-mailersend-old-key"],
    },
  },
  {
    name: "mailersend before its selectors are known",
    use: mailersend({ dkim: {} }),
    expected: { returnPaths: [{ name: "mta", cname: "mailersend.net" }], says: [noDkim] },
  },
  {
    name: "smtp2go with another return path and tracking",
    use: smtp2go({ id: "1234567", returnPath: "bounce", tracking: "link" }),
    expected: {
      dkim: [{ selector: "s1234567", cname: "dkim.smtp2go.net" }],
      returnPaths: [{ name: "bounce", cname: "return.smtp2go.net" }],
      names: [{ name: "link", type: "CNAME", target: "track.smtp2go.net", role: "tracking" }],
    },
  },
  {
    name: "smtp2go with the include asked for",
    use: smtp2go({ id: "1234567", apexInclude: true }),
    expected: {
      dkim: [{ selector: "s1234567", cname: "dkim.smtp2go.net" }],
      returnPaths: [{ name: "em1234567", cname: "return.smtp2go.net" }],
      says: [noInclude],
    },
  },
  {
    name: "smtp2go with both names given in full",
    use: smtp2go({ id: "1", returnPath: "em1.client.example", tracking: "link.client.example" }),
    expected: {
      dkim: [{ selector: "s1", cname: "dkim.smtp2go.net" }],
      returnPaths: [{ name: "em1.client.example", cname: "return.smtp2go.net" }],
      names: [{ name: "link.client.example", type: "CNAME", target: "track.smtp2go.net", role: "tracking" }],
      says: [notRelative, notRelative],
    },
  },
  {
    name: "elastic-email with tracking",
    use: elasticEmail({ dkim: { api: { key, strict: true } }, tracking: "tracking" }),
    expected: {
      spf: ["include:_spf.elasticemail.com"],
      dkim: [{ selector: "api", key: { key, strict: true } }],
      names: [{ name: "tracking", type: "CNAME", target: "api.elasticemail.com", role: "tracking" }],
    },
  },
  {
    name: "elastic-email before DKIM is set up",
    use: elasticEmail({ dkim: {} }),
    expected: { spf: ["include:_spf.elasticemail.com"], says: [noDkim] },
  },
  {
    name: "mailpace with Advanced Verification",
    use: mailpace({ dkim: { mailpace: key }, returnPathTarget: "mailer.mailpace.com" }),
    expected: {
      dkim: [{ selector: "mailpace", key }],
      returnPaths: [{ name: "mailer", cname: "mailer.mailpace.com" }],
    },
  },
  { name: "mailpace bare", use: mailpace({ dkim: {} }), expected: { says: [noDkim] } },
  {
    name: "lettermint",
    use: lettermint({ dkim: { lm1: "lm1.vendor.example", lm2: "lm2.vendor.example" } }),
    expected: {
      dkim: [
        { selector: "lm1", cname: "lm1.vendor.example" },
        { selector: "lm2", cname: "lm2.vendor.example" },
      ],
      returnPaths: [{ name: "lm-bounces", cname: "bounces.lmta.net" }],
    },
  },
  {
    name: "sendlayer with everything its set-up asks for",
    use: sendlayer({
      server: "m2-use1",
      tracking: true,
      dmarcName: true,
      verification: { name: "x7k2", text: "MDEyMzQ1Njc4OQ==" },
    }),
    expected: {
      dkim: [{ selector: "sl", cname: "sl._domainkey.m2.sendlayer.net" }],
      returnPaths: [{ name: "sl", cname: "sl.m2-use1.sendlayer.net" }],
      names: [
        { name: "track.sl", type: "CNAME", target: "track.m2.sendlayer.net", role: "tracking" },
        { name: "_dmarc.sl", type: "CNAME", target: "_dmarc.m2.sendlayer.net", role: "dmarc" },
        { name: "x7k2.sl", type: "TXT", text: "MDEyMzQ1Njc4OQ==", role: "verification-sendlayer" },
      ],
      says: ["info service-sendlayer-dmarc"],
    },
  },
  {
    name: "sendlayer bare",
    use: sendlayer({ server: "m2" }),
    expected: {
      dkim: [{ selector: "sl", cname: "sl._domainkey.m2.sendlayer.net" }],
      returnPaths: [{ name: "sl", cname: "sl.m2.sendlayer.net" }],
    },
  },
];

const signInCases: readonly ServiceCase[] = [
  {
    name: "firebase-auth with verification and another label",
    use: firebaseAuth({ verification: "client-example-prod", label: "other" }),
    expected: {
      spf: ["include:_spf.firebasemail.com"],
      dkim: [
        { selector: "firebase1", cname: "mail-other.dkim1._domainkey.firebasemail.com" },
        { selector: "firebase2", cname: "mail-other.dkim2._domainkey.firebasemail.com" },
      ],
      names: [{ name: "", type: "TXT", text: "firebase=client-example-prod", role: "verification-firebase-auth" }],
    },
  },
  {
    name: "firebase-auth doubles the dashes of the domain",
    use: firebaseAuth({ subdomain: "auth-staging" }),
    at: "auth-staging.client.example",
    expected: {
      spf: ["include:_spf.firebasemail.com"],
      dkim: [
        { selector: "firebase1", cname: "mail-auth--staging-client-example.dkim1._domainkey.firebasemail.com" },
        { selector: "firebase2", cname: "mail-auth--staging-client-example.dkim2._domainkey.firebasemail.com" },
      ],
    },
  },
  {
    name: "clerk with the second set",
    use: clerk({
      mailToken: "abc123",
      secondary: {
        mail: "mail2.abc123.clerk.services",
        pdk1: "dkim3.abc123.clerk.services",
        pdk2: "dkim4.abc123.clerk.services",
      },
    }),
    expected: {
      dkim: [
        { selector: "clk", cname: "dkim1.abc123.clerk.services" },
        { selector: "clk2", cname: "dkim2.abc123.clerk.services" },
      ],
      returnPaths: [
        { name: "clkmail", cname: "mail.abc123.clerk.services" },
        { name: "clkmail2", cname: "mail2.abc123.clerk.services" },
      ],
      names: [
        { name: "pdk1._domainkey.clkmail2", type: "CNAME", target: "dkim3.abc123.clerk.services", role: "dkim" },
        { name: "pdk2._domainkey.clkmail2", type: "CNAME", target: "dkim4.abc123.clerk.services", role: "dkim" },
      ],
    },
  },
  {
    name: "clerk with the first set alone",
    use: clerk({ mailToken: "abc123" }),
    expected: {
      dkim: [
        { selector: "clk", cname: "dkim1.abc123.clerk.services" },
        { selector: "clk2", cname: "dkim2.abc123.clerk.services" },
      ],
      returnPaths: [{ name: "clkmail", cname: "mail.abc123.clerk.services" }],
    },
  },
  {
    name: "stytch with verification",
    use: stytch({ dkim: { "20260820101500pm": key }, returnPath: "em1234", verification: "AbC123-_x" }),
    expected: {
      dkim: [
        { selector: "20260820101500pm", key },
        { selector: "st", cname: "st.domainkey.u17391058.wl059.sendgrid.net" },
        { selector: "st2", cname: "st2.domainkey.u17391058.wl059.sendgrid.net" },
      ],
      returnPaths: [
        { name: "pm-bounces", cname: "pm.mtasv.net" },
        { name: "em1234", cname: "u17391058.wl059.sendgrid.net" },
      ],
      names: [{ name: "", type: "TXT", text: "stytch_verification_dns=AbC123-_x", role: "verification-stytch" }],
    },
  },
  {
    name: "stytch with the return path given in full",
    use: stytch({ dkim: { "20260820101500pm": key }, returnPath: "em1234.client.example" }),
    expected: {
      dkim: [
        { selector: "20260820101500pm", key },
        { selector: "st", cname: "st.domainkey.u17391058.wl059.sendgrid.net" },
        { selector: "st2", cname: "st2.domainkey.u17391058.wl059.sendgrid.net" },
      ],
      returnPaths: [
        { name: "pm-bounces", cname: "pm.mtasv.net" },
        { name: "em1234.client.example", cname: "u17391058.wl059.sendgrid.net" },
      ],
      says: [notRelative],
    },
  },
];

export const transactionalNewerCases: readonly ServiceCase[] = [...relayCases, ...signInCases];

export const transactionalNewerRefusals: readonly Refusal[] = [
  {
    name: "another vendor's target",
    use: mailersend({ dkim: { s1: "s1.domainkey.u1.wl1.sendgrid.net" } }),
    message: "dkim.s1: expected a host name such as mlsend2",
  },
  { name: "the id with its s", use: smtp2go({ id: "s1234567" }), message: "id: expected the digits after s and em" },
  {
    name: "a tracking name with a dot at its end",
    use: elasticEmail({ dkim: { api: key }, tracking: "tracking." }),
    message: "tracking: expected the part",
  },
  {
    name: "a label as target",
    use: mailpace({ dkim: { mailpace: key }, returnPathTarget: "mailer" }),
    message: "returnPathTarget: expected a host name",
  },
  { name: "no selector", use: lettermint({ dkim: {} }), message: "dkim: expected the selectors that Lettermint shows" },
  {
    name: "a whole host as server",
    use: { service: "sendlayer", options: { server: "sl.m2.sendlayer.net" } },
    message: "server: Invalid option",
  },
  {
    name: "an empty proof",
    use: sendlayer({ server: "m2", verification: { name: "x7k2", text: "" } }),
    message: "verification.text: expected the value",
  },
  {
    name: "the whole string of the TXT record",
    use: firebaseAuth({ verification: "firebase=client-example" }),
    message: "verification: expected the project's id alone",
  },
  {
    name: "two labels",
    use: firebaseAuth({ label: "client.example" }),
    message: "label: expected one label",
  },
  {
    name: "the token with its host",
    use: clerk({ mailToken: "abc123.clerk.services" }),
    message: "mailToken: expected the label",
  },
  {
    name: "another vendor's host in the second set",
    use: clerk({
      mailToken: "abc123",
      secondary: { mail: "mailgun.org", pdk1: "dkim3.abc123.clerk.services", pdk2: "dkim4.abc123.clerk.services" },
    }),
    message: "secondary.mail: expected a host name such as mail2",
  },
  {
    name: "the whole string of the TXT record",
    use: stytch({ dkim: { pm: key }, returnPath: "em1", verification: "stytch_verification_dns=x" }),
    message: "verification: expected the token alone",
  },
  { name: "no selector", use: stytch({ dkim: {}, returnPath: "em1" }), message: "dkim: expected the selector" },
];
