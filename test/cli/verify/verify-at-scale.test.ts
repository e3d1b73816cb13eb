/** `mailwright verify` of many domains: fifty at a time, none lost, and a line on the terminal that says how far it is. */
import { afterEach, expect, test } from "@jest/globals";
import type { Zone } from "../../support/dns-server.ts";
import { edited } from "../../support/internet.ts";
import { clientText, verifyFleet, type VerifyFleet } from "./verify-fleet.ts";

let fleet: VerifyFleet;
afterEach(() => fleet.close());

const specs = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`client${index}.example`, clientText(`client${index}.example`)]),
  );

/** Every name answers after some milliseconds, as a server does that is a continent away. */
const slow = (delay: number) => (zone: Zone) => ({
  zone: Object.fromEntries(Object.entries(zone).map(([name, one]) => [name, { ...one, delay }])),
});

test("never more than fifty domains at a time", async () => {
  fleet = await verifyFleet({ specs: specs(120), servers: { "ns1.dns.example": slow(40) } });
  const { run, drift } = await fleet.json();
  expect([run.code, drift]).toEqual([0, []]);
  const most = fleet.servers["ns1.dns.example"]?.mostAtOnce() ?? 0;
  // A server is asked one question of a zone at a time.
  expect(most).toBeLessThanOrEqual(50);
  expect(most).toBeGreaterThan(30);
}, 60_000);

test("on a terminal a line says how far it is, and goes away", async () => {
  fleet = await verifyFleet({ specs: specs(120), servers: { "ns1.dns.example": slow(30) } });
  const { code, stderr, stdout } = await fleet.run(["verify"], fleet.path, true);
  expect(code).toBe(0);
  expect(stderr).toMatch(/\r\x1b\[KVerified \d+ of 120 domains/);
  expect(stderr).toMatch(/\r\x1b\[K$/);
  expect(stdout).not.toContain("\x1b");
  expect(await fleet.run(["verify", "--json"], fleet.path, true)).toMatchObject({ code: 0, stderr: "" });
}, 60_000);

test("1,000 domains at three servers, one of them dead, in well under a minute", async () => {
  const drifted = ["client7.example", "client500.example", "client999.example"];
  const other = (zone: Zone): Zone =>
    edited(zone, Object.fromEntries(drifted.map(domain => [`_dmarc.${domain}`, { TXT: ["v=DMARC1; p=none"] }])));
  fleet = await verifyFleet({
    specs: specs(1000),
    servers: {
      "ns1.dns.example": zone => ({ zone: other(zone) }),
      "ns2.dns.example": zone => ({ zone: other(zone) }),
      "ns3.dns.example": zone => ({ zone, dead: true }),
    },
  });
  const begin = Date.now();
  const { run, drift } = await fleet.json();
  const seconds = (Date.now() - begin) / 1000;
  expect(run.code).toBe(1);
  expect(
    drift
      .filter(({ kind }) => kind !== "unreachable")
      .map(({ domain }) => domain)
      .toSorted(),
  ).toEqual(drifted.toSorted());
  expect(drift.filter(({ kind }) => kind === "unreachable")).toHaveLength(1000);
  expect(seconds).toBeLessThan(45);
  process.stdout.write(`verify: 1,000 domains in ${seconds.toFixed(1)} s\n`);
}, 120_000);
