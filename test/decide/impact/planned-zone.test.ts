/** A plan's names as a receiver finds them. */
import { describe, expect, test } from "@jest/globals";
import { lookUpUnder, plannedZone } from "../../../src/decide/impact/planned-zone.ts";
import type { RecordType, RRset } from "../../../src/dns/rrset.ts";

const set = (name: string, type: RecordType, rdata: string): RRset => ({
  name,
  type,
  ttl: 300,
  records: [{ rdata, role: "test", services: [] }],
});
const sets = [
  set("client.example", "TXT", "apex"),
  set("alias.client.example", "CNAME", "target.client.example"),
  set("target.client.example", "TXT", "target"),
  set("loop.client.example", "CNAME", "loop.client.example"),
  set("*._domainkey.client.example", "TXT", "revoked"),
  set("s1._domainkey.client.example", "TXT", "key"),
];
const zone = plannedZone(sets);

describe("wildcards (RFC 4592)", () => {
  test.each([
    ["s9._domainkey.client.example", ["revoked"], true],
    ["a.b._domainkey.client.example", ["revoked"], true],
    ["s1._domainkey.client.example", ["key"], true],
    ["a.s1._domainkey.client.example", undefined, false],
    // It exists, by the names below it.
    ["_domainkey.client.example", undefined, true],
    ["other.client.example", undefined, false],
  ])("%s", (name, records, exists) => {
    expect([zone.at("TXT", name), zone.has(name)]).toEqual([records, exists]);
  });
});

describe("look-ups", () => {
  const locked = { status: "ok", records: ["locked"] } as const;
  const other = plannedZone([
    set("gone.client.example", "TXT", "gone"),
    set("bounce.client.example", "CNAME", "x.test"),
  ]);
  const lookUp = lookUpUnder(zone, () => locked, other);
  test.each([
    ["client.example", ["apex"]],
    ["alias.client.example", ["target"]],
    ["loop.client.example", ["locked"]],
    ["elsewhere.test", ["locked"]],
    ["gone.client.example", []],
    ["bounce.client.example", []],
  ])("%s", (name, records) => {
    expect(lookUp("TXT", name)?.records).toEqual(records);
  });
});
