/**
 * The list of checks, and those of them that no spec sets off today, because a service's schema refuses the value before:
 * they hold for services still to come.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { RecordType } from "../../src/dns/rrset.ts";
import { domainChecks } from "../../src/plan/domain-checks.ts";
import type { DraftPlan } from "../../src/plan/draft-plan.ts";
import { mergeRRsets } from "../../src/plan/merge-rrsets.ts";
import type { WantedRecord } from "../../src/plan/wanted-record.ts";
import type { CheckedSpec } from "../../src/spec/parse-spec.ts";
import { clientSpec, expectWhole } from "../support/specs.ts";

/** Findings of all checks for records that some service might want. */
function check(...records: readonly (readonly [name: string, type: RecordType, rdata: string])[]) {
  const wanted = records.map(([name, type, rdata]): WantedRecord => ({
    name,
    type,
    rdata,
    role: `role-${rdata.length}`,
    services: ["vendor"],
  }));
  const spec: CheckedSpec = { ...clientSpec(), zone: "client.example", file: "domains/client.example.ts" };
  const draft: DraftPlan = { spec, wanted, rrsets: mergeRRsets(wanted, 3600), from: [], policy: undefined, spf: [] };
  const findings = domainChecks.flatMap(one => one(draft));
  expectWhole(findings.map(finding => ({ ...finding, domain: spec.domain, file: spec.file })));
  return findings.map(({ severity, id, name, cite, message }) => ({
    says: `${severity} ${id} at ${name}`,
    cite,
    message,
  }));
}

test("every file of checks/ is in the list: a check nobody calls checks nothing", () => {
  const folder = join(__dirname, "../../src/plan/checks");
  const exported = readdirSync(folder).flatMap(file =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/^export const (\w+): DomainCheck/gm)].map(one => one[1]),
  );
  expect(exported.length).toBeGreaterThan(13);
  expect(domainChecks.map(one => one.name).toSorted()).toEqual(exported.toSorted());
});

describe("records no service wants yet", () => {
  test.each([
    [
      "pct is half a policy to some receivers and a whole one to the others",
      check(["_dmarc.news.client.example", "TXT", "v=DMARC1; p=quarantine; pct=25"]),
      { says: "error dmarc-pct at _dmarc.news.client.example", cite: "RFC 9989 §A.6" },
      "to 25 of 100 messages that fail, those of RFC 9989 to all of them",
    ],
    [
      "a CNAME at the apex meets SOA and NS",
      check(["client.example", "CNAME", "vendor.example"]),
      { says: "error cname-at-apex at client.example", cite: "RFC 1034 §3.6.2" },
      "vendor wants a CNAME at the apex of the zone, where SOA and NS already are.",
    ],
    [
      "a label of 64 octets",
      check([`${"a".repeat(64)}.client.example`, "TXT", "x"]),
      { says: `error name-too-long at ${"a".repeat(64)}.client.example`, cite: "RFC 1035 §2.3.4" },
      "has more than 63 octets",
    ],
    [
      "a name of 254 characters, though no label is too long",
      check([`${"a.".repeat(120)}client.example`, "TXT", "x"]),
      { says: `error name-too-long at ${"a.".repeat(120)}client.example`, cite: "RFC 1035 §2.3.4" },
      "An owner name has 254 characters, more than 253",
    ],
    [
      "an empty label",
      check(["a..client.example", "TXT", "x"]),
      { says: "error owner-name-syntax at a..client.example", cite: "RFC 1035 §2.3.1" },
      "a..client.example has an empty label.",
    ],
    [
      "a character no label holds",
      check(["a b.client.example", "TXT", "x"]),
      { says: "error owner-name-syntax at a b.client.example", cite: "RFC 1035 §2.3.1" },
      '"a b.client.example" has a character that no label may hold.',
    ],
    [
      "U-labels never reach DNS",
      check(["bücher.client.example", "TXT", "x"]),
      { says: "error owner-name-syntax at bücher.client.example", cite: "RFC 1035 §2.3.1" },
      "has a character that no label may hold",
    ],
    [
      "a * that is not leftmost matches nothing",
      check(["a.*.client.example", "TXT", "x"]),
      { says: "error owner-name-wildcard at a.*.client.example", cite: "RFC 4592 §2.1.1" },
      "the * is not the whole leftmost label",
    ],
    [
      "a CNAME target of one label",
      check(["a.client.example", "CNAME", "vendor"]),
      { says: "error target-syntax at a.client.example", cite: "RFC 1035 §3.3" },
      'The CNAME at a.client.example points to "vendor", which is no full name.',
    ],
    [
      "a CNAME target with a blank",
      check(["a.client.example", "CNAME", "vendor .example"]),
      { says: "error target-syntax at a.client.example", cite: "RFC 1035 §3.3" },
      'points to "vendor .example"',
    ],
    [
      "a wildcard as an MX target",
      check(["a.client.example", "MX", "10 *.vendor.example"]),
      { says: "error target-syntax at a.client.example", cite: "RFC 1035 §3.3" },
      'The MX at a.client.example points to "*.vendor.example"',
    ],
    [
      "two DMARC records at one name are both discarded",
      check(
        ["_dmarc.client.example", "TXT", "v=DMARC1; p=none"],
        ["_dmarc.client.example", "TXT", "v=DMARC1; p=reject"],
      ),
      { says: "error dmarc-two-records at _dmarc.client.example", cite: "RFC 9989 §4.10" },
      "_dmarc.client.example would hold 2 DMARC records, and receivers discard all of them.",
    ],
    [
      "a DMARC record where nobody reads it, so that its pct does not matter",
      check(["news.client.example", "TXT", "v=DMARC1; p=none; pct=25"]),
      { says: "error dmarc-two-records at news.client.example", cite: "RFC 9989 §4.10" },
      "where no receiver reads it",
    ],
  ])("%s", (_name, findings, expected, message) => {
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject(expected);
    expect(findings[0]?.message).toContain(message);
  });

  test("wildcards leftmost, underscores and the null MX are in order", () => {
    expect(
      check(
        ["*._domainkey.client.example", "TXT", "v=DKIM1; p="],
        ["_x._y.client.example", "TXT", "x"],
        ["client.example", "MX", "0 ."],
        ["_dmarc.client.example", "TXT", "v=DMARC1; p=none"],
        ["_dmarc.a.client.example", "TXT", "v=DMARC1; p=quarantine; pct=100"],
        ["_dmarc.b.client.example", "TXT", "v=spf1; pct=1"],
        ["news.client.example", "TXT", "pct=1"],
        ["other.example._report._dmarc.client.example", "TXT", "v=DMARC1"],
      ),
    ).toEqual([]);
  });
});
