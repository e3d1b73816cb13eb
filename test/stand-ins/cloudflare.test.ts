/**
 * The stand-in for Cloudflare's plugin and the fake of its API against what the real ones were seen to do: which forms stay, which
 * come back as a difference for ever. Were these two kinder than the real ones, the tests of whole domains would prove nothing.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import Cloudflare from "cloudflare";
import { startCloudflareApi, type CloudflareApi } from "../support/fakes/cloudflare-api.ts";
import { startPlugin, type PluginClient } from "../support/plugins/plugin-client.ts";
import type { PropertyTable } from "../support/plugins/property-table.ts";

jest.setTimeout(30_000);

const FIXTURE = join(__dirname, "../fixtures/plugins/cloudflare-dns-record.json");
const table = JSON.parse(readFileSync(FIXTURE, "utf8")) as PropertyTable;
const ZONE = "1".repeat(32);
const txt = { zoneId: ZONE, name: "client.test", type: "TXT", ttl: 300, content: '"v=spf1 -all"' };
const [x255, x155] = ["x".repeat(255), "x".repeat(155)];

let api: CloudflareApi;
let plugin: PluginClient;
beforeAll(async () => {
  api = await startCloudflareApi();
  api.addZone("client.test", ZONE);
  const env = { CLOUDFLARE_BASE_URL: api.baseUrl, CLOUDFLARE_API_TOKEN: api.token };
  plugin = await startPlugin("cloudflare", table.token, env);
});
afterAll(async () => {
  await plugin.stop();
  await api.close();
});
beforeEach(() => {
  for (const { id } of api.records()) api.remove(id);
  api.clearLog();
});

/** What a preview says of unchanged inputs: at once, after a refresh, and after the next up and refresh. */
async function life(inputs: Record<string, unknown>): Promise<readonly (readonly string[])[]> {
  const made = await plugin.create(inputs);
  const seen: (readonly string[])[] = [(await plugin.diff(made, inputs)).changed];
  let held = made;
  for (let round = 0; round < 2; round += 1) {
    held = (await plugin.refresh(held))!;
    const { changed } = await plugin.diff(held, inputs);
    seen.push(changed);
    if (changed.length > 0) held = await plugin.update(held, inputs);
  }
  return seen;
}

const CLEAN: readonly (readonly string[])[] = [[], [], []];
const forEver = (property: string): readonly (readonly string[])[] => [
  [],
  [property, "modifiedOn"],
  [property, "modifiedOn"],
];

describe("which forms stay", () => {
  test.each([
    ["a string without quotes", "v=spf1 -all", CLEAN],
    ["one in quotes", '"v=spf1 -all"', CLEAN],
    ["a long string without quotes: kept as it is, which is wrong DNS", x255 + x155, CLEAN],
    ["a long string in one pair of quotes", `"${x255}${x155}"`, forEver("content")],
    ["strings of 255 with a space between", `"${x255}" "${x155}"`, CLEAN],
    ["strings of 255 with nothing between", `"${x255}""${x155}"`, forEver("content")],
    ["strings of other lengths", `"${x155}" "${x155}"`, CLEAN],
    ["quotes and backslashes, escaped", '"a\\"b\\\\c"', CLEAN],
    ["255 octets and an escape", `"${"x".repeat(254)}\\""`, CLEAN],
  ])("TXT: %s", async (_name, content, expected) => {
    expect(await life({ ...txt, content })).toEqual(expected);
  });

  test.each([
    ["a name in full", { name: "_dmarc.client.test" }, CLEAN],
    ["a relative name", { name: "_dmarc" }, CLEAN],
    ["@", { name: "@" }, CLEAN],
    ["a name with a dot at the end", { name: "_dmarc.client.test." }, forEver("name")],
    ["a name in capitals", { name: "_DMARC.client.test" }, forEver("name")],
    ["a CNAME's target in capitals", { type: "CNAME", name: "a.client.test", content: "Host.Vendor.test" }, CLEAN],
    [
      "a CNAME's target with a dot at the end",
      { type: "CNAME", name: "a.client.test", content: "host.vendor.test." },
      forEver("content"),
    ],
    ["an MX with a dot at the end", { type: "MX", content: "host.vendor.test.", priority: 10 }, forEver("content")],
    ["a null MX", { type: "MX", content: ".", priority: 0 }, CLEAN],
    ["a type in small letters, which is a replacement each time", { type: "txt" }, forEver("type")],
  ])("%s", async (_name, changes, expected) => {
    const inputs = { ...txt, ...changes };
    expect(await life(inputs)).toEqual(expected);
  });

  test("a change to the beginning of a relative name, or to @, is swallowed", async () => {
    const made = await plugin.create({ ...txt, name: "sel1._domainkey" });
    const held = (await plugin.refresh(made))!;
    expect((await plugin.diff(held, { ...txt, name: "sel1" })).changed).toEqual([]);
    expect((await plugin.diff(held, { ...txt, name: "@" })).changed).toEqual([]);
    expect((await plugin.diff(held, { ...txt, name: "sel1.client.test" })).changed).toEqual(["name", "modifiedOn"]);
  });
});

