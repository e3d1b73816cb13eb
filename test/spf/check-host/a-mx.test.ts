/** `a` (RFC 7208 §5.3) and `mx` (§5.4). */
import type { Zone } from "../../support/zone-resolver.ts";
import { hostCases, ip6Client, upTo, type HostCase } from "./host-case.ts";

const host = (a: string | readonly string[], spf = "v=spf1 a:h.example -all"): Pick<HostCase, "spf" | "zone"> => ({
  spf,
  zone: { "h.example": { a } },
});
const host6 = (
  aaaa: string | readonly string[],
  spf = "v=spf1 a:h.example -all",
): Pick<HostCase, "spf" | "zone" | "ip"> => ({ ip: ip6Client, spf, zone: { "h.example": { aaaa } } });

hostCases("§5.3 a", [
  {
    name: "§5.3 one of its addresses",
    ...host(["198.51.100.1", "192.0.2.1"]),
    result: "pass",
    mechanism: "a:h.example",
    lookups: 1,
    asked: ["TXT d.example", "A h.example"],
  },
  { name: "§5.3 none of its addresses", ...host(["198.51.100.1", "192.0.2.2"]), result: "fail" },
  {
    name: "§5.3 AAAA for an IPv6 client",
    ...host6(["2001:db8::2", "2001:DB8:0::1"]),
    result: "pass",
    asked: ["TXT d.example", "AAAA h.example"],
  },
  {
    name: "§5.3 never A for an IPv6 client",
    ip: ip6Client,
    spf: "v=spf1 a:h.example/0 -all",
    zone: { "h.example": { a: "192.0.2.1" } },
    result: "fail",
    voidLookups: 1,
  },
  {
    name: "§5.3 never AAAA for an IPv4 client",
    spf: "v=spf1 a:h.example//0 -all",
    zone: { "h.example": { aaaa: "2001:db8::1" } },
    result: "fail",
    voidLookups: 1,
  },
  { name: "§5 A for a client on a mapped address", ...host("192.0.2.1"), ip: "::ffff:192.0.2.1", result: "pass" },
  {
    name: "§5 a mapped address in AAAA is no IPv4 client's",
    ...host6("::ffff:192.0.2.1"),
    ip: "::ffff:192.0.2.1",
    result: "fail",
  },
  {
    name: "§5.3 the domain itself",
    zone: { "d.example": { txt: "v=spf1 a -all", a: "192.0.2.1" } },
    result: "pass",
    mechanism: "a",
  },
  {
    name: "§5.3 a CNAME",
    spf: "v=spf1 a:h.example -all",
    zone: { "h.example": { cname: "g.example" }, "g.example": { a: "192.0.2.1" } },
    result: "pass",
  },
  { name: "§5 no such name is no match", spf: "v=spf1 a:h.example -all", result: "fail", voidLookups: 1 },
  {
    name: "§5 a server failure",
    spf: "v=spf1 a:h.example +all",
    zone: { "h.example": { a: "servfail" } },
    result: "temperror",
    reason: "the address records of h.example could not be had",
  },
  {
    name: "§5 a time-out of AAAA",
    ip: ip6Client,
    spf: "v=spf1 a:h.example +all",
    zone: { "h.example": { a: "192.0.2.1", aaaa: "timeout" } },
    result: "temperror",
  },
  {
    name: "§5 a time-out of the other family does not matter",
    ip: ip6Client,
    spf: "v=spf1 a:h.example -all",
    zone: { "h.example": { a: "timeout", aaaa: "2001:db8::1" } },
    result: "pass",
  },
  {
    name: "§5.3 an answer that is no address matches nothing",
    ...host(["h.example", "", "192.0.2.1.", "2001:db8::1"], "v=spf1 a:h.example/0 -all"),
    result: "fail",
  },
  {
    name: "§5.3 an IPv6 answer that is none matches nothing",
    ...host6(["192.0.2.1", "h.example"], "v=spf1 a:h.example//0 -all"),
    result: "fail",
  },
]);

