/** `mailwright gate` as people run it, what `check` says of the same, and the fleet's file. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { document, lockedFolder, specText, type Folder } from "../support/cli.ts";
import { evidenceWith, policy, reporters, service } from "../support/gate-cases.ts";

const today = new Date().toISOString().slice(0, 10);
const window = { first: dayAt(today, -30), last: dayAt(today, -1) };

/** Ready for any step, unless a test says otherwise. */
function ready(domain: string, changes: Partial<Evidence> = {}): string {
  const mail = service("fastmail", 900, { ...window, days: [`${window.first}/${window.last}`], everLast: window.last });
  return formatEvidence(
    evidenceWith({
      domain,
      window,
      searchedSince: window.first,
      reported: window,
      policies: [policy("none", { domain, ...window })],
      services: [mail],
      reporters: reporters(3).map(one => ({ ...one, last: window.last })),
      ...changes,
    }),
  );
}

const at = (domain: string, stage: string, more = ""): string =>
  specText(domain, more).replace('policy: "none"', `policy: "${stage}"`);

let on: Folder;
beforeEach(() => {
  on = lockedFolder({
    "ready.example.ts": at("ready.example", "quarantine"),
    "hasty.example.ts": at("hasty.example", "reject"),
    "live.example.ts": at("live.example", "reject"),
    "start.example.ts": at("start.example", "none"),
  });
  on.write("evidence/ready.example.json", ready("ready.example"));
  on.write("evidence/hasty.example.json", ready("hasty.example", { reporters: [] }));
});
afterEach(() => on.remove());

interface Gates {
  readonly gates: readonly {
    readonly domain: string;
    readonly declared: unknown;
    readonly published: unknown;
    readonly verdict: string;
    readonly rules: readonly { readonly id: string; readonly ok: unknown; readonly detail: string }[];
  }[];
}

describe("gate", () => {
  test("--json prints one document in the form that outside checks read", () => {
    const result = on.run("gate", "--json");
    const { gates } = document(result) as Gates;
    expect(result.code).toBe(1);
    expect(gates.map(({ domain, verdict }) => `${domain} ${verdict}`)).toEqual([
      "hasty.example blocked",
      "live.example insufficient",
      "ready.example allowed",
      "start.example insufficient",
    ]);
    for (const gate of gates) {
      expect(Object.keys(gate)).toEqual(["domain", "declared", "published", "verdict", "rules"]);
      for (const rule of gate.rules) expect(Object.keys(rule)).toEqual(["id", "ok", "detail"]);
    }
    const none = { p: "none", sp: "none", np: "none" };
    const reject = { p: "reject", sp: "reject", np: "reject" };
    expect(gates[0]).toMatchObject({ declared: reject, published: none });
    expect(gates[1]).toMatchObject({ declared: reject, published: null });
    expect(gates[0]?.rules.find(({ id }) => id === "reporters")).toEqual({
      id: "reporters",
      ok: false,
      detail: "0 reporters told of mail; 3 are needed.",
    });
  });

  test("text has the verdict first, then what is not met and what to do, then the rest", () => {
    const { code, stdout, stderr } = on.run("gate", "hasty.example");
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout.split("\n").slice(0, 6)).toEqual([
      "blocked  hasty.example  p=none → p=reject",
      "  no  one-step         It is more than one step: p from none to reject, sp from none to reject, np from none to reject.",
      "                       do Declare p=quarantine, sp=quarantine, np=quarantine first.",
      "  no  reporters        0 reporters told of mail; 3 are needed.",
      "                       do Wait for more receivers to report.",
      "  ok  services-pass    1 service with mail passes often enough; the worst has 100 %.",
    ]);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("0 allowed, 1 blocked, 0 insufficient of 1 domain.");
  });

  test("of all domains only those that need a look are shown, the worst first, unless all are asked for", () => {
    const { stdout } = on.run("gate");
    const heads = (text: string): readonly string[] => text.match(/^[a-z]+ {2}\S+\.example/gm) ?? [];
    expect(heads(stdout)).toEqual(["blocked  hasty.example", "insufficient  live.example"]);
    expect(stdout).toContain("do Wait for more receivers to report.\n  ok  12 other rules\n\ninsufficient");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      "1 allowed, 1 blocked, 2 insufficient (1 of which nothing rises) of 4 domains. Only what needs a look is shown; --all shows the rest.",
    );
    expect(heads(on.run("gate", "--all").stdout)).toEqual([
      "blocked  hasty.example",
      "insufficient  live.example",
      "insufficient  start.example",
      "allowed  ready.example",
    ]);
  });

  test("exits with 0 where nothing is held up, with none but no evidence too", () => {
    expect(on.run("gate", "ready.example", "start.example").code).toBe(0);
    expect(on.run("gate", "live.example").code).toBe(1);
  });

  test("rows are read where mail rests on SPF alone, and not missed where they are cut away", () => {
    const mail = service("fastmail", 900, { alignedDkim: 0, ...window, days: [], everLast: window.last });
    const dispositions = [{ disposition: "none", overrides: [], messages: 900 }] as const;
    const row = {
      source: "declared fastmail",
      headerFrom: "ready.example",
      alignedSpf: true,
      alignedDkim: false,
      spf: [{ domain: "ready.example", scope: "mfrom", result: "pass" }],
      dkim: [],
      messages: 900,
      dispositions,
    } as const;
    const { totals } = evidenceWith();
    const from = (...addresses: readonly string[]): string => {
      const rows = addresses.map(ip => ({ ...row, ip }));
      on.write(
        "evidence/ready.example.json",
        ready("ready.example", { services: [mail], rows, totals: { ...totals, messages: 900, declared: 900 } }),
      );
      const { code, stdout } = on.run("gate", "ready.example");
      return `${code} ${/addresses-kept +(.*)/.exec(stdout)?.[1]}`;
    };
    expect(from("203.0.113.9")).toBe("0 SPF lets every address pass that mail needs it for.");
    const lost =
      "SPF lets mail of fastmail (900 of 900 messages, from 192.0.2.99) pass no more, and no signature carries it.";
    expect(from("192.0.2.99")).toBe(`1 ${lost}`);
    expect(on.run("check", "ready.example").stdout).toContain(`addresses-kept: ${lost.slice(0, 40)}`);
    expect(from()).toMatch(/^1 The rows of the evidence are not all there/);
  });

  test("an override is shown, and lets it through", () => {
    const override = 'rollout: { override: { reason: "A board decision.", who: "Kim", until: "2099-01-01" } },';
    on.write("domains/hasty.example.ts", at("hasty.example", "reject", override));
    const { code, stdout } = on.run("gate", "hasty.example");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "allowed  hasty.example  p=none → p=reject\n  override by Kim until 2099-01-01: A board decision. Without it: blocked.\n  no  one-step",
    );
    expect(stdout).toContain("1 allowed (1 by override), 0 blocked");
    const { gates } = document(on.run("gate", "--json", "hasty.example")) as Gates;
    expect(gates[0]).toMatchObject({ verdict: "allowed", overridden: "blocked", override: { who: "Kim" } });
  });

  test("a spec with errors is not passed over", () => {
    on.write("domains/start.example.ts", at("start.example", "none", "nonsense: 1,"));
    const { code, stderr } = on.run("gate", "ready.example", "start.example");
    expect([code, stderr]).toEqual([
      1,
      "error: not judged, since their specs have errors: start.example; mailwright check lists them.\n",
    ]);
  });

  test("an unknown domain cannot be run", () => {
    expect(on.run("gate", "other.example").code).toBe(2);
  });
});

