/** `rollout advance`: the edit in the file, and what keeps it from being made. */
import {
  chmodSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
  lstatSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { document, lockedFolder, zoneIdOf, type Folder } from "../support/cli.ts";
import { evidenceText, officeSpec, today, type Stretch } from "../support/rollout-folder.ts";
import { editable, marksAs, refusedShapes, sharedFile } from "../support/spec-shapes.ts";

jest.setTimeout(60_000);

let on: Folder;
beforeEach(() => {
  on = lockedFolder();
});
afterEach(() => on.remove());

const atNone: readonly Stretch[] = [{ published: { p: "none" } }];
const read = (file: string): string => readFileSync(join(on.path, file), "utf8");
function client(domain: string, text: string, stretches = atNone): void {
  on.write(`domains/${domain}.ts`, text);
  on.write(`evidence/${domain}.json`, evidenceText(domain, stretches));
}

interface Told {
  readonly domain: string;
  readonly state: string;
  readonly reason?: string;
  readonly verdict?: string;
  readonly rules?: readonly { readonly id: string; readonly ok: boolean | string }[];
  readonly diff?: readonly string[];
}
const told = (...args: readonly string[]): readonly Told[] =>
  (document(on.run("rollout", "advance", "--json", ...args)) as { domains: readonly Told[] }).domains;

test("writes the next step, prints the diff, and leaves all else as it is", () => {
  client("shop.example", officeSpec("shop.example"));
  const files = on.files();
  const { code, stdout, stderr } = on.run("rollout", "advance", "shop.example");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(`advanced  shop.example  p=none → p=quarantine
--- a/domains/shop.example.ts
+++ b/domains/shop.example.ts
@@ -6,5 +6,5 @@
   services: [ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" } })],
   // The client asked for care.
-  dmarc: { policy: "none", reportTo: ["dmarc@shop.example"] },
+  dmarc: { policy: "quarantine", reportTo: ["dmarc@shop.example"] },
   
 });
`);
  expect(read("domains/shop.example.ts")).toBe(officeSpec("shop.example", 'policy: "quarantine"'));
  expect(on.files()).toEqual(files);
});

test("every way to write a policy that can be changed is, and gives back the same plan but for the policy", () => {
  const made = editable.map(({ name, marked, published = { p: "none" as const } }, index) => {
    const domain = `shape${index}.example`;
    const own = (text: string): string =>
      text.replaceAll("client.example", domain).replaceAll("023e105f4ecef8ad9ca31a8372d0c353", zoneIdOf(domain));
    client(domain, own(marksAs(marked, "none")), [{ published }]);
    return { name, domain, expected: own(marksAs(marked, "quarantine")) };
  });
  // Its own addresses would need an authorisation in the other domains.
  on.write("domains/_shared.ts", sharedFile.replaceAll('reportTo: ["dmarc@client.example"]', "reportTo: []"));
  const results = told(...made.map(({ domain }) => domain));
  expect(results.filter(({ state }) => state !== "advanced")).toEqual([]);
  for (const { name, domain, expected } of made) expect([name, read(`domains/${domain}.ts`)]).toEqual([name, expected]);
});

test("what stands in another file is refused, and nothing is written", () => {
  const loadable = refusedShapes.filter(
    ({ name }) => !["a const that refers to itself", "one text for two that part"].includes(name),
  );
  for (const [index, { text }] of loadable.entries()) {
    const domain = `shape${index}.example`;
    client(
      domain,
      text.replaceAll("client.example", domain).replaceAll("023e105f4ecef8ad9ca31a8372d0c353", zoneIdOf(domain)),
    );
  }
  on.write("domains/_shared.ts", sharedFile.replaceAll('reportTo: ["dmarc@client.example"]', "reportTo: []"));
  const before = readdirSync(join(on.path, "domains")).map(file => [file, read(`domains/${file}`)]);
  const names = loadable.flatMap(({ name }, index) =>
    name === "a default export of another file" ? [] : [`shape${index}.example`],
  );
  const results = told(...names);
  expect(on.run("rollout", "advance", ...names).code).toBe(1);
  for (const { domain, state, reason } of results) {
    const shape = loadable[Number(/\d+/.exec(domain)?.[0])];
    expect([shape?.name, state]).toEqual([shape?.name, "refused"]);
    expect([shape?.name, reason]).toEqual([shape?.name, expect.stringContaining(shape?.says ?? "")]);
  }
  expect(readdirSync(join(on.path, "domains")).map(file => [file, read(`domains/${file}`)])).toEqual(before);
});

describe("an edit that does not do what was wanted is never written", () => {
  const shared = `import { shared } from "./_shared.ts";\n`;
  test.each<[string, string, string]>([
    [
      "a spread behind it that sets the policy again",
      shared + officeSpec("shop.example", 'policy: "none", ...shared'),
      "does not do what it should: dmarc.policy is then none and not quarantine, so it is set in another place too.",
    ],
    [
      "a const that another key says too",
      `const word = "none";\n${officeSpec("shop.example", "policy: word", 'txt: [{ label: "word", text: word }],')}`,
      "does not do what it should: more of the spec than its policy would change.",
    ],
    [
      "a helper that is told something else",
      `const other = (_: string) => ({ policy: "none" as const });\n${officeSpec("shop.example", '...other("none")')}`,
      "dmarc.policy is then none and not quarantine",
    ],
    [
      "a spec that would throw",
      `const stage: string = "none";\nif (stage !== "none") throw new Error("no");\n${officeSpec("shop.example", "policy: stage as never")}`,
      "With the edit, domains/shop.example.ts would have an error: The file fails when it is loaded",
    ],
    [
      "a policy that would be an error",
      officeSpec("shop.example", 'policy: "quarantine", testing: true'),
      "With the edit: With t=y, reject means quarantine",
    ],
  ])("%s", (_, text, reason) => {
    const published = text.includes("testing") ? ({ p: "quarantine", t: "y" } as const) : ({ p: "none" } as const);
    client("shop.example", text, [{ published }]);
    on.write("domains/_shared.ts", 'export const shared = { policy: "none" as const };\n');
    expect(told("shop.example")).toEqual([
      expect.objectContaining({ state: "refused", reason: expect.stringContaining(reason) }),
    ]);
    expect(read("domains/shop.example.ts")).toBe(text);
  });

  test("a spec that another spec is made from", () => {
    client("shop.example", officeSpec("shop.example"));
    on.write(
      "domains/b.example.ts",
      `import shop from "./shop.example.ts";\nexport default { ...shop, domain: "b.example" };\n`,
    );
    expect(told("shop.example")[0]).toMatchObject({
      state: "refused",
      reason: expect.stringContaining("imports domains/shop.example.ts"),
    });
  });

  test("a file that is not UTF-8", () => {
    client("shop.example", officeSpec("shop.example"));
    const bytes = Buffer.concat([Buffer.from("// f\xfcr\n", "latin1"), Buffer.from(officeSpec("shop.example"))]);
    writeFileSync(join(on.path, "domains/shop.example.ts"), bytes);
    expect(told("shop.example")[0]).toMatchObject({
      state: "refused",
      reason: "domains/shop.example.ts is not written in UTF-8.",
    });
    expect(readFileSync(join(on.path, "domains/shop.example.ts"))).toEqual(bytes);
  });
});

describe("the gate", () => {
  test("blocks with its figures; the others are written", () => {
    client("bad.example", officeSpec("bad.example"), [{ published: { p: "none" }, passed: 400, failed: 200 }]);
    client("good.example", officeSpec("good.example"));
    on.write("domains/unheard.example.ts", officeSpec("unheard.example"));
    const { code, stdout } = on.run("rollout", "advance", "bad.example", "good.example", "unheard.example");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "refused  bad.example  The gate does not allow p=quarantine.\nblocked  bad.example  p=none → p=quarantine\n",
    );
    expect(stdout).toMatch(/no {2}services-pass +own-server office: 200 of 600 failed/);
    expect(stdout).toMatch(
      /\? {2}published-known +Nothing is known of its mail: there is no evidence\/unheard.example.json/,
    );
    expect(read("domains/bad.example.ts")).toBe(officeSpec("bad.example"));
    expect(read("domains/unheard.example.ts")).toBe(officeSpec("unheard.example"));
    expect(read("domains/good.example.ts")).toContain('policy: "quarantine"');
  });

  test("allows one step at a time, and none twice before reports show the first", () => {
    client("shop.example", officeSpec("shop.example"));
    expect(told("shop.example", "--to", "reject")[0]).toMatchObject({ state: "refused", verdict: "blocked" });
    expect(told("shop.example")[0]).toMatchObject({ state: "advanced" });
    const again = told("shop.example")[0];
    expect(again).toMatchObject({ state: "refused", verdict: "blocked" });
    expect(again?.rules?.find(({ id }) => id === "one-step")?.ok).toBe(false);
    expect(told("shop.example", "--to", "quarantine")[0]).toMatchObject({ state: "unchanged" });
  });

  test("heeds the fleet's freeze", () => {
    client("shop.example", officeSpec("shop.example"));
    on.write(
      "domains/_fleet.ts",
      `import { defineFleet } from "#mailwright";\nexport default defineFleet({ freeze: [{ from: "2026-01-01", until: "2099-01-01", reason: "audit" }] });\n`,
    );
    expect(on.run("rollout", "advance", "shop.example").stdout).toMatch(
      /no {2}freeze +No policy rises from 2026-01-01 to 2099-01-01: audit\./,
    );
    on.write("domains/_fleet.ts", "export default { freeze: 5 };\n");
    const { code, stderr } = on.run("rollout", "advance", "shop.example");
    expect([code, stderr.split("\n")[0]]).toEqual([2, expect.stringMatching(/^mailwright: domains\/_fleet.ts: /)]);
  });

  test("is overridden by the spec alone, and that shows", () => {
    const override = 'rollout: { override: { reason: "the board wants it", who: "Kim", until: "2099-01-01" } },';
    client("bad.example", officeSpec("bad.example", undefined, override), [
      { published: { p: "none" }, passed: 400, failed: 200 },
    ]);
    const { code, stdout } = on.run("rollout", "advance", "bad.example");
    expect(code).toBe(0);
    expect(stdout).toContain("  by override of Kim until 2099-01-01: the board wants it\n");
    expect(on.run("rollout", "advance", "bad.example", "--force").code).toBe(2);
  });
});

