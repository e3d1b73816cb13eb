import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatPolicyRecord } from "../../src/dmarc/format.ts";
import { generateDmarc } from "../../src/dmarc/generate.ts";
import { parsePolicyRecord } from "../../src/dmarc/parse.ts";
import type { PolicyRecord } from "../../src/dmarc/policy-record.ts";
import { reportHosts } from "../../src/dmarc/report-hosts.ts";

const policy = fc.constantFrom("none" as const, "quarantine" as const, "reject" as const);
const mode = fc.constantFrom("r" as const, "s" as const);
const awkward = fc.constantFrom(
  ",",
  "!",
  ";",
  "%",
  " ",
  "@",
  "?",
  "#",
  "/",
  "&",
  "=",
  "%2C",
  "!10m",
  "ü",
  "😀",
  "\n",
  "\\",
  '"',
);
const text = fc
  .array(fc.oneof(awkward, fc.string({ unit: "binary", minLength: 1, maxLength: 4 })), { minLength: 1, maxLength: 8 })
  .map(parts => parts.join(""));
const uri = fc.tuple(fc.constantFrom("mailto:", "MAILTO:", "https://", "x+y-1.z:"), text).map(parts => parts.join(""));
const uris = fc.array(uri, { minLength: 1, maxLength: 4 });
const record: fc.Arbitrary<PolicyRecord> = fc.record(
  {
    p: policy,
    sp: policy,
    np: policy,
    adkim: mode,
    aspf: mode,
    fo: fc.array(fc.constantFrom("0" as const, "1" as const, "d" as const, "s" as const), {
      minLength: 1,
      maxLength: 4,
    }),
    rua: uris,
    ruf: uris,
    t: fc.constantFrom("y" as const, "n" as const),
    psd: fc.constantFrom("y" as const, "n" as const, "u" as const),
  },
  { requiredKeys: ["p"] },
);
const fragment = fc.constantFrom(
  "v=DMARC1",
  ";",
  "; ",
  "p=none",
  "p=",
  "sp=x",
  "rua=",
  "mailto:",
  "a@r.example",
  ",",
  "!10m",
  "%",
  "%FF",
  "%2C",
  "fo=0:1",
  "pct=100",
  "=",
  " ",
  "\t",
  "t=y",
  "psd=",
  "ü",
);
const nearDmarc = fc.array(fragment, { maxLength: 15 }).map(parts => parts.join(""));
const atom = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,10}$/);
const address = fc
  .tuple(fc.array(atom, { minLength: 1, maxLength: 3 }), fc.constantFrom("r.example", "a.b.msp.example"))
  .map(([atoms, host]) => `${atoms.join(".")}@${host}`);

describe("DMARC policy records", () => {
  test("parse(format(record)) is the record", () => {
    fc.assert(
      fc.property(record, value => {
        expect(parsePolicyRecord(formatPolicyRecord(value))).toMatchObject({ ok: true, record: value });
      }),
      { numRuns: 500 },
    );
  });

  test("a formatted record is printable US-ASCII without historic tags, and reads without loss", () => {
    fc.assert(
      fc.property(record, value => {
        const written = formatPolicyRecord(value);
        expect(written).toMatch(/^[ -~]+$/);
        expect(written).not.toMatch(/; (?:pct|rf|ri)=/);
        expect(written.match(/!/)).toBeNull();
      }),
    );
  });

  test("every dot-atom address can be published, and comes back", () => {
    fc.assert(
      fc.property(fc.uniqueArray(address, { minLength: 1, maxLength: 5 }), reportTo => {
        const generated = generateDmarc({ domain: "client.example", policy: "none", reportTo });
        expect(generated.findings).toEqual([]);
        expect(parsePolicyRecord(generated.text ?? "")).toEqual({
          ok: true,
          record: { p: "none", rua: reportTo.map(one => `mailto:${one}`) },
          warnings: [],
        });
        expect(reportHosts({ p: "none", rua: generated.record?.rua })).toEqual(
          [...new Set(reportTo.map(one => one.slice(one.indexOf("@") + 1)))].toSorted(),
        );
      }),
    );
  });

  test("no text makes the parser or the generator throw", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          nearDmarc,
          nearDmarc.map(rest => `v=DMARC1; ${rest}`),
        ),
        value => {
          const parsed = parsePolicyRecord(value);
          if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0);
          else
            expect(parsePolicyRecord(formatPolicyRecord(parsed.record))).toMatchObject({
              ok: true,
              record: parsed.record,
            });
          const generated = generateDmarc({ domain: "client.example", policy: "none", reportTo: [value] });
          expect(generated.text === undefined).toBe(generated.findings.some(finding => finding.severity === "error"));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
