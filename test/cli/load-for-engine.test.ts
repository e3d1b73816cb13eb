/** The specs of a stack's group, as a program of the engine loads them: from disk, in a process of its own. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { lockedFolder, PROJECT, specText, type Folder } from "../support/cli.ts";

interface Answer {
  readonly domains?: readonly string[];
  readonly findings?: readonly string[];
  readonly authorisations?: readonly string[];
  readonly cannotRun?: boolean;
  readonly message?: string;
}

const groups = {
  none: undefined,
  domain: ["alone.example"],
  domains: ["msp.example", "alone.example"],
  folder: ["clinics"],
  slash: ["clinics/"],
  deep: ["clinics/north"],
  both: ["clinics", "alone.example"],
  overlap: ["clinics", "clinics/north", "south.example"],
  reports: ["msp.example"],
  unmatched: ["alone.example", "alnoe.example"],
  part: ["clin"],
  file: ["alone.example.ts"],
  aboveAll: ["domains/clinics"],
  unplanned: ["broken.example"],
  empty: [],
} as const satisfies Readonly<Record<string, readonly string[] | undefined>>;

const moduleUrl = (file: string): string => pathToFileURL(join(PROJECT, "src/cli", file)).href;
const program = `
import { loadForEngine } from ${JSON.stringify(moduleUrl("load-for-engine.ts"))};
import { CannotRun } from ${JSON.stringify(moduleUrl("cannot-run.ts"))};
const planOf = await loadForEngine("domains");
const ask = group => {
  try {
    const { domains, findings } = planOf(group);
    return {
      domains: domains.map(one => one.domain),
      findings: findings.map(one => one.severity + " " + one.id + " " + one.domain),
      authorisations: domains.flatMap(one => one.rrsets.map(set => set.name)).filter(name => name.includes("._report.")),
    };
  } catch (error) {
    return { cannotRun: error instanceof CannotRun, message: error.message };
  }
};
const groups = JSON.parse(process.argv[1]);
console.log(JSON.stringify({ ...Object.fromEntries(Object.entries(groups).map(([k, v]) => [k, ask(v)])), none: ask(undefined) }));
`;

let on: Folder;
let answers: Readonly<Record<keyof typeof groups, Answer>>;

beforeAll(() => {
  const toMsp = (domain: string, more = ""): string =>
    specText(domain, more).replace(`dmarc@${domain}`, "dmarc@msp.example");
  on = lockedFolder({
    "alone.example.ts": specText("alone.example"),
    "broken.example.ts": specText("broken.example", "nonsense: true,"),
    "msp.example.ts": specText("msp.example"),
    "clinics/south.example.ts": toMsp("south.example", 'spf: { terms: ["ptr"] },'),
    "clinics/north/north.example.ts": toMsp("north.example"),
    "clinics/bad.example.ts": specText("bad.example", 'ttl: "1h",'),
    "clinics-2/other.example.ts": specText("other.example"),
  });
  const args = ["--input-type=module", "--eval", program, "--", JSON.stringify(groups)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: on.path, encoding: "utf8", timeout: 60_000 });
  expect(stderr).toBe("");
  answers = JSON.parse(stdout) as typeof answers;
});
afterAll(() => on.remove());

describe("a group of the fleet", () => {
  const clinics = ["north.example", "south.example"];
  const ofClinics = ["error spec-type bad.example", "warning spf-ptr south.example"];

  test.each([
    [
      "no group: every domain and every finding",
      "none",
      ["alone.example", "msp.example", "north.example", "other.example", "south.example"],
      ["error spec-type bad.example", "error spec-unknown-key broken.example", "warning spf-ptr south.example"],
    ],
    ["a domain: itself, with none of the others' findings", "domain", ["alone.example"], []],
    ["domains: in the fleet's order", "domains", ["alone.example", "msp.example"], []],
    ["a folder: all below it, the findings of what could not be planned too", "folder", clinics, ofClinics],
    ["a folder with its slash", "slash", clinics, ofClinics],
    ["a folder within", "deep", ["north.example"], []],
    ["a folder and a domain", "both", ["alone.example", ...clinics], ofClinics],
    ["entries that overlap: each domain once", "overlap", clinics, ofClinics],
  ] as const)("%s", (_name, group, domains, findings) => {
    expect(answers[group]).toMatchObject({ domains, findings });
  });

  test("is cut out after planning: clients of another stack still have their records in the report domain's plan", () => {
    expect(answers.reports).toMatchObject({
      domains: ["msp.example"],
      authorisations: ["north.example._report._dmarc.msp.example", "south.example._report._dmarc.msp.example"],
    });
  });
});

describe("an entry that stands for nothing cannot be run, since what it meant would be deleted", () => {
  test.each([
    ["a slip of the pen among good ones", "unmatched", "alnoe.example"],
    ["the beginning of a folder's name", "part", "clin"],
    ["a file", "file", "alone.example.ts"],
    ["a folder that is not given from domains/ on", "aboveAll", "domains/clinics"],
    ["a domain whose spec cannot be planned", "unplanned", "broken.example"],
  ] as const)("%s", (_name, group, entry) => {
    expect(answers[group]).toEqual({
      cannotRun: true,
      message: `No planned domain is "${entry}", which this stack's mailwright:domains names; correct it, or mend its spec.`,
    });
  });

  test("a group of nothing at all", () => {
    expect(answers.empty.cannotRun).toBe(true);
    expect(answers.empty.message).toContain("mailwright:domains");
  });
});
