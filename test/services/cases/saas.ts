/** Other applications that send in the client's name. */
import { atlassian } from "../../../src/services/atlassian.ts";
import { sageIntacct } from "../../../src/services/sage-intacct.ts";
import { shopify } from "../../../src/services/shopify.ts";
import { stripe } from "../../../src/services/stripe.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const noInclude = "info spf-include-not-needed";
const notRelative = "error service-name-not-relative";

const atlassianDkim = [
  { selector: "atlassian-0a1b2c", cname: "atlassian-0a1b2c.dkim.atlassian.net" },
  { selector: "atlassian-3d4e5f", cname: "atlassian-3d4e5f.dkim.atlassian.net" },
];

const tokens = [..."abcdef"].map(letter => letter.repeat(32));
const stripeDkim = [
  {
    selector: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    cname: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.dkim.custom-email-domain.stripe.com",
  },
  {
    selector: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    cname: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.dkim.custom-email-domain.stripe.com",
  },
  {
    selector: "cccccccccccccccccccccccccccccccc",
    cname: "cccccccccccccccccccccccccccccccc.dkim.custom-email-domain.stripe.com",
  },
  {
    selector: "dddddddddddddddddddddddddddddddd",
    cname: "dddddddddddddddddddddddddddddddd.dkim.custom-email-domain.stripe.com",
  },
  {
    selector: "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
    cname: "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee.dkim.custom-email-domain.stripe.com",
  },
  {
    selector: "ffffffffffffffffffffffffffffffff",
    cname: "ffffffffffffffffffffffffffffffff.dkim.custom-email-domain.stripe.com",
  },
];

const intacctDkim = { s1: "s1.domainkey.u1.wl1.vendor.example", s2: "s2.domainkey.u1.wl1.vendor.example" };
const intacctPath = { name: "em1234", target: "u1.wl1.vendor.example" };

export const saasCases: readonly ServiceCase[] = [
  {
    name: "atlassian with everything",
    use: atlassian({
      dkimIds: ["0a1b2c", "3d4e5f"],
      returnPathTarget: "bounces.mail-eu.atlassian.net",
      verification: "AbC+/12==",
      sendingVerification: "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
      apexInclude: false,
    }),
    expected: {
      dkim: atlassianDkim,
      returnPaths: [{ name: "atlassian-bounces", cname: "bounces.mail-eu.atlassian.net" }],
      names: [
        { name: "", type: "TXT", text: "atlassian-domain-verification=AbC+/12==", role: "verification-atlassian" },
        {
          name: "",
          type: "TXT",
          text: "atlassian-sending-domain-verification=0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f",
          role: "verification-atlassian-sending",
        },
      ],
    },
  },
  {
    name: "atlassian, with the old include asked for",
    use: atlassian({ dkimIds: ["0a1b2c", "3d4e5f"], apexInclude: true }),
    expected: {
      dkim: atlassianDkim,
      returnPaths: [{ name: "atlassian-bounces", cname: "bounces.mail-us.atlassian.net" }],
      says: [noInclude],
    },
  },
  {
    name: "shopify with both sets of names",
    use: shopify({
      first: { label: "xyz", target: "0a1b2c3d4e5f.p123.email.myshopify.com" },
      second: { label: "abc", target: "6a7b8c9d0e1f.p456.email.myshopify.com" },
      apexInclude: false,
    }),
    expected: {
      dkim: [
        { selector: "xyz", cname: "dkim1.0a1b2c3d4e5f.p123.email.myshopify.com" },
        { selector: "xyz2", cname: "dkim2.0a1b2c3d4e5f.p123.email.myshopify.com" },
      ],
      returnPaths: [
        { name: "mailerxyz", cname: "0a1b2c3d4e5f.p123.email.myshopify.com" },
        { name: "mailerabc", cname: "6a7b8c9d0e1f.p456.email.myshopify.com" },
      ],
      names: [
        {
          name: "pdk1._domainkey.mailerabc",
          type: "CNAME",
          target: "dkim3.6a7b8c9d0e1f.p456.email.myshopify.com",
          role: "dkim",
        },
        {
          name: "pdk2._domainkey.mailerabc",
          type: "CNAME",
          target: "dkim4.6a7b8c9d0e1f.p456.email.myshopify.com",
          role: "dkim",
        },
      ],
    },
  },
  {
    name: "shopify, an older shop with selectors of its own and the include asked for",
    use: shopify({
      first: { label: "x1z", target: "0a1b2c3d4e5f.p123.email.myshopify.com" },
      dkim: {
        x1z: "dkim1.0a1b2c3d4e5f.p123.email.myshopify.com",
        x1z2: "dkim2.0a1b2c3d4e5f.p123.email.myshopify.com",
        x1z3: "dkim3.0a1b2c3d4e5f.p123.email.myshopify.com",
      },
      apexInclude: true,
    }),
    expected: {
      dkim: [
        { selector: "x1z", cname: "dkim1.0a1b2c3d4e5f.p123.email.myshopify.com" },
        { selector: "x1z2", cname: "dkim2.0a1b2c3d4e5f.p123.email.myshopify.com" },
        { selector: "x1z3", cname: "dkim3.0a1b2c3d4e5f.p123.email.myshopify.com" },
      ],
      returnPaths: [{ name: "mailerx1z", cname: "0a1b2c3d4e5f.p123.email.myshopify.com" }],
      says: [noInclude],
    },
  },
  {
    name: "stripe",
    use: stripe({ dkimTokens: tokens, verification: "0123456789abcdef" }),
    expected: {
      dkim: stripeDkim,
      returnPaths: [{ name: "bounce", cname: "custom-email-domain.stripe.com" }],
      names: [{ name: "", type: "TXT", text: "stripe-verification=0123456789abcdef", role: "verification-stripe" }],
    },
  },
  {
    name: "stripe, the domain proven before",
    use: stripe({ dkimTokens: tokens }),
    expected: {
      dkim: stripeDkim,
      returnPaths: [{ name: "bounce", cname: "custom-email-domain.stripe.com" }],
    },
  },
  {
    name: "sage-intacct with the keys of two companies",
    use: sageIntacct({ dkim: intacctDkim, returnPath: intacctPath, verification: ["esk-key-1", "esk-key-2"] }),
    expected: {
      dkim: [
        { selector: "s1", cname: "s1.domainkey.u1.wl1.vendor.example" },
        { selector: "s2", cname: "s2.domainkey.u1.wl1.vendor.example" },
      ],
      returnPaths: [{ name: "em1234", cname: "u1.wl1.vendor.example" }],
      names: [
        { name: "", type: "TXT", text: "esk-key-1", role: "verification-sage-intacct" },
        { name: "", type: "TXT", text: "esk-key-2", role: "verification-sage-intacct-2" },
      ],
    },
  },
  {
    name: "sage-intacct with a return path in full",
    use: sageIntacct({ dkim: intacctDkim, returnPath: { ...intacctPath, name: "em1234.client.example" } }),
    expected: {
      dkim: [
        { selector: "s1", cname: "s1.domainkey.u1.wl1.vendor.example" },
        { selector: "s2", cname: "s2.domainkey.u1.wl1.vendor.example" },
      ],
      returnPaths: [{ name: "em1234.client.example", cname: "u1.wl1.vendor.example" }],
      says: [notRelative],
    },
  },
];

