/** `ptr` (RFC 7208 §5.5) and `%{p}` (§7.3). */
import type { Zone } from "../../support/zone-resolver.ts";
import { hostCases, ip6Client, upTo, type HostCase } from "./host-case.ts";

const reverse = "1.2.0.192.in-addr.arpa";
const reverse6 = `1${".0".repeat(23)}.8.b.d.0.1.0.0.2.ip6.arpa`;
const named = (ptr: string | readonly string[], hosts: Zone = {}): Pick<HostCase, "zone"> => ({
  zone: { [reverse]: { ptr }, ...hosts },
});
const right = { a: "192.0.2.1", aaaa: "2001:db8::1" };
const many = (count: number, place: number): Zone =>
  Object.fromEntries(upTo(count, n => [`p${n}.d.example`, { a: n === place ? "192.0.2.1" : "198.51.100.1" }]));

hostCases("§5.5 ptr", [
  {
    name: "§5.5 a validated name below the domain",
    spf: "v=spf1 ptr -all",
    ...named("mail.d.example", { "mail.d.example": right }),
    result: "pass",
    mechanism: "ptr",
    lookups: 1,
    voidLookups: 0,
    asked: ["TXT d.example", `PTR ${reverse}`, "A mail.d.example"],
  },
  {
    name: "§5.5 a validated name that is the target",
    spf: "v=spf1 ptr:p.example -all",
    ...named("p.example", { "p.example": right }),
    result: "pass",
    mechanism: "ptr:p.example",
  },
  {
    name: "§5.5 upper case and a trailing dot",
    spf: "v=spf1 ptr:P.Example -all",
    ...named("Mail.P.EXAMPLE.", { "mail.p.example": right }),
    result: "pass",
  },
  {
    name: "§5.5 a sender's domain in upper case",
    mailFrom: "u@D.EXAMPLE",
    spf: "v=spf1 ptr -all",
    ...named("mail.d.example", { "mail.d.example": right }),
    result: "pass",
  },
  {
    name: "§5.5 mail.bad-d.example is not within d.example",
    spf: "v=spf1 ptr -all",
    ...named("mail.bad-d.example", { "mail.bad-d.example": right }),
    result: "fail",
  },
  {
    name: "§5.5 a name above the target",
    spf: "v=spf1 ptr:sub.d.example -all",
    ...named("mail.d.example", { "mail.d.example": right }),
    result: "fail",
  },
  {
    name: "§5.5 a name that does not lead back",
    spf: "v=spf1 ptr -all",
    ...named("mail.d.example", { "mail.d.example": { a: "192.0.2.2" } }),
    result: "fail",
  },
  {
    name: "§5.5 all bits count",
    spf: "v=spf1 ptr -all",
    ...named("mail.d.example", { "mail.d.example": { a: "192.0.2.0" } }),
    result: "fail",
  },
  { name: "§5.5 a name that is not there", spf: "v=spf1 ptr -all", ...named("mail.d.example"), result: "fail" },
  {
    name: "§5.5 the second of two names",
    spf: "v=spf1 ptr -all",
    ...named(["x.example", "mail.d.example"], { "x.example": right, "mail.d.example": right }),
    result: "pass",
  },
  { name: "§5.5 no PTR", spf: "v=spf1 ptr -all", result: "fail", voidLookups: 1 },
  {
    name: "§5.5 an error of the PTR look-up is no match",
    spf: "v=spf1 ptr -all",
    zone: { [reverse]: "timeout" },
    result: "fail",
    voidLookups: 0,
  },
  {
    name: "§5.5 a server failure neither",
    spf: "v=spf1 ptr ~all",
    zone: { [reverse]: { ptr: "servfail" } },
    result: "softfail",
  },
  {
    name: "§5.5 an error of an address look-up skips the name",
    spf: "v=spf1 ptr -all",
    ...named(["t.d.example", "mail.d.example"], { "t.d.example": "timeout", "mail.d.example": right }),
    result: "pass",
  },
  {
    name: "§5.5 and no other name is no match",
    spf: "v=spf1 ptr -all",
    ...named("t.d.example", { "t.d.example": "servfail" }),
    result: "fail",
  },
  {
    name: "§5.5 names that are none are skipped",
    spf: "v=spf1 ptr -all",
    ...named([".", "", "a..d.example", `${"a".repeat(64)}.d.example`, "ü.d.example", "mail.d.example"], {
      "mail.d.example": right,
    }),
    result: "pass",
    asked: ["TXT d.example", `PTR ${reverse}`, "A mail.d.example"],
  },
  {
    name: "§5.5 ip6.arpa and AAAA for an IPv6 client",
    ip: ip6Client,
    spf: "v=spf1 ptr -all",
    zone: { [reverse6]: { ptr: "mail.d.example" }, "mail.d.example": right },
    result: "pass",
    asked: ["TXT d.example", `PTR ${reverse6}`, "AAAA mail.d.example"],
  },
  {
    name: "§5.5 A does not validate an IPv6 client",
    ip: ip6Client,
    spf: "v=spf1 ptr -all",
    zone: { [reverse6]: { ptr: "mail.d.example" }, "mail.d.example": { a: "192.0.2.1" } },
    result: "fail",
  },
  {
    name: "§5.5 in-addr.arpa for a mapped address",
    ip: "::ffff:192.0.2.1",
    spf: "v=spf1 ptr -all",
    ...named("mail.d.example", { "mail.d.example": right }),
    result: "pass",
  },
  {
    name: "§5.5 the domain of the included record",
    spf: "v=spf1 include:i.example -all",
    zone: { "i.example": { txt: "v=spf1 ptr" }, [reverse]: { ptr: "mail.i.example" }, "mail.i.example": right },
    result: "pass",
  },
  {
    name: "§4.6.4 ten names, the last is right",
    spf: "v=spf1 ptr -all",
    ...named(
      upTo(10, n => `p${n}.d.example`),
      many(10, 10),
    ),
    result: "pass",
  },
  {
    name: "§4.6.4 eleven names, the last is right",
    spf: "v=spf1 ptr -all",
    ...named(
      upTo(11, n => `p${n}.d.example`),
      many(11, 11),
    ),
    result: "fail",
  },
  {
    name: "§4.6.4 eleven names, the tenth is right",
    spf: "v=spf1 ptr -all",
    ...named(
      upTo(11, n => `p${n}.d.example`),
      many(11, 10),
    ),
    result: "pass",
  },
  {
    name: "§4.6.4 eleven names are no error",
    spf: "v=spf1 ptr +all",
    ...named(upTo(11, n => `p${n}.d.example`)),
    result: "pass",
    mechanism: "all",
  },
]);

