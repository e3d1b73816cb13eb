/** Strings that others put at an apex: which RRsets a run may write over, and what stands in them that nobody declared. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, route53 } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { apexWrites, foreignTxt, type ApexCheck } from "../../../src/hosts/route53/foreign-txt.ts";
import type { StateRecord } from "../../../src/hosts/state-records.ts";
import { clientSpec, planOf, ROUTE53_ZONE } from "../../support/specs.ts";

const SPF = "v=spf1 ip4:192.0.2.10 ~all";
const clinic = (changes: Partial<DomainSpec> = {}) =>
  clientSpec({ domain: "clinic.example", host: route53({ zoneId: ROUTE53_ZONE }), txt: ["MS=ms1"], ...changes });
const inState = (values: readonly string[], ttl = 3600): StateRecord => ({
  urn: "",
  domain: "clinic.example",
  logicalName: "clinic.example/TXT",
  host: "route53",
  zone: ROUTE53_ZONE,
  name: "clinic.example",
  type: "TXT",
  ttl,
  values,
});
const writes = (spec: DomainSpec, state: readonly StateRecord[], changes: Partial<ApexCheck> = {}) =>
  apexWrites({
    plans: planOf(spec).domains,
    state,
    settings: { host: "declared", zoneDirectory: "zones" },
    importsOf: () => undefined,
    refreshes: false,
    ...changes,
  });

describe("which RRsets are looked at", () => {
  const known = [SPF, "MS=ms1"];

  test("one that the run changes, and no other: the host is asked as little as may be", () => {
    expect(writes(clinic(), [inState(known)])).toEqual([]);
    expect(writes(clinic(), [inState(known.toReversed())])).toEqual([]);
    expect(writes(clinic(), [inState([SPF])])).toMatchObject([
      { zoneId: ROUTE53_ZONE, known: new Set([SPF, "MS=ms1"]) },
    ]);
    expect(writes(clinic(), [inState(known, 300)])).toHaveLength(1);
  });

  test("every one, where the engine reads the zone first", () => {
    expect(writes(clinic(), [inState(known)], { refreshes: true })).toHaveLength(1);
  });

  test("one that is taken over; one that is made is the host's to refuse", () => {
    const importsOf = () => ({ "clinic.example/TXT": `${ROUTE53_ZONE}_clinic.example_TXT` });
    expect(writes(clinic(), [], { importsOf })).toHaveLength(1);
    expect(writes(clinic(), [])).toEqual([]);
  });

  test("none at other hosts, in the embedded stack, or of domains the run is not for", () => {
    expect(writes(clinic({ host: cloudflare({ zoneId: "1".repeat(32) }) }), [inState([SPF])])).toEqual([]);
    const zonefiles = { host: "zonefile", zoneDirectory: "zones" } as const;
    expect(writes(clinic(), [inState([SPF])], { settings: zonefiles })).toEqual([]);
    expect(writes(clinic(), [inState([SPF])], { only: new Set(["other.example"]) })).toEqual([]);
  });
});

describe("what stands there", () => {
  const [write] = writes(clinic({ txt: ["MS=ms2"] }), [inState([SPF, "MS=ms1"])]);

  test("what the plan says and what the stack put there is ours, and so is an SPF record edited by hand", () => {
    expect(foreignTxt(write!, [SPF, "MS=ms1", "MS=ms2", "v=spf1 a -all"])).toEqual([]);
  });

  test("any other string stops the run until it is declared", () => {
    expect(foreignTxt(write!, [SPF, "MS=ms1", 'site="x"'])).toEqual([
      {
        id: "foreign-txt",
        severity: "error",
        domain: "clinic.example",
        file: "domains/clinic.example.ts",
        name: "clinic.example",
        message:
          'Route 53 holds the string "site=\\"x\\"" there, which the spec does not declare, and this run would remove it.',
        cite: "mailwright: nothing is lost unasked",
        fix: "Add it to txt in the spec; or, if nobody needs it, delete it at Route 53 by hand.",
      },
    ]);
  });
});