export const saasRefusals: readonly Refusal[] = [
  {
    name: "an id with its name",
    use: atlassian({ dkimIds: ["atlassian-0a1b2c", "3d4e5f"] }),
    message: "dkimIds.0: expected the six hexadecimal digits",
  },
  { name: "one id", use: atlassian({ dkimIds: ["0a1b2c"] }), message: "dkimIds: expected two ids" },
  {
    name: "selectors of its own, but none",
    use: shopify({ first: { label: "xyz", target: "0a1b2c3d4e5f.p123.email.myshopify.com" }, dkim: {} }),
    message: "dkim: expected the selectors that Shopify shows",
  },
  {
    name: "the whole string of verification",
    use: atlassian({ dkimIds: ["0a1b2c", "3d4e5f"], verification: "atlassian-domain-verification=x" }),
    message: "verification: expected the token alone",
  },
  {
    name: "a bounce host of another vendor",
    use: atlassian({ dkimIds: ["0a1b2c", "3d4e5f"], returnPathTarget: "bounces.vendor.example" }),
    message: "returnPathTarget: expected a host name such as bounces",
  },
  {
    name: "the label with mailer",
    use: shopify({ first: { label: "mailerxyz", target: "a.p1.email.myshopify.com" } }),
    message: "first.label: expected the three characters",
  },
  {
    name: "the shop for its mail host",
    use: shopify({ first: { label: "xyz", target: "client-example.myshopify.com" } }),
    message: "first.target: expected a host name such as 0a1b2c3d4e5f.p123",
  },
  {
    name: "three tokens",
    use: stripe({ dkimTokens: tokens.slice(0, 3) }),
    message: "dkimTokens: expected the six tokens",
  },
  {
    name: "a token with its suffix",
    use: stripe({ dkimTokens: [`${"a".repeat(32)}._domainkey`, ...tokens.slice(1)] }),
    message: "dkimTokens.0: expected the token alone",
  },
  {
    name: "the whole string of verification",
    use: stripe({ dkimTokens: tokens, verification: "stripe-verification=00" }),
    message: "verification: expected the hexadecimal digits alone",
  },
  {
    name: "one selector",
    use: sageIntacct({ dkim: { s1: "s1.vendor.example" }, returnPath: intacctPath }),
    message: "dkim: expected the two selectors",
  },
  {
    name: "the SPF string of the old delivery service",
    use: sageIntacct({ dkim: intacctDkim, returnPath: intacctPath, verification: ["v=spf1"] }),
    message: "verification.0: expected an ESK key",
  },
  {
    name: "no key in the list of keys",
    use: sageIntacct({ dkim: intacctDkim, returnPath: intacctPath, verification: [] }),
    message: "verification: expected at least one",
  },
];
