import { describe, expect, test } from "@jest/globals";
import { makeUndeclared } from "../../src/feedback/evidence-undeclared.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { healthFindings, type EvidenceFiles } from "../../src/feedback/health-findings.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import { context, feedback, reporter, WINDOW } from "../support/made-up-feedback.ts";
import { brief, expectWhole } from "../support/specs.ts";

const declared = new Set(["client.example", "shop.example"]);
const evidence = makeEvidence(feedback(), context);

function findingsOf(files: Partial<EvidenceFiles>, today = "2026-07-01"): ReturnType<typeof healthFindings> {
  const findings = healthFindings({ evidence: [], unreadable: [], ...files }, declared, today);
  expectWhole(findings);
  return findings;
}

const fileOf = (one: Evidence): EvidenceFiles["evidence"][number] => ({
  file: `evidence/${one.domain}.json`,
  evidence: one,
});

test("sound evidence and no evidence say nothing", () => {
  expect(findingsOf({ evidence: [fileOf(evidence)] })).toEqual([]);
  expect(findingsOf({})).toEqual([]);
});

describe("what the evidence says of itself", () => {
  const stopped = makeEvidence(
    feedback({ reporters: [reporter("r.example", { first: "2026-03-01", last: "2026-05-30", days: 90 })] }),
    context,
  );

  test("is a finding of its domain, with the file", () => {
    const [found] = findingsOf({ evidence: [fileOf(stopped)] });
    expect(found).toMatchObject({
      id: "reports-stopped",
      severity: "warning",
      domain: "client.example",
      file: "evidence/client.example.json",
      message: "Reports have stopped: the last is about 2026-05-30, and more than 7 days without one are unusual here.",
    });
  });

  test("is nobody's where the domain is not declared any more", () => {
    expect(findingsOf({ evidence: [fileOf({ ...stopped, domain: "retired.example" })] }, "2027-01-01")).toEqual([]);
  });
});

describe("evidence-old", () => {
  test.each([
    ["2026-07-14", []],
    ["2026-07-15", ["warning evidence-old at client.example"]],
  ])("of evidence until 30 June, on %s", (today, expected) => {
    expect(brief(findingsOf({ evidence: [fileOf(evidence)] }, today))).toEqual(expected);
  });

  test("is one finding for many domains, and names the oldest", () => {
    const older = { ...evidence, domain: "shop.example", window: { first: "2026-05-01", last: "2026-05-31" } };
    const found = findingsOf({ evidence: [fileOf(evidence), fileOf(older)] }, "2026-08-01");
    expect(found).toMatchObject([{ id: "evidence-old", domain: "", name: "shop.example" }]);
    expect(found[0]?.message).toBe(
      "The evidence of 2 domains ends more than 14 days ago, that of shop.example on 2026-05-31: nothing can be said of their mail since then.",
    );
  });
});

test("evidence-unreadable says what is wrong with the file; one of a retired domain is nobody's", () => {
  const problem = "is no whole JSON document";
  const unreadable = ["client.example", "retired.example", ""].map(domain => ({
    file: `evidence/${domain || "_undeclared"}.json`,
    domain,
    problem,
  }));
  const found = findingsOf({ unreadable });
  expect(brief(found)).toEqual([
    "warning evidence-unreadable at client.example",
    "warning evidence-unreadable at evidence/_undeclared.json",
  ]);
  expect(found[0]?.message).toBe(
    "evidence/client.example.json is no whole JSON document, so nothing is known of the mail it is about.",
  );
});

describe("reports-undeclared", () => {
  const about = (...domains: readonly string[]): Partial<EvidenceFiles> => {
    const all = domains.map((domain, at) => ({
      domain,
      reports: 1,
      messages: 300 - at,
      first: WINDOW.first,
      last: WINDOW.last,
    }));
    const undeclared = makeUndeclared(WINDOW, all);
    return undeclared === undefined ? {} : { undeclared: { file: "evidence/_undeclared.json", undeclared } };
  };

  test("names the biggest first", () => {
    const found = findingsOf(about("a.example", "b.example", "c.example", "d.example"));
    expect(brief(found)).toEqual(["warning reports-undeclared at a.example"]);
    expect(found[0]?.message).toBe(
      "Reports come about 4 domains that no spec declares: a.example (300 messages), b.example (299 messages), c.example (298 messages) and 1 more.",
    );
  });

  test("counts what the file summed", () => {
    const many = Array.from({ length: 250 }, (_, at) => `d${at}.example`);
    expect(findingsOf(about(...many))[0]?.message).toMatch(/^Reports come about 250 domains .* and 247 more\.$/);
  });

  test("forgets what has been declared since, itself or above", () => {
    expect(findingsOf(about("shop.example", "www.client.example"))).toEqual([]);
    expect(findingsOf(about("shop.example", "other.example"))[0]?.message).toBe(
      "Reports come about a domain that no spec declares: other.example (299 messages).",
    );
  });
});
