/** Spec files that are wrong in every way a file can be: each is a finding, the others are still checked, nothing is written. */
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Finding } from "../../src/finding.ts";
import { expectWhole } from "../support/specs.ts";
import { document, lockedFolder, specText, type Folder } from "../support/cli.ts";

const isRoot = process.getuid?.() === 0;
const esc = "\\u001b[31m";

const bad: readonly (readonly [file: string, text: string, finding: string, says: string])[] = [
  [
    "syntax.example.ts",
    specText("syntax.example", "ttl 300,"),
    "spec-syntax syntax.example",
    "The file is not valid TypeScript (line 8): ",
  ],
  [
    "enum.example.ts",
    "enum A { b }\nexport default 1;\n",
    "spec-syntax enum.example",
    "The file is not valid TypeScript",
  ],
  [
    "throws.example.ts",
    "export {};\nthrow new Error('no token');\n",
    "spec-throws throws.example",
    "The file fails when it is loaded (line 2): no token",
  ],
  [
    "throws-text.example.ts",
    "throw 'no token';\n",
    "spec-throws throws-text.example",
    "The file fails when it is loaded: no token",
  ],
  [
    "undefined.example.ts",
    "export default defineDomain({});\n",
    "spec-throws undefined.example",
    "(line 1): defineDomain is not defined",
  ],
  ["import.example.ts", 'import "./missing.ts";\n', "spec-throws import.example", "Cannot find module"],
  [
    "name.example.ts",
    'import { sendgird } from "#mailwright";\nexport default sendgird;\n',
    "spec-syntax name.example",
    "'sendgird'",
  ],
  [
    "named.example.ts",
    "export const spec = {};\n",
    "spec-no-default named.example",
    "default export is not a domain spec",
  ],
  ["empty.example.ts", "", "spec-no-default empty.example", "default export is not a domain spec"],
  [
    "call.example.ts",
    "export default () => ({});\n",
    "spec-no-default call.example",
    "default export is not a domain spec",
  ],
  [
    "key.example.ts",
    specText("key.example", "dmrac: 1,"),
    "spec-unknown-key key.example",
    'There is no key "dmrac" in the spec.',
  ],
  [
    "type.example.ts",
    specText("type.example", 'ttl: "1h",'),
    "spec-type type.example",
    "ttl has the wrong type: expected a number.",
  ],
  [
    "none.example.ts",
    specText("none.example").replace("[fastmail()]", "[]"),
    "spec-services-empty none.example",
    "declares no service",
  ],
  [
    "zone-id.example.ts",
    specText("zone-id.example").replace(/zoneId: "[^"]*"/, ""),
    "spec-missing zone-id.example",
    "host.zoneId is missing: expected a string.",
  ],
  [
    "nodomain.example.ts",
    specText("x").replace('domain: "x",', ""),
    "spec-missing nodomain.example",
    "domain is missing",
  ],
  [
    "blank.example.ts",
    specText("blank client.example"),
    "domain-syntax blank client.example",
    '"blank client.example" is not a domain name',
  ],
  [
    "dot.example.ts",
    specText("dot.example.").replace("@dot.example.", "@dot.example"),
    "domain-trailing-dot dot.example",
    "ends in a dot",
  ],
  ["upper.example.ts", specText("Upper.example"), "domain-upper-case upper.example", "has upper-case letters"],
  [
    "bücher.example.ts",
    specText("bücher.example"),
    "domain-idn xn--bcher-kva.example",
    "DNS holds it as xn--bcher-kva.example",
  ],
  [
    "selector.example.ts",
    specText("selector.example", 'dkim: { "a b": "x" },'),
    "dkim-selector-syntax selector.example",
    'The DKIM selector "a b" is not usable',
  ],
  [
    "report.example.ts",
    specText("report.example").replace("dmarc@", "dmarc.at."),
    "dmarc-report-address report.example",
    "it has no @",
  ],
  [
    "option.example.ts",
    specText("option.example").replace("fastmail()", "fastmail({ user: 1 } as never)"),
    "service-option-unknown option.example",
    'no key "user" in fastmail\'s options',
  ],
  [
    "twice-a.example.ts",
    specText("twice.example"),
    "domain-duplicate twice.example",
    "is declared in 2 files: domains/twice-a.example.ts, domains/twice-b.example.ts.",
  ],
  [
    "escape.example.ts",
    specText(
      "escape.example",
      `"${esc}k": 1, txt: ["${esc}"], waive: [{ id: "${esc}", reason: "x", until: "2099-01-01" }],`,
    ),
    "spec-unknown-key escape.example",
    "There is no key",
  ],
  [
    "thrown.example.ts",
    `throw new Error("${esc}\\u009b2Jx\\u202e");\n`,
    "spec-throws thrown.example",
    "fails when it is loaded",
  ],
  [
    "txt.example.ts",
    specText("txt.example", `txt: ["a=${esc}\\n\\u009b2J"],`),
    "txt-not-ascii txt.example",
    "characters outside printable ASCII",
  ],
];

