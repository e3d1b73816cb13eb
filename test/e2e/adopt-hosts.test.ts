/**
 * Zones that exist at Cloudflare and Route 53, taken over by the real engine: nothing is made over what is there, and a run
 * that would take much away does not begin. The tests are one story, told in order.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout, type Run } from "../support/checkout.ts";
import { startCloudflareApi, type CloudflareApi } from "../support/fakes/cloudflare-api.ts";
import { startRoute53Api, type Route53Api } from "../support/fakes/route53-api.ts";

jest.setTimeout(120_000);

const CF_ZONE = "1".repeat(32);
const MAP = "imports/client.test.json";
const SPEC = "domains/client.test.ts";

let cloudflare: CloudflareApi;
let route53: Route53Api;
let checkout: Checkout;
beforeAll(async () => {
  cloudflare = await startCloudflareApi();
  route53 = await startRoute53Api();
  cloudflare.addZone("client.test", CF_ZONE);
  route53.addZone("client.test", "Z0CLIENT");
  checkout = await makeCheckout(
    {},
    {
      plugins: ["cloudflare", "aws"],
      env: {
        CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
        CLOUDFLARE_API_TOKEN: cloudflare.token,
        AWS_ENDPOINT_URL_ROUTE_53: route53.endpoint,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "loopback",
        AWS_SECRET_ACCESS_KEY: "loopback",
      },
    },
  );
});
afterAll(async () => {
  checkout.remove();
  await cloudflare.close();
  await route53.close();
});

const run = (...args: string[]): Promise<Run> => checkout.mailwrightAside(...args);
const succeed = async (asked: Promise<Run>): Promise<Run> => {
  const result = await asked;
  expect(`${result.code} ${result.code === 0 ? "" : result.stdout + result.stderr}`).toBe("0 ");
  return result;
};
const up = (): Promise<Run> => run("up", "--", "--yes", "--skip-preview");
const planned = async (): Promise<Record<string, string>> => {
  const { stdout } = await succeed(run("preview", "--", "--json"));
  const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
  const records = steps.filter(one => /DnsRecord::|Record::/.test(one.urn) && one.op !== "same");
  return Object.fromEntries(records.map(one => [one.urn.split("::").at(-1) ?? "", one.op]));
};
const writes = (): readonly string[] =>
  cloudflare.log
    .filter(one => one.method !== "GET")
    .map(({ method, path }) => `${method} ${path.replace(/.*\/dns_records/, "")}`);

describe("a zone at Cloudflare", () => {
  const ids: Record<string, string> = {};
  beforeAll(() => {
    const add = (key: string, type: string, name: string, content: string, more = {}): void => {
      ids[key] = cloudflare.add("client.test", { type, name, content, ttl: 3600, comment: null, ...more });
    };
    add("spf", "TXT", "client.test", '"v=spf1 include:_spf.google.com ~all"', {
      comment: "mailwright spf: google-workspace",
    });
    add("token", "TXT", "client.test", '"google-site-verification=abc"', {
      comment: "mailwright verification-google-workspace: google-workspace",
    });
    add("dmarc", "TXT", "_dmarc.client.test", '"v=DMARC1; p=none; pct=100; rua=mailto:dmarc@client.test"', {
      comment: "mailwright dmarc",
    });
    add("www", "A", "www.client.test", "192.0.2.80");
  });

  test("is adopted: what is equal is taken over, and the one correction is the one that was listed", async () => {
    const adopted = await succeed(run("adopt", "client.test", "--from", "cloudflare"));
    expect(adopted.stdout).toContain("_dmarc.client.test TXT");
    expect(JSON.parse(checkout.read(MAP))).toEqual({
      "_dmarc.client.test/TXT/dmarc": `${CF_ZONE}/${ids["dmarc"]}`,
      "client.test/TXT/spf": `${CF_ZONE}/${ids["spf"]}`,
      "client.test/TXT/verification-google-workspace": `${CF_ZONE}/${ids["token"]}`,
    });
    // The engine plans an import and an update of it: the update is what is left to say last.
    expect(await planned()).toEqual({
      "_dmarc.client.test/TXT/dmarc": "update",
      "client.test/TXT/spf": "import",
      "client.test/TXT/verification-google-workspace": "import",
    });
  });

  test("the first up makes nothing: it writes the correction, and leaves the rest", async () => {
    cloudflare.clearLog();
    await succeed(up());
    expect(writes()).toEqual([`PUT /${ids["dmarc"]}`]);
    expect(
      cloudflare
        .records()
        .map(one => one.id)
        .toSorted(),
    ).toEqual(Object.values(ids).toSorted());
    expect(await planned()).toEqual({});
    await succeed(run("preview", "--", "--refresh", "--expect-no-changes"));
  });

  test("a map that stays does no harm, also where a record was made anew since", async () => {
    cloudflare.remove(ids["token"] ?? "");
    await succeed(checkout.pulumiAside("refresh", "--yes", "--skip-preview"));
    // The state has it no more, and the map names what is gone: the engine can only say the id.
    const failed = await up();
    expect(failed.code).not.toBe(0);
    expect(failed.stderr).toContain(
      `If a resource does not exist, its record is no longer at the host: delete its line in ${MAP}, and the next run makes it.`,
    );
    const map = checkout.read(MAP);
    checkout.write(MAP, JSON.stringify({ "client.test/TXT/spf": `${CF_ZONE}/${ids["spf"]}` }));
    await succeed(up());
    checkout.write(MAP, map);
    expect(await planned()).toEqual({});
    cloudflare.clearLog();
    await succeed(up());
    expect(writes()).toEqual([]);
    rmSync(join(checkout.path, MAP));
    expect(await planned()).toEqual({});
  });
});

describe("a move from Cloudflare to Route 53", () => {
  const setHost = (host: string): void =>
    checkout.write(
      SPEC,
      checkout
        .read(SPEC)
        .replace(/\n {2}(host: .*|alsoAt: .*|allowDeletes: .*)(?=\n)/g, "")
        .replace(/(\n {2}domain: .*)/, `$1\n  ${host}`)
        .replace(/import \{[^}]*\}/, "import { cloudflare, defineDomain, googleWorkspace, route53 }"),
    );
  const here = `cloudflare({ zoneId: "${CF_ZONE}" })`;
  const there = 'route53({ zoneId: "Z0CLIENT" })';

  test("in one step is refused, by preview and by up, and nothing is sent", async () => {
    setHost(`host: ${there},`);
    const preview = await run("preview");
    expect(preview.code).toBe(1);
    expect(preview.stdout).toMatch(/2 to create[^]*3 to delete[^]*host-changed[^]*mailwright up refuses this\.\n$/);
    cloudflare.clearLog();
    const refused = await up();
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/name the new one in alsoAt, run, verify[^]*Nothing was run\.\n$/);
    expect(writes()).toEqual([]);
    expect(route53.sets("client.test")).toHaveLength(0);
  });

  test("first makes the records there, then exchanges the two without a change", async () => {
    setHost(`host: ${here},\n  alsoAt: ${there},`);
    await succeed(up());
    expect(writes()).toEqual([]);
    expect(
      route53
        .sets("client.test")
        .map(one => `${one.name} ${one.type}`)
        .toSorted(),
    ).toEqual(["_dmarc.client.test TXT", "client.test TXT"]);
    setHost(`host: ${there},\n  alsoAt: ${here},`);
    expect(await planned()).toEqual({});
  });

  test("and drops the old ones only with permission", async () => {
    setHost(`host: ${there},`);
    const refused = await up();
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("3 of 5 records would be deleted, SPF, DMARC or MX records among them");
    setHost(`host: ${there},\n  allowDeletes: { reason: "the name servers changed", until: "2099-12-31" },`);
    const dropped = await succeed(up());
    expect(dropped.stderr).toContain(
      "client.test: 3 of 5 records go, as allowed until 2099-12-31: the name servers changed",
    );
    expect(cloudflare.records().map(one => one.type)).toEqual(["A"]);
  });
});

describe("a string that somebody put at the apex at Route 53", () => {
  const byHand = (...values: string[]): void =>
    route53.put("client.test", { name: "client.test", type: "TXT", ttl: 3600, values });

  test("stops a run that would write the RRset, until it is declared", async () => {
    const [apex] = route53.sets("client.test").filter(one => one.name === "client.test");
    byHand(...(apex?.values ?? []), '"stranger=1"');
    await succeed(up());
    checkout.edit(SPEC, 'verification: "abc"', 'verification: "def"');
    const refused = await up();
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/foreign-txt {2}client\.test\n.*Route 53 holds the string "stranger=1" there/);
    const preview = await run("preview");
    expect([preview.code, preview.stdout.includes("foreign-txt")]).toEqual([1, true]);
    checkout.edit(SPEC, "dmarc: {", 'txt: ["stranger=1"],\n  dmarc: {');
    await succeed(up());
    const after = route53.sets("client.test").find(one => one.name === "client.test");
    expect(after?.values.toSorted()).toEqual(
      ['"google-site-verification=def"', '"stranger=1"', '"v=spf1 include:_spf.google.com ~all"'].toSorted(),
    );
  });

  test("is looked for in every RRset where the engine reads the zone first", async () => {
    const [apex] = route53.sets("client.test").filter(one => one.name === "client.test");
    byHand(...(apex?.values ?? []), '"stranger=2"');
    const refused = await run("up", "--", "--yes", "--refresh");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('"stranger=2"');
    byHand(...(apex?.values ?? []));
    await succeed(run("up", "--", "--yes", "--refresh"));
  });
});
