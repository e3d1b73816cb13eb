/** Which domains a checkout changes, asked of real git repositories that hold the real program. */
import { execFileSync } from "node:child_process";
import fs, { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { CannotRun } from "../../src/cli/cannot-run.ts";
import { changedDomains } from "../../src/cli/changed-domains.ts";
import { PROJECT, specText } from "../support/cli.ts";

// Each case copies a project, and several plan it twice.
jest.setTimeout(60_000);

let root: string;
let project: string;

const git = (...args: readonly string[]): string =>
  execFileSync(
    "git",
    ["-C", project, "-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false", ...args],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
};
const commit = (message: string): void => {
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
};
const changed = (ref = "main", declared?: ReadonlyMap<string, string>) =>
  changedDomains(ref, {
    project,
    directory: join(project, "domains"),
    ...(declared === undefined ? {} : { declared }),
  });

const usesShared = (domain: string): string =>
  `import { terms } from "./_shared.ts";\n${specText(domain, "spf: { terms },")}`;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "mailwright-git-")));
  project = join(root, "base");
  mkdirSync(project);
  for (const part of ["src", "package.json", "package-lock.json", "index.ts", "Pulumi.yaml", ".gitignore"]) {
    cpSync(join(PROJECT, part), join(project, part), { recursive: true });
  }
  write("domains/_shared.ts", 'export const terms = ["ip4:192.0.2.1"];\n');
  write("domains/one.example.ts", usesShared("one.example"));
  write("domains/two.example.ts", usesShared("two.example"));
  write("domains/alone.example.ts", specText("alone.example"));
  write("domains/group/msp.example.ts", specText("msp.example").replaceAll("dmarc@msp", "dmarc@reports.msp"));
  write("README.md", "words\n");
  git("init", "--quiet", "--initial-branch", "main");
  commit("start");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let copies = 0;
beforeEach(() => {
  const copy = join(root, `copy-${(copies += 1)}`);
  cpSync(join(root, "base"), copy, { recursive: true });
  project = copy;
  symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"));
});

