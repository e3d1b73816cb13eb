/** The MX of a return path takes its zone from the SPF record beside it, and stays the MX it is in every other way. */
import { describe, expect, jest, test } from "@jest/globals";
import { amazonSes, cloudflare, defineDomain, route53, sendgrid, zonefile } from "#mailwright";
import { applyPlans } from "../../src/hosts/apply-plan.ts";
import type { HostChoice } from "../../src/spec/domain-spec.ts";
import { registrations } from "../support/engine-mock.ts";
import { CLOUDFLARE_ZONE, ED25519_KEY, planOf, ROUTE53_ZONE } from "../support/specs.ts";

// The provider packages are loaded for real.
jest.setTimeout(60_000);

const own = amazonSes({ region: "eu-west-1", dkim: { ses: ED25519_KEY }, mailFrom: "bounce" });
const delegated = sendgrid({ user: "u1", server: "wl1", returnPath: "bounce" });

async function at(
  host: HostChoice,
  service: typeof own | typeof delegated,
  imports: Readonly<Record<string, string>> = {},
) {
  const { domains } = planOf(
    defineDomain({
      domain: "client.example",
      host,
      services: [service],
      dmarc: { policy: "none", reportTo: ["dmarc@client.example"] },
    }),
  );
  const settings = { host: "declared", zoneDirectory: "zones", fleet: domains, importsOf: () => imports } as const;
  const made = await registrations(() => applyPlans(domains, settings));
  return made.filter(one => one.name.startsWith("bounce."));
}

describe("a return path of its own", () => {
  test.each([
    ["cloudflare", cloudflare({ zoneId: CLOUDFLARE_ZONE }), CLOUDFLARE_ZONE, "bounce.client.example/MX/mx-a"],
    ["route53", route53({ zoneId: ROUTE53_ZONE }), ROUTE53_ZONE, "bounce.client.example/MX"],
  ])("%s: the MX stands in the SPF record's zone, and on it", async (_name, host, zoneId, name) => {
    const mx = (await at(host, own)).find(one => one.name === name);
    expect(mx?.inputs["zoneId"]).toBe(zoneId);
    expect(mx?.zoneFrom).toEqual([name.replace(/MX.*/, host.kind === "route53" ? "TXT" : "TXT/spf")]);
  });

  test("zone files need none of it", async () => {
    expect((await at(zonefile(), own)).flatMap(one => one.zoneFrom)).toEqual([]);
  });

  test.each([
    [
      cloudflare({ zoneId: CLOUDFLARE_ZONE }),
      "bounce.client.example/MX/mx-a",
      `${CLOUDFLARE_ZONE}/372e67954025e0ba6aaa6d586b9e0b59`,
    ],
    [route53({ zoneId: ROUTE53_ZONE }), "bounce.client.example/MX", `${ROUTE53_ZONE}_bounce.client.example_MX`],
  ])("what an adoption found is still taken over: %j", async (host, name, id) => {
    expect((await at(host, own, { [name]: id })).find(one => one.name === name)?.importId).toBe(id);
  });
});

test("a delegated return path is a replacement at Route 53, where a batch would be refused beside the MX, and there alone", async () => {
  expect((await at(route53({ zoneId: ROUTE53_ZONE }), delegated)).map(one => one.replaceOnChanges)).toEqual([["type"]]);
  expect((await at(cloudflare({ zoneId: CLOUDFLARE_ZONE }), delegated)).map(one => one.replaceOnChanges)).toEqual([[]]);
  expect((await at(route53({ zoneId: ROUTE53_ZONE }), own)).flatMap(one => one.replaceOnChanges)).toEqual([]);
});
