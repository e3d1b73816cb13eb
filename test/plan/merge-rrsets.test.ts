/** Wanted values to RRsets: what a value is known by when several want it, in which order, and how older state finds it. */
import { describe, expect, test } from "@jest/globals";
import { cloudflare, mandrill, route53, zonefile } from "#mailwright";
import type { HostChoice } from "../../src/spec/domain-spec.ts";
import { desiredResources } from "../../src/hosts/desired-resource.ts";
import { compareNames, mergeRRsets } from "../../src/plan/merge-rrsets.ts";
import type { WantedRecord } from "../../src/plan/wanted-record.ts";
import { clientSpec, CLOUDFLARE_ZONE, office, planned, planOf, ROUTE53_ZONE } from "../support/specs.ts";

function want(rdata: string, role: string, services: readonly string[] = [], more: Partial<WantedRecord> = {}) {
  return { name: "client.example", type: "TXT", rdata, role, services, ...more } satisfies WantedRecord;
}

const own = want("v=1", "txt-a");
const service = want("v=1", "verification-b", ["b"]);

/** The records of the one RRset that all are merged to, whatever order they come in. */
function merged(...wanted: readonly WantedRecord[]) {
  const sets = mergeRRsets(wanted, 300);
  expect(mergeRRsets(wanted.toReversed(), 300)).toEqual(sets);
  expect(sets).toHaveLength(1);
  return sets[0]?.records;
}

describe("one value wanted twice is one record (RFC 2181 §5)", () => {
  test("known by the service's role, though the spec's own sorts first", () => {
    expect(merged(own, service)).toEqual([
      { rdata: "v=1", role: "verification-b", otherRoles: ["txt-a"], services: ["b"] },
    ]);
  });

  test("of two services' roles by the first in order; both are named", () => {
    expect(merged(want("v=1", "verification-c", ["c"]), service)).toEqual([
      { rdata: "v=1", role: "verification-b", otherRoles: ["verification-c"], services: ["b", "c"] },
    ]);
  });

  test("of two own roles by the first in order", () => {
    expect(merged(own, want("v=1", "txt-b"))).toEqual([
      { rdata: "v=1", role: "txt-a", otherRoles: ["txt-b"], services: [] },
    ]);
  });

  test("of three: every other role once, the services' before the spec's own", () => {
    expect(merged(own, service, want("v=1", "verification-c", ["c"]), own)).toEqual([
      { rdata: "v=1", role: "verification-b", otherRoles: ["verification-c", "txt-a"], services: ["b", "c"] },
    ]);
  });

  test("one role has no other, and services are named once, sorted", () => {
    expect(
      merged(want("x", "dkim", ["b"]), want("x", "dkim", ["a"]), want("x", "dkim", ["b"]), want("x", "dkim")),
    ).toEqual([{ rdata: "x", role: "dkim", services: ["a", "b"] }]);
  });

  test("a value of another name or type is another record", () => {
    const sets = mergeRRsets(
      [own, want("v=1", "txt-a", [], { name: "a.client.example" }), want("v=1", "txt-a", [], { type: "CNAME" })],
      300,
    );
    expect(sets.map(({ name, type, ttl, records }) => [name, type, ttl, records.length])).toEqual([
      ["client.example", "CNAME", 300, 1],
      ["client.example", "TXT", 300, 1],
      ["a.client.example", "TXT", 300, 1],
    ]);
  });
});

describe("order", () => {
  test("within an RRset by role, then by value, whoever wants it", () => {
    const records = merged(want("b", "x", ["s"]), want("a", "x"), want("z", "a"), want("0", "y", ["s"]));
    expect(records?.map(({ role, rdata }) => `${role} ${rdata}`)).toEqual(["a z", "x a", "x b", "y 0"]);
  });

  test("of names canonical: each before those below it, label by label from the right (RFC 4034 §6.1)", () => {
    const names = ["example", "a.example", "z.a.example", "*.b.example", "_dmarc.b.example", "a-b.example", "b.test"];
    const sorted = names.toSorted(compareNames);
    expect(names.toReversed().toSorted(compareNames)).toEqual(sorted);
    expect(sorted).toEqual([
      "example",
      "a.example",
      "z.a.example",
      "a-b.example",
      "*.b.example",
      "_dmarc.b.example",
      "b.test",
    ]);
  });
});

describe("older state finds a value by its other roles", () => {
  const settings = { host: "declared", zoneDirectory: "zones" } as const;
  const spec = { services: [office, mandrill({ verification: "abc" })], txt: ["mandrill_verify.abc"] };
  const aliases = (host: HostChoice, changes: object = {}, kind: "declared" | "zonefile" = "declared") =>
    desiredResources(planned(planOf(clientSpec({ ...spec, host, ...changes }))), { ...settings, host: kind })
      .filter(one => one.ownerName === "client.example")
      .map(({ logicalName, aliases: others }) => [logicalName, ...others]);
  const hosted = cloudflare({ zoneId: CLOUDFLARE_ZONE });
  const found = [
    ["client.example/TXT/spf", "client.example/CNAME"],
    ["client.example/TXT/verification-mandrill", "client.example/TXT/txt-string"],
  ];

  test.each([
    ["Cloudflare", hosted, "declared"],
    ["a zone file", zonefile(), "declared"],
    ["the embedded stack", hosted, "zonefile"],
  ] as const)("%s: the service's record goes on from the one the spec had for it", (_where, host, kind) => {
    expect(aliases(host, {}, kind)).toEqual(found);
  });

  test("without the spec's copy there is nothing to go on from", () => {
    expect(aliases(hosted, { txt: [] })).toEqual([found[0], ["client.example/TXT/verification-mandrill"]]);
  });

  test("a value that differs is a record of its own", () => {
    expect(aliases(hosted, { txt: ["mandrill_verify.old"] })).toEqual([
      found[0],
      ["client.example/TXT/txt-string"],
      ["client.example/TXT/verification-mandrill"],
    ]);
  });

  test("at Route 53 the RRset is one resource under one name, whatever its roles", () => {
    expect(aliases(route53({ zoneId: ROUTE53_ZONE }))).toEqual([["client.example/TXT"]]);
  });
});
