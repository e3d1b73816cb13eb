/** Import maps: what the engine is asked to take over, and what a map that no longer fits does not do. */
import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import { cloudflare, defineDomain, fastmail, route53 } from "#mailwright";
import { applyPlans } from "../../src/hosts/apply-plan.ts";
import { formatImportMap, parseImportMap, withoutHeld, type ImportMap } from "../../src/hosts/import-map.ts";
import type { StateRecord } from "../../src/hosts/state-records.ts";
import { registrations, type Registered } from "../support/engine-mock.ts";
import { CLOUDFLARE_ZONE, planOf, ROUTE53_ZONE } from "../support/specs.ts";

jest.setTimeout(60_000);

const bakery = defineDomain({
  domain: "bakery.example",
  host: cloudflare({ zoneId: CLOUDFLARE_ZONE }),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@reports.msp.example"] },
});
const clinic = { ...bakery, domain: "clinic.example", host: route53({ zoneId: `/hostedzone/${ROUTE53_ZONE}` }) };
const msp = { ...bakery, domain: "msp.example", host: cloudflare({ zoneId: "9".repeat(32) }) };

const maps: Readonly<Record<string, ImportMap>> = {
  "bakery.example": {
    "bakery.example/TXT/spf": `${CLOUDFLARE_ZONE}/a1`,
    "fm1._domainkey.bakery.example/CNAME": `${"7".repeat(32)}/b2`,
    "gone.bakery.example/CNAME": `${CLOUDFLARE_ZONE}/c3`,
  },
  "clinic.example": {
    "clinic.example/TXT": `${ROUTE53_ZONE}_clinic.example_TXT`,
    "fm1._domainkey.clinic.example/CNAME": `${CLOUDFLARE_ZONE}/d4`,
    "fm2._domainkey.clinic.example/CNAME": `ZOTHER_fm2._domainkey.clinic.example_CNAME`,
  },
  "msp.example": {
    "clinic.example._report._dmarc.reports.msp.example/TXT/report-authorisation": `${"9".repeat(32)}/e5`,
  },
};

const imported = async (host: "declared" | "zonefile"): Promise<Record<string, string>> => {
  const { domains } = planOf(bakery, clinic, msp);
  const options = { host, zoneDirectory: "no-such-folder", fleet: domains, importsOf: (name: string) => maps[name] };
  const made: readonly Registered[] = await registrations(() => applyPlans(domains, options));
  return Object.fromEntries(made.filter(one => one.importId !== "").map(one => [one.name, one.importId]));
};

describe("what the program asks the engine to take over", () => {
  let declared: Record<string, string>;
  beforeAll(async () => void (declared = await imported("declared")));

  test("a value at Cloudflare by its own id, an RRset at Route 53 by zone, name and type", () => {
    expect(declared["bakery.example/TXT/spf"]).toBe(`${CLOUDFLARE_ZONE}/a1`);
    expect(declared["clinic.example/TXT"]).toBe(`${ROUTE53_ZONE}_clinic.example_TXT`);
  });

  test("a client's authorisation record that was found when its report domain was adopted", () => {
    const name = "clinic.example._report._dmarc.reports.msp.example/TXT/report-authorisation";
    expect(declared[name]).toBe(`${"9".repeat(32)}/e5`);
  });

  test("nothing else: not what the plan lacks, nor an id of another zone or another host", () => {
    expect(Object.keys(declared)).toHaveLength(3);
  });

  test("nothing in the embedded stack, whose zones are not the ones that were adopted", async () => {
    expect(await imported("zonefile")).toEqual({});
  });
});

test("a map without what the state holds: a record made anew keeps its new id", () => {
  const held = [{ logicalName: "bakery.example/TXT/spf" } as StateRecord];
  const importsOf = withoutHeld(name => maps[name], held);
  expect(Object.keys(importsOf("bakery.example") ?? {})).toEqual([
    "fm1._domainkey.bakery.example/CNAME",
    "gone.bakery.example/CNAME",
  ]);
  expect(importsOf("nobody.example")).toBeUndefined();
});

describe("the file", () => {
  test("is read as it was written, in the order of names", () => {
    const text = formatImportMap({ "b/TXT": "2", "a/TXT": "1" });
    expect(text).toBe('{\n  "a/TXT": "1",\n  "b/TXT": "2"\n}\n');
    expect(parseImportMap(text)).toEqual({ map: { "a/TXT": "1", "b/TXT": "2" } });
  });

  test.each([
    ["{", "is not JSON"],
    ["[]", "is no JSON object"],
    ['{"a/TXT": 1}', 'gives no import id for "a/TXT"'],
    ['{"a/TXT": ""}', 'gives no import id for "a/TXT"'],
  ])("%s: %s", (text, problem) => expect(parseImportMap(text)).toEqual({ problem }));
});