hostCases("§5.3 prefix lengths", [
  {
    name: "§5.6 /24 holds the client",
    ...host("192.0.2.200", "v=spf1 a:h.example/24 -all"),
    result: "pass",
    mechanism: "a:h.example/24",
  },
  { name: "§5.6 /25 does not", ...host("192.0.2.200", "v=spf1 a:h.example/25 -all"), result: "fail" },
  { name: "§5.6 /31", ip: "192.0.2.2", ...host("192.0.2.3", "v=spf1 a:h.example/31 -all"), result: "pass" },
  { name: "§5.6 /32", ...host("192.0.2.0", "v=spf1 a:h.example/32 -all"), result: "fail" },
  { name: "§5.6 without one, all bits", ...host("192.0.2.0"), result: "fail" },
  {
    name: "§5.6 /0 holds every IPv4 client of a host that is there",
    ...host("203.0.113.1", "v=spf1 a:h.example/0 -all"),
    result: "pass",
  },
  { name: "§5.6 /0 holds nobody where there is no host", spf: "v=spf1 a:h.example/0 -all", result: "fail" },
  { name: "§5.6 //64", ...host6("2001:db8::ffff:1", "v=spf1 a:h.example//64 -all"), result: "pass" },
  { name: "§5.6 //112", ...host6("2001:db8::ffff:1", "v=spf1 a:h.example//112 -all"), result: "fail" },
  { name: "§5.6 //127", ...host6("2001:db8::", "v=spf1 a:h.example//127 -all"), result: "pass" },
  { name: "§5.6 //128", ...host6("2001:db8::", "v=spf1 a:h.example//128 -all"), result: "fail" },
  { name: "§5.6 //0", ...host6("2001:db8:1::", "v=spf1 a:h.example//0 -all"), result: "pass" },
  { name: "§5.6 an IPv4 prefix is not for IPv6", ...host6("2001:db8::", "v=spf1 a:h.example/0 -all"), result: "fail" },
  { name: "§5.6 an IPv6 prefix is not for IPv4", ...host("192.0.2.0", "v=spf1 a:h.example//0 -all"), result: "fail" },
  {
    name: "§5.6 both, IPv4",
    ...host("192.0.2.200", "v=spf1 a:h.example/24//128 -all"),
    result: "pass",
    mechanism: "a:h.example/24//128",
  },
  { name: "§5.6 both, IPv6", ...host6("2001:db8::ffff", "v=spf1 a:h.example/32//64 -all"), result: "pass" },
]);

const mx = (
  exchanges: string | readonly string[],
  rest: Zone = {},
  spf = "v=spf1 mx -all",
): Pick<HostCase, "zone"> => ({ zone: { "d.example": { txt: spf, mx: exchanges }, ...rest } });
const many = (count: number, right: number): Zone =>
  Object.fromEntries(upTo(count, n => [`m${n}.example`, { a: n === right ? "192.0.2.1" : "198.51.100.1" }]));

