/** Help desks. */
import { freshworks } from "../../../src/services/freshworks.ts";
import { front } from "../../../src/services/front.ts";
import { helpScout } from "../../../src/services/help-scout.ts";
import { helpdeskText } from "../../../src/services/helpdesk-text.ts";
import { intercom } from "../../../src/services/intercom.ts";
import { zendesk } from "../../../src/services/zendesk.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

const zendeskDkim = [
  { selector: "zendesk1", cname: "zendesk1._domainkey.zendesk.com" },
  { selector: "zendesk2", cname: "zendesk2._domainkey.zendesk.com" },
];

export const helpdeskCases: readonly ServiceCase[] = [
  {
    name: "zendesk with everything",
    use: zendesk({ verification: "0123456789abcdef", mailNames: true }),
    expected: {
      spf: ["include:mail.zendesk.com"],
      dkim: zendeskDkim,
      returnPaths: [
        { name: "zendesk1", cname: "mail1.zendesk.com" },
        { name: "zendesk2", cname: "mail2.zendesk.com" },
        { name: "zendesk3", cname: "mail3.zendesk.com" },
        { name: "zendesk4", cname: "mail4.zendesk.com" },
      ],
      names: [{ name: "zendeskverification", type: "TXT", text: "0123456789abcdef", role: "verification-zendesk" }],
    },
  },
  { name: "zendesk", use: zendesk(), expected: { spf: ["include:mail.zendesk.com"], dkim: zendeskDkim } },
  {
    name: "freshworks: Freshdesk",
    use: freshworks({
      product: "freshdesk",
      dkim: {
        ab1cd: "wl123456s1.domainkey.freshemail.io",
        ef2gh: "wl123456s2.domainkey.freshemail.io",
        ij3kl: "wl123456s3.domainkey.freshemail.io",
      },
      apexInclude: false,
    }),
    expected: {
      dkim: [
        { selector: "ab1cd", cname: "wl123456s1.domainkey.freshemail.io" },
        { selector: "ef2gh", cname: "wl123456s2.domainkey.freshemail.io" },
        { selector: "ij3kl", cname: "wl123456s3.domainkey.freshemail.io" },
      ],
      returnPaths: [{ name: "fwdkim1", cname: "spfmx1.domainkey.freshemail.io" }],
    },
  },
  {
    name: "freshworks: Freshservice, with the old include asked for",
    use: freshworks({
      product: "freshservice",
      dkim: { fs: "wl7s1.domainkey.freshemail.io", fs2: "wl7s2.domainkey.freshemail.io" },
      apexInclude: true,
    }),
    expected: {
      dkim: [
        { selector: "fs", cname: "wl7s1.domainkey.freshemail.io" },
        { selector: "fs2", cname: "wl7s2.domainkey.freshemail.io" },
      ],
      returnPaths: [{ name: "fsdkim", cname: "spfmx3.domainkey.freshemail.io" }],
      says: [noInclude],
    },
  },
  {
    name: "freshworks: Freshsales, before DKIM is turned on",
    use: freshworks({ product: "freshsales", dkim: {} }),
    expected: { returnPaths: [{ name: "fwdkim", cname: "spfmx7.domainkey.myfreshworks.com" }], says: [noDkim] },
  },
  {
    name: "intercom",
    use: intercom({
      dkimTarget: "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f.dkim.intercom.io",
      returnPathTarget: "rp.client-example.intercom-mail.com",
    }),
    expected: {
      dkim: [{ selector: "intercom", cname: "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f.dkim.intercom.io" }],
      returnPaths: [{ name: "outbound.intercom", cname: "rp.client-example.intercom-mail.com" }],
    },
  },
  {
    name: "help-scout",
    use: helpScout(),
    expected: {
      spf: ["include:helpscoutemail.com"],
      dkim: [
        { selector: "strong1", cname: "strong1._domainkey.helpscout.net" },
        { selector: "strong2", cname: "strong2._domainkey.helpscout.net" },
      ],
    },
  },
  {
    name: "helpdesk-text",
    use: helpdeskText({ dkim: { "20260820101500pm": key }, verification: "0a1b2c" }),
    expected: {
      dkim: [{ selector: "20260820101500pm", key }],
      returnPaths: [{ name: "pm-bounces", cname: "pm.mtasv.net" }],
      names: [{ name: "hd-0a1b2c", type: "CNAME", target: "helpdesk.com", role: "verification-helpdesk-text" }],
    },
  },
  {
    name: "helpdesk-text without DKIM",
    use: helpdeskText({ dkim: {} }),
    expected: { returnPaths: [{ name: "pm-bounces", cname: "pm.mtasv.net" }], says: [noDkim] },
  },
  {
    name: "front with everything",
    use: front({
      dkimTargets: { s1: "s1.domainkey.u1.wl1.vendor.example" },
      dkim: { front: key },
      returnPath: { name: "em1", target: "u1.wl1.vendor.example" },
    }),
    expected: {
      dkim: [
        { selector: "s1", cname: "s1.domainkey.u1.wl1.vendor.example" },
        { selector: "front", key },
      ],
      returnPaths: [{ name: "em1", cname: "u1.wl1.vendor.example" }],
    },
  },
  { name: "front, nothing set up", use: front(), expected: { says: [noDkim] } },
  {
    name: "front with a return path in full",
    use: front({ dkim: { front: key }, returnPath: { name: "em1.client.example", target: "u1.vendor.example" } }),
    expected: {
      dkim: [{ selector: "front", key }],
      returnPaths: [{ name: "em1.client.example", cname: "u1.vendor.example" }],
      says: [notRelative],
    },
  },
];

export const helpdeskRefusals: readonly Refusal[] = [
  {
    name: "a code with blanks",
    use: zendesk({ verification: "a b" }),
    message: "verification: expected the code alone",
  },
  {
    name: "another vendor's target",
    use: freshworks({ product: "freshdesk", dkim: { s1: "s1.domainkey.u1.wl1.sendgrid.net" } }),
    message: "dkim.s1: expected a host name such as wl123s1",
  },
  {
    name: "a product that there is not",
    use: { service: "freshworks", options: { product: "freshchat", dkim: {} } },
    message: "product: ",
  },
  {
    name: "the return path as key host",
    use: intercom({ dkimTarget: "rp.x.intercom-mail.com", returnPathTarget: "rp.x.intercom-mail.com" }),
    message: "dkimTarget: expected a host name such as 0a1b2c3d",
  },
  {
    name: "the key host as return path",
    use: intercom({ dkimTarget: "x.dkim.intercom.io", returnPathTarget: "x.dkim.intercom.io" }),
    message: "returnPathTarget: expected a host name such as rp.",
  },
  {
    name: "an id with a dot",
    use: helpdeskText({ dkim: {}, verification: "hd.x" }),
    message: "verification: expected the id",
  },
  {
    name: "one label as target",
    use: front({ dkimTargets: { s1: "s1" } }),
    message: "dkimTargets.s1: expected a host name",
  },
];
