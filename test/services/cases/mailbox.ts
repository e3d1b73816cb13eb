/** Mailbox providers that work with any DNS host. */
import { fastmail } from "../../../src/services/fastmail.ts";
import { googleWorkspace } from "../../../src/services/google-workspace.ts";
import { icloud } from "../../../src/services/icloud.ts";
import { mailboxOrg } from "../../../src/services/mailbox-org.ts";
import { microsoft365 } from "../../../src/services/microsoft-365.ts";
import { migadu } from "../../../src/services/migadu.ts";
import { protonMail } from "../../../src/services/proton-mail.ts";
import { purelymail } from "../../../src/services/purelymail.ts";
import { tuta } from "../../../src/services/tuta.ts";
import { yandex360 } from "../../../src/services/yandex-360.ts";
import { zohoMail } from "../../../src/services/zoho-mail.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noDkim = "warning service-dkim-missing";
const protonLabel = "dabcdefghijklmnopqrstuvwxyz234567";

/** A string at the sending domain itself. */
const proof = (service: string, text: string) => [{ name: "", type: "TXT", text, role: `verification-${service}` }];

const microsoftOldDkim = [
  { selector: "selector1", cname: "selector1-client-example._domainkey.clientexample.onmicrosoft.com" },
  { selector: "selector2", cname: "selector2-client-example._domainkey.clientexample.onmicrosoft.com" },
];

const mailboxOrgDkim = [
  { selector: "mbo0001", cname: "mbo0001._domainkey.mailbox.org" },
  { selector: "mbo0002", cname: "mbo0002._domainkey.mailbox.org" },
  { selector: "mbo0003", cname: "mbo0003._domainkey.mailbox.org" },
  { selector: "mbo0004", cname: "mbo0004._domainkey.mailbox.org" },
];

