/** `all` (RFC 7208 §5.1) and `include` (§5.2). */
import { hostCases, type HostCase } from "./host-case.ts";

const include = (inner: string | "timeout" | undefined, rest = "?all"): Pick<HostCase, "spf" | "zone"> => ({
  spf: `v=spf1 include:i.example ${rest}`,
  zone: inner === undefined ? {} : { "i.example": inner === "timeout" ? "timeout" : { txt: inner } },
});

hostCases("§5.1 all", [
  { name: "§5.1 it always matches", spf: "v=spf1 -all", result: "fail", mechanism: "-all" },
  { name: "§5.1 for an IPv6 client too", ip: "2001:db8::1", spf: "v=spf1 all", result: "pass", mechanism: "all" },
  {
    name: "§5.1 what is behind it is ignored",
    spf: "v=spf1 -all ip4:192.0.2.1 a:t.example",
    zone: { "t.example": "timeout" },
    result: "fail",
    asked: ["TXT d.example"],
  },
  { name: "§5.1 the first of two counts", spf: "v=spf1 ~all -all", result: "softfail" },
  {
    name: "§5.1 a redirect beside it is ignored",
    spf: "v=spf1 ?all redirect=r.example",
    zone: { "r.example": { txt: "v=spf1 -all" } },
    result: "neutral",
    asked: ["TXT d.example"],
  },
  {
    name: "§5.1 also one in front of it",
    spf: "v=spf1 redirect=r.example ?all",
    zone: { "r.example": { txt: "v=spf1 -all" } },
    result: "neutral",
  },
]);

hostCases("§5.2 include", [
  {
    name: "§5.2 pass is a match",
    ...include("v=spf1 ip4:192.0.2.1 -all"),
    result: "pass",
    mechanism: "ip4:192.0.2.1",
    via: ["d.example", "i.example"],
    lookups: 1,
  },
  { name: "§5.2 fail is none", ...include("v=spf1 -all"), result: "neutral", mechanism: "?all", via: ["d.example"] },
  { name: "§5.2 softfail is none", ...include("v=spf1 ~all", "-all"), result: "fail" },
  { name: "§5.2 neutral is none", ...include("v=spf1 ?all", "-all"), result: "fail" },
  { name: "§4.7 the default result below it is none", ...include("v=spf1", "-all"), result: "fail" },
  { name: "§5.2 temperror", ...include("timeout", "+all"), result: "temperror", mechanism: "include:i.example" },
  {
    name: "§5.2 temperror further in",
    ...include("v=spf1 a:t.example", "+all"),
    zone: { "i.example": { txt: "v=spf1 a:t.example" }, "t.example": "servfail" },
    result: "temperror",
  },
  { name: "§5.2 permerror", ...include("v=spf1 foo", "+all"), result: "permerror", mechanism: "include:i.example" },
  {
    name: "§5.2 two records below it are a permerror",
    spf: "v=spf1 include:i.example +all",
    zone: { "i.example": { txt: ["v=spf1", "v=spf1"] } },
    result: "permerror",
  },
  {
    name: "§5.2 no record is a permerror",
    ...include("v=spf10", "+all"),
    result: "permerror",
    reason: "i.example has no SPF record",
  },
  { name: "§5.2 no name is a permerror", ...include(undefined, "+all"), result: "permerror" },
  {
    name: "§5.2 errors behind a match do not count",
    spf: "v=spf1 ip4:192.0.2.1 include:i.example",
    result: "pass",
    lookups: 0,
  },
  ...(
    [
      ["-", "fail"],
      ["~", "softfail"],
      ["?", "neutral"],
      ["+", "pass"],
    ] as const
  ).map(([qualifier, result]): HostCase => ({
    name: `§5.2 ${qualifier}include of a pass is ${result}`,
    spf: `v=spf1 ${qualifier}include:i.example`,
    zone: { "i.example": { txt: "v=spf1 all" } },
    result,
    mechanism: "all",
    via: ["d.example", "i.example"],
  })),
  {
    name: "§5.2 -include of a fail is no match",
    spf: "v=spf1 -include:i.example +all",
    zone: { "i.example": { txt: "v=spf1 -all" } },
    result: "pass",
  },
  {
    name: "§5.2 the domain is restored behind it",
    spf: "v=spf1 include:i.example a -all",
    zone: {
      "d.example": { txt: "v=spf1 include:i.example a -all", a: "192.0.2.1" },
      "i.example": { txt: "v=spf1 -all" },
    },
    result: "pass",
    via: ["d.example"],
    asked: ["TXT d.example", "TXT i.example", "A d.example"],
  },
  {
    name: "§5.2 the sender stays, the domain is the included one",
    spf: "v=spf1 include:i.example -all",
    zone: { "i.example": { txt: "v=spf1 exists:%{l}.%{o}.%{d}" }, "u.d.example.i.example": { a: "127.0.0.1" } },
    result: "pass",
  },
  {
    name: "§5.2 the domain-spec is expanded",
    spf: "v=spf1 include:%{d1}.%{l}.example -all",
    zone: { "example.u.example": { txt: "v=spf1 all" } },
    result: "pass",
    via: ["d.example", "example.u.example"],
  },
  {
    name: "§5.2 an include in an include",
    spf: "v=spf1 include:i.example -all",
    zone: {
      "i.example": { txt: "v=spf1 include:j.example ~all" },
      "j.example": { txt: "v=spf1 ip4:192.0.2.0/24 -all" },
    },
    result: "pass",
    mechanism: "ip4:192.0.2.0/24",
    via: ["d.example", "i.example", "j.example"],
  },
  {
    name: "§5.2 a redirect in an include",
    spf: "v=spf1 include:i.example -all",
    zone: { "i.example": { txt: "v=spf1 redirect=j.example" }, "j.example": { txt: "v=spf1 all" } },
    result: "pass",
    via: ["d.example", "i.example", "j.example"],
    lookups: 2,
  },
  {
    name: "§6.1 a redirect in an include to a name without record",
    spf: "v=spf1 include:i.example +all",
    zone: { "i.example": { txt: "v=spf1 redirect=j.example" } },
    result: "permerror",
  },
  {
    name: "§6.1 a redirect in an include never goes on above it",
    spf: "v=spf1 include:i.example -all",
    zone: { "i.example": { txt: "v=spf1 redirect=j.example" }, "j.example": { txt: "v=spf1 -all" } },
    result: "fail",
    via: ["d.example"],
  },
  {
    name: "§5.2 the same name twice",
    spf: "v=spf1 include:i.example include:i.example -all",
    zone: { "i.example": { txt: "v=spf1 -all" } },
    result: "fail",
    lookups: 2,
  },
]);

/** RFC 7208 §A.4, De Morgan's law. */
const both = {
  "ip4._spf.d.example": { txt: "v=spf1 -ip4:192.0.2.0/24 +all" },
  "ptr._spf.d.example": { txt: "v=spf1 -ptr:d.example +all" },
  "1.2.0.192.in-addr.arpa": { ptr: "mail.d.example" },
  "mail.d.example": { a: "192.0.2.1" },
};
const bothSpf = "v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all";
hostCases("§A.4 negated includes", [
  { name: "§A.4 both hold", spf: bothSpf, zone: both, result: "pass" },
  { name: "§A.4 the network does not", ip: "198.51.100.1", spf: bothSpf, zone: both, result: "fail" },
  { name: "§A.4 the name does not", ip: "192.0.2.2", spf: bothSpf, zone: both, result: "fail" },
]);
