/** Questions to one authoritative server on loopback: what counts as its answer, and what does not. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { encode, type Packet } from "dns-packet";
import fc from "fast-check";
import { askDirectly, type DirectAnswer } from "../../../src/hosts/dns/ask-directly.ts";
import { readAnswer, recordsAt } from "../../../src/hosts/dns/dns-message.ts";
import { dnsServer, type DnsServer, type DnsServerOptions, type Zone } from "../../support/dns-server.ts";

const zone = "client.example";
const patience = { tries: 3, timeout: 300, backOff: 1 };
let server: DnsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const script: Zone = {
  "client.example": { SOA: 7, TXT: ["v=spf1 -all", ["two ", "strings"]], MX: ["0 ."], ttl: 300 },
  "alias.client.example": { CNAME: "There.Client.Example" },
  "there.client.example": { TXT: ["at the end"] },
  "*.wild.client.example": { TXT: ["anything"] },
  "_dmarc.client.example": { delegatedTo: ["NS.vendor.example"] },
  "servfail.client.example": { fail: "SERVFAIL" },
  "refused.client.example": { fail: "REFUSED" },
  "once.client.example": { TXT: ["at last"], failFirst: 2 },
  "long.client.example": { TXT: [`v=spf1 ${"ip4:198.51.100.1 ".repeat(200)}-all`] },
};

async function ask(type: string, name: string, options: DnsServerOptions = {}): Promise<DirectAnswer> {
  server ??= await dnsServer(script, { authorityFor: [zone], ...options });
  return askDirectly({ server: server.address, zone, patience }, { type, name });
}

const texts = (answer: DirectAnswer): unknown =>
  answer.status === "ok" ? answer.records.map(({ type, rdata }) => `${type} ${rdata}`) : answer;

describe("answers", () => {
  test.each([
    ["TXT", "client.example", ["TXT v=spf1 -all", "TXT two strings"]],
    ["MX", "client.example", ["MX 0 ."]],
    ["SOA", "client.example", ["SOA 7"]],
    ["CNAME", "alias.client.example", ["CNAME there.client.example"]],
    ["TXT", "alias.client.example", ["CNAME there.client.example"]],
    ["TXT", "x.wild.client.example", ["TXT anything"]],
    ["TXT", "wild.client.example", { status: "nodata" }],
    ["A", "client.example", { status: "nodata" }],
    ["TXT", "missing.client.example", { status: "nxdomain" }],
    ["TXT", "_dmarc.client.example", { status: "delegated", to: ["ns.vendor.example"] }],
    ["TXT", "elsewhere.example", { status: "failed", silent: false, reason: "REFUSED" }],
    ["TXT", "once.client.example", ["TXT at last"]],
  ])("%s %s", async (type, name, expected) => {
    expect(texts(await ask(type, name))).toEqual(expected);
  });

  test("TTL and character strings as they came", async () => {
    expect(await ask("TXT", "client.example")).toMatchObject({
      records: [{ ttl: 300, raw: '"v=spf1 -all"' }, { raw: '"two " "strings"' }],
    });
  });

  test("what does not fit into UDP is asked for again over TCP", async () => {
    expect(texts(await ask("TXT", "long.client.example"))).toEqual([
      expect.stringMatching(/^TXT v=spf1 .{3399} -all$/),
    ]);
    expect(server?.asked).toEqual(["udp TXT long.client.example", "tcp TXT long.client.example"]);
  });

  test("a server that knows no EDNS is asked without", async () => {
    expect(texts(await ask("MX", "client.example", { noEdns: true }))).toEqual(["MX 0 ."]);
    expect(server?.asked).toHaveLength(2);
  });
});

describe("messages that are no answer are waited past", () => {
  const forged = { answers: [{ type: "TXT" as const, name: zone, ttl: 1, data: "v=spf1 +all" }] };
  const forgers: Readonly<Record<string, (answer: Packet) => Packet>> = {
    "another id": answer => ({ ...answer, ...forged, id: ((answer.id ?? 0) + 1) & 0xffff }),
    "another name": answer => ({ ...answer, ...forged, questions: [{ type: "TXT", name: "other.example" }] }),
    "another type": answer => ({ ...answer, ...forged, questions: [{ type: "MX", name: zone }] }),
    "no question": answer => ({ ...answer, ...forged, questions: [] }),
    "a question": answer => ({ ...answer, ...forged, type: "query" }),
  };
  test.each(Object.entries(forgers))("%s", async (_, forge) => {
    const answer = await ask("TXT", zone, { before: real => [forge(real)] });
    expect(texts(answer)).toEqual(["TXT v=spf1 -all", "TXT two strings"]);
  });

  test("each question has an id and a port of its own", async () => {
    const ids = new Set<number>();
    for (let count = 0; count < 8; count++) await ask("MX", zone, { before: real => (ids.add(real.id ?? 0), []) });
    expect(ids.size).toBeGreaterThan(6);
  });
});

test("no message from the network can do harm, whatever its octets", () => {
  const question = { type: "TXT", name: zone } as const;
  const sound = encode({
    type: "response",
    id: 7,
    questions: [question],
    answers: [
      { ...question, ttl: 1, data: ["v=spf1 ", "-all"] },
      { type: "MX", name: zone, data: { preference: 1, exchange: "mx.example" } },
    ],
  });
  const spoiled = fc
    .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 6 })
    .map(changes => changes.reduce((octets, [at, octet]) => octets.fill(octet, at, at + 1), Buffer.from(sound)));
  const any = fc.oneof(
    spoiled,
    fc.uint8Array({ maxLength: 600 }).map(octets => Buffer.from(octets)),
  );
  fc.assert(
    fc.property(any, octets => {
      const message = readAnswer(octets, 7, question);
      for (const { type, name } of message === undefined ? [] : recordsAt(question, message.answers)) {
        expect([typeof type, name]).toEqual(["string", zone]);
      }
    }),
    { numRuns: 2000 },
  );
});

describe("trouble", () => {
  test("a server that is no authority for the zone", async () => {
    server = await dnsServer(script);
    expect(await ask("TXT", zone)).toEqual({ status: "failed", silent: false, reason: "not authoritative" });
  });

  test("a resolver need be none", async () => {
    server = await dnsServer(script);
    const answer = await askDirectly({ server: server.address, zone: undefined, patience }, { type: "MX", name: zone });
    expect(texts(answer)).toEqual(["MX 0 ."]);
  });

  test.each([
    ["servfail.client.example", { status: "failed", silent: false, reason: "SERVFAIL" }, 3],
    ["refused.client.example", { status: "failed", silent: false, reason: "REFUSED" }, 1],
  ])("%s", async (name, expected, questions) => {
    expect(await ask("TXT", name)).toEqual(expected);
    expect(server?.asked).toHaveLength(questions);
  });

  test("nobody there, and nobody who answers", async () => {
    const at = (address: string) => askDirectly({ server: address, zone, patience }, { type: "TXT", name: zone });
    expect(await at("127.0.0.1:1")).toEqual({ status: "failed", silent: true, reason: "nobody listens there" });
    server = await dnsServer({ [zone]: { fail: "drop" } }, { authorityFor: [zone] });
    expect(await at(server.address)).toEqual({ status: "failed", silent: true, reason: "no answer" });
    expect(server.asked).toHaveLength(3);
  });
});
