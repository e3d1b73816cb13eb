import { expect, it } from "@jest/globals";
import { dateSerial, nextSerial } from "../../../src/hosts/zonefile/serial.ts";
import { zoneSkeleton } from "../../../src/hosts/zonefile/skeleton.ts";
import { parseZone } from "../../../src/hosts/zonefile/parse-zone.ts";

const today = new Date("2026-11-24T23:59:59Z");

it.each([
  ["an old date becomes today's", 2024010105, 2026112400],
  ["the second change of a day", 2026112400, 2026112401],
  ["a serial ahead of the date", 2026112499, 2026112500],
  ["a small counter", 7, 2026112400],
  ["a time stamp", 1732400000, 2026112400],
  ["half the circle ahead goes on counting (RFC 1982 §3.2)", 4_100_000_000, 4_100_000_001],
  ["more than half the circle ahead is behind", 4_200_000_000, 2026112400],
  ["the last one of 2^32 goes on with the date", 4_294_967_295, 2026112400],
])("%s", (_name, old, next) => {
  expect(nextSerial(old, today)).toBe(next);
});

it("wraps to 0 when the date is more than half the circle away", () => {
  expect(nextSerial(4_294_967_295, new Date("2400-01-01T00:00:00Z"))).toBe(0);
});

it("counts days in UTC", () => {
  expect(dateSerial(today)).toBe(2026112400);
});

it("starts a zone with an SOA and an NS", () => {
  const { records } = parseZone(zoneSkeleton("client.example", 2026112400), "client.example");
  expect(records.map(({ name, type, ttl }) => [name, type, ttl])).toEqual([
    ["client.example", "SOA", 3600],
    ["client.example", "NS", 3600],
  ]);
  expect(records[0]?.rdata[2]?.raw).toBe("2026112400");
});
