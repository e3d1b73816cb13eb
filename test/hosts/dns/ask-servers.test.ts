/** Questions to a real server on loopback, through Node's resolver library: what it gives, and what it makes of trouble. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { askServers, type AskedType } from "../../../src/hosts/dns/ask-servers.ts";
import { systemResolver } from "../../../src/hosts/dns/system-resolver.ts";
import { dnsServer, type DnsServer } from "../../support/dns-server.ts";

const quick = { tries: 3, timeout: 300, backOff: 1 };
const long = `v=spf1 ${"ip4:198.51.100.1 ".repeat(300)}-all`;
let server: DnsServer;
let deaf: DnsServer;

beforeAll(async () => {
  server = await dnsServer({
    "txt.example": { TXT: ["v=spf1 -all", ["v=spf1 ", "joined"], ""] },
    "octets.example": { TXT: [[Buffer.from([0x76, 0xe4, 0x00, 0x22, 0x5c, 0xff])]] },
    "long.example": { TXT: [long] },
    "hosts.example": { A: ["192.0.2.2", "192.0.2.1"], AAAA: ["2001:db8:0:0:0:0:0:1"] },
    "alias.example": { CNAME: "Alias2.Example" },
    "alias2.example": { CNAME: "HOSTS.example" },
    "nowhere.example": { CNAME: "missing.example" },
    "loop.example": { CNAME: "pool.example" },
    "pool.example": { CNAME: "loop.example" },
    "mx.example": { MX: ["20 B.example", "10 a.example"] },
    "null-mx.example": { MX: ["0 ."] },
    "1.2.0.192.in-addr.arpa": { PTR: ["Mail.Client.Example"] },
    "servfail.example": { fail: "SERVFAIL" },
    "refused.example": { fail: "REFUSED" },
    "formerr.example": { fail: "FORMERR" },
    "drop.example": { fail: "drop" },
    "once.example": { A: ["192.0.2.1"], failFirst: 1 },
    "twice.example": { A: ["192.0.2.1"], failFirst: 2, fail: "SERVFAIL" },
    "thrice.example": { A: ["192.0.2.1"], failFirst: 3, fail: "SERVFAIL" },
    "slow.example": { A: ["192.0.2.1"], delay: 1500 },
  });
  deaf = await dnsServer({ "hosts.example": { fail: "drop" } });
});
afterAll(async () => {
  await server.close();
  await deaf.close();
});

const ask = async (type: AskedType, name: string, patience = quick) => {
  const asked = await askServers([server.address], patience)(type, name);
  return asked.status === "ok" ? asked.records : asked.status;
};

describe("answers", () => {
  test.each([
    ["TXT", "txt.example", ["v=spf1 -all", "v=spf1 joined", ""]],
    ["TXT", "octets.example", ['v\u00e4\u0000"\\\u00ff']],
    ["TXT", "long.example", [long]],
    ["A", "hosts.example", ["192.0.2.2", "192.0.2.1"]],
    ["AAAA", "hosts.example", ["2001:db8::1"]],
    ["A", "alias.example", ["192.0.2.2", "192.0.2.1"]],
    ["CNAME", "alias.example", ["alias2.example"]],
    ["MX", "mx.example", ["20 b.example", "10 a.example"]],
    ["MX", "null-mx.example", ["0 ."]],
    ["PTR", "1.2.0.192.in-addr.arpa", ["mail.client.example"]],
    ["TXT", "hosts.example", "nodata"],
    ["TXT", "missing.example", "nxdomain"],
    ["A", "nowhere.example", "nxdomain"],
    ["A", "loop.example", "nodata"],
  ] as const)("%s %s", async (type, name, expected) => {
    expect(await ask(type, name)).toEqual(expected);
  });

  test("what does not fit into UDP is asked for again over TCP", async () => {
    server.asked.length = 0;
    await ask("TXT", "long.example");
    expect(server.asked).toEqual(["udp TXT long.example", "tcp TXT long.example"]);
  });

  test("names the server that gave it", async () => {
    expect(await askServers([server.address])("TXT", "missing.example")).toEqual({
      status: "nxdomain",
      server: server.address,
    });
  });
});

describe("trouble", () => {
  test.each([
    ["servfail.example", "servfail", /^SERVFAIL from 127/],
    ["refused.example", "servfail", /^REFUSED from 127/],
    ["formerr.example", "servfail", /^FORMERR from 127/],
    ["drop.example", "timeout", /^no answer from 127/],
  ])("%s is no answer, after three tries", async (name, status, reason) => {
    server.asked.length = 0;
    const asked = await askServers([server.address], quick)("A", name);
    expect(asked).toEqual({ status, reason: expect.stringMatching(reason) });
    expect(server.asked).toHaveLength(3);
  });

  test("one or two lost answers are made up for, three are not", async () => {
    expect(await ask("A", "once.example")).toEqual(["192.0.2.1"]);
    expect(await ask("A", "twice.example")).toEqual(["192.0.2.1"]);
    expect(await ask("A", "thrice.example")).toBe("servfail");
  });

  test("a slow answer is waited for, also behind quick ones", async () => {
    const one = askServers([server.address], { ...quick, tries: 1, timeout: 3000 });
    for (let count = 0; count < 5; count++) await one("A", "hosts.example");
    expect((await one("A", "slow.example")).status).toBe("ok");
  });

  test("a server that does not answer is passed over, and from then on asked last", async () => {
    const two = askServers([deaf.address, server.address], quick);
    deaf.asked.length = 0;
    const [first, second] = [await two("A", "hosts.example"), await two("A", "hosts.example")];
    expect([first, second]).toEqual([first, first]);
    expect(first).toMatchObject({ status: "ok", server: server.address });
    expect(deaf.asked).toHaveLength(1);
  });

  test("nobody at the address", async () => {
    expect(await askServers(["127.0.0.1:1"], quick)("A", "a.example")).toEqual({
      status: "servfail",
      reason: "CONNREFUSED from 127.0.0.1:1",
    });
  });

  test.each([
    "a b.example",
    "a\\.b.example",
    "a=b.example",
    "a..example",
    "",
    "\u00e4.example",
    `${"a".repeat(64)}.example`,
  ])('the name "%s" is not asked for, in no other form either', async name => {
    server.asked.length = 0;
    const asked = await askServers([server.address], quick)("A", name);
    expect(asked).toEqual({ status: "servfail", reason: "a name that cannot be asked for" });
    expect(server.asked).toEqual([]);
  });
});

test("the resolver interface: each type, and trouble in its words", async () => {
  const resolver = systemResolver([server.address], quick);
  expect(await resolver.a("hosts.example")).toEqual({ status: "ok", records: ["192.0.2.2", "192.0.2.1"] });
  expect(await resolver.aaaa("hosts.example")).toEqual({ status: "ok", records: ["2001:db8::1"] });
  expect(await resolver.ptr("1.2.0.192.in-addr.arpa")).toEqual({ status: "ok", records: ["mail.client.example"] });
  expect(await resolver.cname("alias.example")).toEqual({ status: "ok", records: ["alias2.example"] });
  expect(await resolver.txt("missing.example")).toEqual({ status: "nxdomain" });
  expect(await resolver.mx("hosts.example")).toEqual({ status: "nodata" });
  expect(await resolver.mx("servfail.example")).toEqual({ status: "servfail" });
  expect(await resolver.a("drop.example")).toEqual({ status: "timeout" });
  expect(await resolver.mx("mx.example")).toEqual({
    status: "ok",
    records: [
      { preference: 20, exchange: "b.example" },
      { preference: 10, exchange: "a.example" },
    ],
  });
});
