/**
 * The stand-in for AWS's plugin and the fake of Route 53's API against what the real ones do: what is refused, what is done whole or
 * not at all, what comes back. Were these two kinder than the real ones, the tests of whole domains would prove nothing.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import {
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  paginateListHostedZones,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { startRoute53Api, type Route53Api } from "../support/fakes/route53-api.ts";
import { applyBatch, type Change } from "../support/fakes/route53-rules.ts";
import { startPlugin, type PluginClient } from "../support/plugins/plugin-client.ts";
import type { PropertyTable } from "../support/plugins/property-table.ts";

jest.setTimeout(30_000);

const FIXTURE = join(__dirname, "../fixtures/plugins/aws-route53-record.json");
const table = JSON.parse(readFileSync(FIXTURE, "utf8")) as PropertyTable;
const txt = { zoneId: "Z0CLIENT", name: "client.test", type: "TXT", ttl: 300, records: ["v=spf1 -all"] };
const [x255, x155] = ["x".repeat(255), "x".repeat(155)];
const CREDENTIALS = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "loopback", AWS_SECRET_ACCESS_KEY: "loopback" };

let api: Route53Api;
let plugin: PluginClient;
beforeAll(async () => {
  api = await startRoute53Api({ pageSize: 4 });
  for (const [name, id] of [
    ["client.test", "Z0CLIENT"],
    ["b.test", "Z0B"],
    ["a.client.test", "Z0A"],
  ] as const) {
    api.addZone(name, id);
  }
  plugin = await startPlugin("aws", table.token, { ...CREDENTIALS, AWS_ENDPOINT_URL_ROUTE_53: api.endpoint });
});
afterAll(async () => {
  await plugin.stop();
  await api.close();
});
beforeEach(() => {
  for (const set of api.sets("client.test")) api.put("client.test", { ...set, values: [] });
  api.clearLog();
});
const sent = (): readonly (readonly Change[])[] =>
  api.log.flatMap(({ changes }) => (changes === undefined ? [] : [changes]));

describe("TXT values", () => {
  test.each([
    ["a short one", "v=spf1 -all", ['"v=spf1 -all"']],
    ["two strings, quote space quote between", `${x255}" "${x155}`, [`"${x255}" "${x155}"`]],
    ["two strings with nothing between", `${x255}""${x155}`, [`"${x255}""${x155}"`]],
    ["escapes", 'a\\"b\\\\c', ['"a\\"b\\\\c"']],
    ["255 octets and an escape in the second", `${x255}" "\\"`, [`"${x255}" "\\""`]],
  ])("%s: the plugin puts the outer quotes and takes them off", async (_name, value, kept) => {
    const inputs = { ...txt, records: [value] };
    const made = await plugin.create(inputs);
    expect(api.sets("client.test").map(one => one.values)).toEqual([kept]);
    expect((await plugin.diff(made, inputs)).changed).toEqual([]);
    expect((await plugin.diff((await plugin.refresh(made))!, inputs)).changed).toEqual([]);
  });

  test.each([
    ["one that has outer quotes already", '"v=spf1 -all"', "Value should be enclosed in quotation marks"],
    ["256 octets in one string", `${x255}x`, "CharacterStringTooLong"],
    ["a quote without escape", 'a"b', "Value should be enclosed in quotation marks"],
    ["letters outside ASCII", "ä", "outside printable ASCII"],
    ["more than 4,000 characters", Array.from({ length: 16 }, () => x255).join('" "'), "Value is too long"],
  ])("%s is refused", async (_name, value, message) => {
    await expect(plugin.create({ ...txt, records: [value] })).rejects.toThrow(message);
    expect(api.sets("client.test")).toEqual([]);
  });
});

describe("what it plans and sends", () => {
  test("only name and zone make another set; case and a dot at the end make no difference, a relative name does", async () => {
    const made = await plugin.create(txt);
    expect((await plugin.diff(made, { ...txt, name: "Client.test.", zoneId: "/hostedzone/Z0CLIENT" })).changed).toEqual(
      [],
    );
    expect((await plugin.diff(made, { ...txt, name: "" })).replaces).toEqual(["name"]);
    const other = await plugin.diff(made, { ...txt, type: "CNAME", ttl: 60, records: ["a.test"] });
    expect(other).toEqual({ changed: ["type", "ttl", "records"], replaces: [], deletesFirst: false });
  });

  test("another type is one batch: the old out, the new in", async () => {
    const name = "s1._domainkey.client.test";
    const made = await plugin.create({ ...txt, name });
    await plugin.update(made, { ...txt, name, type: "CNAME", records: ["s1.vendor.test"] });
    expect(sent().at(-1)).toEqual([
      { action: "DELETE", set: { name, type: "TXT", ttl: 300, values: ['"v=spf1 -all"'] } },
      { action: "CREATE", set: { name, type: "CNAME", ttl: 300, values: ["s1.vendor.test"] } },
    ]);
  });

  test("a relative name is completed, unless it ends like the zone", async () => {
    await plugin.create({ ...txt, name: "_dmarc" });
    await expect(plugin.create({ ...txt, name: "myclient.test" })).rejects.toThrow(
      "is not permitted in zone client.test.",
    );
    expect(api.sets("client.test").map(one => one.name)).toEqual(["_dmarc.client.test"]);
  });

  test("a set that is there already is refused, or taken over with allowOverwrite", async () => {
    await plugin.create(txt);
    await expect(plugin.create(txt)).rejects.toThrow(
      "[Tried to create resource record set [name='client.test.', type='TXT'] but it already exists]",
    );
    await plugin.create({ ...txt, allowOverwrite: true, records: ["other"] });
    expect(api.sets("client.test").map(one => one.values)).toEqual([['"other"']]);
  });

  test.each([
    ["Z0CLIENT__dmarc.client.test_TXT", "_dmarc.client.test"],
    ["Z0CLIENT__dmarc_TXT", "_dmarc"],
    ["Z0CLIENT_sel._domainkey.client.test_TXT", "sel._domainkey.client.test"],
    ["Z0CLIENT_client.test_TXT", "client.test"],
    ["Z0CLIENT__TXT", ""],
    ["Z0CLIENT_*._domainkey.client.test_TXT", "*._domainkey.client.test"],
  ])("import by %s: the name stays as the id has it", async (id, name) => {
    const full = { "": "client.test", _dmarc: "_dmarc.client.test" }[name] ?? name;
    api.put("client.test", { name: full, type: "TXT", ttl: 60, values: [`"${x255}" "${x155}"`, '"a"'] });
    const found = await plugin.importById(id);
    expect(found?.inputs).toEqual({
      zoneId: "Z0CLIENT",
      name,
      type: "TXT",
      ttl: 60,
      records: ["a", `${x255}" "${x155}`],
    });
    expect(found?.state["fqdn"]).toBe(full);
  });

  test("what is not there is not found, and its deletion is no error", async () => {
    expect(await plugin.importById("Z0CLIENT__dmarc.client.test_TXT")).toBeUndefined();
    expect(await plugin.importById("Z0NONE__dmarc.client.test_TXT")).toBeUndefined();
    const made = await plugin.create(txt);
    api.put("client.test", { name: "client.test", type: "TXT", ttl: 300, values: [] });
    await plugin.remove(made);
    expect(sent()).toHaveLength(1);
  });
});

describe("what is refused", () => {
  test.each([
    ["an input it does not have", { proxied: false }, "proxied"],
    ["a wrong type", { records: "v=spf1 -all" }, "records"],
    ["half a second", { ttl: 0.5 }, "ttl"],
    ["a missing zone", { zoneId: undefined }, "zoneId"],
    ["records without ttl", { ttl: undefined }, "ttl"],
    ["neither records nor aliases", { records: undefined }, "records"],
    ["no type of Route 53", { type: "CERT" }, "type"],
  ])("%s, at preview", async (_name, changes, property) => {
    const given = Object.fromEntries(Object.entries({ ...txt, ...changes }).filter(([, value]) => value !== undefined));
    expect((await plugin.check(given)).map(one => one.property)).toEqual([property]);
  });

  const set = (name: string, type: string, ...values: string[]) => ({ name, type, ttl: 300, values });
  const held = [set("client.test", "TXT", '"a"'), set("c.client.test", "CNAME", "vendor.test")];
  test.each<[string, Change[], string]>([
    [
      "a CNAME beside data",
      [{ action: "CREATE", set: set("client.test", "CNAME", "b.test") }],
      "not permitted at apex",
    ],
    [
      "data beside a CNAME",
      [{ action: "CREATE", set: set("c.client.test", "TXT", '"a"') }],
      "conflicting RRSet of type CNAME",
    ],
    [
      "two targets",
      [{ action: "CREATE", set: set("d.client.test", "CNAME", "a.test", "b.test") }],
      "must have one value",
    ],
    ["one value twice", [{ action: "UPSERT", set: set("client.test", "TXT", '"a"', '"a"') }], "Duplicate"],
    ["an MX without host", [{ action: "CREATE", set: set("client.test", "MX", "10") }], "MXRRDATAIllegal"],
    ["a deletion of other values", [{ action: "DELETE", set: set("client.test", "TXT", '"b"') }], "do not match"],
    ["a deletion of nothing", [{ action: "DELETE", set: set("x.client.test", "TXT", '"b"') }], "was not found"],
  ])("%s", (_name, changes, message) => {
    expect(applyBatch("client.test", held, changes)).toEqual({ messages: [expect.stringContaining(message)] });
  });

  test("a batch is done whole or not at all", () => {
    const good: Change = { action: "DELETE", set: held[1]! };
    const instead: Change = { action: "CREATE", set: set("c.client.test", "TXT", '"k"') };
    expect(applyBatch("client.test", held, [good, instead])).toEqual({ held: [held[0], instead.set] });
    const bad: Change = { action: "CREATE", set: set("elsewhere.test", "TXT", '"k"') };
    expect(applyBatch("client.test", held, [good, instead, bad])).toHaveProperty("messages");
  });
});

describe("the API to AWS's own client", () => {
  const client = () =>
    new Route53Client({
      endpoint: api.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "loopback", secretAccessKey: "loopback" },
    });

  test("zones, and zones by name in the order of their labels from the right", async () => {
    const ids = [];
    for await (const page of paginateListHostedZones({ client: client(), pageSize: 2 }, {})) {
      ids.push(...(page.HostedZones ?? []).map(one => one.Id));
    }
    expect(ids).toEqual(["/hostedzone/Z0CLIENT", "/hostedzone/Z0B", "/hostedzone/Z0A"]);
    const named = await client().send(new ListHostedZonesByNameCommand({ DNSName: "client.test", MaxItems: 1 }));
    expect(named.HostedZones?.map(one => one.Name)).toEqual(["client.test."]);
    expect(named.NextDNSName).toBe("a.client.test.");
  });

  test("sets page by page, in the order of their labels from the right, wildcards escaped", async () => {
    const names = ["_dmarc", "*._domainkey", "bounce", "a.bounce", "b.bounce", "www"].map(one => `${one}.client.test`);
    for (const name of names) api.put("client.test", { name, type: "TXT", ttl: 60, values: ['"<a> & b"'] });
    const found = [];
    let next: { StartRecordName?: string | undefined; StartRecordType?: "TXT" | undefined } | undefined = {};
    while (next !== undefined) {
      const page: Awaited<ReturnType<typeof send>> = await send(next);
      found.push(...(page.ResourceRecordSets ?? []));
      next = page.IsTruncated
        ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType as "TXT" }
        : undefined;
    }
    function send(from: { StartRecordName?: string | undefined; StartRecordType?: "TXT" | undefined }) {
      return client().send(new ListResourceRecordSetsCommand({ HostedZoneId: "Z0CLIENT", ...from }));
    }
    expect(found.map(one => `${one.Name} ${one.Type}`)).toEqual([
      "client.test. NS",
      "client.test. SOA",
      "_dmarc.client.test. TXT",
      "\\052._domainkey.client.test. TXT",
      "bounce.client.test. TXT",
      "a.bounce.client.test. TXT",
      "b.bounce.client.test. TXT",
      "www.client.test. TXT",
    ]);
    expect(found.at(-1)?.ResourceRecords).toEqual([{ Value: '"<a> & b"' }]);
  });
});

test("the table of inputs is that of the package's own types", () => {
  const types = readFileSync(join(__dirname, "../../node_modules/@pulumi/aws/route53/record.d.ts"), "utf8");
  const args = types.slice(types.indexOf("export interface RecordArgs"));
  const found = [...args.matchAll(/^ {4}(\w+)(\??): pulumi\.Input<(pulumi\.Input<)?(string|number|boolean|inputs)/gm)];
  const kinds: Readonly<Record<string, string>> = { integer: "number" };
  expect(
    found.map(([, name, optional, isArray, type]) => [
      name,
      optional === "",
      isArray === undefined ? (type === "inputs" ? "object" : type) : "array",
    ]),
  ).toEqual(Object.entries(table.inputs).map(([name, one]) => [name, "required" in one, kinds[one.type] ?? one.type]));
});
