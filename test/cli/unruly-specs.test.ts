/** A spec is a program, and may do what no spec should: the command still answers, and repeats no key. */
import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import { folder, specText, type Folder } from "../support/cli.ts";

const pem = generateKeyPairSync("rsa", { modulusLength: 1024 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const key = JSON.stringify(pem);
const pieces = pem
  .split("\n")
  .filter(line => line.length > 40)
  .map(line => line.slice(0, 20));
const good = specText("good.example");

let made: Folder | undefined;
afterEach(() => made?.remove());

function run(spec: string, ...args: string[]) {
  made = folder({ "good.example.ts": spec });
  const result = made.run(...args);
  const said = result.stdout + result.stderr;
  expect(pieces.filter(piece => said.includes(piece))).toEqual([]);
  expect(said).not.toMatch(/\n\s+at .+:\d+/);
  return result;
}

describe("specs that do more than export a domain", () => {
  test.each([
    ["throws a value that throws when it is shown", `throw { toString() { throw new Error(${key}); } };`],
    ["throws a value without a text", "throw Object.create(null);"],
    [
      "throws an error whose stack throws",
      `throw Object.defineProperty(new Error("x"), "stack", { get() { throw 1; } });`,
    ],
  ])("%s: a finding", (_, spec) => {
    const { code, stdout } = run(spec, "check");
    expect(code).toBe(1);
    expect(stdout).toContain("spec-throws");
  });

  test("leaves a rejection behind: one sentence, and no line of the source", () => {
    const { code, stderr } = run(`${good}\nPromise.reject(new Error(${key}));`, "check");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mailwright: .+\.\n$/);
  });

  test("writes to stdout while it loads: not into the JSON", () => {
    const { code, stdout, stderr } = run(`process.stdout.write("hello");\n${good}`, "plan", "--json");
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { domains: unknown[] }).domains).toHaveLength(1);
    expect(stderr).toContain("hello");
  });

  test("leaves a timer running: the command ends all the same", () => {
    expect(run(`setInterval(() => {}, 1000);\n${good}`, "check").code).toBe(0);
  });
});

test("a private key is one finding: what is masked beside it is not found wrong as well", () => {
  const spec = good.replace("services: [", `dkim: { s1: ${key} },\n  services: [`);
  const { code, stdout } = run(spec, "check", "--json");
  expect(code).toBe(1);
  expect((JSON.parse(stdout) as { findings: { id: string }[] }).findings.map(({ id }) => id)).toEqual([
    "dkim-key-private",
  ]);
});
