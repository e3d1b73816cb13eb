/** `mailwright impact` as people run it: in a git repository of specs and evidence, against a revision and against the mail. */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { document, lockedFolder, specText, type Folder, type Run } from "../support/cli.ts";
import { done, evidenceOf, inForce, mail, rest, spoof } from "../support/replay.ts";

let on: Folder;

const git = (...args: readonly string[]): void => {
  const who = ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", on.path, ...who, ...args], { stdio: "ignore" });
};

const spec = (domain: string, policy: string, more = ""): string =>
  specText(domain, more).replace('policy: "none"', `policy: "${policy}"`);

const evidence = (domain: string): string => {
  const from = { headerFrom: domain };
  const spf = [{ domain, scope: "mfrom", result: "pass" } as const];
  const softfail = [{ domain, scope: "mfrom", result: "softfail" } as const];
  return formatEvidence(
    evidenceOf(
      [
        mail({ ...from, source: "declared fastmail", ip: "203.0.113.7", messages: 1_200, spf, dkim: [] }),
        mail({
          ...from,
          source: "declared fastmail",
          ip: "198.51.100.8",
          messages: 12,
          alignedSpf: false,
          alignedDkim: false,
          spf: softfail,
          dkim: [],
        }),
        spoof({ ...from, ip: "198.51.100.250", messages: 900, spf: softfail, dispositions: [done("none", 900)] }),
        spoof({
          ...from,
          source: "forwarder fastmail",
          ip: "198.51.100.70",
          messages: 40,
          spf: softfail,
          dispositions: [done("none", 40, ["forwarded"])],
        }),
      ],
      { domain, policies: [inForce("none", { domain })], rest: [rest("none", 8)], daysWithReports: 28 },
    ),
  );
};

beforeAll(() => {
  on = lockedFolder();
  for (const domain of ["shop.example", "bakery.example", "quiet.example"])
    on.write(`domains/${domain}.ts`, spec(domain, "none"));
  on.write("evidence/shop.example.json", evidence("shop.example"));
  on.write("evidence/bakery.example.json", evidence("bakery.example"));
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "start");
  on.write("domains/shop.example.ts", spec("shop.example", "quarantine"));
});
afterAll(() => on.remove());

interface Printed {
  readonly domains: readonly {
    readonly domain: string;
    readonly messages: number;
    readonly before: object;
    readonly after: object;
    readonly moved: readonly object[];
    readonly comparedWith: string;
  }[];
  readonly without: readonly string[];
}

const printed = (result: Run): Printed => document(result) as Printed;

describe("against a revision", () => {
  test("--json: every domain with evidence, and what moves", () => {
    const result = on.run("impact", "--base", "main", "--json");
    expect(result.code).toBe(0);
    const { domains, without } = printed(result);
    expect(without).toEqual(["quiet.example"]);
    expect(domains.map(({ domain, comparedWith }) => [domain, comparedWith])).toEqual([
      ["bakery.example", "plan"],
      ["shop.example", "plan"],
    ]);
    const [bakery, shop] = domains;
    expect(bakery?.moved).toEqual([]);
    expect(shop).toMatchObject({
      messages: 2_160,
      before: { none: 2_160, quarantine: 0, reject: 0 },
      after: { none: 1_240, quarantine: 920, reject: 0 },
      moved: [
        { source: "unauthenticated - -", service: null, from: "none", to: "quarantine", count: 900 },
        { source: "declared fastmail", service: "fastmail", from: "none", to: "quarantine", count: 12 },
        { source: "unauthenticated", service: null, from: "none", to: "quarantine", count: 8 },
      ],
    });
  });

  test("text: only what changes, what must not be stopped first, and what is not seen", () => {
    const { code, stdout, stderr } = on.run("impact", "--base", "main");
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "shop.example  compared with main",
        "  2,160 messages, quarantine 0 → 920, reject 0",
        "  ! fastmail                 12  none → quarantine",
        "    spoofed or broken mail  908  none → quarantine",
        "  Of 908 spoofed or broken messages, 908 would be stopped, 0 before.",
        "  Receivers did as the replay says with 100 % of 2,152 messages.",
        "  Not seen: no reports about 2 days of 30; 8 messages (0.4 %) known only in sums.",
        "",
        "Compared with main, mail moves at 1 of 2 domains; 12 messages of declared or undeclared services would be stopped, at 1 domain.",
        "",
      ].join("\n"),
    );
    expect(stderr).toBe("No evidence of quiet.example: nothing can be said of their mail.\n");
  });

  test("a domain that is named is told, also where nothing moves", () => {
    const { stdout } = on.run("impact", "bakery.example", "--base", "main");
    expect(stdout).toContain("bakery.example  compared with main\n  2,160 messages, quarantine 0, reject 0\n");
    expect(stdout).toContain(
      "mail moves at 0 of 1 domain; no mail of declared or undeclared services would be stopped.",
    );
  });

  test("a service taken out of the spec loses SPF, and its mail", () => {
    on.write("domains/bakery.example.ts", spec("bakery.example", "quarantine").replaceAll("fastmail", "mailchimp"));
    const { stdout } = on.run("impact", "bakery.example", "--base", "main");
    expect(stdout).toContain("  fastmail: 1,200 messages lose SPF (the record changed), of which 0 still pass.\n");
    // The reporter saw DKIM align and lists no signature of the name's: it was one by a key that goes as well.
    expect(stdout).toContain("  fastmail: 1,200 messages lose DKIM (the key changed), of which 0 still pass.\n");
    on.write("domains/bakery.example.ts", spec("bakery.example", "none"));
  });

  test("a domain that the revision does not have is compared with what receivers did", () => {
    on.write("domains/new.example.ts", spec("new.example", "reject"));
    on.write("evidence/new.example.json", evidence("new.example"));
    const { domains } = printed(on.run("impact", "new.example", "--base", "main", "--json"));
    expect(domains).toMatchObject([{ comparedWith: "reported", after: { reject: 920 } }]);
  });

  test.each([
    [["impact", "--base", "no-such-ref"], 'Git knows no revision "no-such-ref" here'],
    [["impact", "absent.example"], "No spec declares absent.example"],
  ])("%j cannot run", (args, message) => {
    const { code, stdout, stderr } = on.run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

test("without a revision: the plan against what receivers did", () => {
  const { code, stdout } = on.run("impact", "shop.example");
  expect(code).toBe(0);
  expect(stdout).toContain("shop.example  compared with what receivers did\n");
  expect(stdout).toContain("    spoofed or broken mail  908  none → quarantine\n");
});

test("a file of evidence that cannot be read is told and hides no other domain", () => {
  on.write("evidence/quiet.example.json", "{}\n");
  const { code, stdout, stderr } = on.run("impact", "--base", "main");
  expect([code, stdout.includes("shop.example")]).toEqual([0, true]);
  expect(stderr).toContain("warning: evidence/quiet.example.json does not say its version");
});
