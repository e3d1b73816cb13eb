/** Whose policy is asked for (RFC 7208 §2.2 to §2.4, §4.1 to §4.3, §11.5.3). */
import type { Zone } from "../../support/zone-resolver.ts";
import { hostCases, ip6Client, upTo, type HostCase } from "./host-case.ts";

const pass = { "d.example": { txt: "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all" } };
const label63 = "a".repeat(63);
/** 253 characters: three labels of 63 and one of 61. */
const name253 = [label63, label63, label63, "a".repeat(61)].join(".");
/** Every name asked for passes; so none can only come from the name itself. */
const anyName = (name: string): Zone => ({ [name]: { txt: "v=spf1 +all" } });

hostCases("§4.1 the client's address", [
  { name: "§4.1 an IPv4 client", ip: "192.0.2.1", zone: pass, result: "pass", mechanism: "ip4:192.0.2.1" },
  { name: "§4.1 an IPv6 client", ip: ip6Client, zone: pass, result: "pass", mechanism: "ip6:2001:db8::1" },
  { name: "§4.1 an IPv6 client written in full, upper case", ip: "2001:0DB8:0:0:0:0:0:1", zone: pass, result: "pass" },
  ...[
    "::ffff:192.0.2.1",
    "::FFFF:192.0.2.1",
    "::ffff:c000:201",
    "0:0:0:0:0:ffff:c000:0201",
    "0000:0000:0000:0000:0000:FFFF:192.0.2.1",
  ].map((ip): HostCase => ({
    name: `§5 ${ip} is an IPv4 client`,
    ip,
    zone: pass,
    result: "pass",
    mechanism: "ip4:192.0.2.1",
  })),
  {
    name: "§5 an IPv4-compatible address is an IPv6 client",
    ip: "::192.0.2.1",
    zone: pass,
    result: "fail",
    mechanism: "-all",
  },
  ...[
    "",
    "192.0.2",
    "192.0.2.01",
    "192.0.2.256",
    "[192.0.2.1]",
    "IPv6:2001:db8::1",
    "fe80::1%eth0",
    "d.example",
    "::1::",
  ].map((ip): HostCase => ({
    name: `§4.1 "${ip}" is no address`,
    ip,
    zone: pass,
    result: "none",
    asked: [],
    lookups: 0,
    via: [],
  })),
]);

hostCases("§4.3 the domain", [
  { name: "§4.3 a full name", zone: pass, result: "pass", via: ["d.example"], asked: ["TXT d.example"] },
  {
    name: "§4.3 upper case",
    mailFrom: "u@D.Example",
    zone: pass,
    result: "pass",
    via: ["d.example"],
    asked: ["TXT d.example"],
  },
  { name: "§4.3 a zero-length label at the end", mailFrom: "u@d.example.", zone: pass, result: "pass" },
  { name: "§4.3 two zero-length labels at the end", mailFrom: "u@d.example..", zone: pass, result: "none", asked: [] },
  {
    name: "§4.3 a zero-length label inside",
    mailFrom: "u@a..d.example",
    zone: anyName("a..d.example"),
    result: "none",
    asked: [],
  },
  {
    name: "§4.3 a zero-length label in front",
    mailFrom: "u@.d.example",
    zone: anyName(".d.example"),
    result: "none",
    asked: [],
  },
  {
    name: "§4.3 a label of 63 characters",
    mailFrom: `u@${label63}.example`,
    zone: anyName(`${label63}.example`),
    result: "pass",
  },
  {
    name: "§4.3 a label of 64 characters",
    mailFrom: `u@a${label63}.example`,
    zone: anyName(`a${label63}.example`),
    result: "none",
    asked: [],
  },
  { name: "§4.3 a name of 253 characters", mailFrom: `u@${name253}`, zone: anyName(name253), result: "pass" },
  {
    name: "§4.3 a name of 254 characters",
    mailFrom: `u@a.${name253.slice(1)}`,
    zone: anyName(`a.${name253.slice(1)}`),
    result: "none",
    asked: [],
  },
  { name: "§4.3 a single label", mailFrom: "u@example", zone: anyName("example"), via: [], result: "none", asked: [] },
  {
    name: "§4.3 a single label and a dot",
    mailFrom: "u@example.",
    zone: anyName("example"),
    result: "none",
    asked: [],
  },
  {
    name: "§4.3 NXDOMAIN",
    mailFrom: "u@gone.example",
    result: "none",
    via: ["gone.example"],
    asked: ["TXT gone.example"],
  },
  {
    name: "§4.3 an address literal",
    mailFrom: "u@[192.0.2.1]",
    zone: anyName("[192.0.2.1]"),
    result: "none",
    asked: [],
  },
  { name: "§4.3 an IPv6 address literal", mailFrom: "u@[IPv6:2001:db8::1]", result: "none", asked: [] },
  { name: "§4.3 an underscore is no fault", mailFrom: "u@_a.example", zone: anyName("_a.example"), result: "pass" },
  {
    name: "§4.3 a control character",
    mailFrom: "u@a\u0000.example",
    zone: anyName("a\u0000.example"),
    result: "none",
    asked: [],
  },
  { name: "§4.3 a domain of 64 KB", mailFrom: `u@${"a.".repeat(32_768)}example`, result: "none", asked: [] },
  { name: "§4.3 an empty domain", mailFrom: "u@", zone: pass, result: "none", asked: [] },
  {
    name: "§4.3 the same for an include: one label has no policy",
    spf: "v=spf1 include:%{d1} -all",
    zone: anyName("example"),
    result: "permerror",
    asked: ["TXT d.example"],
  },
  {
    name: "§4.3 the same for a redirect",
    spf: "v=spf1 redirect=%{d1}",
    zone: anyName("example"),
    result: "permerror",
    asked: ["TXT d.example"],
  },
]);

