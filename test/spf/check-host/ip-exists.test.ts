/** `ip4` and `ip6` (RFC 7208 §5.6), `exists` (§5.7). */
import { hostCases, ip6Client, type HostCase } from "./host-case.ts";

const ip = (term: string, client: string, result: HostCase["result"], clause = "§5.6"): HostCase => ({
  name: `${clause} ${term} for ${client}: ${result}`,
  ip: client,
  spf: `v=spf1 ${term} -all`,
  result,
  asked: ["TXT d.example"],
  lookups: 0,
});

hostCases("§5.6 ip4", [
  ip("ip4:192.0.2.1", "192.0.2.1", "pass"),
  ip("ip4:192.0.2.1", "192.0.2.2", "fail"),
  ip("ip4:192.0.2.1/32", "192.0.2.1", "pass"),
  ip("ip4:192.0.2.1/32", "192.0.2.0", "fail"),
  ip("ip4:192.0.2.0/31", "192.0.2.1", "pass"),
  ip("ip4:192.0.2.0/31", "192.0.2.2", "fail"),
  ip("ip4:192.0.2.99/24", "192.0.2.1", "pass"),
  ip("ip4:192.0.2.0/24", "192.0.3.0", "fail"),
  ip("ip4:192.0.2.0/24", "192.0.1.255", "fail"),
  ip("ip4:128.0.0.0/1", "255.255.255.255", "pass"),
  ip("ip4:128.0.0.0/1", "127.255.255.255", "fail"),
  ip("ip4:0.0.0.0/0", "255.255.255.255", "pass"),
  ip("ip4:0.0.0.0/0", "::1", "fail"),
  ip("ip4:255.255.255.255", "255.255.255.255", "pass"),
  ip("ip4:192.0.2.1", "::ffff:192.0.2.1", "pass", "§5"),
  ip("ip4:0.0.0.0/0", "::ffff:198.51.100.1", "pass", "§5"),
  ip("ip4:192.0.2.1", "::192.0.2.1", "fail", "§5"),
]);

hostCases("§5.6 ip6", [
  ip("ip6:2001:db8::1", ip6Client, "pass"),
  ip("ip6:2001:DB8:0:0:0:0:0:1", ip6Client, "pass"),
  ip("ip6:2001:db8::2", ip6Client, "fail"),
  ip("ip6:2001:db8::1/128", "2001:db8::", "fail"),
  ip("ip6:2001:db8::/127", ip6Client, "pass"),
  ip("ip6:2001:db8::ffff/64", ip6Client, "pass"),
  ip("ip6:2001:db8:0:1::/64", ip6Client, "fail"),
  ip("ip6:2001:db8::/32", "2001:db9::", "fail"),
  ip("ip6:8000::/1", "ffff::", "pass"),
  ip("ip6:8000::/1", "7fff::", "fail"),
  ip("ip6:::/0", ip6Client, "pass"),
  ip("ip6:::/0", "192.0.2.1", "fail"),
  ip("ip6:::1", "::1", "pass"),
  ip("ip6:::192.0.2.1", "::192.0.2.1", "pass"),
  ip("ip6:::ffff:192.0.2.1", "192.0.2.1", "fail", "§5"),
  ip("ip6:::ffff:192.0.2.1", "::ffff:192.0.2.1", "fail", "§5"),
  ip("ip6:::/0", "::ffff:192.0.2.1", "fail", "§5"),
]);

hostCases("§5.7 exists", [
  {
    name: "§5.7 any A record",
    spf: "v=spf1 exists:x.example -all",
    zone: { "x.example": { a: "127.0.0.2" } },
    result: "pass",
    mechanism: "exists:x.example",
    lookups: 1,
  },
  {
    name: "§5.7 A for an IPv6 client too",
    ip: ip6Client,
    spf: "v=spf1 exists:x.example -all",
    zone: { "x.example": { a: "127.0.0.2" } },
    result: "pass",
    asked: ["TXT d.example", "A x.example"],
  },
  {
    name: "§5.7 AAAA alone is none",
    ip: ip6Client,
    spf: "v=spf1 exists:x.example -all",
    zone: { "x.example": { aaaa: "2001:db8::1" } },
    result: "fail",
    voidLookups: 1,
  },
  { name: "§5.7 no such name", spf: "v=spf1 exists:x.example -all", result: "fail", voidLookups: 1 },
  {
    name: "§5 a time-out",
    spf: "v=spf1 exists:x.example +all",
    zone: { "x.example": "timeout" },
    result: "temperror",
    reason: "the A records of x.example could not be had",
  },
  {
    name: "§5 a server failure",
    spf: "v=spf1 exists:x.example +all",
    zone: { "x.example": { a: "servfail" } },
    result: "temperror",
  },
  {
    name: "§5.7 a CNAME to an address",
    spf: "v=spf1 exists:x.example -all",
    zone: { "x.example": { cname: "y.example" }, "y.example": { a: "127.0.0.2" } },
    result: "pass",
  },
  {
    name: "§5.7 the example: the user and the client",
    mailFrom: "someuser@d.example",
    spf: "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all",
    zone: { "1.2.0.192.someuser._spf.d.example": { a: "127.0.0.2" } },
    result: "pass",
  },
  {
    name: "§5.7 the example, with an extension",
    mailFrom: "someuser-x+y@d.example",
    spf: "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all",
    zone: { "1.2.0.192.someuser._spf.d.example": { a: "127.0.0.2" } },
    result: "pass",
  },
  {
    name: "§5.7 -exists",
    spf: "v=spf1 -exists:%{ir}.sbl.example +all",
    zone: { "1.2.0.192.sbl.example": { a: "127.0.0.2" } },
    result: "fail",
  },
]);
