/** `mailwright dkim`: the life of selectors as a table and as JSON, and the rotation that it leads through. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import { document, folder, specText, type Folder } from "../support/cli.ts";
import { context, feedback, row } from "../support/made-up-feedback.ts";
import { ED25519_KEY, OTHER_ED25519_KEY } from "../support/specs.ts";

const today = new Date().toISOString().slice(0, 10);
const ago = (days: number): string => dayAt(today, -days);
const window = { first: ago(29), last: today };

let on: Folder;
beforeEach(() => {
  on = folder();
});
afterEach(() => on.remove());

function spec(dkim: string, more = ""): void {
  const office = `ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { ${dkim} } })`;
  const text = specText("client.example", more).replace("fastmail }", "ownServer }").replace("fastmail()", office);
  on.write("domains/client.example.ts", text);
}

/** Selector to the days ago between which it signed. */
function evidence(
  signed: Readonly<Record<string, readonly [from: number, to: number]>>,
  result: "pass" | "fail" = "pass",
): void {
  const rows = Object.entries(signed).flatMap(([selector, [from, to]]) =>
    Array.from({ length: from - to + 1 }, (_, index) =>
      row({ dkim: [{ domain: "client.example", selector, result }], messages: 40, days: [29 - from + index] }),
    ),
  );
  on.write("evidence/client.example.json", formatEvidence(makeEvidence(feedback({ window, rows }), context)));
}

interface Shown {
  readonly domains: readonly {
    readonly domain: string;
    readonly selectors: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly unplanned: readonly string[];
}

const states = (): readonly string[] =>
  ((document(on.run("dkim", "--json")) as Shown).domains[0]?.selectors ?? []).map(
    ({ selector, state, ok }) => `${String(selector)} ${String(state)} ${String(ok)}`,
  );

const old = `old: { key: "${ED25519_KEY}", since: "${ago(300)}" }`;
const next = `next: { key: "${OTHER_ED25519_KEY}", since: "${ago(25)}" }`;

test("a rotation from its first day to its last", () => {
  spec(`${old}, next: { key: "${OTHER_ED25519_KEY}", since: "${today}" }`);
  evidence({ old: [29, 0] });
  expect(states()).toEqual(["old signing true", "next new true"]);
  spec(`${old}, ${next}`);
  expect(states()).toEqual(["old signing true", "next published true"]);
  evidence({ old: [29, 10], next: [20, 0] });
  expect(states()).toEqual(["old signing true", "next signing true"]);
  evidence({ old: [29, 14], next: [20, 0] });
  expect(states()).toEqual(["old unseen true", "next signing true"]);
  spec(`old: { revoked: true, since: "${today}" }, ${next}`);
  expect(states()).toEqual(["old revoked true", "next signing true"]);
  spec(next, 'retiredSelectors: ["old"],');
  evidence({ next: [29, 0] });
  expect(states()).toEqual(["next signing true", "old removed true"]);
  expect(on.run("check").code).toBe(0);
  spec(`${next}, ${old}`, 'retiredSelectors: ["old"],');
  expect(on.run("check").stdout).toContain("dkim-selector-retired");
});

test("the table for people", () => {
  spec(`${old}, ${next}`);
  evidence({ old: [29, 14], next: [20, 0] });
  const { code, stdout, stderr } = on.run("dkim");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(
    [
      "client.example",
      `                           state    since       last seen   messages`,
      `  old   own-server office  unseen   ${ago(300)}  ${ago(14)}       640  next signs in its place: revoke it with old: { revoked: true, since: "${today}" }.`,
      `  next  own-server office  signing  ${ago(25)}  ${today}       840  In use.`,
      "",
    ].join("\n"),
  );
});

test("exit code 1 where mail is signed with a key that is not there", () => {
  spec(`old: { revoked: true, since: "${ago(20)}" }, ${next}`);
  evidence({ old: [29, 21], next: [20, 0] });
  const { code, stdout } = on.run("dkim");
  expect(code).toBe(1);
  expect(stdout).toContain(
    `old is revoked. Revoked on ${ago(20)}, though it signed until ${ago(21)}. Put the key back until evidence shows no signature of it; if it has leaked, waive dkim-revoked-in-use instead.`,
  );
});

test("check says the same, and of keys that are old; a waiver quiets it", () => {
  const ids = (): readonly string[] =>
    (document(on.run("check", "--json")) as { findings: readonly Record<string, string>[] }).findings
      .filter(({ id }) => id?.startsWith("dkim-") || id?.startsWith("waiver-"))
      .map(({ severity, id, name }) => `${severity} ${id} ${name}`);
  const revoked = `old: { revoked: true, since: "${ago(20)}" }, ${next}`;
  spec(`${old}, ${next}`);
  evidence({ old: [29, 21], next: [20, 0] });
  expect(ids()).toEqual(["info dkim-key-old old._domainkey.client.example"]);
  spec(revoked);
  expect(ids()).toEqual(["warning dkim-revoked-in-use old._domainkey.client.example"]);
  spec(revoked, 'waive: [{ id: "dkim-revoked-in-use", reason: "the key leaked", until: "2099-01-01" }],');
  expect(ids()).toEqual(["info dkim-revoked-in-use old._domainkey.client.example"]);
  evidence({ next: [29, 0] });
  expect(ids()).toEqual(["info waiver-unused waive[0]"]);
});

test("a spec with errors, no evidence, unreadable evidence, an unknown domain", () => {
  spec(old);
  on.write("domains/broken.example.ts", specText("broken.example", "nonsense: true,"));
  on.write("evidence/client.example.json", "{");
  const { code, stdout, stderr } = on.run("dkim");
  expect(code).toBe(1);
  expect(stdout).toContain("There is no evidence of the domain's mail.");
  expect(stderr).toContain("warning: the spec of broken.example has errors; mailwright check lists them.");
  expect(stderr).toContain("warning: evidence/client.example.json");
  expect(on.run("dkim", "client.example").code).toBe(0);
  expect(on.run("dkim", "other.example").code).toBe(2);
  expect((document(on.run("dkim", "--json")) as Shown).unplanned).toEqual(["broken.example"]);
});
