import { isIPv4, isIPv6 } from "node:net";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ownerNameFault } from "../../src/dns/owner-name.ts";
import { formatSpf, formatTerm } from "../../src/spf/format.ts";
import { generateSpf } from "../../src/spf/generate.ts";
import { isIp4, isIp6 } from "../../src/spf/ip-address.ts";
import { parseSpf, parseTerm } from "../../src/spf/parse.ts";
import type { Directive, Mechanism, Modifier, Term } from "../../src/spf/spf-record.ts";

const label = fc.stringMatching(/^[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,10}[a-zA-Z0-9_])?$/);
const topLabel = fc.stringMatching(/^[a-zA-Z]([a-zA-Z0-9-]{0,6}[a-zA-Z0-9])?$/);
const macro = fc.stringMatching(/^%(\{[slodiphvSLODIPHV]([1-9][0-9]?)?[rR]?[-.+,/_=]{0,4}\}|[%_-])$/);
const literal = fc.stringMatching(/^[!-$&-~]{1,8}$/);
const macroString = fc.array(fc.oneof(macro, literal), { maxLength: 6 }).map(parts => parts.join(""));
const domainSpec = fc.oneof(
  fc
    .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), topLabel)
    .map(([labels, top]) => [...labels, top].join(".")),
  fc.tuple(macroString, topLabel, fc.constantFrom("", ".")).map(([head, top, dot]) => `${head}.${top}${dot}`),
  fc.tuple(macroString, macro).map(([head, end]) => head + end),
);
const prefix4 = fc.option(fc.integer({ min: 0, max: 32 }), { nil: undefined });
const prefix6 = fc.option(fc.integer({ min: 0, max: 128 }), { nil: undefined });
const mechanism: fc.Arbitrary<Mechanism> = fc.oneof(
  fc.record({ kind: fc.constant("all" as const) }),
  fc.record({ kind: fc.constantFrom("include" as const, "exists" as const), domainSpec }),
  fc.record({
    kind: fc.constantFrom("a" as const, "mx" as const),
    domainSpec: fc.option(domainSpec, { nil: undefined }),
    prefix4,
    prefix6,
  }),
  fc.record({ kind: fc.constant("ptr" as const), domainSpec: fc.option(domainSpec, { nil: undefined }) }),
  fc.record({ kind: fc.constant("ip4" as const), address: fc.ipV4(), prefix: prefix4 }),
  fc.record({ kind: fc.constant("ip6" as const), address: fc.ipV6(), prefix: prefix6 }),
);
const directive: fc.Arbitrary<Directive> = fc.record({
  type: fc.constant("directive" as const),
  qualifier: fc.constantFrom("+" as const, "-" as const, "~" as const, "?" as const),
  mechanism,
});
const unknownModifier: fc.Arbitrary<Modifier> = fc.record({
  type: fc.constant("modifier" as const),
  name: fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/).filter(name => name !== "redirect" && name !== "exp"),
  value: macroString,
});
const knownModifiers = fc
  .record({ redirect: domainSpec, exp: domainSpec }, { requiredKeys: [] })
  .map(known => Object.entries(known).map(([name, value]): Modifier => ({ type: "modifier", name, value })));
const record = fc
  .tuple(fc.array(fc.oneof(directive, unknownModifier), { maxLength: 12 }), knownModifiers)
  .map(([terms, known]) => ({ terms: [...terms, ...known] }));

/** Text that comes near the grammar. */
const fragment = fc.constantFrom(
  "v=spf1",
  " ",
  "a",
  "mx",
  "ip4:",
  "ip6:",
  "include:",
  "exists:",
  "redirect=",
  "exp=",
  "all",
  "ptr",
  "-",
  "~",
  ":",
  "/",
  "//",
  "=",
  "%",
  "%{",
  "}",
  "d",
  "0",
  "1",
  "::",
  ".",
  "example",
  "192.0.2.1",
  "\t",
  "ü",
);
const nearSpf = fc.array(fragment, { maxLength: 20 }).map(parts => parts.join(""));

describe("SPF records", () => {
  test("parse(format(record)) is the record", () => {
    fc.assert(
      fc.property(record, value => {
        expect(parseSpf(formatSpf(value))).toEqual({ ok: true, record: value });
      }),
    );
  });

  test("format(parse(text)) is stable", () => {
    fc.assert(
      fc.property(nearSpf, text => {
        const parsed = parseSpf(`v=spf1 ${text}`);
        if (parsed.ok) expect(parseSpf(formatSpf(parsed.record))).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
  });

  test("no text makes a parser or the generator throw, and a refusal always says why", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          nearSpf,
          nearSpf.map(text => `v=spf1 ${text}`),
        ),
        text => {
          for (const parsed of [parseSpf(text), parseTerm(text)]) {
            if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0);
          }
          generateSpf({ name: "client.example", terms: [text], all: "fail" });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("a generated record keeps the directives' order, ends in all and parses", () => {
    // The grammar lets a domain-spec without macros hold what no name can; generateSpf does not.
    const isName = (spec = "a.example"): boolean =>
      spec.includes("%") || ownerNameFault(spec.toLowerCase().replace(/\.$/, "")) === undefined;
    const senders = fc.array(
      directive.filter(
        ({ mechanism: one }) => one.kind !== "all" && isName("domainSpec" in one ? one.domainSpec : undefined),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(senders, terms => {
        const generated = generateSpf({ name: "client.example", terms: terms.map(formatTerm), all: "fail" });
        const written: readonly Term[] = generated.record?.terms ?? [];
        expect(parseSpf(generated.text ?? "")).toEqual({ ok: true, record: generated.record });
        expect(written.at(-1)).toMatchObject({ qualifier: "-", mechanism: { kind: "all" } });
        const positions = written
          .slice(0, -1)
          .map(term => terms.findIndex(one => formatTerm(one) === formatTerm(term)));
        expect(positions).toEqual([...positions].toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("addresses", () => {
  const nearAddress = fc
    .array(fc.constantFrom("0", "1", "ffff", "12345", "::", ":", ".", "255", "256", "01", "192.0.2.1", "g"), {
      maxLength: 17,
    })
    .map(parts => parts.join(""));

  test("the same are addresses here and in Node", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), nearAddress), text => {
        expect([isIp4(text), isIp6(text)]).toEqual([isIPv4(text), isIPv6(text)]);
      }),
      { numRuns: 2000 },
    );
  });
});