hostCases("§5.4 mx", [
  {
    name: "§5.4 an address of an exchange",
    ...mx(["10 a.example", "20 b.example."], { "a.example": { a: "198.51.100.1" }, "b.example": { a: "192.0.2.1" } }),
    result: "pass",
    mechanism: "mx",
    lookups: 1,
    asked: ["TXT d.example", "MX d.example", "A a.example", "A b.example"],
  },
  {
    name: "§5.4 no address of an exchange",
    ...mx(["10 a.example"], { "a.example": { a: "198.51.100.1" } }),
    result: "fail",
  },
  {
    name: "§5.4 AAAA for an IPv6 client",
    ip: ip6Client,
    ...mx(["10 a.example"], { "a.example": { a: "192.0.2.1", aaaa: "2001:db8::1" } }),
    result: "pass",
    asked: ["TXT d.example", "MX d.example", "AAAA a.example"],
  },
  {
    name: "§5.4 an exchange in upper case",
    ...mx(["10 A.Example."], { "a.example": { a: "192.0.2.1" } }),
    result: "pass",
  },
  {
    name: "§5.4 a domain-spec and prefix lengths",
    spf: "v=spf1 mx:m.example/24//64 -all",
    zone: { "m.example": { mx: "0 a.example" }, "a.example": { a: "192.0.2.200" } },
    result: "pass",
    mechanism: "mx:m.example/24//64",
  },
  {
    name: "§5.6 /0 of an mx",
    ...mx(["0 a.example"], { "a.example": { a: "203.0.113.1" } }, "v=spf1 mx/0 -all"),
    result: "pass",
  },
  {
    name: "§5.6 //64 of an mx for an IPv6 client",
    ip: ip6Client,
    ...mx(["0 a.example"], { "a.example": { aaaa: "2001:db8::ffff" } }, "v=spf1 mx//64 -all"),
    result: "pass",
  },
  {
    name: "§5.4 no implicit MX",
    zone: { "d.example": { txt: "v=spf1 mx -all", a: "192.0.2.1" } },
    result: "fail",
    voidLookups: 1,
    asked: ["TXT d.example", "MX d.example"],
  },
  { name: "§5.4 no such name", spf: "v=spf1 mx:m.example -all", result: "fail", voidLookups: 1 },
  {
    name: "RFC 7505 §3 a null MX has no host",
    ...mx(["0 ."]),
    result: "fail",
    voidLookups: 0,
    asked: ["TXT d.example", "MX d.example"],
  },
  {
    name: "RFC 7505 §3 an empty exchange beside another",
    ...mx(["0 .", "10 a.example"], { "a.example": { a: "192.0.2.1" } }),
    result: "pass",
  },
  {
    name: "§5.4 an exchange that is no name is left out",
    ...mx(["0 a..example", `1 ${"a".repeat(64)}.example`, "10 a.example"], { "a.example": { a: "192.0.2.1" } }),
    result: "pass",
  },
  {
    name: "§5.4 an exchange that is a single label is asked for",
    ...mx(["0 localhost"], { localhost: { a: "192.0.2.1" } }),
    result: "pass",
  },
  {
    name: "§5.4 an exchange without addresses",
    ...mx(["0 gone.example", "10 a.example"], { "a.example": { a: "192.0.2.1" } }),
    result: "pass",
  },
  {
    name: "§5 an exchange whose addresses cannot be had",
    ...mx(["0 t.example", "10 a.example"], { "t.example": "timeout", "a.example": { a: "192.0.2.1" } }),
    result: "temperror",
    reason: "the address records of t.example could not be had",
  },
  {
    name: "§5 one behind the match does not matter",
    ...mx(["10 t.example", "0 a.example"], { "t.example": "timeout", "a.example": { a: "192.0.2.1" } }),
    result: "pass",
  },
  {
    name: "§5 MX records that cannot be had",
    zone: { "d.example": { txt: "v=spf1 mx +all", mx: "servfail" } },
    result: "temperror",
    reason: "the MX records of d.example could not be had",
  },
  {
    name: "§5 an exchange that is an alias",
    ...mx(["0 a.example"], { "a.example": { cname: "b.example" }, "b.example": { a: "192.0.2.1" } }),
    result: "pass",
  },
  {
    name: "§4.6.4 ten exchanges, the last is right",
    ...mx(
      upTo(10, n => `${n} m${n}.example`),
      many(10, 10),
    ),
    result: "pass",
    lookups: 1,
  },
  {
    name: "§4.6.4 ten exchanges, none is right",
    ...mx(
      upTo(10, n => `${n} m${n}.example`),
      many(10, 0),
    ),
    result: "fail",
  },
  {
    name: "§4.6.4 eleven exchanges",
    ...mx(
      upTo(11, n => `${n} m${n}.example`),
      many(11, 0),
      "v=spf1 mx +all",
    ),
    result: "permerror",
    mechanism: "mx",
    reason: "d.example has more than 10 MX names",
  },
  {
    name: "§4.6.4 eleven exchanges, the first is right",
    ...mx(
      upTo(11, n => `${n} m${n}.example`),
      many(11, 1),
    ),
    result: "permerror",
  },
  {
    name: "§4.6.4 eleven exchanges of one preference, the last is right",
    ...mx(
      upTo(11, n => `0 m${n}.example`),
      many(11, 11),
    ),
    result: "permerror",
  },
  {
    name: "§4.6.4 eleven exchanges behind a match",
    ...mx(
      upTo(11, n => `0 m${n}.example`),
      {},
      "v=spf1 ip4:192.0.2.1 mx",
    ),
    result: "pass",
  },
]);
