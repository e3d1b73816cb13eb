/** Route 53 read by its official client, against moto's server; and what is said where it cannot be read. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { HostError } from "../../../src/hosts/host-error.ts";
import { listRoute53Zones, readRoute53Txt, readRoute53Zone } from "../../../src/hosts/route53/read-zone.ts";
import { startMoto, type Moto } from "../../support/moto.ts";

jest.setTimeout(180_000);

const before = { ...process.env };
let moto: Moto;
let client: string;
beforeAll(async () => {
  moto = await startMoto();
  client = await makeZone("client.example");
});
afterAll(() => moto.stop());
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, moto.env, { AWS_EC2_METADATA_DISABLED: "true", HOME: "/nonexistent" });
});
afterEach(() => void (process.env = { ...before }));

let serial = 0;
async function makeZone(name: string, isPrivate = false): Promise<string> {
  const { HostedZone: zone } = await moto.client.send(
    new CreateHostedZoneCommand({
      Name: name,
      CallerReference: String(++serial),
      ...(isPrivate
        ? { VPC: { VPCId: "vpc-1", VPCRegion: "us-east-1" }, HostedZoneConfig: { PrivateZone: true } }
        : {}),
    }),
  );
  return (zone?.Id ?? "").replace("/hostedzone/", "");
}

async function put(zoneId: string, sets: readonly ResourceRecordSet[]): Promise<void> {
  for (let at = 0; at < sets.length; at += 100) {
    const changes = sets.slice(at, at + 100).map(set => ({ Action: "CREATE" as const, ResourceRecordSet: set }));
    await moto.client.send(
      new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: changes } }),
    );
  }
}

const set = (Name: string, Type: string, ...values: readonly string[]): ResourceRecordSet => ({
  Name,
  Type: Type as "TXT",
  TTL: 300,
  ResourceRecords: values.map(Value => ({ Value })),
});

describe("a zone", () => {
  test("of more RRsets than a page is read whole, each value once", async () => {
    const zoneId = await makeZone("many.example");
    await put(
      zoneId,
      Array.from({ length: 350 }, (_, n) => set(`n${n}.many.example`, "TXT", `"a${n}"`, `"b${n}"`)),
    );
    const page = await moto.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
    expect(page.IsTruncated).toBe(true);
    const { zone, zoneId: id, records } = await readRoute53Zone("many.example");
    expect([zone, id]).toEqual(["many.example", zoneId]);
    const values = records.filter(one => one.type === "TXT").map(one => one.rdata);
    expect(values).toHaveLength(700);
    expect(new Set(values).size).toBe(700);
  });

  test("is in the plan's form: joined, unescaped, without dots; ids are those of RRsets", async () => {
    const long = `v=DKIM1; p=${"A".repeat(300)}`;
    await put(client, [
      set("client.example", "TXT", '"v=spf1 -all"', String.raw`"a \"b\" \\ \100"`),
      set("s1._domainkey.client.example", "TXT", `"${long.slice(0, 255)}" "${long.slice(255)}"`),
      set("client.example", "MX", "10 Mail.Client.example.", "20 mail2.client.example"),
      set("parked.client.example", "MX", "0 ."),
      set("s2._domainkey.client.example", "CNAME", "S2.vendor.example."),
      set("*.client.example", "TXT", '"wild"'),
    ]);
    const { records } = await readRoute53Zone("client.example");
    const own = records.filter(({ type }) => !["NS", "SOA"].includes(type));
    expect(own.map(({ name, type, rdata, id, ttl }) => [id, rdata, name, type, ttl].slice(0, 2)).toSorted()).toEqual(
      [
        ["client.example_TXT", "v=spf1 -all"],
        ["client.example_TXT", String.raw`a "b" \ @`],
        ["s1._domainkey.client.example_TXT", long],
        ["client.example_MX", "10 mail.client.example"],
        ["client.example_MX", "20 mail2.client.example"],
        ["parked.client.example_MX", "0 ."],
        ["s2._domainkey.client.example_CNAME", "s2.vendor.example"],
        ["*.client.example_TXT", "wild"],
      ].toSorted(),
    );
    expect(own[0]).toMatchObject({ ttl: 300, raw: expect.any(String), unmanageable: undefined });
  });

  test("keeps aliases and routing policies in sight, with why no plan can hold them", async () => {
    const zoneId = await makeZone("routed.example");
    await put(zoneId, [
      {
        Name: "routed.example",
        Type: "A",
        AliasTarget: { HostedZoneId: "Z2FDTNDATAQYW2", DNSName: "d1.cdn.example.", EvaluateTargetHealth: false },
      },
      { ...set("w.routed.example", "TXT", '"one"'), SetIdentifier: "blue", Weight: 10 },
      { ...set("w.routed.example", "TXT", '"two"'), SetIdentifier: "green", Weight: 90 },
      { ...set("l.routed.example", "CNAME", "x.example"), SetIdentifier: "eu", Region: "eu-west-1" },
    ]);
    const { records } = await readRoute53Zone(zoneId);
    const odd = records.filter(one => one.unmanageable !== undefined);
    expect(odd.map(({ id, rdata, unmanageable }) => [id, rdata, unmanageable]).toSorted()).toEqual([
      ["l.routed.example_CNAME_eu", "x.example", "it is routed by latency (eu)"],
      ["routed.example_A", "d1.cdn.example", "it is an alias of d1.cdn.example"],
      ["w.routed.example_TXT_blue", "one", "it is weighted (blue)"],
      ["w.routed.example_TXT_green", "two", "it is weighted (green)"],
    ]);
  });

  test("is found by its id, by its id with the path, by its name, and by a name that stands in it", async () => {
    for (const which of [client, `/hostedzone/${client}`, "client.example", "a.b.client.example"]) {
      expect(await readRoute53Zone(which)).toMatchObject({ zone: "client.example", zoneId: client });
    }
  });

  test("is the public one of its name, and one of several public ones is for a person to choose", async () => {
    const open = await makeZone("twice.example");
    await makeZone("twice.example", true);
    expect(await readRoute53Zone("twice.example")).toMatchObject({ zoneId: open });
    const other = await makeZone("twice.example");
    const ids = [open, other].toSorted();
    const failure = await readRoute53Zone("twice.example").catch((error: unknown) => (error as Error).message);
    expect(failure).toMatch(
      /^Route 53 has 2 public zones twice\.example \((.+), (.+)\): choose .* --from route53:ZONE_ID\.$/,
    );
    expect(/\((.+), (.+)\)/.exec(String(failure))?.slice(1).toSorted()).toEqual(ids);
    expect(await readRoute53Zone(other)).toMatchObject({ zoneId: other });
  });

  test("a name that only begins or ends like a zone's is not in it", async () => {
    for (const which of ["my-client.example", "client.example.test"]) {
      await expect(readRoute53Zone(which)).rejects.toThrow(`Route 53 has no public zone for ${which} in this account`);
    }
  });
});

test("all public zones of the account, by name, however many there are", async () => {
  for (let n = 0; n < 110; n++) await makeZone(`z${n}.example`);
  const zones = await listRoute53Zones();
  expect(zones.filter(({ zone }) => /^z\d+\.example$/.test(zone))).toHaveLength(110);
  expect(zones.map(one => one.zone)).toEqual(zones.map(one => one.zone).toSorted());
  expect(zones.filter(one => one.zone === "twice.example")).toHaveLength(2);
});

test("the TXT strings of one name, and none where the next name follows", async () => {
  const asked = ["client.example", "nobody.client.example", "s1._domainkey.client.example"];
  const found = await readRoute53Txt(asked.map(name => ({ zoneId: client, name })));
  expect(found.map(strings => strings.length)).toEqual([2, 0, 1]);
});

describe("what cannot be read is said in one sentence", () => {
  let server: Server;
  let answer: { readonly status: number; readonly code: string; readonly message: string };
  beforeAll(async () => {
    server = createServer((_, response) => {
      const { status, code, message } = answer;
      response.writeHead(status, { "content-type": "text/xml" });
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    });
    await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => void server.close());

  const failure = async (): Promise<string> => {
    const error: unknown = await readRoute53Zone("client.example").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostError);
    return (error as Error).message;
  };

  test.each([
    [
      403,
      "AccessDenied",
      "User x is not authorized.",
      "The AWS credentials may not read the zone client.example: User x is not authorized.",
    ],
    [403, "InvalidClientTokenId", "The token is invalid.", "AWS does not take the credentials: The token is invalid."],
    [
      400,
      "Throttling",
      "Rate exceeded",
      "Route 53 still refuses to answer for the zone client.example after several waits (Rate exceeded): try again later.",
    ],
    [
      500,
      "ServiceFailure",
      "Oh no.",
      "Route 53 answered for the zone client.example with status 500 (ServiceFailure): Oh no.",
    ],
  ])("%i %s", async (status, code, message, sentence) => {
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, { AWS_ENDPOINT_URL_ROUTE_53: `http://127.0.0.1:${port}`, AWS_MAX_ATTEMPTS: "2" });
    answer = { status, code, message };
    expect(await failure()).toBe(sentence);
  });

  test("a zone that is not there", async () => {
    await expect(readRoute53Zone("Z0NOTTHERE")).rejects.toThrow(/^Route 53 has no such thing as the zone Z0NOTTHERE: /);
  });

  test("no credentials", async () => {
    delete process.env["AWS_ACCESS_KEY_ID"];
    expect(await failure()).toMatch(
      /^There are no AWS credentials for Route 53 \(.*\): set AWS_PROFILE or the other AWS_\* variables\.$/,
    );
  });

  test("nobody there", async () => {
    Object.assign(process.env, { AWS_ENDPOINT_URL_ROUTE_53: "http://127.0.0.1:1", AWS_MAX_ATTEMPTS: "1" });
    expect(await failure()).toMatch(/^Route 53 could not be reached for the zone client\.example \(ECONNREFUSED\): /);
  });
});
