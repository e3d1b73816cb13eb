/** Rules that hold for every service of the catalogue. */
import { describe, expect, it } from "@jest/globals";
import { amazonSes } from "../../src/services/amazon-ses.ts";
import { brevo } from "../../src/services/brevo.ts";
import { catalogue, serviceById } from "../../src/services/catalogue.ts";
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
import type { Service, ServiceUse } from "../../src/services/service.ts";
import { zendesk } from "../../src/services/zendesk.ts";
import { zohoMail } from "../../src/services/zoho-mail.ts";
import { complaints, contributionOf } from "./contribute.ts";

const key = "MIIBIjANBgkq";
const common = { owner: "Alice", ticket: "OPS-7", since: "2026-11-24" };

/** One good use of each service, with the common options. */
const uses: readonly ServiceUse[] = [
  amazonSes({ ...common, region: "eu-west-1", dkimTokens: ["a", "b", "c"].map(c => c.repeat(20)), mailFrom: "bounce" }),
  brevo({ ...common, dedicatedIp: true }),
  fastmail({ ...common }),
  googleWorkspace({ ...common, dkim: { google: key } }),
  hubspot({ ...common, portalId: "123456", cluster: "04", dedicatedIp: { name: "1m", terms: ["ip4:192.0.2.1"] } }),
  klaviyo({
    ...common,
    subdomain: "send",
    target: "ABC123.klaviyodns.com.",
    dkim: { km1: "km1._domainkey.abc123.klaviyodns.com" },
  }),
  mailchimp({ ...common }),
  mailgun({ ...common, subdomain: "mg", dkim: { mx: key } }),
  mandrill({ ...common }),
  microsoft365({ ...common, tenant: "clientexample.onmicrosoft.com" }),
  ownServer({ ...common, name: "head-office", mx: true, terms: ["?ip4:192.0.2.1"] }),
  postmark({ ...common, dkim: { pm: key } }),
  salesforce({ ...common, dkim: { sf: "sf.abc123.custdkim.salesforce.com" }, ownEnvelope: true }),
  sendgrid({ ...common, user: "u1234567", server: "wl123", returnPath: "em1234" }),
  zendesk({ ...common }),
  zohoMail({ ...common, dkim: { zmail: { revoked: true } } }),
];
const useOf = (id: string): ServiceUse => uses.find(use => use.service === id) as ServiceUse;

it("is sorted by id, with each id once", () => {
  const ids = catalogue.map(service => service.id);
  expect(ids).toEqual([...new Set(ids)].toSorted());
  expect(ids).toEqual(uses.map(use => use.service));
});

it("finds a service by id", () => {
  expect(serviceById("sendgrid")?.name).toBe("Twilio SendGrid (automated security)");
  expect(serviceById("constructor")).toBeUndefined();
});

describe.each(catalogue.map(service => [service.id, service] as const))("%s", (id, service: Service) => {
  const use = useOf(id);

  it("says what it is and where that was read", () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(service.name).not.toBe("");
    expect(service.docs).toMatch(/^https:\/\/\S+$/);
    expect(service.source.length).toBeGreaterThan(20);
    expect(service.lastVerified).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
    expect(new Date(service.lastVerified).getTime()).toBeLessThanOrEqual(Date.now());
  });

  it("takes its options and those of every service", () => {
    expect(complaints(use)).toEqual([]);
  });

  it("rejects an unknown option", () => {
    expect(complaints({ ...use, options: { ...(use.options as object), selctor: "x" } })).toHaveLength(1);
  });

  it.each(["text", 7, null, []])("rejects %j as options", options => {
    expect(complaints({ ...use, options })).not.toEqual([]);
  });

  it("rejects every option given with a wrong type", () => {
    for (const option of Object.keys(use.options as object)) {
      expect(complaints({ ...use, options: { ...(use.options as object), [option]: 7 } })).not.toEqual([]);
    }
  });

  it("rejects names that are no names, and dates that are none", () => {
    for (const wrong of [
      { subdomain: "News" },
      { subdomain: "*.news" },
      { subdomain: "" },
      { since: "2026-13-01" },
      { owner: "" },
      { ticket: "" },
    ]) {
      expect(complaints({ ...use, options: { ...(use.options as object), ...wrong } })).toHaveLength(1);
    }
  });

  it("gives terms, never a record", () => {
    const { spf, returnPaths } = contributionOf(use);
    const terms = [...(spf ?? []), ...(returnPaths ?? []).flatMap(path => ("spf" in path ? path.spf : []))];
    for (const term of terms) {
      expect(term).not.toMatch(/^v=spf1/i);
      expect(term).not.toMatch(/^[-+~?]?all$|^redirect=|\s/i);
    }
  });

  it("aligns as it says: SPF it never aligns is never given a term", () => {
    const { spf, dkim } = contributionOf(use);
    const claims = { givesSpf: (spf ?? []).length > 0, signs: (dkim ?? []).length > 0 };
    expect(claims).toEqual({
      givesSpf: service.alignment.spf === "no" ? false : claims.givesSpf,
      signs: service.alignment.dkim === "yes" ? true : claims.signs,
    });
  });

  it("is plain data: use and contribution come back from JSON as they were", () => {
    expect(JSON.parse(JSON.stringify(use))).toEqual(use);
    const contribution = contributionOf(use);
    expect(JSON.parse(JSON.stringify(contribution))).toEqual(contribution);
  });

  it("is pure: the same options give the same contribution, and are left as they were", () => {
    const before = JSON.stringify(use);
    expect(contributionOf(use)).toEqual(contributionOf(use));
    expect(JSON.stringify(use)).toBe(before);
  });
});

