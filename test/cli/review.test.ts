/** `mailwright review` as the workflow runs it: in a git repository of specs and evidence, against a revision. */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { lockedFolder, specText, type Folder } from "../support/cli.ts";
import { evidenceOf, inForce, mail } from "../support/replay.ts";

let on: Folder;

const git = (...args: readonly string[]): void => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", on.path, ...who, ...args], { stdio: "ignore" });
};

const evidence = (domain: string, messages: number): string => {
  const spf = [{ domain, scope: "mfrom", result: "pass" } as const];
  const row = mail({ headerFrom: domain, source: "declared fastmail", ip: "203.0.113.7", messages, spf, dkim: [] });
  return formatEvidence(evidenceOf([row], { domain, policies: [inForce("none", { domain })] }));
};

beforeAll(() => {
  on = lockedFolder();
  for (const domain of ["shop.example", "bakery.example", "quiet.example"])
    on.write(`domains/${domain}.ts`, specText(domain));
  on.write("evidence/shop.example.json", evidence("shop.example", 1_200));
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "start");
});
afterAll(() => on.remove());

test("nothing changed", () => {
  const { code, stdout } = on.run("review", "--base", "main");
  expect([code, stdout]).toEqual([
    0,
    "<!-- mailwright review -->\n## Mail review\n\n**No mail is touched.**\n\nNo domain changes; 3 others stay as they are, compared with `main`.\n",
  ]);
});

test("a policy that rises too early is blocked, newer evidence is told, and domains that stay are only counted", () => {
  on.write("domains/shop.example.ts", specText("shop.example").replace('policy: "none"', 'policy: "reject"'));
  on.write("evidence/bakery.example.json", evidence("bakery.example", 700));
  const { code, stdout, stderr } = on.run("review", "--base", "main");
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toContain("**Do not merge yet: the gate holds up `shop.example`.**");
  expect(stdout).toContain("2 domains change; 1 other stays as it is, compared with `main`.");
  expect(stdout).toContain("p=none → p=reject");
  expect(stdout).toContain("| `bakery.example` | none → 2026-06-01 to 2026-06-30 |");
  expect(stdout).not.toContain("quiet.example");
});

test("a spec that cannot be read is a new error", () => {
  on.write("domains/quiet.example.ts", "export default nonsense;\n");
  const { code, stdout } = on.run("review", "--base", "main");
  expect(code).toBe(1);
  expect(stdout).toContain("Not reviewed, since their specs have errors: quiet.example.");
  expect(stdout).toMatch(/\*\*error\*\* `spec-throws`/);
});

test.each([
  [["review"], "--base"],
  [["review", "--base", "no-such-ref"], 'Git knows no revision "no-such-ref" here'],
])("%j cannot run", (args, message) => {
  const { code, stdout, stderr } = on.run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});
