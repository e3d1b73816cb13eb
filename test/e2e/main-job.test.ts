/** The main job on the real engine: preview, up, an edit, drift, destroy; each zone judged by BIND's own checker. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout, type Run } from "../support/checkout.ts";

jest.setTimeout(120_000);

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout();
});
afterAll(() => checkout.remove());

const SPEC = "domains/harbour-bakery.example.ts";
const ZONE = ".mailwright/zones/harbour-bakery.example.zone";
const FOREIGN = 'www.harbour-bakery.example. 300 IN TXT "kept by hand; with \\"quotes\\""   ; the client\'s own\n';

/** Planned operations by resource name, from the engine's JSON; what stays the same is left out. */
function operations({ stdout }: Run): Record<string, string> {
  const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
  return Object.fromEntries(
    steps.filter(({ op }) => op !== "same").map(({ op, urn }) => [urn.split("::").at(-1) ?? "", op]),
  );
}

function serialOf(zone: string): number {
  return Number(/ SOA \S+ \S+ (\d+)/.exec(zone)?.[1]);
}

// Each step starts from what the one before it left, as the steps of a working day do.
describe("a day's work on the embedded host", () => {
  test("the first preview shows the four domains and writes nothing", () => {
    const preview = checkout.mailwright("preview");
    expect(preview.code).toBe(0);
    for (const domain of [
      "harbour-bakery.example",
      "harbourbakery.example",
      "hillside-clinic.example",
      "msp.example",
    ]) {
      expect(preview.stdout).toContain(`mailwright:${domain}:Domain ${domain} create`);
    }
    expect(preview.stdout).toContain("+ 35 to create");
    expect(readdirSync(join(checkout.path, ".mailwright"))).not.toContain("zones");
  });

  test("up writes zones that named-checkzone accepts, each policy after its authentication", () => {
    const up = checkout.mailwright("up", "--", "--yes");
    expect(up.stdout).toContain("+ 35 created");
    expect(up.code).toBe(0);
    const zones = readdirSync(join(checkout.path, ".mailwright/zones"));
    expect(zones).toHaveLength(4);
    for (const file of zones) {
      const path = join(checkout.path, ".mailwright/zones", file);
      const checked = spawnSync("named-checkzone", ["-i", "local", basename(file, ".zone"), path], {
        encoding: "utf8",
      });
      expect(`${file}: ${checked.stdout}`).toMatch(/OK\n$/);
      expect(checked.status).toBe(0);
      const lines = checkout.read(`.mailwright/zones/${file}`).split("\n");
      const policy = lines.findIndex(line => line.startsWith("_dmarc."));
      const authentication = lines.findLastIndex(line =>
        / (IN TXT "v=(spf1|DKIM1)|_domainkey\S* \d+ IN CNAME)/.test(line),
      );
      expect(policy).toBeGreaterThan(authentication);
    }
  });

  test("the committed stack config stays as it is", () => {
    expect(checkout.read("Pulumi.dev.yaml")).toBe(readFileSync(join(__dirname, "../../Pulumi.dev.yaml"), "utf8"));
  });

  test("the next preview is empty, by the command and by plain pulumi", () => {
    expect(checkout.mailwright("preview", "--", "--expect-no-changes").code).toBe(0);
    expect(checkout.pulumi("preview", "--expect-no-changes").code).toBe(0);
  });

  test("one edit, none to quarantine, is exactly one update", () => {
    checkout.edit(SPEC, 'policy: "none"', 'policy: "quarantine"');
    const preview = checkout.mailwright("preview", "--", "--json");
    expect(operations(preview)).toEqual({ "_dmarc.harbour-bakery.example/TXT/dmarc": "update" });
    const before = serialOf(checkout.read(ZONE));
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    expect(checkout.read(ZONE)).toContain('"v=DMARC1; p=quarantine; rua=mailto:dmarc@reports.msp.example"');
    expect(checkout.read(ZONE)).not.toContain("p=none");
    expect(serialOf(checkout.read(ZONE))).toBeGreaterThan(before);
  });

  test("what was reviewed is what is applied: a saved plan refuses a later edit", () => {
    checkout.edit(SPEC, "ip4:192.0.2.10", "ip4:192.0.2.11");
    expect(checkout.mailwright("preview", "--", "--save-plan=plan.json").code).toBe(0);
    checkout.edit(SPEC, "ip4:192.0.2.11", "ip4:192.0.2.12");
    const refused = checkout.mailwright("up", "--", "--yes", "--plan=plan.json");
    expect(refused.code).not.toBe(0);
    expect(checkout.read(ZONE)).not.toContain("192.0.2.12");
    checkout.edit(SPEC, "ip4:192.0.2.12", "ip4:192.0.2.11");
    expect(checkout.mailwright("up", "--", "--yes", "--plan=plan.json").code).toBe(0);
    expect(checkout.read(ZONE)).toContain("192.0.2.11");
  });

  test("drift by hand is found by refresh and mended by up", () => {
    checkout.edit(ZONE, "include:_spf.google.com ~all", "include:_spf.google.com include:mailer.example ?all");
    // 7: the engine's code for changes where none were expected.
    expect(checkout.pulumi("refresh", "--preview-only", "--expect-no-changes").code).not.toBe(0);
    const refresh = checkout.pulumi("refresh", "--yes");
    expect(refresh.code).toBe(0);
    expect(refresh.stdout).toContain("~ 1 updated");
    const preview = checkout.mailwright("preview", "--", "--json");
    expect(operations(preview)).toEqual({ "harbour-bakery.example/TXT/spf": "update" });
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    expect(checkout.read(ZONE)).toContain('"v=spf1 ip4:192.0.2.11 include:_spf.google.com ~all"');
  });

  test("a record deleted by hand comes back", () => {
    const line =
      checkout
        .read(ZONE)
        .split("\n")
        .find(one => one.startsWith("s1._domainkey.")) ?? "";
    checkout.edit(ZONE, `${line}\n`, "");
    expect(checkout.pulumi("refresh", "--yes").stdout).toContain("- 1 deleted");
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    expect(checkout.read(ZONE)).toContain(line);
  });

  test("a spec with an error stops preview and up before anything is touched", () => {
    const before = checkout.read(ZONE);
    checkout.edit(SPEC, 'user: "u1234567"', 'user: "1234567"');
    for (const args of [["preview"], ["up", "--", "--yes"]]) {
      const run = checkout.mailwright(...args);
      expect(run.code).toBe(1);
      expect(run.stdout).toContain("service-option-value");
      expect(run.stdout).not.toMatch(/\n\s+at /);
    }
    const plain = checkout.pulumi("up", "--yes");
    expect(plain.code).not.toBe(0);
    expect(plain.stdout).toContain("service-option-value");
    expect(checkout.read(ZONE)).toBe(before);
    checkout.edit(SPEC, 'user: "1234567"', 'user: "u1234567"');
  });

  test("destroy leaves foreign records as they were, byte for byte", () => {
    checkout.write(ZONE, checkout.read(ZONE) + FOREIGN);
    expect(checkout.mailwright("preview", "--", "--expect-no-changes").code).toBe(0);
    const destroy = checkout.pulumi("destroy", "--yes");
    expect(destroy.code).toBe(0);
    const zone = checkout.read(ZONE);
    expect(zone).not.toContain("; mailwright ");
    expect(zone.endsWith(FOREIGN)).toBe(true);
    const checked = spawnSync("named-checkzone", ["harbour-bakery.example", join(checkout.path, ZONE)]);
    expect(checked.status).toBe(0);
  });
});