test("--dry-run shows the same and writes nothing", () => {
  client("shop.example", officeSpec("shop.example"));
  const dry = on.run("rollout", "advance", "shop.example", "--dry-run").stdout;
  expect(read("domains/shop.example.ts")).toBe(officeSpec("shop.example"));
  expect(on.run("rollout", "advance", "shop.example").stdout).toBe(dry.replace(/^would advance/, "advanced"));
});

test("keeps a link a link and the mode of the file", () => {
  client("shop.example", officeSpec("shop.example"));
  on.write("elsewhere/x", "");
  renameSync(join(on.path, "domains/shop.example.ts"), join(on.path, "elsewhere/real.ts"));
  chmodSync(join(on.path, "elsewhere/real.ts"), 0o600);
  symlinkSync("../elsewhere/real.ts", join(on.path, "domains/shop.example.ts"));
  expect(told("shop.example")[0]).toMatchObject({ state: "advanced" });
  expect(lstatSync(join(on.path, "domains/shop.example.ts")).isSymbolicLink()).toBe(true);
  expect(statSync(join(on.path, "elsewhere/real.ts")).mode & 0o777).toBe(0o600);
  expect(read("elsewhere/real.ts")).toBe(officeSpec("shop.example", 'policy: "quarantine"'));
});

test("what cannot be advanced says so in a sentence", () => {
  client("done.example", officeSpec("done.example", 'policy: "reject"'), [{ published: { p: "reject" } }]);
  client("broken.example", officeSpec("broken.example", undefined, "nonsense: 1,"));
  on.write(
    "domains/park.example.ts",
    `import { parked, zonefile } from "#mailwright";\nexport default parked({ domain: "park.example", host: zonefile() });\n`,
  );
  expect(told("done.example", "park.example").map(({ state, reason }) => [state, reason])).toEqual([
    ["unchanged", "It declares p=reject already."],
    ["unchanged", "It is parked, and its policy is reject."],
  ]);
  const broken = on.run("rollout", "advance", "broken.example");
  expect([broken.code, broken.stderr]).toEqual([
    1,
    "error: broken.example: its spec has errors; mailwright check lists them.\n",
  ]);
  expect(on.run("rollout", "advance").code).toBe(2);
  expect(on.run("rollout", "advance", "nobody.example").stderr).toContain("No spec declares nobody.example");
  expect(on.run("rollout", "advance", "done.example", "--to", "none").stderr).toBe(
    "mailwright: --to none is no policy to advance to; give quarantine or reject.\n",
  );
  expect(today).toMatch(/^\d{4}-/);
});