/** The target-name shows what %{p} was. */
const p = (name: string, expansion: string, rest: Zone): HostCase => ({
  name,
  spf: "v=spf1 exists:%{p}.p.example -all",
  zone: { ...rest, [`${expansion}.p.example`]: { a: "127.0.0.1" } },
  result: "pass",
});

hostCases("§7.3 %{p}", [
  p("§7.3 the domain itself before all others", "d.example", {
    [reverse]: { ptr: ["x.example", "mail.d.example", "d.example"] },
    "x.example": right,
    "mail.d.example": right,
    "d.example": { ...right, txt: "v=spf1 exists:%{p}.p.example -all" },
  }),
  p("§7.3 then a name below it", "mail.d.example", {
    [reverse]: { ptr: ["x.example", "Mail.D.example."] },
    "x.example": right,
    "mail.d.example": right,
  }),
  p("§7.3 then any", "x.example", {
    [reverse]: { ptr: ["x.example", "y.example"] },
    "x.example": right,
    "y.example": right,
  }),
  p("§7.3 a name that is not validated does not count", "y.example", {
    [reverse]: { ptr: ["mail.d.example", "y.example"] },
    "mail.d.example": { a: "192.0.2.2" },
    "y.example": right,
  }),
  p("§7.3 bad-d.example is not below d.example", "x.example", {
    [reverse]: { ptr: ["x.example", "bad-d.example"] },
    "x.example": right,
    "bad-d.example": right,
  }),
  p("§7.3 unknown without PTR", "unknown", {}),
  p("§7.3 unknown without validated names", "unknown", {
    [reverse]: { ptr: "x.example" },
    "x.example": { a: "192.0.2.2" },
  }),
  p("§7.3 unknown after an error", "unknown", { [reverse]: "servfail" }),
  p("§4.6.4 the eleventh name does not count", "unknown", {
    [reverse]: { ptr: upTo(11, n => `p${n}.d.example`) },
    ...many(11, 11),
  }),
  {
    ...p("§7.3 the sender's domain in upper case", "d.example", {
      [reverse]: { ptr: ["x.example", "d.example"] },
      "x.example": right,
      "d.example": { ...right, txt: "v=spf1 exists:%{p}.p.example -all" },
    }),
    mailFrom: "u@D.EXAMPLE",
  },
  {
    name: "§7.3 with transformers",
    spf: "v=spf1 exists:%{p1r}.p.example -all",
    zone: { [reverse]: { ptr: "x.y.example" }, "x.y.example": right, "x.p.example": { a: "127.0.0.1" } },
    result: "pass",
  },
  {
    name: "§7.3 for an IPv6 client",
    ip: ip6Client,
    spf: "v=spf1 exists:%{p}.p.example -all",
    zone: { [reverse6]: { ptr: "x.example" }, "x.example": right, "x.example.p.example": { a: "127.0.0.1" } },
    result: "pass",
  },
  {
    name: "§7.3 in the explanation alone it costs no term",
    spf: "v=spf1 -all exp=e.example",
    zone: { "e.example": { txt: "%{p} is %{P}" }, [reverse]: { ptr: "x.example" }, "x.example": right },
    result: "fail",
    explanation: "x.example is x.example",
    lookups: 0,
  },
  {
    name: "§7.3 the name that exp gives too",
    spf: "v=spf1 -all exp=%{p}.example",
    zone: { "unknown.example": { txt: "%{p}" } },
    result: "fail",
    explanation: "unknown",
    lookups: 0,
  },
  {
    name: "§7.3 it is asked for once a message",
    spf: "v=spf1 exists:%{p}.a.example exists:%{p}.b.example -all",
    result: "fail",
    asked: ["TXT d.example", `PTR ${reverse}`, "A unknown.a.example", "A unknown.b.example"],
  },
  {
    name: "§7.3 the best name is that of the record's own domain",
    spf: "v=spf1 include:i.example -all",
    zone: {
      "i.example": { txt: "v=spf1 exists:%{p}.p.example" },
      [reverse]: { ptr: ["mail.d.example", "mail.i.example"] },
      "mail.d.example": right,
      "mail.i.example": right,
      "mail.i.example.p.example": { a: "127.0.0.1" },
    },
    result: "pass",
  },
]);
