/** Macro expansion (RFC 7208 §7), seen in the explanation and in the names that are asked for. */
import { hostCases, ip6Client, upTo, type HostCase } from "./host-case.ts";

type Message = Pick<HostCase, "ip" | "mailFrom" | "helo" | "receiver" | "timestamp">;

/** The message of RFC 7208 §7.4. */
const example: Message = { ip: "192.0.2.3", mailFrom: "strong-bad@email.example.com" };
const bad = "strong-bad@email.example.com";

const says = (
  text: string,
  explanation: string | undefined,
  message: Message = example,
  clause = "§7.3",
): HostCase => ({
  name: `${clause} ${text.slice(0, 60)} is ${String(explanation).slice(0, 60)}`,
  ...message,
  zone: {
    "email.example.com": { txt: "v=spf1 -all exp=e.example" },
    "d.example": { txt: "v=spf1 -all exp=e.example" },
    "e.example": { txt: text },
    "3.2.0.192.in-addr.arpa": { ptr: "mx.example.org" },
    "mx.example.org": { a: "192.0.2.3" },
  },
  result: "fail",
  explanation,
});

/** What is asked for, or nothing when it is undefined. */
const names = (
  spec: string,
  name: string | undefined,
  message: Message = { mailFrom: "u@d.example" },
  clause = "§7.3",
): HostCase => {
  const domain = (message.mailFrom ?? "").split("@").at(-1) ?? "";
  return {
    name: `${clause} ${spec.slice(0, 60)} asks for ${String(name).slice(0, 60)}`,
    ...message,
    zone: { [domain]: { txt: `v=spf1 exists:${spec} -all` } },
    result: "fail",
    asked: [`TXT ${domain}`, ...(name === undefined ? [] : [`A ${name}`])],
  };
};

hostCases("§7.4 the examples", [
  ...(
    [
      ["%{s}", bad],
      ["%{o}", "email.example.com"],
      ["%{d}", "email.example.com"],
      ["%{d4}", "email.example.com"],
      ["%{d3}", "email.example.com"],
      ["%{d2}", "example.com"],
      ["%{d1}", "com"],
      ["%{dr}", "com.example.email"],
      ["%{d2r}", "example.email"],
      ["%{l}", "strong-bad"],
      ["%{l-}", "strong.bad"],
      ["%{lr}", "strong-bad"],
      ["%{lr-}", "bad.strong"],
      ["%{l1r-}", "strong"],
    ] as const
  ).map(([text, expansion]) => says(text, expansion, example, "§7.4")),
  ...(
    [
      ["%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"],
      ["%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"],
      ["%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"],
      ["%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"],
      ["%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"],
    ] as const
  ).map(([spec, name]) => names(spec, name, example, "§7.4")),
  names(
    "%{ir}.%{v}._spf.%{d2}",
    `1.0.b.c${".0".repeat(20)}.8.b.d.0.1.0.0.2.ip6._spf.example.com`,
    { ...example, ip: "2001:db8::cb01" },
    "§7.4",
  ),
]);

hostCases("§7.2 the letters", [
  says("%{p}", "mx.example.org", example, "§7.2"),
  says("%{i} %{c} %{v}", "192.0.2.3 192.0.2.3 in-addr"),
  says("%{i}", "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1", { ...example, ip: "2001:DB8::CB01" }),
  says("%{c} %{v}", "2001:db8::cb01 ip6", { ...example, ip: "2001:0DB8:0:0:0:0:0:CB01" }),
  says("%{i}", `${"0.".repeat(31)}1`, { ...example, ip: "::1" }),
  says("%{c}", "::", { ...example, ip: "0:0:0:0:0:0:0:0" }),
  says("%{c}", "1:0:0:2::3", { ...example, ip: "1:0:0:2:0:0:0:3" }),
  says("%{c}", "1:2:3:4:5:6:7:8", { ...example, ip: "1:2:3:4:5:6:7:8" }),
  says("%{c}", "1:0:2:3:4:5:6:7", { ...example, ip: "1:0:2:3:4:5:6:7" }),
  says("%{c}", "::1:0:0:2:3", { ...example, ip: "0:0:0:1:0:0:2:3" }),
  says("%{c}", "1::", { ...example, ip: "1::" }),
  says("%{i} %{c} %{v}", "192.0.2.3 192.0.2.3 in-addr", { ...example, ip: "::ffff:192.0.2.3" }, "§5"),
  says("%{h}", "Mail.Example", { ...example, helo: "Mail.Example" }, "§7.2"),
  says("%{h}", "[192.0.2.3]", { ...example, helo: "[192.0.2.3]" }, "§7.2"),
  says("%{h}", "", { ...example, helo: "" }, "§7.2"),
  says("%{h}", "mail..example.", { ...example, helo: "mail..example." }, "§7.2"),
  says("%{r}", "unknown"),
  says("%{r}", "mx.receiver.example", { ...example, receiver: "mx.receiver.example" }),
  says("%{t}", "unknown"),
  says("%{t}", "1795561000", { ...example, timestamp: 1_795_561_000.9 }),
  says("%{t}", "0", { ...example, timestamp: 0 }),
  says("%{s}%{L}%{o}", "u@D.ExampleuD.Example", { mailFrom: "u@D.Example" }, "§7.2"),
  says("%{d}", "D.Example", { mailFrom: "u@D.Example." }, "§7.2"),
]);