describe("check", () => {
  const idsOf = (...names: readonly string[]): readonly string[] =>
    (document(on.run("check", "--json", ...names)) as { findings: readonly Record<string, string>[] }).findings.map(
      ({ severity, id, domain }) => `${severity} ${id} ${domain}`,
    );

  test("has a blocked policy as an error, and what nobody can tell of as a warning", () => {
    expect(idsOf()).toEqual(["error policy-not-carried hasty.example", "warning policy-unproven live.example"]);
    expect(idsOf("ready.example")).toEqual([]);
  });

  test("says nothing of policies where the project has no evidence", () => {
    const bare = lockedFolder({ "live.example.ts": at("live.example", "reject") });
    expect(bare.run("check")).toEqual({ code: 0, stdout: "0 errors, 0 warnings in 1 domain.\n", stderr: "" });
    bare.remove();
  });

  test("plan stays as it is", () => {
    expect(on.run("plan").code).toBe(0);
  });
});

describe("_fleet.ts", () => {
  const fleet = (body: string): void =>
    on.write("domains/_fleet.ts", `import { defineFleet } from "#mailwright";\nexport default defineFleet(${body});\n`);

  test("a freeze holds up what would be allowed", () => {
    fleet(`{ freeze: [{ from: "2020-01-01", until: "2099-01-01", reason: "until the audit is over" }] }`);
    const { code, stdout } = on.run("gate", "ready.example");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "  no  freeze           No policy rises from 2020-01-01 to 2099-01-01: until the audit is over.",
    );
  });

  test("one that cannot be read is an error: nobody knows what is frozen", () => {
    fleet(`{ freze: [] }`);
    expect(on.run("check", "start.example").code).toBe(1);
    const { code, stderr } = on.run("gate", "ready.example");
    expect(code).toBe(1);
    expect(stderr).toContain('error: domains/_fleet.ts: There is no key "freze" in the spec.');
    on.write("domains/_fleet.ts", "throw new Error('no');\n");
    expect(on.run("check", "start.example").stdout).toContain("spec-throws  domains/_fleet.ts");
    expect(on.run("gate", "ready.example").code).toBe(1);
  });

  test("what it prints stands in no document", () => {
    on.write("domains/_fleet.ts", 'process.stdout.write("hello\\n");\nexport default {};\n');
    const { stdout, stderr } = on.run("gate", "--json", "ready.example");
    expect([stdout.slice(0, 1), stderr]).toEqual(["{", "hello\n"]);
  });
});
