/** The workflows: judged by their linter, and held to what they promise about secrets, pins and plans. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { engineVersions } from "../../engine/versions.ts";
import { ensureActionlint } from "./ensure-actionlint.ts";

const project = join(__dirname, "../..");
const workflows = readdirSync(join(project, ".github/workflows")).map(name => `.github/workflows/${name}`);
const engineAction = ".github/actions/engine/action.yml";
const read = (file: string): string => readFileSync(join(project, file), "utf8");

/** The text of one job, from its name to the next. */
function job(file: string, name: string): string {
  const start = read(file).split(`\n  ${name}:\n`)[1] ?? "";
  return start.split(/\n {2}(?:\w+:|# )/)[0] ?? "";
}

describe("the workflow linter", () => {
  let actionlint = "";
  beforeAll(async () => {
    actionlint = await ensureActionlint(project);
  }, 300_000);

  // Without shellcheck, so that the answer does not depend on what else is installed.
  const lint = (args: readonly string[], input?: string) =>
    spawnSync(actionlint, ["-no-color", "-shellcheck=", "-pyflakes=", ...args], {
      cwd: project,
      encoding: "utf8",
      input,
    });

  test("finds nothing in the workflows", () => {
    expect(workflows).toHaveLength(5);
    const { status, stdout, stderr } = lint(workflows);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("does find a mistake", () => {
    const { status, stdout } = lint(["-"], read(".github/workflows/preview.yml").replace("vars.", "varz."));
    expect(status).toBe(1);
    expect(stdout).toContain('undefined variable "varz"');
  });
});

describe("every workflow", () => {
  test.each([...workflows, engineAction])("%s pins each action to a version", file => {
    const uses = [...read(file).matchAll(/uses: (\S+)/g)].map(match => match[1] as string);
    const loose = uses.filter(one => !one.startsWith("./") && !/@(v\d+(\.\d+)*|[0-9a-f]{40})$/.test(one));
    expect(loose).toEqual([]);
  });

  test.each(workflows)("%s may do nothing but read, unless a job says more", file => {
    expect(read(file)).toMatch(/\npermissions:\n {2}contents: read\n/);
    expect(read(file)).not.toMatch(/: write-all|contents: write/);
  });

  test.each(workflows)("%s never runs a pull request's code with the rights of main", file => {
    expect(read(file)).not.toMatch(/^ {2}(pull_request_target|workflow_run):/m);
    expect(read(file)).toMatch(/\nconcurrency:\n/);
  });

  test.each(workflows)("%s puts no text that others write into a script", file => {
    const scripts = [...read(file).matchAll(/run: \|?\n?((?: {10}.*\n|\n)*|.*)/g)].map(match => match[1] ?? "");
    expect(scripts.filter(script => script.includes("${{"))).toEqual([]);
  });
});

test("the CLI is the version of the engine module", () => {
  expect(read(engineAction)).toContain(`pulumi-version: ${engineVersions(project).cli.replace(/^v/, "")}\n`);
});

test("CI runs the one check there is", () => {
  expect(read(".github/workflows/ci.yml")).toContain("- run: .ci/run\n");
});

test("the nightly check of the lock changes nothing, and fails when something drifted", () => {
  const file = ".github/workflows/lock.yml";
  expect(read(file)).toMatch(/\n {2}schedule:\n {4}- cron: /);
  expect(job(file, "check")).toContain("npx mailwright lock --check 2>&1 | tee");
  expect(read(file)).toContain("\n    shell: bash\n");
  expect(read(file)).not.toMatch(/secrets\.|: write/);
});

test("every night the fuzzer runs and every property draws a new seed, with no secret", () => {
  const file = ".github/workflows/nightly.yml";
  expect(read(file)).toMatch(/\n {2}schedule:\n {4}- cron: /);
  expect(job(file, "fuzz")).toMatch(/- run: npm run fuzz$/m);
  expect(job(file, "properties")).toMatch(/- run: npm run fuzz:properties$/m);
  expect(read(file)).not.toMatch(/secrets\.|: write/);
});

describe("a preview", () => {
  const file = ".github/workflows/preview.yml";
  test("gives secrets to branches of this repository alone", () => {
    expect(job(file, "check")).not.toContain("secrets.");
    expect(job(file, "preview")).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(read(file)).not.toContain("CLOUDFLARE_API_TOKEN: $");
  });
  test("saves its plan under the two trees it is made from", () => {
    expect(job(file, "preview")).toContain('--base "$BASE_REF" --stack prod --');
    expect(job(file, "preview")).toContain("--save-plan=");
    expect(job(file, "preview")).toContain("plan-$(git rev-parse \"$base^{tree}\")-$(git rev-parse 'HEAD^{tree}')");
  });
});

describe("a review", () => {
  const file = ".github/workflows/preview.yml";
  test("runs the pull request's code where nothing can be written and nothing is secret", () => {
    expect(job(file, "review")).toContain('npx mailwright review --base "$BASE_REF"');
    expect(job(file, "review")).not.toMatch(/secrets\.|github\.token|: write/);
  });
  test("is posted by a job that runs none of it, on branches of this repository alone", () => {
    expect(job(file, "comment")).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(job(file, "comment")).toMatch(/permissions:\n {6}pull-requests: write\n {4}steps/);
    expect(job(file, "comment")).not.toMatch(/checkout|npm|npx|secrets\./);
    expect(job(file, "comment")).toContain("<!-- mailwright review -->");
  });
});

describe("an apply", () => {
  const file = ".github/workflows/apply.yml";
  test("never runs beside another, and is never broken off", () => {
    expect(read(file)).toContain("concurrency:\n  group: apply-prod\n  cancel-in-progress: false\n");
  });
  test("asks for a plan of the same two trees by the name the preview gave it", () => {
    expect(job(file, "plan")).toContain("plan-$(git rev-parse \"$BASE^{tree}\")-$(git rev-parse 'HEAD^{tree}')");
    expect(job(file, "plan")).toContain("head_repository_id == .workflow_run.repository_id");
  });
  test("changes nothing without a plan, outside its environment, or under other targets than the plan's", () => {
    expect(job(file, "apply")).toContain("environment: production");
    expect(job(file, "apply")).toContain("--plan=");
    expect(job(file, "apply")).toContain("BASE: ${{ needs.plan.outputs.base }}");
    expect(job(file, "plan")).not.toMatch(/mailwright up/);
  });
});