describe("what it plans and sends", () => {
  test("only type and zone make another record, and the new one comes first", async () => {
    const made = await plugin.create(txt);
    const changes = { content: '"v=spf1 mx -all"', ttl: 600, name: "a.client.test", comment: "x" };
    expect((await plugin.diff(made, { ...txt, ...changes })).replaces).toEqual([]);
    const other = await plugin.diff(made, { ...txt, type: "CNAME", content: "a.test", zoneId: "2".repeat(32) });
    expect(other.replaces).toEqual(["type", "zoneId"]);
    expect(other.deletesFirst).toBe(false);
  });

  test("create gives what it was given, update the whole record, and what is left out of it as null", async () => {
    const mx = { ...txt, type: "MX", content: "mx.vendor.test", priority: 10, comment: "ours" };
    const made = await plugin.create(mx);
    const { priority: _priority, comment: _comment, ...less } = mx;
    await expect(plugin.update(made, less)).rejects.toThrow("9101");
    await plugin.update(made, { ...less, priority: 20 });
    expect(api.log.map(one => [one.method, one.status, one.body])).toEqual([
      [
        "POST",
        200,
        {
          name: "client.test",
          type: "MX",
          ttl: 300,
          content: "mx.vendor.test",
          priority: 10,
          comment: "ours",
          proxied: false,
        },
      ],
      [
        "PUT",
        400,
        {
          name: "client.test",
          type: "MX",
          ttl: 300,
          content: "mx.vendor.test",
          priority: null,
          comment: null,
          proxied: false,
          settings: {},
          tags: [],
        },
      ],
      [
        "PUT",
        200,
        {
          name: "client.test",
          type: "MX",
          ttl: 300,
          content: "mx.vendor.test",
          priority: 20,
          comment: null,
          proxied: false,
          settings: {},
          tags: [],
        },
      ],
    ]);
    expect(api.records()[0]?.comment).toBeNull();
  });

  test("a comment, a proxy and a deletion by hand show after a refresh", async () => {
    const inputs = { ...txt, type: "CNAME", name: "a.client.test", content: "vendor.test" };
    const made = await plugin.create(inputs);
    api.change(made.id, { comment: "by hand", proxied: true });
    expect((await plugin.diff(made, inputs)).changed).toEqual([]);
    const held = (await plugin.refresh(made))!;
    expect((await plugin.diff(held, inputs)).changed).toEqual(["comment", "proxied", "modifiedOn"]);
    api.remove(made.id);
    expect(await plugin.refresh(made)).toBeUndefined();
    await expect(plugin.remove(made)).rejects.toThrow("81044");
  });

  test("an import reads twice and is known by its record's id", async () => {
    const id = api.add("client.test", { type: "TXT", name: "client.test", content: '"a"', ttl: 300 });
    const found = await plugin.importById(`${ZONE}/${id}`);
    expect(found?.id).toBe(id);
    expect(found?.inputs).toEqual({ zoneId: ZONE, name: "client.test", type: "TXT", content: '"a"', ttl: 300 });
    expect(api.log.map(one => one.method)).toEqual(["GET", "GET"]);
    await expect(plugin.importById(id)).rejects.toThrow("invalid ID");
  });
});

