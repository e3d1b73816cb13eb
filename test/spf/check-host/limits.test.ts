/** Processing limits (RFC 7208 §4.6.4, §11.1). */
import { test, expect } from "@jest/globals";
import { checkHost } from "../../../src/spf/check-host.ts";
import { evaluate } from "../../../src/spf/evaluate.ts";
import { zoneResolver, type Zone } from "../../support/zone-resolver.ts";
import { hostCases, ip6Client, upTo, type HostCase } from "./host-case.ts";

const other = { a: "198.51.100.1", aaaa: "2001:db8:ffff::1" };
/** `x1.example` to `x11.example`, none of them the client. */
const hosts: Zone = Object.fromEntries(upTo(11, n => [`x${n}.example`, other]));
const terms = (count: number, term: string): string => upTo(count, n => `${term}:x${n}.example`).join(" ");
const chain = (count: number, link: (next: string) => string, last: string): Zone =>
  Object.fromEntries(
    upTo(count + 1, n => [`x${n}.example`, { txt: n > count ? last : `v=spf1 ${link(`x${n + 1}.example`)}` }]),
  );
const records = (txt: string): Zone => Object.fromEntries(upTo(11, n => [`x${n}.example`, { txt, ...other }]));

hostCases("§4.6.4 ten terms that ask", [
  {
    name: "§4.6.4 ten a",
    spf: `v=spf1 ${terms(10, "a")} -all`,
    zone: hosts,
    result: "fail",
    lookups: 10,
    voidLookups: 0,
  },
  {
    name: "§4.6.4 eleven a",
    spf: `v=spf1 ${terms(11, "a")} +all`,
    zone: hosts,
    result: "permerror",
    lookups: 11,
    mechanism: "a:x11.example",
    reason: "more than 10 terms ask the DNS",
  },
  {
    name: "§4.6.4 eleven a for an IPv6 client",
    ip: ip6Client,
    spf: `v=spf1 ${terms(11, "a")} +all`,
    zone: hosts,
    result: "permerror",
  },
  {
    name: "§4.6.4 the eleventh is not asked",
    spf: `v=spf1 ${terms(11, "a")}`,
    zone: hosts,
    result: "permerror",
    asked: ["TXT d.example", ...upTo(10, n => `A x${n}.example`)],
  },
  {
    name: "§4.6.4 eleven terms, the tenth matches",
    spf: `v=spf1 ${terms(11, "a")} -all`,
    zone: { ...hosts, "x10.example": { a: "192.0.2.1" } },
    result: "pass",
    lookups: 10,
  },
  {
    name: "§4.6.4 eleven terms, the eleventh would match",
    spf: `v=spf1 ${terms(11, "a")} -all`,
    zone: { ...hosts, "x11.example": { a: "192.0.2.1" } },
    result: "permerror",
  },
  {
    name: "§4.6.4 the same term each time",
    spf: `v=spf1 ${"a:x1.example ".repeat(11)}-all`,
    zone: hosts,
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 eleven mx",
    spf: `v=spf1 ${terms(11, "mx")}`,
    zone: Object.fromEntries(upTo(11, n => [`x${n}.example`, { ...other, mx: "0 x1.example" }])),
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 ten ptr",
    spf: `v=spf1 ${terms(10, "ptr")} -all`,
    zone: { "1.2.0.192.in-addr.arpa": { ptr: "x1.example" }, ...hosts },
    result: "fail",
    lookups: 10,
  },
  {
    name: "§4.6.4 eleven ptr",
    spf: `v=spf1 ${terms(11, "ptr")} -all`,
    zone: { "1.2.0.192.in-addr.arpa": { ptr: "x1.example" }, ...hosts },
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 ten includes",
    spf: `v=spf1 ${terms(10, "include")} -all`,
    zone: records("v=spf1 -all"),
    result: "fail",
    lookups: 10,
  },
  {
    name: "§4.6.4 eleven includes",
    spf: `v=spf1 ${terms(11, "include")} +all`,
    zone: records("v=spf1 -all"),
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.1 one limit for all records: includes and what is in them",
    spf: `v=spf1 ${terms(5, "include")} -all`,
    zone: records("v=spf1 a -all"),
    result: "fail",
    lookups: 10,
  },
  {
    name: "§4.1 one limit for all records: one more",
    spf: `v=spf1 ${terms(5, "include")} a:x1.example -all`,
    zone: records("v=spf1 a -all"),
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 ten includes, one in the other",
    spf: "v=spf1 include:x1.example -all",
    zone: chain(9, next => `include:${next}`, "v=spf1 ip4:192.0.2.1"),
    result: "pass",
    lookups: 10,
    mechanism: "ip4:192.0.2.1",
    via: ["d.example", ...upTo(10, n => `x${n}.example`)],
  },
  {
    name: "§4.6.4 eleven includes, one in the other",
    spf: "v=spf1 include:x1.example -all",
    zone: chain(10, next => `include:${next}`, "v=spf1 ip4:192.0.2.1"),
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 ten redirects",
    spf: "v=spf1 redirect=x1.example",
    zone: chain(9, next => `redirect=${next}`, "v=spf1 ip4:192.0.2.1"),
    result: "pass",
    lookups: 10,
  },
  {
    name: "§4.6.4 eleven redirects",
    spf: "v=spf1 redirect=x1.example",
    zone: chain(10, next => `redirect=${next}`, "v=spf1 ip4:192.0.2.1"),
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 a redirect counts with what is before it and behind it",
    spf: `v=spf1 ${terms(5, "a")} redirect=r.example`,
    zone: { ...hosts, "r.example": { txt: `v=spf1 ${terms(4, "a")} -all` } },
    result: "fail",
    lookups: 10,
  },
  {
    name: "§4.6.4 a redirect, and one more",
    spf: `v=spf1 ${terms(5, "a")} redirect=r.example`,
    zone: { ...hosts, "r.example": { txt: `v=spf1 ${terms(5, "a")} -all` } },
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 a redirect beside all costs nothing",
    spf: `v=spf1 ${terms(10, "a")} redirect=x1.example -all`,
    zone: hosts,
    result: "fail",
    lookups: 10,
  },
  {
    name: "§4.6.4 a redirect that is not needed costs nothing",
    spf: "v=spf1 a:x1.example redirect=x2.example",
    zone: { "x1.example": { a: "192.0.2.1" } },
    result: "pass",
    lookups: 1,
  },
  {
    name: "§4.6.4 terms behind a match cost nothing",
    spf: `v=spf1 ip4:192.0.2.1 ${terms(11, "a")}`,
    result: "pass",
    lookups: 0,
  },
  {
    name: "§4.6.4 ip4, ip6, all and exp cost nothing",
    spf: `v=spf1 ${terms(10, "a")} ${"ip4:198.51.100.9 ip6:2001:db8::9 ".repeat(20)}-all exp=e.example`,
    zone: { ...hosts, "e.example": { txt: "no" } },
    result: "fail",
    lookups: 10,
    explanation: "no",
  },
  { name: "§4.6.4 an include of itself", spf: "v=spf1 include:d.example -all", result: "permerror", lookups: 11 },
  { name: "§4.6.4 a redirect to itself", spf: "v=spf1 redirect=d.example", result: "permerror", lookups: 11 },
  {
    name: "§4.6.4 two that include each other",
    spf: "v=spf1 include:b.example",
    zone: { "b.example": { txt: "v=spf1 include:d.example" } },
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 an include of itself behind a match",
    spf: "v=spf1 ip4:192.0.2.1 include:d.example",
    result: "pass",
    lookups: 0,
  },
  {
    name: "§4.6.4 %{p} counts as the ptr mechanism does, once",
    spf: "v=spf1 exists:%{p}.x.example exists:%{p}.y.example -all",
    result: "fail",
    lookups: 3,
  },
  {
    name: "§4.6.4 %{p} behind ptr costs no more",
    spf: "v=spf1 ptr a:%{p}.example -all",
    zone: { "1.2.0.192.in-addr.arpa": { ptr: "x1.example" }, ...hosts },
    result: "fail",
    lookups: 2,
  },
  {
    name: "§4.6.4 nine terms and %{p}",
    spf: `v=spf1 ${terms(9, "a")} exists:%{p}.example -all`,
    zone: hosts,
    result: "permerror",
    lookups: 11,
  },
  {
    name: "§4.6.4 nine terms and a redirect with %{p}",
    spf: `v=spf1 ${terms(9, "a")} redirect=%{p}.example`,
    zone: hosts,
    result: "permerror",
    lookups: 11,
    reason: "more than 10 terms ask the DNS",
  },
  {
    name: "§7.1 %%{p} is no macro and costs no more",
    spf: "v=spf1 exists:%%{p}.example -all",
    result: "fail",
    lookups: 1,
    asked: ["TXT d.example", "A %{p}.example"],
  },
]);