describe("messages say what is expected", () => {
  it.each<readonly [string, ServiceUse, string]>([
    [
      "the account of SendGrid",
      sendgrid({ user: "1234567", server: "wl1", returnPath: "em1" }),
      "user: expected u and digits",
    ],
    [
      "the server of SendGrid",
      sendgrid({ user: "u1", server: "123", returnPath: "em1" }),
      "server: expected wl and digits",
    ],
    [
      "a return path with a dot at its end",
      sendgrid({ user: "u1", server: "wl1", returnPath: "em1." }),
      "returnPath: expected the part",
    ],
    [
      "one selector",
      sendgrid({ user: "u1", server: "wl1", returnPath: "em1", selectors: ["s1"] }),
      "selectors: expected two",
    ],
    ["an endpoint as region", amazonSes({ region: "Ireland" }), "region: expected an AWS region"],
    [
      "two tokens",
      amazonSes({ region: "eu-west-1", dkimTokens: ["a".repeat(32), "b".repeat(32)] }),
      "dkimTokens: expected the three",
    ],
    [
      "a token with its suffix",
      amazonSes({ region: "eu-west-1", dkimTokens: ["a", "b", "c._domainkey"].map(c => c.padStart(30, "a")) }),
      "dkimTokens.2: expected the token alone",
    ],
    [
      "a tenant without its zone",
      microsoft365({ tenant: "clientexample" }),
      "tenant: expected the tenant's first domain",
    ],
    [
      "a target that is no host",
      microsoft365({ dkim: { selector1: "x", selector2: "a.example" } }),
      "dkim.selector1: expected a host name",
    ],
    [
      "a verification code of another kind",
      microsoft365({ verification: "google-site-verification=x" }),
      "verification: expected MS=ms",
    ],
    [
      "another vendor's target",
      klaviyo({ subdomain: "send", target: "u1.wl1.sendgrid.net", dkim: { km1: "a.klaviyodns.com" } }),
      "target: expected a host name such as abc123",
    ],
    [
      "no selector",
      klaviyo({ subdomain: "send", target: "a.klaviyodns.com", dkim: {} }),
      "dkim: expected the selectors",
    ],
    [
      "a name that only ends alike",
      salesforce({ dkim: { sf: "evilcustdkim.salesforce.com" } }),
      "dkim.sf: expected a host name such as sel1",
    ],
    [
      "a wildcard as target",
      salesforce({ dkim: { sf: "*.custdkim.salesforce.com" } }),
      "dkim.sf: expected a host name",
    ],
    [
      "Mailgun's whole target",
      mailgun({ automaticSecurity: "9d876" }),
      "automaticSecurity: expected a host name such as 9d876.dkim1",
    ],
    ["the portal with a name", hubspot({ portalId: "hs-1", cluster: "04" }), "portalId: expected the portal id"],
    ["the cluster with hs", hubspot({ portalId: "1", cluster: "hs04a" }), "cluster: expected the digits"],
    [
      "a record as terms",
      hubspot({ portalId: "1", cluster: "04", dedicatedIp: { name: "1m", terms: ["v=spf1 -all"] } }),
      "dedicatedIp.terms.0: expected one term",
    ],
    ["two labels", brevo({ label: "client.example" }), "label: expected one label"],
    [
      "two labels at HubSpot",
      hubspot({ portalId: "1", cluster: "04", label: "client.example" }),
      "label: expected one label",
    ],
    ["the whole Brevo string", brevo({ verification: "brevo-code:00" }), "verification: expected the code alone"],
    [
      "the whole Mandrill string",
      mandrill({ verification: "mandrill_verify.x" }),
      "verification: expected the key alone",
    ],
    [
      "the whole Zoho string",
      zohoMail({ dkim: {}, verification: "zoho-verification=x" }),
      "verification: expected the token alone",
    ],
    ["a Zendesk code with blanks", zendesk({ verification: "a b" }), "verification: expected the code alone"],
    [
      "another vendor's include",
      zohoMail({ dkim: {}, include: "_spf.google.com" }),
      "include: expected a name of Zoho's",
    ],
    ["a primary domain of one label", googleWorkspace({ dkim: {}, aliasOf: "main" }), "aliasOf: expected a host name"],
    ["no way to send", ownServer({ name: "x", ip4: [] }), ": expected at least one of ip4, ip6, a, mx and terms"],
    [
      "a label for people with blanks",
      ownServer({ name: "Head office", mx: true }),
      "name: expected a name in kebab-case",
    ],
    ["all as a term", ownServer({ name: "x", terms: ["-ALL"] }), "terms.0: expected one SPF term"],
    ["a whole record as a term", ownServer({ name: "x", terms: ["v=spf1"] }), "terms.0: expected one SPF term"],
    ["redirect as a term", ownServer({ name: "x", terms: ["redirect=a.example"] }), "terms.0: expected one SPF term"],
    ["exp as a term", ownServer({ name: "x", terms: ["exp=a.example"] }), "terms.0: expected one SPF term"],
    ["two terms in one", ownServer({ name: "x", terms: ["a mx"] }), "terms.0: expected one SPF term"],
  ])("%s", (_name, use, message) => {
    const said = complaints(use);
    expect(said).toHaveLength(1);
    expect(said[0]?.startsWith(message)).toBe(true);
  });

  it.each([
    ["an address out of range", { ip4: ["192.0.2.256"] }],
    ["a network longer than an address", { ip4: ["192.0.2.0/33"] }],
    ["an IPv6 address among IPv4", { ip4: ["2001:db8::1"] }],
    ["an IPv4 address among IPv6", { ip6: ["192.0.2.1"] }],
    ["an address as host", { a: ["192.0.2.1/24"] }],
    ["false for true", { mx: false as never }],
  ])("own-server: %s", (_name, wrong) => {
    expect(complaints(ownServer({ name: "x", ...wrong }))).not.toEqual([]);
  });

  it("never repeats a key", () => {
    const secret = "-----BEGIN PRIVATE KEY----- MIIEvQIBADANBg";
    for (const dkim of [
      { s: { key: secret, extra: 1 } },
      { s: { revoked: true, key: secret } },
      { s: [secret] },
      secret,
    ]) {
      const said = complaints({ service: "google-workspace", options: { dkim } });
      expect(said).not.toEqual([]);
      expect(JSON.stringify(said)).not.toContain("MIIE");
    }
  });
});