describe("what is refused", () => {
  test.each([
    ["an input it does not have", { allowOverwrite: true }, "allowOverwrite"],
    ["a wrong type", { ttl: "300" }, "ttl"],
    ["a missing one", { name: undefined }, "name"],
    ["a wrong item", { tags: [1] }, "tags[0]"],
    ["an unknown part of an object", { settings: { flatten: true } }, "settings.flatten"],
    ["a type of the past", { type: "SPF" }, "type"],
    ["a priority out of range", { type: "MX", priority: 70_000 }, "priority"],
    ["content and data at once", { data: { value: "x" } }, "content"],
  ])("%s, at preview", async (_name, changes, property) => {
    const given = Object.fromEntries(Object.entries({ ...txt, ...changes }).filter(([, value]) => value !== undefined));
    expect((await plugin.check(given)).map(one => one.property)).toEqual([property]);
  });

  test.each([
    ["an identical record", [txt], txt, 81_058],
    ["one that differs in its TTL only", [txt], { ...txt, ttl: 600 }, 81_058],
    [
      "a CNAME beside an address",
      [{ ...txt, type: "A", content: "192.0.2.1" }],
      { ...txt, type: "CNAME", content: "vendor.test" },
      81_053,
    ],
    [
      "an address beside a CNAME",
      [{ ...txt, type: "CNAME", content: "vendor.test" }],
      { ...txt, type: "A", content: "192.0.2.1" },
      81_054,
    ],
    [
      "two CNAMEs",
      [{ ...txt, type: "CNAME", content: "a.test" }],
      { ...txt, type: "CNAME", content: "b.test" },
      81_053,
    ],
    ["a short TTL", [], { ...txt, ttl: 30 }, 9_021],
    ["an MX without priority", [], { ...txt, type: "MX", content: "mx.test" }, 9_101],
    ["quotes that do not match", [], { ...txt, content: '"a" b' }, 9_209],
    ["a quote inside without escape", [], { ...txt, content: 'a"b' }, 9_209],
    ["more than 2,048 characters", [], { ...txt, content: `"${"x".repeat(2_047)}"` }, 9_208],
    ["a long comment", [], { ...txt, comment: "x".repeat(101) }, 9_207],
    [
      "more than 8,192 characters at a name",
      ["a", "b", "c", "d"].map(one => ({ ...txt, content: `"${one.repeat(2_000)}"` })),
      { ...txt, content: `"${"e".repeat(100)}"` },
      81_059,
    ],
  ])("%s, by the API", async (_name, there, wanted, code) => {
    for (const one of there) await plugin.create(one);
    await expect(plugin.create(wanted)).rejects.toThrow(`"code":${code}`);
    expect(api.records()).toHaveLength(there.length);
  });

  test("TXT and MX beside a CNAME are let in: Cloudflare flattens it", async () => {
    await plugin.create({ ...txt, type: "CNAME", content: "vendor.test" });
    await plugin.create(txt);
    await plugin.create({ ...txt, type: "MX", content: "mx.test", priority: 10 });
    expect(api.records()).toHaveLength(3);
  });

  test("another token, and none", async () => {
    for (const [env, code] of [
      [{ CLOUDFLARE_API_TOKEN: "other" }, 9109],
      [{ CLOUDFLARE_API_TOKEN: "" }, 9109],
    ] as const) {
      const other = await startPlugin("cloudflare", table.token, { CLOUDFLARE_BASE_URL: api.baseUrl, ...env });
      await expect(other.create(txt)).rejects.toThrow(`"code":${code}`);
      await other.stop();
    }
  });

  test("an address outside this machine", async () => {
    const other = await startPlugin("cloudflare", table.token, {
      CLOUDFLARE_BASE_URL: "https://api.invalid/client/v4",
    });
    await expect(other.create(txt)).rejects.toThrow("not on loopback");
    await other.stop();
  });
});

describe("the API to Cloudflare's own client", () => {
  const client = () => new Cloudflare({ apiToken: api.token, baseURL: api.baseUrl });

  test("zones by name, records by page, name and type", async () => {
    const zones = [];
    for await (const zone of client().zones.list({ name: "client.test" })) zones.push(zone.id);
    expect(zones).toEqual([ZONE]);
    for (let index = 0; index < 12; index += 1) {
      api.add("client.test", { type: "TXT", name: `n${index % 2}.client.test`, content: `"${index}"` });
    }
    const all = [];
    for await (const one of client().dns.records.list({ zone_id: ZONE, per_page: 5 })) all.push(one.id);
    expect(new Set(all).size).toBe(12);
    const named = [];
    for await (const one of client().dns.records.list({
      zone_id: ZONE,
      name: { exact: "n1.client.test" },
      type: "TXT",
    })) {
      named.push(one.name);
    }
    expect(named).toEqual(Array.from({ length: 6 }, () => "n1.client.test"));
  });

  test("the token is good, and 429 is tried again", async () => {
    api.refuseNext(1, 1);
    expect((await client().user.tokens.verify()).status).toBe("active");
    expect(api.log.map(one => one.status)).toEqual([429, 200]);
  });
});

test("the table of inputs is that of the package's own types", () => {
  const types = readFileSync(join(__dirname, "../../node_modules/@pulumi/cloudflare/dnsRecord.d.ts"), "utf8");
  const args = types.slice(types.indexOf("export interface DnsRecordArgs"));
  const found = [...args.matchAll(/^ {4}(\w+)(\??): pulumi\.Input<(pulumi\.Input<)?(string|number|boolean|inputs)/gm)];
  expect(
    found.map(([, name, optional, isArray, type]) => [
      name,
      optional === "",
      isArray === undefined ? (type === "inputs" ? "object" : type) : "array",
    ]),
  ).toEqual(Object.entries(table.inputs).map(([name, one]) => [name, "required" in one, one.type]));
});
