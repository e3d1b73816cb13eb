/** Zones at several servers: which address is asked, what a dead one costs, and where the servers are. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { askServers, type Asked } from "../../../src/hosts/dns/ask-servers.ts";
import { askZone } from "../../../src/hosts/dns/ask-zone.ts";
import { givingUp } from "../../../src/hosts/dns/giving-up.ts";
import { zoneServers, type NameServer } from "../../../src/hosts/dns/zone-servers.ts";
import type { Question } from "../../../src/hosts/drift/live-domain.ts";
import { dnsServer, type DnsServer, type Zone } from "../../support/dns-server.ts";

const patience = { tries: 1, timeout: 200, backOff: 1 };
const zone = "client.example";
const script: Zone = {
  [zone]: { SOA: 7, TXT: ["v=spf1 -all"] },
  "_dmarc.client.example": { TXT: ["v=DMARC1; p=none"] },
};
const first: readonly Question[] = [
  { name: zone, type: "TXT" },
  { name: "_dmarc.client.example", type: "TXT" },
];

let live: DnsServer;
let deaf: DnsServer;
beforeAll(async () => {
  live = await dnsServer(script, { authorityFor: [zone] });
  deaf = await dnsServer({}, { authorityFor: [] });
});
afterAll(() => Promise.all([live.close(), deaf.close()]));

const asking = (...servers: readonly NameServer[]) =>
  askZone({ patience, servers: () => Promise.resolve({ status: "ok", servers }) });
const of = (name: string) => ({ zone: name, first, further: () => [] });

describe("addresses of one server", () => {
  test("the next is tried when one is silent, and that one is asked all the rest", async () => {
    const ask = asking({ name: "ns1.dns.example", addresses: ["127.0.0.1:1", live.address] });
    live.asked.length = 0;
    const { servers } = await ask(of(zone));
    expect(servers).toEqual([expect.objectContaining({ name: "ns1.dns.example", address: live.address, serial: 7 })]);
    expect(servers[0]?.trouble).toBeUndefined();
    expect(live.asked).toEqual([`udp SOA ${zone}`, `udp TXT ${zone}`, "udp TXT _dmarc.client.example"]);
  });

  test("one that answers and does not know the zone speaks for the server", async () => {
    const ask = asking({ name: "ns1.dns.example", addresses: [deaf.address, live.address] });
    const { servers } = await ask(of(zone));
    expect(servers[0]?.trouble).toEqual({ kind: "lame", reason: "REFUSED" });
  });

  test("none at all", async () => {
    const { servers } = await asking({ name: "ns1.dns.example", addresses: [] })(of(zone));
    expect(servers[0]?.trouble).toEqual({ kind: "silent", reason: "its name has no address" });
  });
});

test("a server that never said anything is asked three times, for however many zones", async () => {
  const silent = await dnsServer({ example: { fail: "drop" } }, { authorityFor: ["example"] });
  silent.zone = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`c${index}.example`, { fail: "drop" }]));
  const ask = asking({ name: "ns1.dns.example", addresses: [silent.address] });
  for (let index = 0; index < 9; index++) {
    const { servers } = await ask(of(`c${index}.example`));
    expect(servers[0]?.trouble?.kind).toBe("silent");
  }
  await silent.close();
  expect(silent.asked).toHaveLength(3);
});

test("a resolver that a person names is asked in the place of all servers, and need be no authority", async () => {
  const resolver = await dnsServer(script);
  const answers = await askZone({ patience, servers: { resolver: resolver.address } })(of(zone));
  await resolver.close();
  expect(answers.cached).toBe(true);
  expect(answers.servers[0]?.answers.get(`TXT ${zone}`)).toMatchObject({ status: "ok" });
});

describe("where the servers are", () => {
  test("each name is looked up once, IPv4 first", async () => {
    const resolver = await dnsServer({
      "a.example": { NS: ["NS2.dns.example", "ns1.dns.example"] },
      "b.example": { NS: ["ns1.dns.example"] },
      "ns1.dns.example": { A: ["192.0.2.1"], AAAA: ["2001:db8::1"] },
      "ns2.dns.example": {},
      "c.example": {},
      "d.example": { fail: "SERVFAIL" },
    });
    const find = zoneServers(askServers([resolver.address], patience));
    const ns1 = { name: "ns1.dns.example", addresses: ["192.0.2.1:53", "[2001:db8::1]:53"] };
    expect(await find("a.example")).toEqual({
      status: "ok",
      servers: [ns1, { name: "ns2.dns.example", addresses: [] }],
    });
    expect(await find("b.example")).toEqual({ status: "ok", servers: [ns1] });
    expect(resolver.asked.filter(question => question.endsWith("A ns1.dns.example"))).toHaveLength(2);
    expect(await find("c.example")).toMatchObject({ status: "nodata" });
    expect(await find("gone.example")).toMatchObject({ status: "nxdomain" });
    expect(await find("d.example")).toMatchObject({ status: "failed" });
    await resolver.close();
  });

  test("a resolver that is gone is not waited for a thousand times", async () => {
    let asked = 0;
    const gone = (): Promise<Asked> => Promise.resolve({ status: "timeout", reason: `${++asked}` });
    const ask = givingUp(gone);
    for (let count = 0; count < 1000; count++) expect((await ask("NS", zone)).status).toBe("timeout");
    expect(asked).toBe(50);
  });
});
