/**
 * Cloudflare lets a user make 1,200 calls in five minutes. What a first `up` costs of them, the way to stay below, and that
 * an `up` that runs into the limit loses nothing. The fake's window is seconds here, and its limit smaller in proportion.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { cloudflare, defineDomain, googleWorkspace, sendgrid } from "#mailwright";
import { desiredResources } from "../../src/hosts/desired-resource.ts";
import { makeCheckout, type Checkout } from "../support/checkout.ts";
import {
  CLOUDFLARE_LIMIT,
  mostCallsWithin,
  startCloudflareApi,
  type CloudflareApi,
  type CloudflareOptions,
} from "../support/fakes/cloudflare-api.ts";
import { zoneIdOf } from "../support/cli.ts";
import { ED25519_KEY, planOf } from "../support/specs.ts";

jest.setTimeout(180_000);

/** Domains in one run of the README's recipe. */
const GROUP = 100;
const RECORDS = 8;
const domains = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `client${String(index).padStart(3, "0")}.test`);

/** A domain as in the README's example: two services, a string, reports to a domain of the MSP's. */
const text = (
  domain: string,
): string => `import { cloudflare, defineDomain, googleWorkspace, sendgrid } from "#mailwright";
export default defineDomain({
  domain: "${domain}",
  host: cloudflare({ zoneId: "${zoneIdOf(domain)}" }),
  services: [googleWorkspace({ dkim: { google: "${ED25519_KEY}" } }), sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.test"] },
  txt: ["google-site-verification=${domain}"],
});
`;
const collector = `import { cloudflare, defineDomain, fastmail } from "#mailwright";
export default defineDomain({
  domain: "reports.test",
  host: cloudflare({ zoneId: "${zoneIdOf("reports.test")}" }),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.test"] },
});
`;

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
});

async function fleet(count: number, options: CloudflareOptions): Promise<{ api: CloudflareApi; checkout: Checkout }> {
  const api = await startCloudflareApi(options);
  ends.push(() => api.close());
  for (const domain of ["reports.test", ...domains(count)]) api.addZone(domain, zoneIdOf(domain));
  const files = Object.fromEntries(domains(count).map(domain => [`${domain}.ts`, text(domain)]));
  const checkout = await makeCheckout(
    { ...files, "reports.test.ts": collector },
    { plugins: ["cloudflare"], env: { CLOUDFLARE_BASE_URL: api.baseUrl, CLOUDFLARE_API_TOKEN: api.token } },
  );
  ends.push(() => checkout.remove());
  return { api, checkout };
}

const up = async (checkout: Checkout, ...names: readonly string[]): Promise<void> => {
  const { code, stdout, stderr } = await checkout.mailwrightAside("up", ...names, "--", "--yes", "--skip-preview");
  expect(`${code} ${code === 0 ? "" : stdout + stderr}`).toBe("0 ");
};
const settled = async (checkout: Checkout, ...names: readonly string[]): Promise<void> =>
  expect((await checkout.mailwrightAside("preview", ...names, "--", "--expect-no-changes")).code).toBe(0);

describe("the limit of 1,200 calls in five minutes", () => {
  test("refused calls are made again after the time that was asked for, and none is lost or made twice", async () => {
    const { api, checkout } = await fleet(1, {});
    api.refuseNext(6, 1);
    await up(checkout, "client000.test");
    expect(api.log.filter(one => one.status === 429)).toHaveLength(6);
    expect(api.log.filter(one => one.status === 200)).toHaveLength(RECORDS);
    expect(api.records()).toHaveLength(RECORDS);
    expect(api.log.filter(one => ![200, 429].includes(one.status))).toEqual([]);
    await settled(checkout, "client000.test");
  });

  test("a first up over the limit goes on when there is room again; the recipe never meets it", async () => {
    // Three groups of four domains: 32 calls each of 40 allowed, as a hundred domains are 800 of 1,200.
    const limit = { calls: 40, windowMs: 2_000 };
    const whole = await fleet(12, { limit });
    await up(whole.checkout);
    const made = whole.api.records();
    expect(made).toHaveLength(12 * RECORDS + 5);
    expect(whole.api.log.filter(one => one.status === 429).length).toBeGreaterThan(0);
    const accepted = whole.api.log.filter(one => one.status !== 429);
    expect(accepted).toHaveLength(made.length);
    expect(mostCallsWithin(accepted, limit.windowMs)).toBeLessThanOrEqual(limit.calls);
    await settled(whole.checkout);

    const grouped = await fleet(12, { limit });
    for (const group of [0, 4, 8]) {
      await up(grouped.checkout, ...domains(12).slice(group, group + 4));
      await sleep(limit.windowMs);
    }
    // What is left: the report domain, which no run can leave out.
    await up(grouped.checkout);
    expect(grouped.api.log.filter(one => one.status !== 200)).toEqual([]);
    const plain = (api: CloudflareApi): readonly string[] =>
      api
        .records()
        .map(one => [one.name, one.type, one.content, one.ttl].join(" "))
        .toSorted();
    expect(plain(grouped.api)).toEqual(plain(whole.api));
    await settled(grouped.checkout);
  });

  test("300 domains in runs of a hundred: one call a record, far from the limit in each", () => {
    const specs = domains(300).map(domain =>
      defineDomain({
        domain,
        host: cloudflare({ zoneId: zoneIdOf(domain) }),
        services: [
          googleWorkspace({ dkim: { google: ED25519_KEY } }),
          sendgrid({ user: "u1", server: "wl1", returnPath: "em1" }),
        ],
        dmarc: { policy: "none", reportTo: ["dmarc@reports.test"] },
        txt: [`google-site-verification=${domain}`],
      }),
    );
    const plans = planOf(...specs).domains;
    // One more in the report domain's zone, where that is managed too.
    const calls = plans.map(plan => desiredResources(plan, { host: "declared", zoneDirectory: "" }).length + 1);
    expect(new Set(calls)).toEqual(new Set([RECORDS]));
    const groups = [0, 1, 2].map(index => calls.slice(index * GROUP, (index + 1) * GROUP).reduce((a, b) => a + b, 0));
    expect(groups).toEqual([800, 800, 800]);
    expect(Math.max(...groups)).toBeLessThan(CLOUDFLARE_LIMIT.calls);
  });
});
