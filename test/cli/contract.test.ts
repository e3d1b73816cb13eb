/** The contract of `check`, `plan` and `services`: streams, JSON, exit codes, colour. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { catalogue } from "../../src/services/catalogue.ts";
import { document, lockedFolder, MAIN, PROJECT, run, specText, zoneIdOf, type Folder } from "../support/cli.ts";

let on: Folder;
beforeAll(() => {
  on = lockedFolder({
    "clean.example.ts": specText("clean.example", 'txt: ["a=b"], ttl: 300,'),
    "group/warned.example.ts": specText("warned.example", 'dkim: { s1: { revoked: true } }, spf: { terms: ["ptr"] },'),
    "broken.example.ts": specText("broken.example", 'ttl: 1, txt: ["v=spf1 -all"],'),
    "unplanned.example.ts": specText("unplanned.example", "nonsense: true,"),
    "_shared.ts": "export default 5;\n",
    "_later/draft.example.ts": "throw new Error('a draft is no spec');\n",
    "notes.md": "",
    "types.d.ts": "",
  });
});
afterAll(() => on.remove());

const keys = (value: unknown): readonly string[] => Object.keys(value as object);

describe("check", () => {
  test("--json prints one document: every finding with what, where, why and fix", () => {
    const result = on.run("check", "--json");
    const { findings } = document(result) as { findings: readonly Record<string, string>[] };
    expect(result.code).toBe(1);
    expect(findings.map(({ severity, id, domain, file }) => `${severity} ${id} ${domain} ${file}`)).toEqual([
      "error spf-two-records broken.example domains/broken.example.ts",
      "error ttl-out-of-range broken.example domains/broken.example.ts",
      "error spec-unknown-key unplanned.example domains/unplanned.example.ts",
      "warning spf-ptr warned.example domains/group/warned.example.ts",
    ]);
    for (const finding of findings) {
      expect(keys(finding).toSorted()).toEqual(["cite", "domain", "file", "fix", "id", "message", "name", "severity"]);
      expect(Object.values(finding)).not.toContain("");
    }
  });

  test("text says the same, for people, and counts", () => {
    const { code, stdout, stderr } = on.run("check");
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain(
      [
        "broken.example  domains/broken.example.ts",
        "  error    spf-two-records  broken.example",
        "           broken.example would hold 2 SPF records (spf, txt-v).",
        "           why  RFC 7208 §3.2",
        "           fix  Remove the record from txt and put its terms into spf.terms, or declare the service that asked for it.",
      ].join("\n"),
    );
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("3 errors, 1 warning in 4 domains.");
  });

  test("without findings it says so and exits with 0", () => {
    expect(on.run("check", "clean.example")).toEqual({
      code: 0,
      stdout: "0 errors, 0 warnings in 1 domain.\n",
      stderr: "",
    });
  });

  test("warnings alone are no reason to fail", () => {
    const { code, stdout } = on.run("check", "warned.example");
    expect(code).toBe(0);
    expect(stdout).toContain("0 errors, 1 warning in 1 domain.");
  });

  test("domains are chosen by name, as people write names", () => {
    const chosen = document(on.run("check", "Broken.Example.", "--json")) as {
      findings: readonly { domain: string }[];
    };
    expect(chosen.findings.map(one => one.domain)).toEqual(["broken.example", "broken.example"]);
  });

  test("a domain that could not be planned can be named too", () => {
    const { code, stdout } = on.run("check", "unplanned.example");
    expect(code).toBe(1);
    expect(stdout).toContain("spec-unknown-key  nonsense");
  });
});

describe("plan", () => {
  test("--json prints one document in the form that outside checks read", () => {
    const result = on.run("plan", "--json", "clean.example");
    expect(result.code).toBe(0);
    expect(document(result)).toEqual({
      domains: [
        {
          domain: "clean.example",
          zone: "clean.example",
          host: "cloudflare",
          zoneId: zoneIdOf("clean.example"),
          rrsets: [
            {
              name: "clean.example",
              type: "TXT",
              ttl: 300,
              rdata: ["v=spf1 include:spf.messagingengine.com ~all", "a=b"],
              purpose: "spf, txt-a",
            },
            {
              name: "_dmarc.clean.example",
              type: "TXT",
              ttl: 300,
              rdata: ["v=DMARC1; p=none; rua=mailto:dmarc@clean.example"],
              purpose: "dmarc",
            },
            ...["fm1", "fm2", "fm3"].map(selector => ({
              name: `${selector}._domainkey.clean.example`,
              type: "CNAME",
              ttl: 300,
              rdata: [`${selector}.clean.example.dkim.fmhosted.com`],
              purpose: "dkim",
            })),
          ],
          authorisedBy: [],
          findings: [],
        },
      ],
      findings: [],
    });
  });

  test("a planned domain's findings stand with it, those of unplanned specs at the top, none is lost", () => {
    const plan = document(on.run("plan", "--json")) as {
      domains: readonly { domain: string; findings: readonly { id: string }[] }[];
      findings: readonly { id: string }[];
    };
    expect(plan.domains.map(({ domain, findings }) => [domain, ...findings.map(one => one.id)])).toEqual([
      ["broken.example", "spf-two-records", "ttl-out-of-range"],
      ["clean.example"],
      ["warned.example", "spf-ptr"],
    ]);
    expect(plan.findings.map(one => one.id)).toEqual(["spec-unknown-key"]);
  });

  test("findings of a second file for a planned domain stand at the top", () => {
    const two = lockedFolder({ "a.example.ts": specText("a.example"), "b.ts": specText("a.example", "nonsense: 1,") });
    const plan = document(two.run("plan", "--json")) as { findings: readonly { id: string; file: string }[] };
    two.remove();
    expect(plan.findings.map(({ id, file }) => [id, file])).toEqual([["spec-unknown-key", "domains/b.ts"]]);
  });

  test("text shows each record on its line, names below the zone, @ for the apex", () => {
    const { stdout, stderr } = on.run("plan", "clean.example");
    expect(stderr).toBe("");
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "clean.example  Cloudflare · domains/clean.example.ts",
      "  @               300  TXT    spf    v=spf1 include:spf.messagingengine.com ~all",
      "  @               300  TXT    txt-a  a=b",
      "  _dmarc          300  TXT    dmarc  v=DMARC1; p=none; rua=mailto:dmarc@clean.example",
    ]);
    expect(stdout.endsWith("\n\n0 errors, 0 warnings in 1 domain.\n")).toBe(true);
  });

  test("--zonefile prints zone text alone on stdout, findings on stderr", () => {
    const { code, stdout, stderr } = on.run("plan", "--zonefile", "broken.example");
    expect(code).toBe(1);
    expect(stdout).toContain('broken.example. 1 IN TXT "v=spf1 include:spf.messagingengine.com ~all"\n');
    expect(stdout).not.toContain("ttl-out-of-range");
    expect(stderr).toContain("ttl-out-of-range");
  });

  test.each([["--json"], ["--zonefile"], []])("two runs with %j give the same bytes", (...args) => {
    expect(on.run("plan", ...args).stdout).toBe(on.run("plan", ...args).stdout);
  });
});

describe("services", () => {
  test("--json lists the catalogue: id, name, source, date, category, documentation, alignment", () => {
    const { services } = document(run(["services", "--json"])) as { services: readonly Record<string, unknown>[] };
    expect(services.map(one => one["id"])).toEqual(catalogue.map(({ id }) => id));
    for (const service of services) {
      expect(keys(service)).toEqual(["id", "name", "source", "lastVerified", "category", "docs", "alignment"]);
      expect(service["lastVerified"]).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(keys(service["alignment"])).toEqual(["spf", "dkim"]);
    }
  });

  test("text gives each a line, in columns", () => {
    const { code, stdout } = run(["services"]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(catalogue.length);
    expect(new Set(lines.map(line => line.indexOf("  https://"))).size).toBe(1);
    expect(stdout).toMatch(
      /^sendgrid {2,}Twilio SendGrid \(automated security\) {2,}transactional {2,}spf yes {2,}dkim yes {2,}20\d\d-\d\d-\d\d {2}https:/m,
    );
  });

  test("--find names the services a value speaks for", () => {
    expect(run(["services", "--find", "+include:mail.zendesk.com"])).toEqual({
      code: 0,
      stdout: "zendesk  Zendesk  sure  SPF term\n",
      stderr: "",
    });
    expect(run(["services", "--find", "S1"]).stdout.split("\n")).toEqual([
      "sendgrid  Twilio SendGrid (automated security)  likely  selector",
      "tuta      Tuta                                  likely  selector",
      "",
    ]);
  });

  test("--find --json gives the evidence with each", () => {
    expect(document(run(["services", "--find", "pm.mtasv.net", "--json"]))).toMatchObject({
      found: [{ service: "postmark" }, { service: "helpdesk-text" }, { service: "stytch" }],
    });
    expect(document(run(["services", "--json", "--find", "zendesk1"]))).toEqual({
      found: [
        {
          service: "zendesk",
          name: "Zendesk",
          strength: "likely",
          by: [{ kind: "selectors", value: "zendesk1" }],
        },
      ],
    });
  });

  test("--find of what nobody chose is no error, and no escape sequence comes back", () => {
    expect(run(["services", "--find", "\u001b[31mclient.example"])).toEqual({
      code: 0,
      stdout: "No service of the catalogue is known by ?[31mclient.example.\n",
      stderr: "",
    });
    expect(document(run(["services", "--find", "client.example", "--json"]))).toEqual({ found: [] });
  });
});

describe("what cannot be run exits with 2 and one sentence, and stdout stays empty", () => {
  test.each([
    [
      "an unknown domain",
      ["check", "nobody.example"],
      "mailwright: No spec declares nobody.example; check the spelling, or add domains/nobody.example.ts.\n",
    ],
    [
      "an unknown domain, JSON or not",
      ["plan", "--json", "nobody.example"],
      "mailwright: No spec declares nobody.example; check the spelling, or add domains/nobody.example.ts.\n",
    ],
    [
      "one unknown domain among known ones",
      ["check", "clean.example", "nobody.example"],
      "mailwright: No spec declares nobody.example;",
    ],
    ["a missing folder", ["check", "--domains", "nowhere"], "mailwright: There is no folder of specs at "],
    ["a file for a folder", ["plan", "--domains", "domains/notes.md"], "mailwright: There is no folder of specs at "],
    ["an unknown command", ["chekc"], "error: unknown command 'chekc'\n"],
    ["an unknown option", ["check", "--jsn"], "error: unknown option '--jsn'\n"],
    [
      "an option of the engine's",
      ["up", "--refresh"],
      "error: unknown option '--refresh'\n(an option of the engine comes behind two dashes: mailwright up -- --refresh)\n",
    ],
    ["a look-up of nothing", ["services", "--find"], "error: option '--find <value>' argument missing\n"],
    ["an option without its value", ["check", "--domains"], "error: option '--domains <dir>' argument missing\n"],
    ["a domain for a command that takes none", ["services", "a.example"], "error: too many arguments"],
    ["an escape sequence as a domain", ["check", "\u001b[31mx"], "mailwright: No spec declares ?[31mx;"],
  ])("%s", (_name, args, start) => {
    const { code, stdout, stderr } = on.run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.slice(0, start.length)).toBe(start);
    expect(stderr.trimEnd().split("\n").length).toBeLessThan(4);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test("--version is that of the package", () => {
    const { version } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as { readonly version: string };
    expect(run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("--help is no error", () => {
    const { code, stdout, stderr } = run(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("check [options] [domain...]");
  });
});

describe("--domains", () => {
  test("may stand before or behind the command, and specs outside the project find #mailwright", () => {
    const before = run(["--domains", `${on.path}/domains`, "check", "clean.example"]);
    const behind = run(["check", "--domains", `${on.path}/domains`, "clean.example"]);
    expect(before).toEqual({ code: 0, stdout: "0 errors, 0 warnings in 1 domain.\n", stderr: "" });
    expect(behind).toEqual(before);
  });

  test("an empty folder is no fleet of none, whose every record would go: it cannot be run", () => {
    const empty = lockedFolder();
    for (const args of [["check"], ["plan", "--json"], ["preview"]]) {
      const { code, stdout, stderr } = empty.run(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^mailwright: There is no domain spec in \S+; add one, such as client\.example\.ts\.\n$/);
    }
    empty.remove();
  });

  test("specs may share bits of their own folder", () => {
    const shared = lockedFolder({
      "_reports.ts": 'export const reportTo = ["dmarc@a.example"];\n',
      "a.example.ts": `import { reportTo } from "./_reports.ts";\n${specText("a.example").replace('["dmarc@a.example"]', "reportTo")}`,
    });
    expect(shared.run("plan", "a.example").stdout).toContain("rua=mailto:dmarc@a.example");
    shared.remove();
  });
});

describe("colour", () => {
  const escape = "\u001b[";
  const onTerminal = (command: string, env: Record<string, string> = {}): string => {
    const { stdout, error } = spawnSync("script", ["-qec", `${process.execPath} ${MAIN} ${command}`, "/dev/null"], {
      cwd: on.path,
      // CI: Node takes no terminal of a CI run for one with colours.
      env: {
        ...process.env,
        CI: undefined,
        FORCE_COLOR: undefined,
        NO_COLOR: undefined,
        TERM: "xterm-256color",
        ...env,
      },
      encoding: "utf8",
    });
    if (error !== undefined) throw error;
    return stdout;
  };

  test.each([["check"], ["plan"], ["services"]])(
    "%s: none off a terminal, some on one, none under NO_COLOR",
    command => {
      expect(on.run(command).stdout).not.toContain(escape);
      expect(onTerminal(command)).toContain(escape);
      expect(onTerminal(command, { NO_COLOR: "1" })).not.toContain(escape);
    },
  );

  test("--json has none even on a terminal", () => {
    expect(onTerminal("check --json")).not.toContain(escape);
  });

  test("on a terminal a record takes one line, in a pipe it is whole", () => {
    const text = onTerminal("plan broken.example", { NO_COLOR: "1" });
    expect(text.split("\n").filter(line => line.includes("dkim ")).length).toBe(3);
    expect(on.run("plan", "clean.example").stdout).not.toContain("…");
  });
});

describe("pipes", () => {
  test.each([["plan"], ["plan --json"], ["plan --zonefile"], ["check --json"], ["services"]])(
    "%s ends quietly when its reader has seen enough",
    command => {
      const shell = `set -o pipefail; for n in 1 2 3; do "${process.execPath}" "${MAIN}" ${command} | true; done; "${process.execPath}" "${MAIN}" ${command} | head -n 1`;
      const { stdout, stderr } = spawnSync("bash", ["-c", shell], { cwd: on.path, encoding: "utf8" });
      expect(stderr).not.toMatch(/EPIPE|node:|^ {4}at /m);
      expect(stdout.trim().split("\n")).toHaveLength(1);
    },
  );
});

test("mailwright is the program's name in a checkout", () => {
  const { status, stdout } = spawnSync("npx", ["--no-install", "mailwright", "services", "--json"], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toHaveProperty("services");
});