hostCases("§4.6.4 two void look-ups", [
  ...[
    "a:v1.example a:v2.example",
    "mx:v1.example mx:v2.example",
    "exists:v1.example exists:v2.example",
    "a:v1.example exists:v2.example",
    "a:v1.example a:v1.example",
    "ptr mx:v1.example",
  ].flatMap((two): HostCase[] => [
    { name: `§4.6.4 two: ${two}`, spf: `v=spf1 ${two} -all`, result: "fail", voidLookups: 2 },
    {
      name: `§4.6.4 three: ${two} and one more`,
      spf: `v=spf1 ${two} a:v3.example +all`,
      result: "permerror",
      voidLookups: 3,
      reason: "more than 2 terms asked for names without records",
    },
    {
      name: `§4.6.4 three by nodata: ${two}`,
      spf: `v=spf1 ${two} exists:v3.example +all`,
      zone: Object.fromEntries(upTo(3, n => [`v${n}.example`, { txt: "x" }])),
      result: "permerror",
      voidLookups: 3,
    },
    {
      name: `§4.6.4 two and a match: ${two}`,
      spf: `v=spf1 ${two} ip4:192.0.2.1 a:v3.example`,
      result: "pass",
      voidLookups: 2,
    },
  ]),
  {
    name: "§4.6.4 an answer without records is void",
    spf: "v=spf1 a:v1.example mx:v1.example exists:v1.example +all",
    zone: { "v1.example": { a: [], mx: [] } },
    result: "permerror",
    voidLookups: 3,
  },
  {
    name: "§4.6.4 the third mx",
    spf: "v=spf1 mx:v1.example mx:v2.example mx:v3.example +all",
    result: "permerror",
    voidLookups: 3,
  },
  {
    name: "§4.6.4 the third is a ptr",
    spf: "v=spf1 a:v1.example a:v2.example ptr +all",
    result: "permerror",
    voidLookups: 3,
  },
  {
    name: "§4.6.4 two ptr terms that find nothing; the client's PTR is asked for once",
    spf: "v=spf1 ptr ptr:x.example -all",
    result: "fail",
    voidLookups: 2,
    asked: ["TXT d.example", "PTR 1.2.0.192.in-addr.arpa"],
  },
  {
    name: "§4.6.4 each ptr term counts as void, also behind the macro p",
    spf: "v=spf1 exists:%{p}.n.example ptr ptr:x.example -all",
    zone: { "unknown.n.example": { txt: "x" } },
    result: "permerror",
    voidLookups: 3,
  },
  {
    name: "§4.6.4 a third ptr term that finds nothing",
    spf: "v=spf1 ptr ptr:x.example ptr:y.example -all",
    result: "permerror",
    voidLookups: 3,
    asked: ["TXT d.example", "PTR 1.2.0.192.in-addr.arpa"],
  },
  {
    name: "§4.6.4 the void ones of all records together",
    spf: "v=spf1 include:i.example a:v3.example +all",
    zone: { "i.example": { txt: "v=spf1 a:v1.example a:v2.example" } },
    result: "permerror",
    voidLookups: 3,
  },
  {
    name: "§4.6.4 behind a redirect too",
    spf: "v=spf1 a:v1.example a:v2.example redirect=r.example",
    zone: { "r.example": { txt: "v=spf1 a:v3.example +all" } },
    result: "permerror",
    voidLookups: 3,
  },
  {
    name: "§4.6.4 below an include",
    spf: "v=spf1 include:i.example +all",
    zone: { "i.example": { txt: "v=spf1 a:v1.example a:v2.example a:v3.example" } },
    result: "permerror",
  },
  {
    name: "§4.6.4 hosts without AAAA are void for an IPv6 client",
    ip: ip6Client,
    spf: "v=spf1 a:v1.example a:v2.example a:v3.example +all",
    zone: Object.fromEntries(upTo(3, n => [`v${n}.example`, { a: "192.0.2.1" }])),
    result: "permerror",
    voidLookups: 3,
  },
  {
    name: "§4.6.4 exists asks for A even then, and is not void",
    ip: ip6Client,
    spf: "v=spf1 ?exists:v1.example",
    zone: { "v1.example": { a: "192.0.2.1" } },
    result: "neutral",
    voidLookups: 0,
  },
  {
    name: "§4.6.4 a term is void by its own question: MX hosts without addresses are not counted",
    spf: "v=spf1 mx -all",
    zone: { "d.example": { txt: "v=spf1 mx -all", mx: upTo(10, n => `${n} v${n}.example`) } },
    result: "fail",
    voidLookups: 0,
    lookups: 1,
  },
  {
    name: "§4.6.4 nor are PTR names without addresses, which the client's owner chose",
    spf: "v=spf1 ptr -all",
    zone: { "1.2.0.192.in-addr.arpa": { ptr: upTo(10, n => `v${n}.example`) } },
    result: "fail",
    voidLookups: 0,
  },
  {
    name: "§4.6.4 %{p} is no term",
    spf: "v=spf1 exists:%{p}.example -all",
    zone: { "unknown.example": { txt: "x" } },
    result: "fail",
    voidLookups: 1,
  },
  {
    name: "§4.6.4 the explanation's TXT is not counted",
    spf: "v=spf1 a:v1.example a:v2.example -all exp=v3.example",
    result: "fail",
    voidLookups: 2,
  },
]);

