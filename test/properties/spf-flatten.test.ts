/** Flattening of random trees, held against the evaluator at every border and at random addresses. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { lookUpIn } from "../../src/dns/dns-lock.ts";
import { checkLocked } from "../../src/spf/check-locked.ts";
import { flattenTerms, runTerms } from "../../src/spf/flatten.ts";
import { formatIp, parseIp } from "../../src/spf/ip-address.ts";
import { lockOf, type LockedName } from "../support/lock.ts";

const qualifier = fc.constantFrom("", "", "", "-", "~", "?");
// Few addresses, so that networks nest, touch and overlap.
const address4 = fc.integer({ min: 0, max: 15 }).map(host => `192.0.2.${host * 16}`);
const address6 = fc.integer({ min: 0, max: 7 }).map(host => `2001:db8::${(host * 4).toString(16)}`);
const network4 = fc.tuple(address4, fc.integer({ min: 22, max: 32 })).map(([at, prefix]) => `ip4:${at}/${prefix}`);
const network6 = fc.tuple(address6, fc.integer({ min: 120, max: 128 })).map(([at, prefix]) => `ip6:${at}/${prefix}`);
const names = ["a.example", "b.example", "c.example"];
const mechanism = (below: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: network4 },
    { weight: 2, arbitrary: network6 },
    { weight: 1, arbitrary: fc.constantFrom("a:h.example", "a:h.example/28//124", "mx:m.example") },
    ...(below.length === 0 ? [] : [{ weight: 2, arbitrary: fc.constantFrom(...below).map(name => `include:${name}`) }]),
  );
const term = (below: readonly string[]) => fc.tuple(qualifier, mechanism(below)).map(([sign, text]) => sign + text);
const record = (below: readonly string[]) =>
  fc
    .tuple(
      fc.array(term(below), { maxLength: 6 }),
      fc.constantFrom("-all", "~all", "?all", "", ...below.map(name => `redirect=${name}`)),
    )
    .map(([terms, end]): LockedName => ({ TXT: [["v=spf1", ...terms, end].filter(Boolean).join(" ")] }));

const tree = fc.tuple(record(names.slice(1)), record(names.slice(2)), record([])).map(records =>
  lockOf({
    ...Object.fromEntries(records.map((one, index) => [names[index] ?? "", one])),
    "h.example": { A: ["192.0.2.33", "192.0.2.65"], AAAA: ["2001:db8::9"] },
    "m.example": { MX: ["10 h.example"] },
  }),
);
const terms = fc.array(term(names), { minLength: 1, maxLength: 4 });
const addresses = [
  ...Array.from({ length: 258 }, (_, host) => parseIp("192.0.1.255")!.value + BigInt(host)).map(value =>
    formatIp({ family: 4, value }),
  ),
  ...Array.from({ length: 66 }, (_, host) => parseIp("2001:db8::")!.value - 1n + BigInt(host)).map(value =>
    formatIp({ family: 6, value }),
  ),
];

test("the flattened terms say of every address what the terms said, one by one", () => {
  let flattened = 0;
  fc.assert(
    fc.property(tree, terms, (lock, given) => {
      const lookUp = lookUpIn(lock);
      const flat = flattenTerms(given, "client.example", lookUp);
      if (!flat.ok) {
        expect(flat.reasons.join()).not.toContain("please report");
        return;
      }
      flattened += 1;
      const networks = flat.runs.flatMap(runTerms);
      for (const ip of addresses) {
        const said = (list: readonly string[]): string => {
          for (const one of list) {
            const sign = /^[-~?]/.exec(one)?.[0] ?? "+";
            const text = `v=spf1 ${one.replace(/^[-~?]/, "")} -all`;
            const { result } = checkLocked({ ip, mailFrom: "a@client.example" }, (type, name) =>
              name === "client.example" ? { status: "ok", records: [text] } : lookUp(type, name),
            );
            if (result === "pass") return sign;
          }
          return "no match";
        };
        expect([ip, said(networks)]).toEqual([ip, said(given)]);
      }
    }),
    { numRuns: 40 },
  );
  expect(flattened).toBeGreaterThan(5);
});
