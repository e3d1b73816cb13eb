/**
 * Numbered cases: specs in, `plan --json` and `plan --zonefile` out. What differs is left beside the expected file as
 * `<file>.actual`; accepting it means reading it and moving it by hand.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { run } from "../support/cli.ts";

const cases = readdirSync(__dirname).filter(name => /^\d{3}-/.test(name));
const scratch = mkdtempSync(join(tmpdir(), "mailwright-golden-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Plan {
  readonly domains: readonly { readonly zone: string; readonly findings: readonly { readonly severity: string }[] }[];
  readonly findings: readonly unknown[];
}

/** Zone → its text, from the output of `plan --zonefile`. */
function zones(text: string): ReadonlyMap<string, string> {
  const parts = text.trimEnd().split(/\n\n(?=; Started by mailwright)/);
  return new Map(parts.map(part => [/^\$ORIGIN (\S+)\.$/m.exec(part)?.[1] ?? "", `${part}\n`]));
}

function expectFile(path: string, actual: string): void {
  const expected = existsSync(path) ? readFileSync(path, "utf8") : "(no such file)";
  if (actual === expected) rmSync(`${path}.actual`, { force: true });
  else writeFileSync(`${path}.actual`, actual);
  expect(actual).toBe(expected);
}

test("there are cases, numbered without a gap", () => {
  expect(cases.length).toBeGreaterThan(14);
  expect(cases.map(name => Number(name.slice(0, 3)))).toEqual(cases.map((_, index) => index + 1));
});

describe.each(cases)("%s", name => {
  const folder = join(__dirname, name);
  const specs = `test/golden/${name}`;
  const json = run(["plan", "--json", "--domains", specs]);
  const text = run(["plan", "--zonefile", "--domains", specs]);
  const plan = JSON.parse(json.stdout) as Plan;
  const written = zones(text.stdout);

  test("the plan is the one accepted, and no finding of severity error is in it", () => {
    expectFile(join(folder, "plan.json"), json.stdout);
    expect(json.stderr).toBe("");
    expect([json.code, text.code]).toEqual([0, 0]);
    expect(plan.findings).toEqual([]);
  });

  test("each zone has its file, and no file is left over", () => {
    const names = [...new Set(plan.domains.map(one => one.zone))].toSorted();
    expect([...written.keys()].toSorted()).toEqual(names);
    const files = readdirSync(folder).filter(file => file.endsWith(".zone"));
    expect(files.toSorted()).toEqual(names.map(zone => `${zone}.zone`));
  });

  test.each([...written.keys()])("%s", zone => {
    expectFile(join(folder, `${zone}.zone`), written.get(zone) ?? "");
    const file = join(scratch, `${name}-${zone}.zone`);
    writeFileSync(file, written.get(zone) ?? "");
    const judge = spawnSync("named-checkzone", ["-i", "local", "-k", "fail", "-n", "fail", "-m", "fail", zone, file], {
      encoding: "utf8",
    });
    // A machine without BIND's tools fails here: npm test installs them (test/support/ensure-tools.ts).
    expect(judge.error).toBeUndefined();
    expect(judge.stdout).toContain("\nOK\n");
    expect(judge.status).toBe(0);
  });
});

test("the judge of zone files does find faults", () => {
  const file = join(scratch, "bad.zone");
  writeFileSync(
    file,
    `$ORIGIN bad.example.\n$TTL 60\n@ IN SOA localhost. a. 1 1 1 1 1\n@ IN NS localhost.\na IN TXT "${"x".repeat(256)}"\n`,
  );
  expect(spawnSync("named-checkzone", ["-i", "local", "bad.example", file]).status).not.toBe(0);
});

test("named domains give the same zone as all of them", () => {
  const zone = readFileSync(join(__dirname, "001-cloudflare-google-sendgrid/harbour-bakery.example.zone"), "utf8");
  const specs = "test/golden/001-cloudflare-google-sendgrid";
  expect(run(["plan", "--zonefile", "--domains", specs, "harbour-bakery.example"]).stdout).toBe(zone);
});
