/** Specs that end the process, never end themselves, or meddle with its exit code: no run of them looks clean. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { document, lockedFolder, specText, type Folder } from "../support/cli.ts";

let on: Folder | undefined;
afterEach(() => on?.remove());

const sound = specText("a.example");
const ONE_SENTENCE = /^mailwright: [^\n]+\.\n$/;
const commands = [["check"], ["check", "--json"], ["plan"], ["plan", "--json"], ["plan", "--zonefile"]] as const;
const ends = "mailwright: a spec ended the run or never finished loading; a spec must only export its domain.\n";

const stopping: readonly (readonly [name: string, text: string])[] = [
  ["waits for ever", `${sound}await new Promise(() => {});\n`],
  ["ends the process as a success", `${sound}process.exit(0);\n`],
  ["ends the process as a finding would", `${sound}process.exit(1);\n`],
  ["sets the exit code and waits for ever", `${sound}process.exitCode = 0;\nawait new Promise(() => {});\n`],
  [
    "ends the process later, while others load",
    `${sound}setImmediate(() => process.exit(0));\nawait new Promise(() => {});\n`,
  ],
];

describe.each(stopping)("a spec that %s", (_name, text) => {
  test.each(commands)("%s %s: exit 2, one sentence, and nothing on stdout", (...args) => {
    on = lockedFolder({ "a.example.ts": text, "b.example.ts": specText("b.example") });
    expect(on.run(...args)).toEqual({ code: 2, stdout: "", stderr: ends });
  });
});

describe("a spec that throws is a finding, whatever it does to the exit code", () => {
  const text = 'process.exitCode = 0;\nthrow new Error("no token");\n';

  test.each(["check", "plan"])("%s --json: exit 1 and one document", command => {
    on = lockedFolder({ "a.example.ts": text });
    const result = on.run(command, "--json");
    expect(result.code).toBe(1);
    expect(document(result)).toMatchObject({
      findings: [{ id: "spec-throws", domain: "a.example", severity: "error" }],
    });
  });

  test.each(["check", "plan"])("%s: exit 1 and the finding", command => {
    on = lockedFolder({ "a.example.ts": text });
    const { code, stdout, stderr } = on.run(command);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("spec-throws");
  });
});

test("all of a long document is written before the command ends", () => {
  const specs = Array.from({ length: 60 }, (_, index) => `d${index}.example`);
  on = lockedFolder(Object.fromEntries(specs.map(domain => [`${domain}.ts`, specText(domain)])));
  const plan = document(on.run("plan", "--json")) as { domains: readonly unknown[] };
  expect(plan.domains).toHaveLength(60);
});

test.each([0, 1, 7])("an exit code of %i that a sound spec leaves behind is not the command's", left => {
  on = lockedFolder({ "a.example.ts": `process.exitCode = ${left};\n${sound}` });
  expect(on.run("check")).toEqual({ code: 0, stdout: "0 errors, 0 warnings in 1 domain.\n", stderr: "" });
});

describe("an empty folder", () => {
  test.each(commands)("%s %s: exit 2 and one sentence", (...args) => {
    on = lockedFolder();
    const { code, stdout, stderr } = on.run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(ONE_SENTENCE);
    expect(stderr).toContain("There is no domain spec in ");
  });

  test("nor is one that holds only shared bits a fleet", () => {
    on = lockedFolder({ "_shared.ts": "export {};\n", "_later/a.example.ts": sound, "notes.md": "" });
    const { code, stdout, stderr } = on.run("check", "--json");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(ONE_SENTENCE);
  });
});
