/** Waivers: what may be accepted for a reason, until when, and what is said about the waiver itself. */
import { describe, expect, test } from "@jest/globals";
import type { Finding, Severity } from "../../src/finding.ts";
import { applyWaivers } from "../../src/plan/apply-waivers.ts";
import type { CheckedSpec } from "../../src/spec/parse-spec.ts";
import { amazonSes, ownServer } from "#mailwright";
import { brief, clientSpec, ED25519_KEY, expectWhole, office, planOf, TODAY } from "../support/specs.ts";

const UNTIL = "2027-01-31";
const waiver = (id: string, until = UNTIL, reason = "moving in January") => ({ id, until, reason });

function finding(id: string, severity: Severity, name = "client.example"): Finding {
  const where = { domain: "client.example", file: "domains/client.example.ts", name };
  return { ...where, id, severity, message: "Something is so.", cite: "RFC 7208 §3.2", fix: "Mend it." };
}

/** The findings after the waivers, each whole. */
function waived(findings: readonly Finding[], ...waive: readonly ReturnType<typeof waiver>[]): readonly Finding[] {
  const spec: CheckedSpec = { ...clientSpec({ waive }), zone: "client.example", file: "domains/client.example.ts" };
  const all = applyWaivers(findings, spec, TODAY);
  expectWhole(all);
  return all;
}

describe("what may be waived", () => {
  const judgement: readonly (readonly [string, Severity])[] = [
    ["dkim-key-short", "warning"],
    ["dkim-key-weak", "warning"],
    ["dkim-testing", "warning"],
    ["dmarc-no-dkim", "error"],
    ["dmarc-no-reports", "warning"],
    ["dmarc-reject-spf-only", "error"],
    ["dmarc-report-unauthorised", "warning"],
    ["dmarc-service-unaligned", "error"],
    ["dmarc-sp-ineffective", "warning"],
    ["dmarc-subdomain-looser", "warning"],
    ["spec-file-name", "warning"],
    ["spf-lookups", "warning"],
    ["spf-permissive", "error"],
    ["spf-ptr", "warning"],
    ["spf-unused-all", "warning"],
    ["spf-void-lookups", "warning"],
    ["zone-id-shared", "warning"],
    ["service-dkim-missing", "warning"],
    ["service-microsoft-365-dkim-derived", "info"],
  ];

  test.each(judgement)("%s, a finding of judgement, as an %s", (id, severity) => {
    expect(brief(waived([finding(id, severity)], waiver(id)))).toEqual([`info ${id} at client.example`]);
  });

  test.each([
    "cname-duplicate",
    "dkim-key-private",
    "dmarc-report-host-parked",
    "dmarc-report-host-unplanned",
    "dmarc-two-records",
    "domain-duplicate",
    "name-clash",
    "name-in-other-zone",
    "role-clash",
    "service-name-not-relative",
    "service-unknown",
    "spf-lookups",
    "spf-two-records",
    "spf-void-lookups",
    "zone-host-conflict",
  ])("not %s, an error of a record or a spec", id => {
    expect(brief(waived([finding(id, "error")], waiver(id)))).toEqual([
      `error ${id} at client.example`,
      "error waiver-not-allowed at waive[0]",
    ]);
  });

  test("not an id that nobody knows, nor the findings about waivers", () => {
    const ids = ["nonsense", "waiver-expired", "waiver-unused", "services"];
    expect(brief(waived([], ...ids.map(id => waiver(id))))).toEqual(
      ids.map((_, index) => `error waiver-not-allowed at waive[${index}]`),
    );
  });

  test("a service's error from a real plan stays an error, its warning does not", () => {
    const fleet = planOf(
      clientSpec({
        services: [
          office,
          amazonSes({ region: "eu-west-1" }),
          ownServer({ name: "x", ip4: ["192.0.2.9"], dkim: { x: ED25519_KEY }, subdomain: "news.client.example" }),
        ],
        waive: [waiver("service-dkim-missing"), waiver("service-name-not-relative")],
      }),
    );
    expect(brief(fleet.findings)).toEqual([
      "error service-name-not-relative at news.client.example.client.example",
      "error waiver-not-allowed at waive[1]",
      "info service-dkim-missing at client.example",
    ]);
  });
});

describe("what is said", () => {
  test("a waived finding keeps all it says, and adds date and reason", () => {
    const [one] = waived([finding("spf-ptr", "warning")], waiver("spf-ptr", UNTIL, "The host leaves in January."));
    expect(one).toEqual({
      ...finding("spf-ptr", "info"),
      message: `Something is so. Waived until ${UNTIL}: The host leaves in January.`,
    });
  });

  test("one waiver serves every finding of its id, and no other", () => {
    const findings = [
      finding("spf-ptr", "warning", "a.client.example"),
      finding("spf-ptr", "warning", "b.client.example"),
      finding("dkim-testing", "warning"),
    ];
    expect(brief(waived(findings, waiver("spf-ptr")))).toEqual([
      "info spf-ptr at a.client.example",
      "info spf-ptr at b.client.example",
      "warning dkim-testing at client.example",
    ]);
  });

  test.each([
    ["2026-11-30", ["warning spf-ptr at client.example", "warning waiver-expired at waive[0]"]],
    ["2026-12-01", ["info spf-ptr at client.example"]],
    ["2026-12-02", ["info spf-ptr at client.example"]],
  ])("on 2026-12-01 a waiver until %s: %j", (until, expected) => {
    expect(brief(waived([finding("spf-ptr", "warning")], waiver("spf-ptr", until)))).toEqual(expected);
  });

  test("an ended waiver says when it ended, also when nothing is left to waive", () => {
    const [one, ...rest] = waived([], waiver("spf-ptr", "2026-11-30"));
    expect(rest).toEqual([]);
    expect(one?.message).toBe("The waiver for spf-ptr ended on 2026-11-30.");
  });

  test("a waiver with nothing to waive is an info, by its position", () => {
    const all = waived([finding("spf-ptr", "warning")], waiver("spf-ptr"), waiver("dkim-testing"));
    expect(brief(all)).toEqual(["info spf-ptr at client.example", "info waiver-unused at waive[1]"]);
    expect(all[1]?.message).toBe("The waiver for dkim-testing has nothing to waive.");
  });

  test("an ended waiver beside its renewal: the renewal counts, the ended one is still said", () => {
    const all = waived([finding("spf-ptr", "warning")], waiver("spf-ptr", "2026-11-30"), waiver("spf-ptr"));
    expect(brief(all)).toEqual(["info spf-ptr at client.example", "warning waiver-expired at waive[0]"]);
    expect(all[0]?.message).toContain(`Waived until ${UNTIL}`);
  });

  test("a waiver that may not be given is said once, whatever its date", () => {
    expect(brief(waived([finding("spf-two-records", "error")], waiver("spf-two-records", "2026-11-30")))).toEqual([
      "error spf-two-records at client.example",
      "error waiver-not-allowed at waive[0]",
    ]);
  });

  test("a waiver is its own domain's: the same finding elsewhere stays", () => {
    const unreported = { policy: "none", reportTo: [] } as const;
    const fleet = planOf(
      clientSpec({ dmarc: unreported, waive: [waiver("dmarc-no-reports")] }),
      clientSpec({ domain: "other.example", host: { kind: "zonefile" }, dmarc: unreported }),
    );
    expect(fleet.findings.map(({ domain, severity, id }) => `${domain} ${severity} ${id}`)).toEqual([
      "client.example info dmarc-no-reports",
      "other.example warning dmarc-no-reports",
    ]);
  });
});
