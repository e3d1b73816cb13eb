/** The RFC's own examples, which say what the whole function gives (RFC 7208 §4, §6.1, §10.1.2, §A). */
import type { Zone } from "../../support/zone-resolver.ts";
import { hostCases, type HostCase } from "./host-case.ts";

/** The set-up of RFC 7208 §A, its records left out. */
const zone: Zone = {
  "example.com": { mx: ["10 mail-a.example.com", "20 mail-b.example.com"], a: ["192.0.2.10", "192.0.2.11"] },
  "amy.example.com": { a: "192.0.2.65" },
  "bob.example.com": { a: "192.0.2.66" },
  "mail-a.example.com": { a: "192.0.2.129" },
  "mail-b.example.com": { a: "192.0.2.130" },
  "www.example.com": { cname: "example.com" },
  "example.org": { mx: "10 mail-c.example.org" },
  "mail-c.example.org": { a: "192.0.2.140" },
  "10.2.0.192.in-addr.arpa": { ptr: "example.com" },
  "65.2.0.192.in-addr.arpa": { ptr: "amy.example.com" },
  "66.2.0.192.in-addr.arpa": { ptr: "bob.example.com" },
  "129.2.0.192.in-addr.arpa": { ptr: "mail-a.example.com" },
  "130.2.0.192.in-addr.arpa": { ptr: "mail-b.example.com" },
  "140.2.0.192.in-addr.arpa": { ptr: "mail-c.example.org" },
  "4.0.0.10.in-addr.arpa": { ptr: "bob.example.com" },
};
const hosts = [
  "192.0.2.10",
  "192.0.2.11",
  "192.0.2.65",
  "192.0.2.66",
  "192.0.2.129",
  "192.0.2.130",
  "192.0.2.140",
  "10.0.0.4",
];

/** A record of example.com, and the hosts that pass; all others fail. */
const example = (spf: string, passing: readonly string[]): readonly HostCase[] =>
  hosts.map(ip => ({
    name: `§4 the example "${spf}" of §A.1 for ${ip}`,
    ip,
    mailFrom: "u@example.com",
    zone: { ...zone, "example.com": { ...(zone["example.com"] as object), txt: spf } },
    result: passing.includes(ip) ? "pass" : "fail",
  }));

hostCases("§A.1 simple examples", [
  ...example("v=spf1 +all", hosts),
  ...example("v=spf1 a -all", ["192.0.2.10", "192.0.2.11"]),
  ...example("v=spf1 a:www.example.com -all", ["192.0.2.10", "192.0.2.11"]),
  ...example("v=spf1 a:example.org -all", []),
  ...example("v=spf1 mx -all", ["192.0.2.129", "192.0.2.130"]),
  ...example("v=spf1 mx:example.org -all", ["192.0.2.140"]),
  ...example("v=spf1 mx mx:example.org -all", ["192.0.2.129", "192.0.2.130", "192.0.2.140"]),
  ...example("v=spf1 mx/30 mx:example.org/30 -all", ["192.0.2.129", "192.0.2.130", "192.0.2.140"]),
  ...example("v=spf1 ptr -all", ["192.0.2.10", "192.0.2.65", "192.0.2.66", "192.0.2.129", "192.0.2.130"]),
  ...example("v=spf1 ip4:192.0.2.128/28 -all", ["192.0.2.129", "192.0.2.130", "192.0.2.140"]),
]);

const lists: Zone = {
  "example.com": {
    txt: "v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all",
    mx: "0 mail-a.example.com",
  },
  "mail-a.example.com": { a: "192.0.2.129" },
  "mobile-users._spf.example.com": { txt: "v=spf1 exists:%{l1r+}.%{d}" },
  "remote-users._spf.example.com": { txt: "v=spf1 exists:%{ir}.%{l1r+}.%{d}" },
  "mary.mobile-users._spf.example.com": { a: "127.0.0.2" },
  "15.15.168.192.joel.remote-users._spf.example.com": { a: "127.0.0.2" },
};
const user = (mailFrom: string, ip: string, result: HostCase["result"]): HostCase => ({
  name: `§4 the example of §A.3: ${mailFrom} from ${ip}`,
  mailFrom,
  ip,
  zone: lists,
  result,
});

hostCases("§A.3 DNSBL style", [
  user("mary@example.com", "203.0.113.9", "pass"),
  user("mary+list@example.com", "203.0.113.9", "pass"),
  user("joel@example.com", "192.168.15.15", "pass"),
  user("joel@example.com", "192.168.15.16", "fail"),
  user("eve@example.com", "192.168.15.15", "fail"),
  user("eve@example.com", "192.0.2.129", "pass"),
]);

hostCases("§10.1.2 records for names that send no mail and for hosts", [
  { name: "§10.1.2 v=spf1 -all lets nobody send", spf: "v=spf1 -all", result: "fail" },
  { name: "§10.1.2 not even IPv6 clients", ip: "2001:db8::1", spf: "v=spf1 -all", result: "fail" },
  {
    name: "§10.1.2 v=spf1 a -all lets a host name itself in HELO",
    mailFrom: "",
    helo: "relay.example",
    zone: { "relay.example": { txt: "v=spf1 a -all", a: "192.0.2.1" } },
    result: "pass",
  },
]);