const says = { "d.example": { txt: "v=spf1 -all exp=e.example" }, "e.example": { txt: "%{s} %{l} %{o} %{d} %{h}" } };

hostCases("§4.3 the local-part", [
  {
    name: "§4.3 no local-part",
    mailFrom: "d.example",
    zone: says,
    result: "fail",
    explanation: "postmaster@d.example postmaster d.example d.example helo.example",
  },
  {
    name: "§4.3 an empty local-part",
    mailFrom: "@d.example",
    zone: says,
    result: "fail",
    explanation: "postmaster@d.example postmaster d.example d.example helo.example",
  },
  {
    name: "§4.3 a local-part keeps its case",
    mailFrom: "Us.Er+x@D.example",
    zone: says,
    result: "fail",
    explanation: "Us.Er+x@D.example Us.Er+x D.example D.example helo.example",
  },
  {
    name: "§2.2 the last @ counts",
    mailFrom: "a@b.example@d.example",
    zone: says,
    result: "fail",
    explanation: "a@b.example@d.example a@b.example d.example d.example helo.example",
  },
  {
    name: "§2.2 a quoted local-part with @ and spaces",
    mailFrom: '"a b@c.example"@d.example',
    zone: says,
    result: "fail",
    explanation: '"a b@c.example"@d.example "a b@c.example" d.example d.example helo.example',
  },
  {
    name: "§2.2 a source route is no domain and no local-part",
    mailFrom: "@a.example,@b.example:u@d.example",
    zone: says,
    result: "fail",
    explanation: "u@d.example u d.example d.example helo.example",
  },
  {
    name: "§2.2 a %-hack is a local-part",
    mailFrom: "u%b.example@d.example",
    zone: says,
    result: "fail",
    explanation: "u%b.example@d.example u%b.example d.example d.example helo.example",
  },
  {
    name: "§2.2 a bang path is a local-part",
    mailFrom: "b.example!u@d.example",
    zone: says,
    result: "fail",
    explanation: "b.example!u@d.example b.example!u d.example d.example helo.example",
  },
  {
    name: "§2.2 angle brackets are no part of it",
    mailFrom: "<u@d.example>",
    zone: says,
    result: "fail",
    explanation: "u@d.example u d.example d.example helo.example",
  },
  {
    name: "§11.5.3 a local-part of 64 KB hides nobody",
    mailFrom: `${"u".repeat(65_536)}@d.example`,
    zone: { "d.example": { txt: "v=spf1 -all" } },
    result: "fail",
  },
]);

