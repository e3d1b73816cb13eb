/** Which domains a run of the engine is for, and which errors keep it from starting. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, parked, zonefile } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { CannotRun } from "../../src/cli/cannot-run.ts";
import { blockingErrors, chooseDomains } from "../../src/cli/choose-domains.ts";
import type { FleetPlan } from "../../src/plan/domain-plan.ts";
import { clientSpec, planOf } from "../support/specs.ts";

const spec = (name: string, changes: Partial<DomainSpec> = {}): DomainSpec =>
  clientSpec({
    domain: `${name}.example`,
    host: zonefile(),
    dmarc: { policy: "none", reportTo: [`dmarc@${name}.example`] },
    ...changes,
  });
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `d${index + 100}`);
const examples = (of: readonly string[]): readonly string[] => of.map(name => `${name}.example`);

const three = planOf(spec("a"), spec("b"), spec("c"));
const withBroken = planOf(spec("a"), { ...spec("b"), ttl: "1h" }, spec("c", { ttl: -1 }));
const toMsp = { policy: "none", reportTo: ["dmarc@msp.example"] } as const;
const holder = (reportAuthorisation: "each" | "wildcard"): FleetPlan =>
  planOf(spec("msp", { reportAuthorisation }), spec("a", { dmarc: toMsp }), spec("b", { dmarc: toMsp }), spec("c"));
const many = planOf(...names(101).map(name => spec(name)));

interface Case {
  readonly name: string;
  readonly fleet?: FleetPlan;
  readonly names?: readonly string[];
  readonly changed?: readonly string[] | "all";
  readonly domains: readonly string[] | undefined;
  readonly notes: readonly string[];
}

const shared = ["Policies of other domains depend on msp.example; running the whole stack."];

const cases: readonly Case[] = [
  { name: "nothing named and no revision: the whole stack, without a word", domains: undefined, notes: [] },
  {
    name: "names, sorted, each once, as people write them",
    names: ["c.example", "A.Example.", "c.example"],
    domains: ["a.example", "c.example"],
    notes: ["2 of 3 domains: a.example, c.example"],
  },
  {
    name: "what changed, sorted, each once",
    changed: ["b.example", "a.example", "b.example"],
    domains: ["a.example", "b.example"],
    notes: ["2 of 3 domains: a.example, b.example"],
  },
  { name: "nothing changed: no domain, and nothing to say", changed: [], domains: [], notes: [] },
  {
    name: "names and a revision: the named ones that changed",
    names: ["a.example", "b.example"],
    changed: ["b.example", "c.example"],
    domains: ["b.example"],
    notes: ["1 of 3 domains: b.example"],
  },
  { name: "names of which none changed", names: ["a.example"], changed: ["b.example"], domains: [], notes: [] },
  {
    name: "everything may have changed: the whole stack, and why",
    changed: "all",
    domains: undefined,
    notes: ["What makes the engine's resources has changed; running the whole stack."],
  },
  {
    name: "everything may have changed, but only some are asked for",
    names: ["b.example"],
    changed: "all",
    domains: ["b.example"],
    notes: ["1 of 3 domains: b.example"],
  },
  {
    name: "a domain that lost its spec is said before the count",
    changed: ["gone.example", "a.example"],
    domains: ["a.example", "gone.example"],
    notes: [
      "gone.example has lost its spec, so its records would be deleted; to retire a domain, park it.",
      "2 of 3 domains: a.example, gone.example",
    ],
  },
  {
    name: "a domain whose spec has errors is declared all the same, and not gone",
    fleet: withBroken,
    names: ["b.example"],
    domains: ["b.example"],
    notes: ["1 of 2 domains: b.example"],
  },
  {
    name: "five domains are named in full",
    fleet: many,
    changed: examples(names(5)),
    domains: examples(names(5)),
    notes: [`5 of 101 domains: ${examples(names(5)).join(", ")}`],
  },
  {
    name: "of more, five are named and the rest counted",
    fleet: many,
    changed: examples(names(7)),
    domains: examples(names(7)),
    notes: [`7 of 101 domains: ${examples(names(5)).join(", ")} and 2 more`],
  },
  {
    name: "a hundred are targeted",
    fleet: many,
    changed: examples(names(100)),
    domains: examples(names(100)),
    notes: [`100 of 101 domains: ${examples(names(5)).join(", ")} and 95 more`],
  },
  {
    name: "more than a hundred are the whole stack",
    fleet: many,
    names: examples(names(101)),
    domains: undefined,
    notes: ["101 domains are concerned; running the whole stack."],
  },
  {
    name: "a hundred said twice are a hundred",
    fleet: many,
    changed: [...examples(names(100)), ...examples(names(100))],
    domains: examples(names(100)),
    notes: [`100 of 101 domains: ${examples(names(5)).join(", ")} and 95 more`],
  },
  {
    name: "the holder of a wildcard that others' policies depend on: the whole stack",
    fleet: holder("wildcard"),
    names: ["msp.example"],
    domains: undefined,
    notes: shared,
  },
  {
    name: "also with only some of those others",
    fleet: holder("wildcard"),
    changed: ["a.example", "msp.example"],
    domains: undefined,
    notes: shared,
  },
  {
    name: "not when all of them are run with it",
    fleet: holder("wildcard"),
    changed: ["a.example", "b.example", "msp.example"],
    domains: ["a.example", "b.example", "msp.example"],
    notes: ["3 of 4 domains: a.example, b.example, msp.example"],
  },
  {
    name: "not when it is left out",
    fleet: holder("wildcard"),
    names: ["a.example"],
    domains: ["a.example"],
    notes: ["1 of 4 domains: a.example"],
  },
  {
    name: "not when each client has a record of its own",
    fleet: holder("each"),
    names: ["msp.example"],
    domains: ["msp.example"],
    notes: ["1 of 4 domains: msp.example"],
  },
];

describe("chosen domains", () => {
  test.each(cases)("$name", ({ fleet = three, names: named = [], changed, domains, notes }) => {
    expect(chooseDomains(fleet, named, changed)).toEqual({ domains, notes });
  });

  test.each([
    ["alone", ["nobody.example"], undefined],
    ["among known ones", ["a.example", "Nobody.example."], undefined],
    ["beside a revision", ["nobody.example"], ["a.example"]],
    ["though the revision knew it", ["nobody.example"], ["nobody.example"]],
    ["though everything changed", ["nobody.example"], "all"],
  ] as const)("an unknown name cannot be run: %s", (_how, named, changed) => {
    const choose = () => chooseDomains(three, named, changed);
    expect(choose).toThrow(CannotRun);
    expect(choose).toThrow(
      "No spec of this stack declares nobody.example; check the spelling, or add domains/nobody.example.ts.",
    );
  });
});

describe("errors that keep a run from starting", () => {
  const blocking = (domains: readonly string[] | undefined): readonly string[] =>
    blockingErrors(withBroken, domains).map(({ domain, id }) => `${domain} ${id}`);
  const ofB = "b.example spec-type";
  const ofC = "c.example ttl-out-of-range";

  test.each([
    ["the whole stack: every spec's, the unplanned ones' too", undefined, [ofB, ofC]],
    ["a sound domain: none", ["a.example"], []],
    ["a domain with an error in its plan: its own", ["a.example", "c.example"], [ofC]],
    ["a domain that could not be planned: its own", ["b.example"], [ofB]],
    ["no domain: none", [], []],
  ] as const)("%s", (_name, domains, expected) => {
    expect(blocking(domains)).toEqual(expected);
  });

  test("warnings stop nothing", () => {
    const warned = planOf(spec("a", { dmarc: { policy: "none", reportTo: [] } }));
    expect(warned.findings.map(one => one.severity)).toEqual(["warning"]);
    expect(blockingErrors(warned, undefined)).toEqual([]);
    expect(blockingErrors(warned, ["a.example"])).toEqual([]);
  });

  test("a client is stopped by its report domain's broken spec, through a finding of its own", () => {
    const fleet = planOf({ ...spec("msp"), ttl: "1h" }, spec("a", { dmarc: toMsp }), spec("b"));
    expect(blockingErrors(fleet, ["a.example"]).map(one => one.id)).toEqual(["dmarc-report-host-unplanned"]);
    expect(blockingErrors(fleet, ["b.example"])).toEqual([]);
  });
});

test("a run that parks a report domain is stopped by its clients' errors, which are about no other run", () => {
  const client = clientSpec({ dmarc: { policy: "none", reportTo: ["dmarc@reports.msp.example"] } });
  const host = cloudflare({ zoneId: "9f8e7d6c5b4a39281706f5e4d3c2b1a0" });
  const other = clientSpec({
    domain: "other.example",
    host: cloudflare({ zoneId: "4a1c2f9be0d34c6f8d21f0c7a95b3e18" }),
  });
  const fleet = planOf(client, parked({ domain: "msp.example", host }), other);
  const ids = (domain: string): string[] => blockingErrors(fleet, [domain]).map(({ id }) => id);
  expect(ids("msp.example")).toEqual(["dmarc-report-host-parked"]);
  expect(ids("other.example")).toEqual([]);
});
