import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { LockedAnswer, LookUp } from "../../src/dns/dns-lock.ts";
import { checkCompiled } from "../../src/spf/check-compiled.ts";
import { checkLocked } from "../../src/spf/check-locked.ts";
import { compileSpf, type CompiledMatch } from "../../src/spf/compile.ts";
import { addressBits, formatIp, parseIp, parseIp6Network, type Family } from "../../src/spf/ip-address.ts";
import { readGroups, readQuad } from "../../src/spf/read-address.ts";
import { spfTree } from "../../src/spf/spf-tree.ts";

const names = ["client.example", "a.example", "b.example", "c.client.example", "gone.example"] as const;
/** Most lead on, one to itself, one nowhere. */
const targets = [...names.slice(1, 4), ...names.slice(1, 4), ...names];
const hosts = ["h0.example", "h1.example", "h2.example", "client.example"] as const;
/** Of the first only A may be known, of the second nothing is. */
const unknownHosts = ["u0.example", "u1.example"] as const;

type Zone = Readonly<Record<string, LockedAnswer>>;

const address4 = fc.integer({ min: 0, max: 15 }).map(octet => `192.0.2.${octet}`);
const address6 = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 15 }).map(group => `2001:db8::${group.toString(16)}`) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 15 }).map(octet => `::ffff:192.0.2.${octet}`) },
  { weight: 1, arbitrary: fc.constantFrom("::", "::fffe:ffff:ffff", "ffff::") },
);
const prefix4 = fc.option(fc.oneof(fc.integer({ min: 27, max: 32 }), fc.integer({ min: 0, max: 32 })));
const prefix6 = fc.option(fc.oneof(fc.integer({ min: 123, max: 128 }), fc.integer({ min: 0, max: 128 })));
const slash = (mark: string, length: number | null): string => (length === null ? "" : `${mark}${length}`);
const some = <T>(...weighted: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
  fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** Names in the forms that are the same for every message; the last is no name. */
const fixedSpec = (pool: readonly string[]): fc.Arbitrary<string> =>
  some(
    [12, fc.constantFrom(...pool)],
    [1, fc.constantFrom("a.%{d1}", "c.%{d}", "%{d2}", "%{d1}", "B.Example.")],
    [1, fc.constant(`${"l".repeat(64)}.example`)],
  );
const messageSpec = fc.constantFrom("%{i}.h0.example", "%{l}.example", "%{p}.example", "%{ir}.%{v}.a.example");

function term(dynamic: boolean): fc.Arbitrary<string> {
  const spec = (pool: readonly string[]): fc.Arbitrary<string> =>
    dynamic ? some([9, fixedSpec(pool)], [1, messageSpec]) : fixedSpec(pool);
  const host = (mechanism: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.option(spec([...hosts, ...hosts, unknownHosts[0]])), prefix4, prefix6)
      .map(([at, four, six]) => `${mechanism}${at === null ? "" : `:${at}`}${slash("/", four)}${slash("//", six)}`);
  const mechanism = some(
    [6, fc.tuple(address4, prefix4).map(([address, length]) => `ip4:${address}${slash("/", length)}`)],
    [5, fc.tuple(address6, prefix6).map(([address, length]) => `ip6:${address}${slash("/", length)}`)],
    [5, spec(targets).map(at => `include:${at}`)],
    [4, host("a")],
    [2, host("mx")],
    [1, fc.constant("all")],
    [1, spec(hosts).map(at => `exists:${at}`)],
    ...(dynamic ? ([[1, fc.constantFrom("ptr", "ptr:client.example")]] as const) : []),
  );
  return fc.tuple(fc.constantFrom("", "", "", "-", "~", "?"), mechanism).map(([qualifier, one]) => qualifier + one);
}

function spfText(dynamic: boolean): fc.Arbitrary<string> {
  const terms = some(
    [4, fc.array(term(dynamic), { maxLength: 6 })],
    [1, fc.array(term(dynamic), { minLength: 8, maxLength: 16 })],
  );
  const redirect = fc.option(fixedSpec(targets), { freq: 2 });
  return fc.tuple(terms, redirect, fc.nat(16)).map(([list, to, place]) => {
    const modifiers = to === null ? ["x=y"] : [`redirect=${to}`];
    return ["v=spf1", ...list.slice(0, place), ...modifiers, ...list.slice(place)].join(" ");
  });
}

const empty = fc.constantFrom<LockedAnswer>(
  { status: "nodata", records: [] },
  { status: "nxdomain", records: [] },
  { status: "ok", records: [] },
);
const holds = (records: fc.Arbitrary<readonly string[]>): fc.Arbitrary<LockedAnswer> =>
  records.map(list => (list.length === 0 ? { status: "nodata", records: [] } : { status: "ok", records: list }));

/** Answers by `type name`; those that are absent nobody knows. */
function zone(dynamic: boolean): fc.Arbitrary<Zone> {
  const txt = (name: string): fc.Arbitrary<LockedAnswer | undefined> => {
    const one = spfText(dynamic).map((text): LockedAnswer => ({ status: "ok", records: ["other text", text] }));
    if (name === "gone.example") return some([1, empty], [1, fc.constant(undefined)]);
    const wrong = fc.constantFrom<LockedAnswer>(
      { status: "ok", records: ["v=spf1 -all", "v=spf1 +all"] },
      { status: "ok", records: ["v=spf1 ip4:192.0.2.0/24 nonsense -all"] },
    );
    return some([name === "client.example" ? 60 : 16, one], [1, empty], [1, wrong], [1, fc.constant(undefined)]);
  };
  const exchanges = fc
    .array(fc.constantFrom(...hosts, ...(dynamic ? unknownHosts : []), "."), { maxLength: 3 })
    .chain(list => some([12, fc.constant(list)], [1, fc.constant(Array.from({ length: 11 }, () => "h0.example"))]))
    .map(list => list.map((host, index) => `${(7 * index) % 5} ${host}`));
  const answers: Record<string, fc.Arbitrary<LockedAnswer | undefined>> = {};
  for (const name of names) answers[`TXT ${name}`] = txt(name);
  for (const host of hosts) {
    answers[`A ${host}`] = some([3, holds(fc.array(address4, { maxLength: 3 }))], [1, empty]);
    answers[`AAAA ${host}`] = some([3, holds(fc.array(address6, { maxLength: 3 }))], [1, empty]);
    answers[`MX ${host}`] = some([16, holds(exchanges)], [1, fc.constant(undefined)]);
  }
  answers[`A ${unknownHosts[0]}`] = fc.option(holds(fc.array(address4, { maxLength: 2 })), { nil: undefined });
  return fc
    .record(answers)
    .map(all => Object.fromEntries(Object.entries(all).flatMap(([key, one]) => (one ? [[key, one] as const] : []))));
}

const lookUpIn =
  (answers: Zone): LookUp =>
  (type, name) =>
    answers[`${type} ${name}`];

/** The addresses at and beside both ends of every network that the zone's texts can mean. */
function borders(answers: Zone): readonly string[] {
  const texts = Object.values(answers).flatMap(({ records }) => records.flatMap(text => text.split(" ")));
  const prefixes = texts.flatMap(text => [...text.matchAll(/\/(\d+)/g)].map(([, digits]) => Number(digits)));
  const found = new Set<string>();
  const add = (family: Family, value: bigint): void => {
    if (value >= 0n && value >> BigInt(addressBits[family]) === 0n) found.add(formatIp({ family, value }));
  };
  for (const text of texts) {
    const [, kind, written = "", digits] = /^[-+~?]?(?:ip([46]):)?([0-9a-f:.]+)(?:\/(\d+))?$/.exec(text) ?? [];
    const ip = parseIp(written);
    if (ip === undefined) continue;
    const family = kind === "6" || written.includes(":") ? 6 : 4;
    const value = family === 6 ? (parseIp6Network(written) ?? 0n) : ip.value;
    // The length that is written at an address; at one of a host, every length there is.
    for (const length of kind === undefined ? [...prefixes, 128] : [Number(digits ?? 128)]) {
      const rest = BigInt(addressBits[family] - Math.min(length, addressBits[family]));
      const first = (value >> rest) << rest;
      const last = first + (1n << rest) - 1n;
      for (const at of [first - 1n, first, last, last + 1n]) add(family, at);
    }
  }
  return [...found, "0.0.0.0", "255.255.255.255", "::", "::ffff:192.0.2.1", "::ffff:0.0.0.0", "2001:db8::7"];
}

const strip = ({ result, mechanism, via, lookups, voidLookups }: CompiledMatch): CompiledMatch => ({
  result,
  ...(mechanism === undefined ? {} : { mechanism }),
  via,
  lookups,
  voidLookups,
});

/** Compiles the zone's first name, and compares its outcome at every border with the evaluator's. */
function compare(answers: Zone): readonly { readonly isFound: boolean; readonly missing: readonly string[] }[] {
  const lookUp = lookUpIn(answers);
  const compiled = compileSpf(spfTree("client.example", lookUp));
  const ends = ([4, 6] as const).flatMap(family =>
    compiled.ranges[family].flatMap(({ first, last }) => [first, last].map(value => formatIp({ family, value }))),
  );
  return [...new Set([...borders(answers), ...ends])].map(ip => {
    const query = { ip, mailFrom: "user@client.example", helo: "mail.client.example" };
    const wanted = checkLocked(query, lookUp);
    const outcome = checkCompiled(compiled, query, lookUp);
    expect({ ip, ...strip(outcome) }).toEqual({ ip, ...strip(wanted) });
    return { isFound: compiled.find(ip) !== undefined, missing: wanted.missing };
  });
}

describe("compiled SPF", () => {
  test("is the evaluator, for every tree and every address", () => {
    fc.assert(
      fc.property(zone(true), answers => {
        compare(answers);
      }),
      { numRuns: 500 },
    );
  });

  test("leaves to the evaluator exactly the addresses that come to what nobody knows", () => {
    fc.assert(
      fc.property(zone(false), answers => {
        for (const { isFound, missing } of compare(answers)) expect(isFound).toBe(missing.length === 0);
      }),
      { numRuns: 500 },
    );
  });

  test("its ranges fill the space in order, and neighbours differ", () => {
    fc.assert(
      fc.property(zone(true), answers => {
        const { ranges } = compileSpf(spfTree("client.example", lookUpIn(answers)));
        for (const family of [4, 6] as const) {
          let next = 0n;
          for (const [index, { first, last, match }] of ranges[family].entries()) {
            expect([first, last >= first]).toEqual([next, true]);
            if (index > 0) expect(match).not.toEqual(ranges[family][index - 1]?.match);
            next = last + 1n;
          }
          expect(next).toBe(1n << BigInt(addressBits[family]));
        }
      }),
    );
  });
});

describe("the quick reader of addresses", () => {
  const nearAddress = fc
    .array(fc.constantFrom("0", "1", "ffff", "FfFf", "12345", "::", ":", ".", "255", "256", "01", "192.0.2.1", "g"), {
      maxLength: 17,
    })
    .map(parts => parts.join(""));
  const edges = [
    "1::2:3:4:5:6:7:8",
    "::1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::8",
    "1:2:3:4:5:6:7:1.2.3.4",
    "1::1.2.3.4:5",
    ":::",
  ];
  const nearQuad = fc
    .array(fc.constantFrom("0", "9", "25", "255", "256", "00", "1000", "", " 1"), { minLength: 3, maxLength: 5 })
    .map(parts => parts.join("."));

  test("reads what parseIp reads, and refuses what it refuses", () => {
    const groups = new Uint16Array(8);
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), nearAddress, nearQuad, fc.string()), text => {
        const quad = readQuad(text);
        const read = readGroups(text, groups)
          ? Array.from(groups).reduce((bits, one) => (bits << 16n) | BigInt(one), 0n)
          : undefined;
        expect(quad < 0 ? read : undefined).toBe(parseIp6Network(text));
        expect(quad < 0 ? undefined : BigInt(quad)).toBe(text.includes(":") ? undefined : parseIp(text)?.value);
      }),
      { numRuns: 5000, examples: edges.map(text => [text]) },
    );
  });
});
