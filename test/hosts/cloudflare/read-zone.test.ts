/** Cloudflare read by its official client, against a fake of its API; and what is said where it cannot be read. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { listCloudflareZones, readCloudflareZone } from "../../../src/hosts/cloudflare/read-zone.ts";
import { HostError } from "../../../src/hosts/host-error.ts";
import { startCloudflareApi, type CloudflareApi } from "../../support/fakes/cloudflare-api.ts";

jest.setTimeout(60_000);

const before = { ...process.env };
const ZONE = "1".repeat(32);
let api: CloudflareApi;
beforeAll(async () => {
  api = await startCloudflareApi();
  api.addZone("client.example", ZONE);
});
afterAll(() => api.close());
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("CLOUDFLARE_")) delete process.env[name];
  Object.assign(process.env, { CLOUDFLARE_BASE_URL: api.baseUrl, CLOUDFLARE_API_TOKEN: api.token });
  api.clearLog();
});
afterEach(() => void (process.env = { ...before }));

describe("a zone", () => {
  test("is in the plan's form: joined, unescaped, without dots, each value with its own id", async () => {
    const long = `v=DKIM1; p=${"A".repeat(300)}`;
    const ids = [
      api.add("client.example", { type: "TXT", name: "client.example", content: '"v=spf1 -all"', ttl: 300 }),
      api.add("client.example", { type: "TXT", name: "client.example", content: "typed without quotes" }),
      api.add("client.example", {
        type: "TXT",
        name: "client.example",
        content: String.raw`"a \"b\" \\"`,
        comment: "who?",
      }),
      api.add("client.example", {
        type: "TXT",
        name: "s1._domainkey.client.example",
        content: `"${long.slice(0, 255)}" "${long.slice(255)}"`,
      }),
      api.add("client.example", { type: "MX", name: "client.example", content: "mail.client.example", priority: 10 }),
      api.add("client.example", { type: "MX", name: "parked.client.example", content: ".", priority: 0 }),
      api.add("client.example", {
        type: "CNAME",
        name: "www.client.example",
        content: "client.example",
        proxied: true,
      }),
    ];
    const { zone, zoneId, records } = await readCloudflareZone("client.example");
    expect([zone, zoneId]).toEqual(["client.example", ZONE]);
    expect(records.map(one => [one.id, one.type, one.rdata])).toEqual([
      [ids[0], "TXT", "v=spf1 -all"],
      [ids[1], "TXT", "typed without quotes"],
      [ids[2], "TXT", String.raw`a "b" \ `.trim()],
      [ids[3], "TXT", long],
      [ids[4], "MX", "10 mail.client.example"],
      [ids[5], "MX", "0 ."],
      [ids[6], "CNAME", "client.example"],
    ]);
    expect(records[0]).toMatchObject({ name: "client.example", ttl: 300, raw: '"v=spf1 -all"', comment: undefined });
    expect(records[2]).toMatchObject({ comment: "who?", ttl: 1 });
    expect(records[6]).toMatchObject({ proxied: true });
  });

  test("is found by id, by name and by a name in it, and costs two calls; one that was listed costs one", async () => {
    for (const which of [ZONE, "client.example"]) {
      api.clearLog();
      expect(await readCloudflareZone(which)).toMatchObject({ zone: "client.example", zoneId: ZONE });
      expect(api.log).toHaveLength(2);
    }
    expect(await readCloudflareZone("a.client.example")).toMatchObject({ zone: "client.example" });
    api.clearLog();
    await readCloudflareZone({ zone: "client.example", zoneId: ZONE });
    expect(api.log.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /zones/${ZONE}/dns_records`]);
  });

  test("of more records than a page is read whole", async () => {
    api.addZone("many.example", "2".repeat(32));
    for (let n = 0; n < 5_003; n++) {
      api.add("many.example", { type: "TXT", name: `n${n}.many.example`, content: `"${n}"` });
    }
    const { records } = await readCloudflareZone("many.example");
    expect(new Set(records.map(one => one.rdata)).size).toBe(5_003);
    expect(api.log.filter(({ path }) => path.endsWith("/dns_records"))).toHaveLength(2);
  });

  test("of which the token sees several is for a person to choose", async () => {
    api.addZone("twice.example", "3".repeat(32));
    api.addZone("twice.example", "4".repeat(32));
    await expect(readCloudflareZone("twice.example")).rejects.toThrow(
      `Cloudflare has several zones twice.example for this token (${"3".repeat(32)}, ${"4".repeat(32)}): choose one with --from cloudflare:ZONE_ID.`,
    );
  });
});

test("all zones, by name, however many there are", async () => {
  for (let n = 0; n < 120; n++) api.addZone(`z${n}.example`, n.toString(16).padStart(32, "f"));
  const zones = await listCloudflareZones();
  expect(zones.filter(({ zone }) => /^z\d+\.example$/.test(zone))).toHaveLength(120);
  expect(zones.map(one => one.zone)).toEqual(zones.map(one => one.zone).toSorted());
});

test("a 429 is waited out as Cloudflare asks, and said", async () => {
  api.refuseNext(2, 1);
  const waits: number[] = [];
  const started = Date.now();
  expect((await readCloudflareZone("client.example", seconds => waits.push(seconds))).records).toHaveLength(7);
  expect(waits).toEqual([1, 1]);
  expect(Date.now() - started).toBeGreaterThan(1_900);
});

describe("what cannot be read is said in one sentence", () => {
  const failure = async (which = "client.example"): Promise<string> => {
    const error: unknown = await readCloudflareZone(which).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostError);
    return (error as Error).message;
  };

  test("no token, even where a key of the whole account is at hand", async () => {
    delete process.env["CLOUDFLARE_API_TOKEN"];
    Object.assign(process.env, { CLOUDFLARE_API_KEY: "key", CLOUDFLARE_EMAIL: "who@client.example" });
    expect(await failure()).toMatch(/^Cloudflare needs a token: .*CLOUDFLARE_API_TOKEN/);
    expect(api.log).toEqual([]);
  });

  test("a token that Cloudflare refuses", async () => {
    process.env["CLOUDFLARE_API_TOKEN"] = "another-token";
    expect(await failure()).toBe(
      "The token in CLOUDFLARE_API_TOKEN may not read the zone client.example: Invalid access token (9109); it needs Zone Read and DNS Read on it.",
    );
  });

  test("a zone that is not there", async () => {
    expect(await failure("nobody.example")).toMatch(/^Cloudflare shows this token no zone for nobody\.example: /);
    expect(await failure("5".repeat(32))).toMatch(/^Cloudflare has no such thing as the zone 5{32}: /);
  });

  test("too many calls, for longer than anyone waits", async () => {
    api.refuseNext(6, 0.01);
    expect(await failure()).toMatch(
      /^Cloudflare still refuses to answer for the zone client\.example after several waits/,
    );
  });

  test("nobody there", async () => {
    process.env["CLOUDFLARE_BASE_URL"] = "http://127.0.0.1:1/client/v4";
    expect(await failure()).toMatch(
      /^Cloudflare could not be reached for the zone client\.example \(.+\): check the network/,
    );
  });
});