let on: Folder;
let before: readonly string[];
let findings: readonly Finding[];

beforeAll(() => {
  on = lockedFolder(Object.fromEntries(bad.map(([file, text]) => [file, text])));
  on.write("domains/twice-b.example.ts", specText("twice.example"));
  on.write("domains/good.example.ts", specText("good.example", "ttl: 300,"));
  on.write("domains/loud.example.ts", `console.log("hello from a spec");\n${specText("loud.example")}`);
  symlinkSync("nowhere.ts", join(on.path, "domains/dangling.example.ts"));
  mkdirSync(join(on.path, "domains/folder.example.ts"));
  on.write("domains/locked.example.ts", specText("locked.example"));
  if (!isRoot) chmodSync(join(on.path, "domains/locked.example.ts"), 0);
  // Folders that hold themselves are looked through once.
  mkdirSync(join(on.path, "domains/group"));
  symlinkSync("..", join(on.path, "domains/group/round"));
  before = on.files();
  findings = checked();
});
afterAll(() => on.remove());

function checked(): readonly Finding[] {
  const result = on.run("check", "--json");
  expect(result.code).toBe(1);
  expect(result.stderr).toBe("hello from a spec\n");
  return (document({ ...result, stderr: "" }) as { findings: readonly Finding[] }).findings;
}

describe("check", () => {
  test.each(bad)("%s", (file, _text, expected, says) => {
    const found = findings.filter(one => one.file === `domains/${file}` && `${one.id} ${one.domain}` === expected);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: "error" });
    expect(found[0]?.message).toContain(says);
  });

  test.each([
    ["dangling.example", "ENOENT"],
    ["folder.example", "EISDIR"],
    ...(isRoot ? [] : ([["locked.example", "EACCES"]] as const)),
  ])("%s cannot be read", (domain, code) => {
    expect(findings.filter(one => one.domain === domain)).toMatchObject([
      {
        id: "spec-unreadable",
        severity: "error",
        file: `domains/${domain}.ts`,
        message: `The file cannot be read: ${code}.`,
      },
    ]);
  });

  test("every finding says what, where, why and how to fix", () => {
    expect(findings.length).toBeGreaterThan(bad.length);
    expectWhole(findings);
    expect(findings.filter(one => one.domain === "")).toEqual([]);
  });

  test("the sound specs among them are sound all the same", () => {
    expect(findings.filter(one => one.domain === "good.example" || one.domain === "loud.example")).toEqual([]);
    const plan = on.run("plan", "good.example");
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain("good.example  Cloudflare");
  });

  test("a file whose spec says no domain is found by its name", () => {
    const { code, stdout } = on.run("check", "nodomain.example");
    expect(code).toBe(1);
    expect(stdout).toContain("spec-missing  domain");
  });

  test("a spec of another name than its file's says so, and a waiver may accept it", () => {
    const named = lockedFolder({
      "old-name.ts": specText("a.example"),
      "waived.ts": specText("b.example", 'waive: [{ id: "spec-file-name", reason: "moving", until: "2099-01-01" }],'),
    });
    const { code, stdout } = named.run("check");
    named.remove();
    expect(code).toBe(0);
    expect(stdout).toContain("warning  spec-file-name  domain");
    expect(stdout).toContain("info     spec-file-name  domain");
    expect(stdout).not.toContain("waiver-unused");
  });
});

describe("every command", () => {
  const commands = [["check"], ["plan"], ["plan", "--zonefile"], ["plan", "--json"], ["check", "--json"]] as const;

  test.each(commands)("%s %s ends with 1 and writes nothing", (...args) => {
    expect(on.run(...args).code).toBe(1);
    expect(on.files()).toEqual(before);
  });

  test.each(commands)("%s %s lets no control character of a spec through to a terminal", (...args) => {
    const { stdout, stderr } = on.run(...args);
    // Line breaks are this program's own: no line of it begins with what stands behind one in a spec.
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    expect(stdout).toContain("txt.example");
  });

  test.each(commands)("%s %s keeps what specs print off its own stdout", (...args) => {
    const { stdout, stderr } = on.run(...args);
    expect(stdout).not.toContain("hello from a spec");
    expect(stderr).toContain("hello from a spec");
  });
});