describe("findings", () => {
  it("an include that does nothing names vendor, MAIL FROM and include, and cites the clause", () => {
    const { findings } = contributionOf(sendgrid({ user: "u1", server: "wl1", returnPath: "em1", apexInclude: true }));
    expect(findings).toEqual([
      {
        id: "spf-include-not-needed",
        severity: "info",
        name: "client.example",
        message:
          "SendGrid sends with em1.client.example in MAIL FROM, so include:sendgrid.net at the From domain does nothing " +
          "for alignment and costs DNS look-ups; it was left out.",
        cite: "RFC 9989 §4.4.2",
        fix: "Remove `apexInclude`.",
      },
    ]);
  });

  it("asking for no include says nothing", () => {
    expect(contributionOf(mailchimp({ apexInclude: false })).findings).toEqual([]);
  });

  it.each([
    ["em1.client.example", 'Write `returnPath: "em1"`.'],
    ["client.example", "Give a name below client.example."],
  ])("the full name %s is answered with the relative one", (returnPath, fix) => {
    const { findings } = contributionOf(sendgrid({ user: "u1", server: "wl1", returnPath }));
    expect(findings).toMatchObject([{ name: `${returnPath}.client.example`, fix }]);
  });

  it("each has all its parts, and an id that a waiver can name", () => {
    const findings = [
      ...(contributionOf(microsoft365({ tenant: "x.onmicrosoft.com", cloud: "china" })).findings ?? []),
      ...(contributionOf(microsoft365({ dkim: { selector1: "a.example", selector2: "b.example" } })).findings ?? []),
      ...(contributionOf(mailgun({ inbound: true })).findings ?? []),
      ...(contributionOf(googleWorkspace({ dkim: {}, aliasOf: "main.example" })).findings ?? []),
    ];
    expect(findings).toHaveLength(8);
    for (const { id, message, cite, fix, name } of findings) {
      expect(id).toMatch(/^service-[a-z0-9-]+$/);
      expect([message, fix].every(text => /^\S.*\.$/.test(text))).toBe(true);
      expect(cite).not.toBe("");
      expect(name).toContain("client.example");
    }
  });
});
