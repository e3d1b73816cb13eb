/** What a plan says of its DKIM selectors, and that keys may change without moving anything else. */
import { describe, expect, test } from "@jest/globals";
import { clerk, cloudflare, ownServer, parked, sendgrid } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { brief, clientSpec, ED25519_KEY, office, OTHER_ED25519_KEY, planned, planOf } from "../support/specs.ts";

const planOne = (changes: Partial<DomainSpec>) => planned(planOf(clientSpec(changes)));

describe("a plan's selectors", () => {
  test("are told with where they stand, what they hold and since when", () => {
    const news = sendgrid({ user: "u1", server: "wl1", returnPath: "em1", subdomain: "news" });
    const plan = planOne({
      services: [office, news],
      dkim: { Old: { revoked: true, since: "2026-11-01" }, next: { key: OTHER_ED25519_KEY, since: "2026-11-30" } },
      retiredSelectors: ["Older"],
    });
    const at = "_domainkey.client.example";
    const apex = { signingDomain: "client.example" };
    expect(plan.selectors).toEqual([
      {
        ...apex,
        name: `old.${at}`,
        selector: "old",
        path: "dkim.Old",
        form: "revoked",
        content: "",
        since: "2026-11-01",
      },
      {
        ...apex,
        name: `next.${at}`,
        selector: "next",
        path: "dkim.next",
        form: "key",
        content: OTHER_ED25519_KEY,
        since: "2026-11-30",
      },
      {
        ...apex,
        name: `office.${at}`,
        selector: "office",
        path: "services[0]",
        service: "own-server",
        form: "key",
        content: ED25519_KEY,
        since: undefined,
      },
      ...["s1", "s2"].map(selector => ({
        name: `${selector}._domainkey.news.client.example`,
        selector,
        signingDomain: "news.client.example",
        path: "services[1]",
        service: "sendgrid",
        form: "cname",
        content: `${selector}.domainkey.u1.wl1.sendgrid.net`,
      })),
    ]);
    expect(plan.retiredSelectors).toEqual(["older"]);
  });

  test("include those at a name below the one that a vendor sends from", () => {
    const secondary = {
      mail: "mail2.abc.clerk.services",
      pdk1: "dkim3.abc.clerk.services",
      pdk2: "dkim4.abc.clerk.services",
    };
    const plan = planOne({ services: [office, clerk({ mailToken: "abc", secondary })] });
    expect(plan.selectors.find(one => one.selector === "pdk2")).toEqual({
      name: "pdk2._domainkey.clkmail2.client.example",
      selector: "pdk2",
      signingDomain: "clkmail2.client.example",
      path: "services[1]",
      service: "clerk",
      form: "cname",
      content: "dkim4.abc.clerk.services",
    });
    const declared = plan.declared.flatMap(one => one.selectors);
    expect(plan.selectors.map(({ name }) => name).toSorted()).toEqual(declared.toSorted());
  });

  test("are none where the domain is parked", () => {
    const host = cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" });
    expect(planned(planOf(parked({ domain: "client.example", host }))).selectors).toEqual([]);
  });
});

test("since and retired names reach no record", () => {
  const bare = planOne({ dkim: { next: OTHER_ED25519_KEY } });
  const noted = planOne({
    dkim: { next: { key: OTHER_ED25519_KEY, since: "2026-11-30" } },
    retiredSelectors: ["old"],
  });
  expect(noted.rrsets).toEqual(bare.rrsets);
});

test("a vendor's CNAME and a revoked key may stand under a retired name", () => {
  const services = [office, sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })];
  const fleet = planOf(clientSpec({ services, dkim: { old: { revoked: true } }, retiredSelectors: ["s1", "old"] }));
  expect(brief(fleet.findings)).toEqual([]);
});

test("a rotated key moves no term of the SPF record", () => {
  const spf = (selector: string): string | undefined =>
    planOne({
      services: [
        ownServer({ name: "a", ip4: ["192.0.2.1"], dkim: { [selector]: ED25519_KEY } }),
        ownServer({ name: "b", ip4: ["192.0.2.2"], dkim: { m: OTHER_ED25519_KEY } }),
      ],
    }).spf[0]?.text;
  expect([spf("a"), spf("z")]).toEqual(Array(2).fill("v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ~all"));
});
