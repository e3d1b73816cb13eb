import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { spfJudge } from "../../../src/decide/impact/spf-judge.ts";
import type { LookUp } from "../../../src/dns/dns-lock.ts";
import { checkLocked } from "../../../src/spf/check-locked.ts";
import { compileSpf } from "../../../src/spf/compile.ts";
import { spfTree } from "../../../src/spf/spf-tree.ts";

/** Answers by `type name`; what is absent nobody knows. */
type Zone = Readonly<Record<string, readonly string[]>>;

const lookUpIn =
  (zone: Zone): LookUp =>
  (type, name) => {
    const records = zone[`${type} ${name}`];
    return records && { status: records.length === 0 ? "nodata" : "ok", records };
  };

/** Without the short cut: whatever the compiled record does not know is evaluated. */
function judged(name: string, ip: string, lookUp: LookUp): boolean | undefined {
  const match = compileSpf(spfTree(name, lookUp)).find(ip);
  if (match !== undefined) return match.result === "pass";
  const { result, missing } = checkLocked({ ip, mailFrom: `postmaster@${name}` }, lookUp);
  return missing.length > 0 ? undefined : result === "pass";
}

const ips = ["192.0.2.10", "192.0.2.77", "198.51.100.7", "2001:db8::7", "::ffff:192.0.2.10", "", "no address"];
const hosts = ["client.example", "a.client.example", "b.client.example", "vendor.test"];
const names = [...hosts, "A.client.example", "x@client.example", "client.example.", "ü.client.example", ""];

const host = fc.constantFrom(...hosts);
const term = fc.oneof(
  fc.constantFrom(
    "ip4:192.0.2.10",
    "~ip4:192.0.2.0/24",
    "ip6:2001:db8::/48",
    "a",
    "mx",
    "ptr",
    "exists:%{i}.client.example",
  ),
  fc.tuple(fc.constantFrom("include:", "a:", "mx:", "exists:", "-include:"), host).map(parts => parts.join("")),
);
const end = fc.oneof(
  fc.constantFrom("-all", "~all", "", "exp=why.client.example -all"),
  host.map(to => `redirect=${to}`),
);
const record = fc
  .tuple(fc.array(term, { maxLength: 3 }), end)
  .map(([terms, last]) => ["v=spf1", ...terms, last].join(" ").trim());
const address4 = fc.subarray(["192.0.2.10", "192.0.2.77", "203.0.113.1"]);
const address6 = fc.subarray(["2001:db8::7", "2001:db8::8"]);
const exchanges = fc.subarray(hosts.map((name, index) => `${index} ${name}`));
const zones = fc
  .tuple(
    ...hosts.flatMap(name => [
      fc.option(fc.array(record, { minLength: 0, maxLength: 1 })).map(found => [`TXT ${name}`, found] as const),
      fc.option(address4).map(found => [`A ${name}`, found] as const),
      fc.option(address6).map(found => [`AAAA ${name}`, found] as const),
      fc.option(exchanges).map(found => [`MX ${name}`, found] as const),
    ]),
  )
  .map((entries): Zone =>
    Object.fromEntries(entries.flatMap(([key, found]) => (found === null ? [] : [[key, found]]))),
  );

test("an address is judged as the evaluator judges it, whatever is known of the names", () => {
  fc.assert(
    fc.property(zones, zone => {
      const lookUp = lookUpIn(zone);
      const judge = spfJudge(lookUp);
      for (const name of names)
        for (const ip of [...ips, ...ips]) expect(judge(name, ip)).toBe(judged(name, ip, lookUp));
    }),
    { numRuns: 400 },
  );
});

test.each<[string, Zone, string, boolean | undefined]>([
  [
    "of two exchanges the one that is known matches before the other is asked for",
    {
      "TXT client.example": ["v=spf1 mx -all"],
      "MX client.example": ["1 a.test", "2 b.test"],
      "A a.test": ["192.0.2.1"],
    },
    "192.0.2.1",
    true,
  ],
  ["an include that nobody knows", { "TXT client.example": ["v=spf1 include:b.test -all"] }, "192.0.2.1", undefined],
  ["text that is no address passes nowhere", { "TXT client.example": ["v=spf1 include:b.test -all"] }, "x", false],
  [
    "a name that is asked for by the client's address and known",
    { "TXT client.example": ["v=spf1 exists:%{i}.b.test -all"], "A 192.0.2.1.b.test": ["127.0.0.2"] },
    "192.0.2.1",
    true,
  ],
])("%s", (_, zone, ip, passes) => {
  const judge = spfJudge(lookUpIn(zone));
  expect(judge("client.example", ip)).toBe(passes);
  expect(judged("client.example", ip, lookUpIn(zone))).toBe(passes);
});

test("a name is the evaluator's in whatever case it is told", () => {
  const lookUp = lookUpIn({ "TXT a.client.example": ["v=spf1 ip4:192.0.2.1 -all"] });
  expect(spfJudge(lookUp)("A.client.example", "192.0.2.1")).toBe(true);
});
