/** `rollout plan` and `rollout watch` on folders of specs, the latter with what git has of them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import { document, lockedFolder, type Folder } from "../support/cli.ts";
import { evidenceText, officeSpec, today, type Stretch } from "../support/rollout-folder.ts";

jest.setTimeout(60_000);

let on: Folder;
beforeEach(() => {
  on = lockedFolder();
});
afterEach(() => on.remove());

const git = (...args: readonly string[]): string =>
  execFileSync(
    "git",
    ["-C", on.path, "-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false", ...args],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
const commit = (message: string): string => {
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", message);
  return git("rev-parse", "HEAD").trim();
};
const read = (file: string): string => readFileSync(join(on.path, file), "utf8");
const atNone: readonly Stretch[] = [{ published: { p: "none" } }];

describe("plan", () => {
  test("a table of who moves when, then who does not and what to do", () => {
    for (const [domain, stretch] of [
      ["bad.example", { passed: 400, failed: 200 }],
      ["big.example", { passed: 3000, failed: 3, spoofed: 12_345 }],
      ["small.example", { passed: 300 }],
    ] as const) {
      on.write(`domains/${domain}.ts`, officeSpec(domain));
      on.write(`evidence/${domain}.json`, evidenceText(domain, [{ published: { p: "none" }, ...stretch }]));
    }
    on.write(
      "domains/park.example.ts",
      `import { parked, zonefile } from "#mailwright";\nexport default parked({ domain: "park.example", host: zonefile() });\n`,
    );
    const { code, stdout, stderr } = on.run("rollout", "plan");
    expect([code, stderr]).toEqual([0, ""]);
    // A small domain is watched for three weeks.
    const later = dayAt(today, 21);
    const lines = stdout.split("\n");
    expect(lines.slice(0, 6)).toEqual([
      "date        wave      domain         step                   messages  stopped in 30 days",
      `${today}  1 canary  small.example  p=none → p=quarantine       300  nothing`,
      `${later}  2         big.example    p=none → p=quarantine     3,003  3 of services, 12,345 spoofed`,
      "",
      "not ready",
      "  bad.example  p=none → p=quarantine  services-pass",
    ]);
    expect(stdout).toMatch(/\n {15}own-server office: 200 of 600 failed[^\n]+\n {15}do Finish/);
    expect(lines.at(-2)).toBe(
      "2 domains in 2 waves, 1 not ready, 1 done. At most 10 a day; after a step, mailwright rollout watch tells how its mail fares.",
    );

    const json = document(on.run("rollout", "plan", "--json", "big.example")) as Record<string, unknown>;
    const none = { p: "none", sp: "none", np: "none" };
    const quarantine = { p: "quarantine", sp: "quarantine", np: "quarantine" };
    const stopped = { declared: 3, unknown: 0, forwarded: 0, spoofed: 12_345 };
    const big = {
      domain: "big.example",
      from: none,
      to: quarantine,
      canary: false,
      overridden: false,
      messages: 3003,
      stopped,
    };
    expect(json).toEqual({ waves: [{ wave: 2, date: later, domains: [big] }], notReady: [], onTheirWay: [], done: [] });
  });

  test("heeds the fleet's file, and says what it cannot plan", () => {
    for (const domain of ["a.example", "b.example"]) {
      on.write(`domains/${domain}.ts`, officeSpec(domain));
      on.write(`evidence/${domain}.json`, evidenceText(domain, atNone));
    }
    on.write("domains/broken.example.ts", "{");
    const freeze = `[{ from: "${today}", until: "${dayAt(today, 4)}", reason: "audit" }]`;
    on.write("domains/_fleet.ts", `export default { canaries: ["b.example"], perDay: 1, freeze: ${freeze} };\n`);
    const { code, stdout, stderr } = on.run("rollout", "plan");
    expect(stdout.split("\n").slice(1, 3)).toEqual([
      expect.stringMatching(new RegExp(`^${dayAt(today, 5)}  1 canary  b.example`)),
      expect.stringMatching(new RegExp(`^${dayAt(today, 19)}  2         a.example`)),
    ]);
    expect(stdout).toContain("At most 1 a day");
    expect([code, stderr]).toEqual([
      0,
      "warning: not planned, since their specs have errors: broken.example; mailwright check lists them.\n",
    ]);
  });
});

describe("watch", () => {
  const stepped = officeSpec("shop.example", 'policy: "quarantine"');
  const after = (failed: number): readonly Stretch[] => [
    { published: { p: "none" }, until: 19, passed: 400, failed: 1, spoofed: 100 },
    { published: { p: "quarantine" }, from: 20, passed: 200, failed, spoofed: 90 },
  ];

  /** At none, then a step; the commit of the step is given. */
  function take(): string {
    git("init", "--quiet", "--initial-branch", "main");
    on.write("domains/shop.example.ts", officeSpec("shop.example"));
    on.write("evidence/shop.example.json", evidenceText("shop.example", atNone));
    commit("start");
    on.write("domains/shop.example.ts", stepped);
    const step = commit("step");
    on.write("domains/shop.example.ts", `// A word.\n${stepped}`);
    commit("later");
    return step;
  }

  test("on a drop prints the reverting edit with its evidence and writes nothing", () => {
    const step = take();
    on.write("evidence/shop.example.json", evidenceText("shop.example", after(60)));
    const { code, stdout, stderr } = on.run("rollout", "watch");
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toBe(`dropped  shop.example  p=none → p=quarantine, compared with ${step.slice(0, 9)}
                      a day         aligned          stopped
                     before  after   before   after   before  after
  own-server office      20     26  100.0 %  76.9 %        0     60
  spoofed mail            0      9        –   0.0 %        0     90
  10 days after the step, 30 days before it.
  own-server office: 60 messages of 260 failed since the step, 0 of 600 before it.
        60  192.0.2.10 as shop.example: spf pass elsewhere.example, dkim fail office._domainkey.shop.example (60 quarantine)
  This takes the step back; --write writes it into domains/shop.example.ts.
--- a/domains/shop.example.ts
+++ b/domains/shop.example.ts
@@ -7,5 +7,5 @@
   services: [ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" } })],
   // The client asked for care.
-  dmarc: { policy: "quarantine", reportTo: ["dmarc@shop.example"] },
+  dmarc: { policy: "none", reportTo: ["dmarc@shop.example"] },
   
 });

1 dropped, 0 steady, 0 waiting, 0 unknown of 1 domain; 0 took no step.
`);
    expect(read("domains/shop.example.ts")).toBe(`// A word.\n${stepped}`);
  });

  test("a step that did no harm is steady, and spoofed mail is told beside it", () => {
    take();
    on.write("evidence/shop.example.json", evidenceText("shop.example", after(1)));
    const { code, stdout } = on.run("rollout", "watch");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^steady {2}shop.example/);
    expect(stdout).toMatch(/\n {2}spoofed mail .* 90\n/);
    expect(stdout).toMatch(/\n0 dropped, 1 steady, 0 waiting, 0 unknown of 1 domain; 0 took no step\.\n$/);
  });

  test("waits until a report shows the step", () => {
    take();
    const { code, stdout } = on.run("rollout", "watch");
    expect([code, stdout.split("\n")[1]]).toEqual([0, "  No report shows p=quarantine yet."]);
  });

  test("--write gives back the bytes from before the step, and JSON says all of it", () => {
    const step = take();
    on.write("evidence/shop.example.json", evidenceText("shop.example", after(60)));
    const result = on.run("rollout", "watch", "--write", "--json");
    expect(result.code).toBe(1);
    expect(document(result)).toMatchObject({
      domains: [
        {
          domain: "shop.example",
          verdict: "dropped",
          from: { p: "none" },
          to: { p: "quarantine" },
          base: step,
          days: { before: 30, after: 10 },
          services: [
            {
              id: "own-server office",
              before: { messages: 600, passed: 600, stopped: 0 },
              after: { messages: 260, passed: 200, stopped: 60 },
              drop: "60 messages of 260 failed since the step, 0 of 600 before it.",
              rows: [{ ip: "192.0.2.10", messages: 60 }],
            },
          ],
          spoofed: { after: { messages: 90, passed: 0, stopped: 90 } },
          revert: { file: "domains/shop.example.ts", written: true },
        },
      ],
    });
    expect(read("domains/shop.example.ts")).toBe(`// A word.\n${officeSpec("shop.example")}`);
    // Taken back, there is no step to watch any more.
    const again = on.run("rollout", "watch");
    expect([again.code, again.stdout]).toEqual([
      0,
      "0 dropped, 0 steady, 0 waiting, 0 unknown of 1 domain; 1 took no step.\n",
    ]);
  });

  test("a step that is not committed yet is one from HEAD; --base names another revision", () => {
    take();
    on.write("domains/shop.example.ts", officeSpec("shop.example", 'policy: "reject"'));
    const base = (...args: readonly string[]): unknown =>
      (
        document(on.run("rollout", "watch", "--json", ...args)) as { domains: readonly Record<string, unknown>[] }
      ).domains.map(one => [one["base"], (one["from"] as { p: string }).p]);
    expect(base()).toEqual([["HEAD", "quarantine"]]);
    const start = git("rev-parse", "HEAD~2").trim();
    expect(base("--base", start)).toEqual([[start, "none"]]);
  });

  test("what git cannot tell is said", () => {
    on.write("domains/shop.example.ts", officeSpec("shop.example"));
    expect(on.run("rollout", "watch")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("in no git repository"),
    });
    git("init", "--quiet");
    commit("start");
    expect(on.run("rollout", "watch", "--base", "nowhere")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Git knows no revision "nowhere" here'),
    });
    expect(on.run("rollout", "watch").stdout).toContain("1 took no step.");
  });

  test("a key that went with the step is not written back: that is left to git", () => {
    git("init", "--quiet", "--initial-branch", "main");
    const was = officeSpec("shop.example", 'policy: "quarantine", subdomainPolicy: "none"');
    on.write("domains/shop.example.ts", was);
    on.write(
      "evidence/shop.example.json",
      evidenceText("shop.example", [{ published: { p: "quarantine", sp: "none" } }]),
    );
    commit("start");
    on.write("domains/shop.example.ts", stepped);
    commit("step");
    const now = [
      { published: { p: "quarantine", sp: "none" }, until: 19 },
      { published: { p: "quarantine" }, from: 20, passed: 200, failed: 60 },
    ] as const;
    on.write("evidence/shop.example.json", evidenceText("shop.example", now));
    const { code, stdout } = on.run("rollout", "watch", "--write");
    expect(code).toBe(1);
    expect(stdout).toContain("take it back with git.");
    expect(read("domains/shop.example.ts")).toBe(stepped);
  });
});