describe("changed since a revision", () => {
  test("nothing, when nothing changed", async () => {
    expect(await changed()).toEqual([]);
  });

  test.each([
    ["in the working tree", () => undefined],
    ["in the index", () => void git("add", "--all")],
    [
      "in a commit of this branch",
      () => {
        git("switch", "--quiet", "--create", "work");
        commit("change");
      },
    ],
  ])("one spec %s: its domain alone", async (_where, keep) => {
    write("domains/alone.example.ts", specText("alone.example", "ttl: 300,"));
    keep();
    expect(await changed()).toEqual(["alone.example"]);
  });

  test("a spec in a group's folder", async () => {
    write("domains/group/msp.example.ts", specText("msp.example", "ttl: 300,"));
    expect(await changed()).toEqual(["msp.example"]);
  });

  test("what only the other branch changed since is none of this one's", async () => {
    git("switch", "--quiet", "--create", "work");
    write("domains/one.example.ts", usesShared("one.example").replace("none", "quarantine"));
    commit("ours");
    git("switch", "--quiet", "main");
    write("domains/alone.example.ts", specText("alone.example", "ttl: 300,"));
    commit("theirs");
    git("switch", "--quiet", "work");
    expect(await changed()).toEqual(["one.example"]);
  });

  test("a shared bit: exactly the domains whose plan it changes", async () => {
    write("domains/_shared.ts", 'export const terms = ["ip4:192.0.2.2"];\n');
    expect(await changed()).toEqual(["one.example", "two.example"]);
  });

  test("a shared bit that comes to the same: none", async () => {
    write("domains/_shared.ts", 'export const terms = ["ip4:192.0.2" + ".1"];\n');
    expect(await changed()).toEqual([]);
  });

  test("a shared bit and a spec: both", async () => {
    write("domains/_shared.ts", "export const terms: string[] = [];\n");
    write("domains/alone.example.ts", specText("alone.example", "ttl: 300,"));
    expect(await changed()).toEqual(["alone.example", "one.example", "two.example"]);
  });

  test("a spec that is gone", async () => {
    rmSync(join(project, "domains/alone.example.ts"));
    expect(await changed()).toEqual(["alone.example"]);
  });

  test("a spec that only moved to another folder: its plan is the same", async () => {
    git("mv", "domains/alone.example.ts", "domains/group/alone.example.ts");
    expect(await changed()).toEqual([]);
  });

  test("a spec that became another domain's: the old domain too, though git calls it a rename", async () => {
    git("mv", "domains/alone.example.ts", "domains/renamed.example.ts");
    write("domains/renamed.example.ts", specText("renamed.example"));
    git("add", "--all");
    expect(await changed()).toEqual(["alone.example", "renamed.example"]);
  });

  test("a new spec that git does not track yet", async () => {
    write("domains/new.example.ts", specText("new.example"));
    expect(await changed()).toEqual(["new.example"]);
  });

  test("a new spec that git ignores is no part of the checkout", async () => {
    write(".git/info/exclude", "domains/secret.example.ts\n");
    write("domains/secret.example.ts", specText("secret.example"));
    expect(await changed()).toEqual([]);
  });

  test("a spec of another name than its file's goes by the domain it declares, where that is known", async () => {
    write("domains/old-name.ts", specText("declared.example"));
    const path = join(project, "domains/old-name.ts");
    expect(await changed("main", new Map([[path, "declared.example"]]))).toEqual(["declared.example"]);
  });

  test("a generator: exactly the domains whose plan it changes", async () => {
    write(
      "src/services/fastmail.ts",
      execFileSync(
        "sed",
        ["s/spf.messagingengine.com/spf2.messagingengine.com/", join(project, "src/services/fastmail.ts")],
        { encoding: "utf8" },
      ),
    );
    expect(await changed()).toEqual(["alone.example", "msp.example", "one.example", "two.example"]);
  });

  test("a new client of a report domain changes the client, not the report domain, whose record is the client's", async () => {
    write("domains/_shared.ts", 'export const terms = ["ip4:192.0.2.1"]; // touched\n');
    write("domains/new.example.ts", specText("new.example").replace("dmarc@new.example", "dmarc@reports.msp.example"));
    expect(await changed()).toEqual(["new.example"]);
  });

  test("an import map is its domain's, and nothing is planned for it", async () => {
    const made = jest.spyOn(fs, "mkdtempSync");
    write("imports/two.example.json", "{}\n");
    expect(await changed()).toEqual(["two.example"]);
    expect(made.mock.results).toEqual([]);
    made.mockRestore();
  });

  test("words, tests and workflows change no domain", async () => {
    write("README.md", "other words\n");
    write("test/x.test.ts", "");
    write(".github/workflows/x.yml", "");
    expect(await changed()).toEqual([]);
  });

  test.each(["src/hosts/new.ts", "index.ts", "package.json", "package-lock.json", "Pulumi.yaml"])(
    "%s makes the engine's resources: all domains",
    async file => {
      write(file, "changed\n");
      expect(await changed()).toBe("all");
    },
  );

  test("a revision without the engine's sources: all", async () => {
    git("switch", "--quiet", "--orphan", "empty");
    write("README.md", "start\n");
    commit("nothing yet");
    git("checkout", "main", "--", ".");
    expect(await changed("empty")).toBe("all");
  });

  test("the current specs that do not load are planned as far as they are", async () => {
    write("domains/_shared.ts", "export const terms = [;\n");
    expect(await changed()).toEqual(["one.example", "two.example"]);
  });

  test.each([["no-such-ref"], [""], ["--help"]])("%j is no revision: one sentence, and no run", async ref => {
    const asked = changed(ref);
    await expect(asked).rejects.toBeInstanceOf(CannotRun);
    await expect(asked).rejects.toThrow(
      `Git knows no revision "${ref}" here; name a branch, tag or commit, and fetch it first if it is remote.`,
    );
  });

  test("the other revision's files are cleared away", async () => {
    const made = jest.spyOn(fs, "mkdtempSync");
    write("domains/_shared.ts", "export const terms: string[] = [];\n");
    expect(await changed()).toEqual(["one.example", "two.example"]);
    const folders = made.mock.results.map(({ value }) => String(value));
    made.mockRestore();
    expect(folders).toHaveLength(1);
    expect(folders.filter(folder => fs.existsSync(folder))).toEqual([]);
  });
});
