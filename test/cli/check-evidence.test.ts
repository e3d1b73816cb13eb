/** What `check` says of the evidence beside the specs, and that no other command heeds it. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { makeUndeclared } from "../../src/feedback/evidence-undeclared.ts";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import { context, feedback, reporter } from "../support/made-up-feedback.ts";
import { document, lockedFolder, specText, type Folder } from "../support/cli.ts";

const today = new Date().toISOString().slice(0, 10);
const window = { first: dayAt(today, -29), last: today };
const WAIVER = 'waive: [{ id: "reports-stopped", reason: "moving the mailbox", until: "2099-01-01" }],';

/** Daily reports until so many days ago. */
function evidenceUntil(ago: number, domain = "shop.example"): Evidence {
  const reporters = [reporter("r.example", { first: dayAt(today, -100), last: dayAt(today, -ago), days: 101 - ago })];
  return makeEvidence(feedback({ domain, window, reporters }), context);
}

let on: Folder;
beforeEach(() => {
  on = lockedFolder({ "shop.example.ts": specText("shop.example"), "bakery.example.ts": specText("bakery.example") });
});
afterEach(() => on.remove());

const idsOf = (...args: readonly string[]): readonly string[] =>
  (document(on.run("check", "--json", ...args)) as { findings: readonly Record<string, string>[] }).findings.map(
    ({ severity, id, domain, file }) => `${severity} ${id} ${domain} ${file}`,
  );

describe("check", () => {
  test("without evidence, or with what is sound, says nothing", () => {
    expect(idsOf()).toEqual([]);
    on.write("evidence/shop.example.json", formatEvidence(evidenceUntil(1)));
    expect(idsOf()).toEqual([]);
  });

  test("tells what is wrong with feedback as warnings", () => {
    const undeclared = [{ domain: "x.example", reports: 1, messages: 2, ...window }];
    on.write("evidence/shop.example.json", formatEvidence(evidenceUntil(20)));
    on.write("evidence/bakery.example.json", "{");
    on.write(
      "evidence/_undeclared.json",
      formatEvidence(makeUndeclared(window, undeclared) as NonNullable<ReturnType<typeof makeUndeclared>>),
    );
    expect(idsOf()).toEqual([
      "warning reports-undeclared  evidence/_undeclared.json",
      "warning evidence-unreadable bakery.example evidence/bakery.example.json",
      "warning reports-stopped shop.example evidence/shop.example.json",
    ]);
    expect(idsOf("shop.example")).toEqual(["warning reports-stopped shop.example evidence/shop.example.json"]);
    expect(on.run("check").code).toBe(0);
  });

  test("a file whose name says another domain is unreadable", () => {
    on.write("evidence/bakery.example.json", formatEvidence(evidenceUntil(20)));
    const { stdout } = on.run("check");
    expect(stdout).toContain("evidence/bakery.example.json is about shop.example, not about what its name says, so");
  });

  test("heeds a waiver, and calls it unused where reports go on", () => {
    on.write("domains/shop.example.ts", specText("shop.example", WAIVER));
    on.write("evidence/shop.example.json", formatEvidence(evidenceUntil(20)));
    expect(idsOf()).toEqual(["info reports-stopped shop.example evidence/shop.example.json"]);
    on.write("evidence/shop.example.json", formatEvidence(evidenceUntil(1)));
    expect(idsOf()).toEqual(["info waiver-unused shop.example domains/shop.example.ts"]);
  });
});

test("plan says the same with evidence and without, whatever is waived", () => {
  on.write("domains/shop.example.ts", specText("shop.example", WAIVER));
  const before = on.run("plan", "--json");
  on.write("evidence/shop.example.json", formatEvidence(evidenceUntil(20)));
  on.write("evidence/bakery.example.json", "{");
  expect(on.run("plan", "--json")).toEqual(before);
  expect(before.stdout).not.toContain("waiver-unused");
});