/** The first case of each service is its fullest good use. */
export const mailboxCases: readonly ServiceCase[] = [
  {
    name: "google-workspace on an alias domain",
    use: googleWorkspace({
      dkim: { google: { key, testing: true } },
      aliasOf: "main.example",
      verification: "AbC_123-xyz",
    }),
    expected: {
      spf: ["include:_spf.google.com"],
      dkim: [{ selector: "google", key: { key, testing: true } }],
      names: proof("google-workspace", "google-site-verification=AbC_123-xyz"),
      says: ["info service-google-workspace-alias-domain"],
    },
  },
  {
    name: "google-workspace",
    use: googleWorkspace({ dkim: { google: key } }),
    expected: { spf: ["include:_spf.google.com"], dkim: [{ selector: "google", key }] },
  },
  {
    name: "google-workspace before DKIM is turned on",
    use: googleWorkspace({ dkim: {} }),
    expected: { spf: ["include:_spf.google.com"], says: [noDkim] },
  },
  {
    name: "microsoft-365 takes the new targets as they are, and the tenant beside them",
    use: microsoft365({
      tenant: "clientexample.onmicrosoft.com",
      dkim: {
        selector1: "selector1-client-example01i._domainkey.clientexample.n-v1.dkim.mail.microsoft",
        selector2: "selector2-client-example._domainkey.clientexample.n-v1.dkim.mail.microsoft",
      },
      cloud: "worldwide",
      verification: "MS=ms12345678",
    }),
    expected: {
      spf: ["include:spf.protection.outlook.com"],
      dkim: [
        {
          selector: "selector1",
          cname: "selector1-client-example01i._domainkey.clientexample.n-v1.dkim.mail.microsoft",
        },
        { selector: "selector2", cname: "selector2-client-example._domainkey.clientexample.n-v1.dkim.mail.microsoft" },
      ],
      names: proof("microsoft-365", "MS=ms12345678"),
    },
  },
  {
    name: "microsoft-365 derives the old targets from the tenant",
    use: microsoft365({ tenant: "ClientExample.onmicrosoft.com" }),
    expected: {
      spf: ["include:spf.protection.outlook.com"],
      dkim: microsoftOldDkim,
      says: ["info service-microsoft-365-dkim-derived"],
    },
  },
  {
    name: "microsoft-365 with the pair swapped",
    use: microsoft365({
      dkim: {
        selector1: "selector2-client-example._domainkey.x.n-v1.dkim.mail.microsoft",
        selector2: "selector1-client-example._domainkey.x.n-v1.dkim.mail.microsoft",
      },
    }),
    expected: {
      spf: ["include:spf.protection.outlook.com"],
      dkim: [
        { selector: "selector1", cname: "selector2-client-example._domainkey.x.n-v1.dkim.mail.microsoft" },
        { selector: "selector2", cname: "selector1-client-example._domainkey.x.n-v1.dkim.mail.microsoft" },
      ],
      says: ["warning service-microsoft-365-target-mismatch", "warning service-microsoft-365-target-mismatch"],
    },
  },
  {
    name: "microsoft-365 in GCC High, with a tenant of the worldwide cloud",
    use: microsoft365({ tenant: "clientexample.onmicrosoft.com", cloud: "gcc-high" }),
    expected: {
      spf: ["include:spf.protection.office365.us"],
      dkim: microsoftOldDkim,
      says: ["info service-microsoft-365-dkim-derived", "warning service-microsoft-365-cloud-mismatch"],
    },
  },
  {
    name: "microsoft-365 in China before DKIM is turned on",
    use: microsoft365({ cloud: "china" }),
    expected: { spf: ["include:spf.protection.partner.outlook.cn"], says: [noDkim] },
  },
  {
    name: "zoho-mail in another data centre, with verification",
    use: zohoMail({ dkim: { zmail: key }, include: "zohomail.eu", verification: "zb12345678.zmverify.zoho.eu" }),
    expected: {
      spf: ["include:zohomail.eu"],
      dkim: [{ selector: "zmail", key }],
      names: proof("zoho-mail", "zoho-verification=zb12345678.zmverify.zoho.eu"),
    },
  },
  {
    name: "zoho-mail without DKIM",
    use: zohoMail({ dkim: {} }),
    expected: { spf: ["include:zohomail.com"], says: [noDkim] },
  },
  {
    name: "fastmail",
    use: fastmail(),
    expected: {
      spf: ["include:spf.messagingengine.com"],
      dkim: [
        { selector: "fm1", cname: "fm1.client.example.dkim.fmhosted.com" },
        { selector: "fm2", cname: "fm2.client.example.dkim.fmhosted.com" },
        { selector: "fm3", cname: "fm3.client.example.dkim.fmhosted.com" },
      ],
    },
  },
  {
    name: "proton-mail with verification",
    use: protonMail({ label: protonLabel, verification: "0123456789abcdef0123456789abcdef01234567" }),
    expected: {
      spf: ["include:_spf.protonmail.ch"],
      dkim: [
        {
          selector: "protonmail",
          cname: "protonmail.domainkey.dabcdefghijklmnopqrstuvwxyz234567.domains.proton.ch",
        },
        {
          selector: "protonmail2",
          cname: "protonmail2.domainkey.dabcdefghijklmnopqrstuvwxyz234567.domains.proton.ch",
        },
        {
          selector: "protonmail3",
          cname: "protonmail3.domainkey.dabcdefghijklmnopqrstuvwxyz234567.domains.proton.ch",
        },
      ],
      names: proof("proton-mail", "protonmail-verification=0123456789abcdef0123456789abcdef01234567"),
    },
  },
  {
    name: "icloud with verification",
    use: icloud({ verification: "aBcD1234eFgH5678" }),
    expected: {
      spf: ["include:icloud.com"],
      dkim: [{ selector: "sig1", cname: "sig1.dkim.client.example.at.icloudmailadmin.com" }],
      names: proof("icloud", "apple-domain=aBcD1234eFgH5678"),
    },
  },
  {
    name: "icloud at a subdomain",
    use: icloud({ subdomain: "team" }),
    at: "team.client.example",
    expected: {
      spf: ["include:icloud.com"],
      dkim: [{ selector: "sig1", cname: "sig1.dkim.team.client.example.at.icloudmailadmin.com" }],
    },
  },
  {
    name: "migadu with verification",
    use: migadu({ verification: "abcd1234" }),
    expected: {
      spf: ["include:spf.migadu.com"],
      dkim: [
        { selector: "key1", cname: "key1.client.example._domainkey.migadu.com" },
        { selector: "key2", cname: "key2.client.example._domainkey.migadu.com" },
        { selector: "key3", cname: "key3.client.example._domainkey.migadu.com" },
      ],
      names: proof("migadu", "hosted-email-verify=abcd1234"),
    },
  },
  {
    name: "migadu at a subdomain",
    use: migadu({ subdomain: "team" }),
    at: "team.client.example",
    expected: {
      spf: ["include:spf.migadu.com"],
      dkim: [
        { selector: "key1", cname: "key1.team.client.example._domainkey.migadu.com" },
        { selector: "key2", cname: "key2.team.client.example._domainkey.migadu.com" },
        { selector: "key3", cname: "key3.team.client.example._domainkey.migadu.com" },
      ],
    },
  },
  {
    name: "yandex-360 with the strict key and verification",
    use: yandex360({ dkim: { mail: { key, strict: true } }, verification: "0123456789abcdef" }),
    expected: {
      spf: ["include:_spf.yandex.net"],
      dkim: [{ selector: "mail", key: { key, strict: true } }],
      names: proof("yandex-360", "yandex-verification: 0123456789abcdef"),
    },
  },
  {
    name: "yandex-360 before DKIM is turned on",
    use: yandex360({ dkim: {} }),
    expected: { spf: ["include:_spf.yandex.net"], says: [noDkim] },
  },
  {
    name: "tuta with verification",
    use: tuta({ verification: "0123456789abcdef" }),
    expected: {
      spf: ["include:spf.tutanota.de"],
      dkim: [
        { selector: "s1", cname: "s1.domainkey.tutanota.de" },
        { selector: "s2", cname: "s2.domainkey.tutanota.de" },
      ],
      names: proof("tuta", "t-verify=0123456789abcdef"),
    },
  },
  {
    name: "mailbox-org with its security key",
    use: mailboxOrg({ verification: { name: "0123456789abcdef", text: "fedcba9876543210" } }),
    expected: {
      spf: ["include:mailbox.org"],
      dkim: mailboxOrgDkim,
      names: [{ name: "0123456789abcdef", type: "TXT", text: "fedcba9876543210", role: "verification-mailbox-org" }],
    },
  },
  { name: "mailbox-org", use: mailboxOrg(), expected: { spf: ["include:mailbox.org"], dkim: mailboxOrgDkim } },
  {
    name: "mailbox-org with the name of its security key in full",
    use: mailboxOrg({ verification: { name: "0123.client.example", text: "fedcba9876543210" } }),
    expected: {
      spf: ["include:mailbox.org"],
      dkim: mailboxOrgDkim,
      names: [{ name: "0123.client.example", type: "TXT", text: "fedcba9876543210", role: "verification-mailbox-org" }],
      says: ["error service-name-not-relative"],
    },
  },
  {
    name: "purelymail with verification",
    use: purelymail({ verification: "AbC+123/x==" }),
    expected: {
      spf: ["include:_spf.purelymail.com"],
      dkim: [
        { selector: "purelymail1", cname: "key1.dkimroot.purelymail.com" },
        { selector: "purelymail2", cname: "key2.dkimroot.purelymail.com" },
        { selector: "purelymail3", cname: "key3.dkimroot.purelymail.com" },
      ],
      names: proof("purelymail", "purelymail_ownership_proof=AbC+123/x=="),
    },
  },
];

