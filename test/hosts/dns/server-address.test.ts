/** Addresses of name servers. */
import { expect, test } from "@jest/globals";
import { serverAddress, systemServers } from "../../../src/hosts/dns/server-address.ts";

test.each([
  ["192.0.2.53", "192.0.2.53:53"],
  ["192.0.2.53:5353", "192.0.2.53:5353"],
  ["[2001:DB8::53]", "[2001:db8::53]:53"],
  ["[2001:db8::53]:5353", "[2001:db8::53]:5353"],
  ["192.0.2.53:65535", "192.0.2.53:65535"],
  ["192.0.2.53:", undefined],
  ["192.0.2.53:0", undefined],
  ["192.0.2.53:65536", undefined],
  ["192.0.2.53 ", undefined],
  ["192.0.2.256", undefined],
  ["192.0.2", undefined],
  ["2001:db8::53", undefined],
  ["[192.0.2.53]", undefined],
  ["[2001:db8::53", undefined],
  ["dns.example:53", undefined],
  ["udp://192.0.2.53", undefined],
  ["", undefined],
])("%s", (text, address) => {
  expect(serverAddress(text)).toBe(address);
});

test("the system's servers have the same form", () => {
  for (const server of systemServers()) expect(serverAddress(server)).toBe(server);
});