hostCases("§2.4 a null reverse-path", [
  {
    name: "§2.4 postmaster at the HELO name",
    mailFrom: "",
    helo: "d.example",
    zone: says,
    result: "fail",
    explanation: "postmaster@d.example postmaster d.example d.example d.example",
  },
  { name: "§2.4 written <>", mailFrom: "<>", helo: "d.example", zone: pass, result: "pass" },
  {
    name: "§2.4 the HELO name does not count beside a reverse-path",
    helo: "other.example",
    zone: pass,
    result: "pass",
    asked: ["TXT d.example"],
  },
  {
    name: "§2.3 a HELO name with a trailing dot",
    mailFrom: "",
    helo: "D.example.",
    zone: says,
    result: "fail",
    explanation: "postmaster@D.example postmaster D.example D.example D.example.",
  },
  ...[
    "",
    "localhost",
    "[192.0.2.1]",
    "[IPv6:2001:db8::1]",
    "a..d.example",
    "\u0000",
    "d.example\r\nMAIL FROM:<u@d.example>",
    ".",
    ".d.example",
    "x".repeat(65_536),
  ].map((helo, index): HostCase => ({
    name: `§2.3 no policy for HELO ${index + 1}: ${helo.slice(0, 20)}`,
    mailFrom: "",
    helo,
    zone: pass,
    result: "none",
    asked: [],
  })),
  {
    name: "§2.3 a HELO name holds no local-part",
    mailFrom: "",
    helo: "u@d.example",
    zone: pass,
    result: "none",
    asked: ["TXT u@d.example"],
  },
]);

const idn = {
  "xn--tda.example": { txt: "v=spf1 exists:%{o}.o.example exists:%{h}.h.example -all exp=e.example" },
  "e.example": { txt: "%{s} %{o} %{d} %{h}" },
};

hostCases("RFC 8616 §4 internationalized mail", [
  {
    name: "§4.3 U-labels are asked for as A-labels, in the macros too",
    mailFrom: "u@ü.example",
    helo: "mail.ü.example",
    zone: idn,
    result: "fail",
    explanation: "u@xn--tda.example xn--tda.example xn--tda.example mail.xn--tda.example",
    asked: ["TXT xn--tda.example", "A xn--tda.example.o.example", "A mail.xn--tda.example.h.example", "TXT e.example"],
  },
  { name: "§4.3 an A-label stays", mailFrom: "u@xn--tda.example", zone: idn, result: "fail" },
  {
    name: "§4.3 a HELO name in U-labels",
    mailFrom: "",
    helo: "ü.example",
    zone: idn,
    result: "fail",
    explanation: "postmaster@xn--tda.example xn--tda.example xn--tda.example xn--tda.example",
  },
  {
    name: "§4.3 what can be no A-label is no name",
    mailFrom: "u@ü%41.example",
    zone: anyName("xn--a-dha.example"),
    result: "none",
    asked: [],
  },
  { name: "§4.3 a lone surrogate", mailFrom: "u@\ud800.example", result: "none", asked: [] },
  ...[
    "exists:%{l}.example",
    "exists:%{S}.example",
    "a:%{l1r-}.example",
    "mx:%{l}.example",
    "ptr:%{l}.example",
    "include:%{l}.example",
  ].map((term): HostCase => ({
    name: `§7.3 ${term} matches nothing for a local-part beyond US-ASCII`,
    mailFrom: "ü@d.example",
    spf: `v=spf1 ${term} ?all`,
    result: "neutral",
    lookups: 1,
    asked: ["TXT d.example"],
  })),
  {
    name: "§7.3 a term without the local-part is evaluated all the same",
    mailFrom: "ü@d.example",
    spf: "v=spf1 exists:%%{l}.example a:a.example ?all",
    zone: { "a.example": { a: "192.0.2.1" } },
    result: "pass",
  },
  {
    name: "§6.2 and the explanation, which would not be US-ASCII, is none",
    mailFrom: "ü@d.example",
    zone: says,
    result: "fail",
    explanation: undefined,
  },
]);

hostCases(
  "§11.5.3 hostile text in macros",
  upTo(31, (code): HostCase => ({
    name: `§11.5.3 the control character ${code} reaches no question`,
    mailFrom: `u${String.fromCharCode(code)}@d.example`,
    spf: "v=spf1 exists:%{l}.example -all",
    result: "fail",
    asked: ["TXT d.example"],
    voidLookups: 0,
  })),
);