const long: Message = { mailFrom: "a.b-c+d,e/f_g=h@d.example" };

hostCases("§7.3 transformers and delimiters", [
  says("%{l}", "a.b-c+d,e/f_g=h", long),
  says("%{l.}", "a.b-c+d,e/f_g=h", long),
  says("%{l1}", "b-c+d,e/f_g=h", long),
  says("%{l-}", "a.b.c+d,e/f_g=h", long),
  says("%{l+}", "a.b-c.d,e/f_g=h", long),
  says("%{l,}", "a.b-c+d.e/f_g=h", long),
  says("%{l/}", "a.b-c+d,e.f_g=h", long),
  says("%{l_}", "a.b-c+d,e/f.g=h", long),
  says("%{l=}", "a.b-c+d,e/f_g.h", long),
  says("%{l+-,}", "a.b.c.d.e/f_g=h", long),
  says("%{l.-/}", "a.b.c+d,e.f_g=h", long),
  says("%{l,-_}", "a.b.c+d.e/f.g=h", long),
  says("%{l.-+,/_=}", "a.b.c.d.e.f.g.h", long),
  says("%{l8r.-+,/_=}", "h.g.f.e.d.c.b.a", long),
  says("%{l3.-+,/_=}", "f.g.h", long),
  says("%{l3r.-+,/_=}", "c.b.a", long),
  says("%{l--}", "a.b.c+d,e/f_g=h", long),
  says("%{L3R.-+,/_=}", "c.b.a", long, "§12"),
  says("%{d127}", "email.example.com"),
  says("%{d128r}", "com.example.email"),
  says(`%{d${"9".repeat(400)}}`, "email.example.com"),
  says("%{d01}", "com"),
  says("%{d002r}", "example.email"),
  says("%{l-}", ".a..b.", { mailFrom: "-a--b-@d.example" }),
  says("%{l1-}|%{l2-}|%{l1r-}", "|b.|", { mailFrom: "-a--b-@d.example" }),
  says("%{lr-}", ".b..a.", { mailFrom: "-a--b-@d.example" }),
  says("%{ir}", "3.2.0.192"),
  says("%{i1}-%{i2r}", "3-0.192"),
  says("%{c2}", "2.3"),
  says("%{s1@}", undefined),
  says("%{s2}", "example.com"),
]);

hostCases("§7.1 the special cases", [
  says("%%", "%", example, "§7.1"),
  says("%%%%", "%%", example, "§7.1"),
  says("%_a%-b", " a%20b", example, "§7.1"),
  says("%%{d}", "%{d}", example, "§7.1"),
  says("%%%{d1}", "%com", example, "§7.1"),
  says("{d} } {", "{d} } {", example, "§7.1"),
  says("", "", example, "§7.1"),
  says("%{%{d}}", undefined, example, "§7.1"),
  says("% {d}", undefined, example, "§7.1"),
  says("%{d2-r}", undefined, example, "§7.1"),
  says("%{l}", "%{d}", { mailFrom: "%{d}@d.example" }, "§4.8"),
  names("%{l}.x.example", "%{d}.x.example", { mailFrom: "%{d}@d.example" }, "§4.8"),
]);

hostCases("§7.3 upper case is escaped for URLs", [
  says("%{S}", "strong-bad%40email.example.com"),
  says(
    "See http://%{d}/why.html?s=%{S}&i=%{I}",
    `See http://email.example.com/why.html?s=strong-bad%40email.example.com&i=192.0.2.3`,
    example,
    "§6.2",
  ),
  says("%{L}", "AZaz09-._~", { mailFrom: "AZaz09-._~@d.example" }),
  says("%{L}", "%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%5B%5C%5D%5E%60%7B%7C%7D%20", {
    mailFrom: `!"#$%&'()*+,/:;<=>?[\\]^\`{|} @d.example`,
  }),
  says("%{L}", "%40", { mailFrom: "@@d.example" }),
  says("%{C}", "2001%3Adb8%3A%3A1", { mailFrom: "u@d.example", ip: ip6Client }),
  says("%{H}", "a%26b", { ...example, helo: "a&b" }),
  says("%{L1R+}", "a%26b", { mailFrom: "a&b+c@d.example" }),
  says(
    "%{D}%{O}%{V}%{P}%{R}%{T}%{I}",
    "email.example.comemail.example.comin-addrmx.example.orgunknownunknown192.0.2.3",
  ),
  names("%{L}.x.example", "a%2bb.x.example", { mailFrom: "A+b@d.example" }),
]);

