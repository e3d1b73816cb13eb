/** One zone of 40 mixed records in the shapes it comes in: the same spec from each, and only the listed differences. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { adoptZone } from "../../../src/hosts/adopt/adopt-zone.ts";
import { readZoneFile } from "../../../src/hosts/adopt/read-zone-file.ts";
import type { LiveRecord } from "../../../src/hosts/live-record.ts";
import { toLiveRecords } from "../../../src/hosts/route53/read-zone.ts";
import type { HostChoice } from "../../../src/spec/domain-spec.ts";
import { expectedZone, plannedZone } from "../../support/adoption.ts";
import { ROUTE53_ZONE, TODAY } from "../../support/specs.ts";

const DOMAIN = "harbour-line.example";
const fixture = (name: string): string => readFileSync(join(__dirname, "../../fixtures/zones", name), "latin1");
const written = fixture("adopted.ts");

const zoneFile = (name: string): readonly LiveRecord[] => readZoneFile(fixture(name), DOMAIN, DOMAIN).live.records;

function route53Records(): readonly LiveRecord[] {
  const { ResourceRecordSets: sets } = JSON.parse(fixture("route53.json")) as {
    readonly ResourceRecordSets: readonly Parameters<typeof toLiveRecords>[0][];
  };
  return sets.flatMap(toLiveRecords);
}

const adopted = (records: readonly LiveRecord[], host: HostChoice) =>
  adoptZone({ domain: DOMAIN, live: { zone: DOMAIN, zoneId: host.zoneId, records }, host, today: TODAY });

const aside = (records: readonly LiveRecord[]) => records.filter(({ type }) => type !== "SOA");

const shapes: readonly (readonly [string, readonly LiveRecord[], HostChoice, (spec: string) => string])[] = [
  ["a BIND export", zoneFile("bind.zone"), { kind: "zonefile" }, spec => spec],
  [
    "a Cloudflare export, whose records have Cloudflare's automatic TTL",
    zoneFile("cloudflare.txt"),
    { kind: "zonefile" },
    // Cloudflare sorts by type and content.
    spec =>
      spec
        .replace(/ {4}'a note.*\n/, "")
        .replace(/ {4}"atlassian-.*\n/, "")
        .replace(
          "  txt: [\n",
          `  txt: [\n    'a note; with "quotes" and a semicolon',\n    "atlassian-domain-verification=Q8mZ0Vtyzq0vT3dXG8lOQ1exampleexample",\n`,
        )
        .replace("\n});", "\n  ttl: 300,\n});"),
  ],
  [
    "a Route 53 list",
    route53Records(),
    { kind: "route53", zoneId: ROUTE53_ZONE },
    spec =>
      spec
        // One name less than fills the line.
        .replace(
          /^import \{[^}]*\}/,
          "import { amazonSes, defineDomain, googleWorkspace, mailchimp, postmark, route53, sendgrid, zendesk }",
        )
        .replace("zonefile()", `route53({ zoneId: "${ROUTE53_ZONE}" })`),
  ],
];

describe.each(shapes)("%s", (_, records, host, change) => {
  const adoption = adopted(records, host);

  it("has 40 records beside its SOA", () => expect(aside(records)).toHaveLength(40));

  it("becomes the spec that a person would have written", () => expect(adoption.spec).toBe(change(written)));

  it("plans the zone, but for the corrections and what is left as it is", () => {
    expect(plannedZone(adoption.spec)).toEqual(expectedZone(aside(records), adoption));
  });

  it("changes nothing without saying so", () => {
    const content = adoption.corrections.filter(({ from }) => !from.startsWith("ttl "));
    const own = content.map(({ name, sameMeaning }) => `${name.slice(0, -DOMAIN.length - 1)} ${sameMeaning}`);
    const split = host.kind === "route53" ? ["google._domainkey true"] : [];
    expect(own).toEqual(["_dmarc true", ...split, "legacy._domainkey true", "bounce false"]);
    expect(adoption.corrections.every(({ reason }) => /^[A-Zpr].*\.$/.test(reason))).toBe(true);
  });

  it("takes over each planned record and makes none", () => {
    const planned = plannedZone(adoption.spec).length;
    expect(adoption.imports.flatMap(({ rdata }) => rdata)).toHaveLength(planned);
    expect(adoption.imports.every(({ id }) => id !== "")).toBe(true);
    expect(adoption.leftovers).toHaveLength(40 - planned);
  });
});

it("imports at Route 53 by RRset", () => {
  const { imports } = adopted(route53Records(), { kind: "route53", zoneId: ROUTE53_ZONE });
  expect(imports.find(({ name, type }) => name === DOMAIN && type === "TXT")).toMatchObject({
    logicalName: `${DOMAIN}/TXT`,
    id: `${ROUTE53_ZONE}_${DOMAIN}_TXT`,
  });
});