const stuck = (type: "txt" | "a" | "ptr"): ReturnType<typeof zoneResolver> => ({
  ...zoneResolver({
    "d.example": { txt: "v=spf1 ptr a:t.example -all exp=e.example" },
    "1.2.0.192.in-addr.arpa": { ptr: "t.example" },
    "t.example": { a: "198.51.100.1" },
  }),
  [type]: () => new Promise(() => {}),
});

test.each(["txt", "a", "ptr"] as const)("§4.6.4 no time left while %s is asked for is a temperror", async type => {
  const query = { ip: "192.0.2.1", mailFrom: "u@d.example", resolver: stuck(type), signal: AbortSignal.timeout(20) };
  expect(await checkHost(query)).toMatchObject({
    result: "temperror",
    reason: "there was no time left",
    via: ["d.example"],
  });
});

test("§4.6.4 a limit that was reached before the first question", async () => {
  const resolver = zoneResolver({ "d.example": { txt: "v=spf1 -all" } });
  const outcome = await checkHost({ ip: "192.0.2.1", mailFrom: "u@d.example", resolver, signal: AbortSignal.abort() });
  expect(outcome).toMatchObject({ result: "temperror", lookups: 0 });
});

test("§4.6.4 a limit that is not reached changes nothing, and leaves nothing at the signal", async () => {
  const resolver = zoneResolver({ "d.example": { txt: "v=spf1 -all" } });
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => ((listeners -= 1), remove(...args));
  expect(await checkHost({ ip: "192.0.2.1", mailFrom: "u@d.example", resolver, signal })).toMatchObject({
    result: "fail",
  });
  expect(listeners).toBe(0);
});

