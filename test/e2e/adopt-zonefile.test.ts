/** A zone file that somebody else has kept, adopted and taken over by the real engine: nothing changes but what was listed. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { readZoneFile } from "../../src/hosts/adopt/read-zone-file.ts";
import type { Correction } from "../../src/hosts/adopt/adoption.ts";
import { makeCheckout, type Checkout } from "../support/checkout.ts";

jest.setTimeout(240_000);

const DOMAIN = "harbour-line.example";
const ZONE_FILE = `.mailwright/zones/${DOMAIN}.zone`;
const found = readFileSync(join(__dirname, "../fixtures/zones/bind.zone"), "latin1");

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout({});
  mkdirSync(join(checkout.path, ".mailwright/zones"), { recursive: true });
  checkout.write(ZONE_FILE, found);
});
afterAll(() => checkout.remove());

/** `name type ttl rdata` of every record but the SOA, whose serial goes up. */
function records(text: string): readonly string[] {
  return readZoneFile(text, DOMAIN, DOMAIN)
    .live.records.filter(({ type }) => type !== "SOA")
    .map(({ name, type, ttl, rdata }) => `${name} ${type} ${ttl} ${rdata}`);
}

/** What the file must hold once the corrections are made. */
function corrected(lines: readonly string[], corrections: readonly Correction[]): readonly string[] {
  return corrections.reduce<readonly string[]>((all, { name, type, from, to }) => {
    const start = `${name} ${type} `;
    return all.map(line => {
      if (!line.startsWith(start)) return line;
      const [, ttl = "", rdata = ""] = /^(\d+) (.*)$/s.exec(line.slice(start.length)) ?? [];
      if (from === `ttl ${ttl}`) return `${start}${to.slice("ttl ".length)} ${rdata}`;
      return rdata === from ? `${start}${ttl} ${to}` : line;
    });
  }, lines);
}

describe("a BIND export of 40 records, adopted", () => {
  let corrections: readonly Correction[] = [];

  test("is read without writing first", () => {
    const shown = checkout.mailwright("adopt", DOMAIN, "--from", `zonefile:${ZONE_FILE}`, "--json");
    expect({ code: shown.code, stderr: shown.stderr }).toEqual({ code: 0, stderr: "" });
    ({ corrections } = JSON.parse(shown.stdout) as { corrections: readonly Correction[] });
    const written = checkout.mailwright("adopt", DOMAIN, "--from", `zonefile:${ZONE_FILE}`);
    expect({ code: written.code, stderr: written.stderr }).toEqual({ code: 0, stderr: "" });
    expect(checkout.read(ZONE_FILE)).toBe(found);
  });

  test("the first preview takes over, updates what was listed, and makes and deletes nothing", () => {
    const preview = checkout.mailwright("preview");
    expect(preview.stderr).toBe("");
    expect(preview.code).toBe(0);
    const named = (operation: string): readonly string[] =>
      [...preview.stdout.matchAll(new RegExp(`zonefile:index:Record (\\S+) ${operation} `, "g"))]
        .map(([, name = ""]) => name)
        .toSorted();
    const map = JSON.parse(checkout.read(`imports/${DOMAIN}.json`)) as Readonly<Record<string, string>>;
    expect(named("import")).toEqual(Object.keys(map).toSorted());
    const listed = new Set(corrections.map(({ name, type }) => `${name}/${type}`));
    expect(named("update").map(name => name.split("/").slice(0, 2).join("/"))).toEqual([...listed].toSorted());
    // The stack and the domain itself.
    expect(preview.stdout).toMatch(/\+ 2 to create/);
    expect(preview.stdout).not.toMatch(/to delete|to replace/);
    expect(checkout.read(ZONE_FILE)).toBe(found);
  });

  test("up leaves each record as it was but for the corrections, and there is nothing left to do", () => {
    const up = checkout.mailwright("up", "--", "--yes");
    expect(up.stderr).toBe("");
    expect(up.code).toBe(0);
    const after = checkout.read(ZONE_FILE);
    expect(records(after)).toEqual(corrected(records(found), corrections));
    // Lines that nothing was to be changed on are what they were, byte for byte.
    const before = new Set(found.split("\n"));
    const touched = after.split("\n").filter(line => !before.has(line));
    expect(touched.filter(line => !line.includes("; mailwright "))).toEqual([expect.stringContaining("; serial")]);
    const places = new Set(corrections.map(({ name, type }) => `${name} ${type}`));
    expect(touched).toHaveLength(1 + places.size);
    const again = checkout.mailwright("preview", "--", "--refresh", "--expect-no-changes");
    expect(again.code).toBe(0);
  });

  test("a second SPF record is listed, and keeps the engine out until a person has taken it away", () => {
    const other = "two-records.example";
    const file = `.mailwright/zones/${other}.zone`;
    const second = '@ IN TXT "v=spf1 ip4:192.0.2.9 -all"\n';
    const zone = `$ORIGIN ${other}.
$TTL 3600
@ IN SOA ns1.dns.example. hostmaster 1 7200 3600 1209600 3600
@ IN NS ns1.dns.example.
@ IN TXT "v=spf1 include:_spf.google.com -all"
${second}_dmarc IN TXT "v=DMARC1; p=none; rua=mailto:d@${other}"
`;
    checkout.write(file, zone);
    const adopted = checkout.mailwright("adopt", other, "--from", `zonefile:${file}`);
    expect(adopted.code).toBe(0);
    expect(adopted.stdout).toContain("by hand");
    const refused = checkout.mailwright("up", other, "--", "--yes");
    expect(refused.code).not.toBe(0);
    expect(refused.stdout).toContain("there is already an SPF record, and two are an error (RFC 7208 §3.2)");
    expect(checkout.read(file)).toBe(zone);
    checkout.edit(file, second, "");
    expect(checkout.mailwright("up", other, "--", "--yes").code).toBe(0);
    expect(checkout.read(file)).toContain('"v=spf1 ip4:192.0.2.9 include:_spf.google.com -all"');
    expect(checkout.mailwright("preview", other, "--", "--refresh", "--expect-no-changes").code).toBe(0);
  });
});