const tokenAlone = "verification: expected the token alone";

export const mailboxRefusals: readonly Refusal[] = [
  {
    name: "a primary domain of one label",
    use: googleWorkspace({ dkim: {}, aliasOf: "main" }),
    message: "aliasOf: expected a host name",
  },
  {
    name: "the whole string",
    use: googleWorkspace({ dkim: {}, verification: "google-site-verification=AbC" }),
    message: tokenAlone,
  },
  {
    name: "a token without the end that says its data centre",
    use: zohoMail({ dkim: {}, verification: "zb12345678" }),
    message: "verification: expected what stands behind zoho-verification=",
  },
  {
    name: "a tenant without its zone",
    use: microsoft365({ tenant: "clientexample" }),
    message: "tenant: expected the tenant's first domain",
  },
  {
    name: "a target that is no host",
    use: microsoft365({ dkim: { selector1: "x", selector2: "a.example" } }),
    message: "dkim.selector1: expected a host name",
  },
  {
    name: "a verification code of another kind",
    use: microsoft365({ verification: "google-site-verification=x" }),
    message: "verification: expected MS=ms",
  },
  {
    name: "the whole string",
    use: zohoMail({ dkim: {}, verification: "zoho-verification=zb1.zmverify.zoho.com" }),
    message: "verification: expected what stands behind zoho-verification=",
  },
  {
    name: "another vendor's include",
    use: zohoMail({ dkim: {}, include: "_spf.google.com" }),
    message: "include: expected a name of Zoho's",
  },
  {
    name: "a whole target as label",
    use: protonMail({ label: `protonmail.domainkey.${protonLabel}.domains.proton.ch` }),
    message: "label: expected the label in front of .domains.proton.ch",
  },
  {
    name: "the whole string",
    use: protonMail({ label: protonLabel, verification: "protonmail-verification=0123" }),
    message: tokenAlone,
  },
  { name: "the whole string", use: icloud({ verification: "apple-domain=x" }), message: tokenAlone },
  { name: "the whole string", use: migadu({ verification: "hosted-email-verify=x" }), message: tokenAlone },
  {
    name: "the whole string",
    use: yandex360({ dkim: {}, verification: "yandex-verification: x" }),
    message: tokenAlone,
  },
  { name: "the whole string", use: tuta({ verification: "t-verify=x" }), message: tokenAlone },
  {
    name: "a security key without its text",
    use: { service: "mailbox-org", options: { verification: { name: "0123" } } },
    message: "verification.text: ",
  },
  {
    name: "a name in capitals",
    use: mailboxOrg({ verification: { name: "ABCDEF", text: "0123" } }),
    message: "verification.name: expected the part of the name",
  },
  {
    name: "the whole string",
    use: purelymail({ verification: "purelymail_ownership_proof=x" }),
    message: tokenAlone,
  },
];