test("§6.2 no time left for the explanation leaves the fail, without one", async () => {
  const resolver = zoneResolver({ "d.example": { txt: "v=spf1 -all exp=e.example" } });
  const slow = {
    ...resolver,
    txt: (name: string) => (name === "e.example" ? new Promise<never>(() => {}) : resolver.txt(name)),
  };
  const outcome = await checkHost({
    ip: "192.0.2.1",
    mailFrom: "u@d.example",
    resolver: slow,
    signal: AbortSignal.timeout(20),
  });
  expect(outcome).toEqual({ result: "fail", mechanism: "-all", via: ["d.example"], lookups: 0, voidLookups: 0 });
});

test.each([
  [
    "throws",
    () => {
      throw new Error("down");
    },
  ],
  ["rejects", () => Promise.reject(new Error("down"))],
])("§4.4 a resolver that %s is a temperror", async (_, txt) => {
  const resolver = { ...zoneResolver({}), txt };
  expect(await checkHost({ ip: "192.0.2.1", mailFrom: "u@d.example", resolver })).toMatchObject({
    result: "temperror",
  });
});

test("§4.6.4 only the end of the time is a temperror: a bug of a driver is not", () => {
  const evaluation = evaluate({ ip: "192.0.2.1", mailFrom: "u@d.example" });
  expect(evaluation.next().value).toEqual({ type: "txt", name: "d.example" });
  expect(() => evaluation.throw(new Error("bug"))).toThrow("bug");
});