const sixty = "a".repeat(60);
/** Four labels of 60: 243 characters. */
const wide = [sixty, sixty, sixty, sixty].join(".");

hostCases("§7.3 names that are too long", [
  names(`%{l}.${wide}.ab.cdefg`, `x.${wide}.ab.cdefg`.slice(2), { mailFrom: "x@d.example" }),
  names(`%{l}.${wide}.abcdefg`, `x.${wide}.abcdefg`, { mailFrom: "x@d.example" }),
  names(`%{l}.${wide}.abcdefg`, `${wide}.abcdefg`, { mailFrom: "xy@d.example" }),
  names(`%{l}.${wide}.abcdefg`, `x.${wide}.abcdefg`, { mailFrom: "w.x@d.example" }),
  names(`%{l}.${wide}.abcdefg.`, `x.${wide}.abcdefg`, { mailFrom: "w.x@d.example" }),
  names(`%{l}${wide}.abc.cdefg.`, `${[sixty, sixty, sixty].join(".")}.abc.cdefg`, { mailFrom: "x@d.example" }),
  names(`%{l}.${wide}.abcdefg`, `${wide}.abcdefg`, { mailFrom: `${"v".repeat(300)}@d.example` }),
  names(`%{l}.${wide}.abcdefg`, `x.${wide}.abcdefg`, { mailFrom: `${"v.".repeat(200)}x@d.example` }),
  names(`%{l}.${wide}.abcdefg`, `x.${wide}.abcdefg`, { mailFrom: `${"v.".repeat(30_000)}x@d.example` }),
  names(`%{l}${wide}.ab.cdefghi.%{d}`, `${[sixty, sixty, sixty].join(".")}.ab.cdefghi.d.example`, {
    mailFrom: "xxxx@d.example",
  }),
  names(`${"%{l}.".repeat(5_000)}e.example`, `${upTo(122, () => "x").join(".")}.e.example`, {
    mailFrom: "x@d.example",
  }),
  names(`${"%{l}".repeat(5_000)}.example`, "example", { mailFrom: "x@d.example" }),
  names(`${"%{l}".repeat(5_000)}`, undefined, { mailFrom: "x@d.example" }),
  names("%{l}.example", `${"x".repeat(63)}.example`, { mailFrom: `${"x".repeat(63)}@d.example` }),
  names("%{l}.example", undefined, { mailFrom: `${"x".repeat(64)}@d.example` }),
  names("%{l-}.example", undefined, { mailFrom: "a--b@d.example" }),
  names("%{l1-}%{l1-}", undefined, { mailFrom: "a-@d.example" }),
  names("%{h}", undefined, { mailFrom: "u@d.example", helo: "" }),
  names("%{h}", undefined, { mailFrom: "u@d.example", helo: "." }),
  names("%{h}", "x.example", { mailFrom: "u@d.example", helo: "X.example." }),
  names("%{h}.%{d}", undefined, { mailFrom: "u@d.example", helo: "x.example." }),
  names("%{h}%{d}", "x.d.example", { mailFrom: "u@d.example", helo: "x." }),
]);

const sent: Message = { mailFrom: "u@d.example" };

hostCases("§7.2 what changes below an include and behind a redirect", [
  {
    name: "§7.3 s, l and o stay, d is the record's own",
    ...sent,
    spf: "v=spf1 include:i.example redirect=r.example",
    zone: { "i.example": { txt: "v=spf1 exists:%{s}.%{d}" }, "r.example": { txt: "v=spf1 exists:%{o}.%{d} -all" } },
    result: "fail",
    asked: ["TXT d.example", "TXT i.example", "A u@d.example.i.example", "TXT r.example", "A d.example.r.example"],
  },
  {
    name: "§7.3 the HELO name of a null reverse-path",
    mailFrom: "",
    helo: "d.example",
    spf: "v=spf1 exists:%{s}.%{h}.example -all",
    result: "fail",
    asked: ["TXT d.example", "A postmaster@d.example.d.example.example"],
  },
]);
