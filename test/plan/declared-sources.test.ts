/** What a plan keeps of the spec, so that feedback can be held against it. */
import { expect, test } from "@jest/globals";
import { clerk, cloudflare, mailchimp, ownServer, parked, sendgrid } from "#mailwright";
import { CLOUDFLARE_ZONE, clientSpec, ED25519_KEY, planned, planOf } from "../support/specs.ts";

const services = [
  sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234", owner: "web shop" }),
  mailchimp({ subdomain: "news" }),
  ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { Office: ED25519_KEY } }),
  ownServer({ name: "office", ip4: ["192.0.2.11"] }),
];

test("services, terms, the redirect and keys of the spec's own", () => {
  const spf = { terms: ["ip4:192.0.2.77", { term: "ip4:192.0.2.78", owner: "till" }], redirect: "_spf.owner.example" };
  const { declared } = planned(planOf(clientSpec({ services, spf, dkim: { old: ED25519_KEY } })));
  expect(declared.map(({ id, path, owner }) => [id, path, owner])).toEqual([
    ["mailchimp @news", "services[1]", undefined],
    ["own-server office", "services[2]", undefined],
    ["own-server office #2", "services[3]", undefined],
    ["sendgrid", "services[0]", "web shop"],
    ["spf ip4:192.0.2.77", "spf.terms[0]", undefined],
    ["spf ip4:192.0.2.78", "spf.terms[1]", "till"],
    ["spf redirect=_spf.owner.example", "spf.redirect", undefined],
    ["dkim old", "dkim.old", undefined],
  ]);
  expect(declared[0]).toMatchObject({
    service: "mailchimp",
    sendingDomain: "news.client.example",
    selectors: ["k2._domainkey.news.client.example", "k3._domainkey.news.client.example"],
  });
  expect(declared[1]?.selectors).toEqual(["office._domainkey.client.example"]);
  expect(declared[3]?.returnPaths).toEqual(["em1234.client.example"]);
});

test("ids do not hang on the order of the spec", () => {
  const ids = (all: typeof services) => planned(planOf(clientSpec({ services: all }))).declared.map(({ id }) => id);
  expect(ids(services.toReversed())).toEqual(ids(services));
});

test("selectors that are published as names of their own", () => {
  const secondary = {
    mail: "mail2.example.clerk.services",
    pdk1: "pdk1.example.clerk.services",
    pdk2: "pdk2.example.clerk.services",
  };
  const { declared } = planned(planOf(clientSpec({ services: [clerk({ mailToken: "abc123", secondary })] })));
  expect(declared[0]?.selectors).toContain("pdk1._domainkey.clkmail2.client.example");
});

test("nothing may send for a parked domain", () => {
  const spec = parked({ domain: "client.example", host: cloudflare({ zoneId: CLOUDFLARE_ZONE }) });
  expect(planned(planOf(spec)).declared).toEqual([]);
});
