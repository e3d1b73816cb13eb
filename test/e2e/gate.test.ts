/** The gate on the real engine: a policy that the evidence does not carry fails the run, one that it carries is published. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeCheckout, type Checkout, type Run } from "../support/checkout.ts";
import { evidenceWith, policy, reporters, service } from "../support/gate-cases.ts";

jest.setTimeout(120_000);

const today = new Date().toISOString().slice(0, 10);
const window = { first: dayAt(today, -30), last: dayAt(today, -1) };

const spec = (domain: string): string => `import { defineDomain, fastmail, zonefile } from "#mailwright";
export default defineDomain({
  domain: "${domain}",
  host: zonefile(),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@${domain}"] },
});
`;

function evidence(changes: Partial<Evidence>): string {
  const domain = "client.test";
  return formatEvidence(
    evidenceWith({
      domain,
      window,
      searchedSince: window.first,
      reported: window,
      policies: [policy("none", { domain, ...window })],
      services: [service("fastmail", 900, { everLast: window.last })],
      reporters: reporters(3),
      ...changes,
    }),
  );
}

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout({ "client.test.ts": spec("client.test"), "other.test.ts": spec("other.test") });
  mkdirSync(join(checkout.path, "evidence"));
  expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
});
afterAll(() => checkout.remove());

const all = ({ stdout, stderr }: Run): string => `${stdout}${stderr}`;
const published = (domain: string): string | undefined =>
  /_dmarc\S* .*"(v=DMARC1[^"]*)"/.exec(checkout.read(`.mailwright/zones/${domain}.zone`))?.[1];

test("a blocked policy fails preview and up, by mailwright and by the engine's own command", () => {
  checkout.edit("domains/client.test.ts", '"none"', '"quarantine"');
  checkout.write("evidence/client.test.json", evidence({ services: [service("fastmail", 900, { passed: 0 })] }));
  for (const run of [
    checkout.mailwright("preview"),
    checkout.mailwright("up", "--", "--yes"),
    checkout.mailwright("preview", "client.test"),
    checkout.pulumi("preview"),
  ]) {
    expect(run.code).not.toBe(0);
    expect(all(run)).toContain("policy-not-carried");
    expect(all(run)).toContain("fastmail: 900 of 900 failed");
  }
  expect(published("client.test")).toContain("p=none");
});

test("another domain can be run all the same", () => {
  expect(checkout.mailwright("preview", "other.test").code).toBe(0);
});

test("one that the evidence carries is published", () => {
  checkout.write("evidence/client.test.json", evidence({}));
  expect(checkout.pulumi("preview").code).toBe(0);
  expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
  expect(published("client.test")).toContain("p=quarantine");
});

test("a domain without evidence may not rise over what the stack published, and may stay", () => {
  checkout.edit("domains/other.test.ts", '"none"', '"reject"');
  const preview = checkout.mailwright("preview", "other.test");
  expect([preview.code, all(preview)]).toEqual([1, expect.stringContaining("mailwright up refuses this.")]);
  const up = checkout.mailwright("up", "--", "--yes");
  expect(up.code).toBe(1);
  expect(all(up)).toContain("The policy of other.test rises over p=none, and no evidence tells of its mail.");
  checkout.edit(
    "domains/other.test.ts",
    "  dmarc:",
    '  rollout: { override: { reason: "never sends", who: "Kim", until: "2099-01-01" } },\n  dmarc:',
  );
  expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
  expect(published("other.test")).toContain("p=reject");
  checkout.edit("domains/other.test.ts", /rollout.*\n/.exec(checkout.read("domains/other.test.ts"))?.[0] ?? "", "");
  const left = checkout.mailwright("up", "--", "--yes");
  expect([left.code, all(left)]).toEqual([0, expect.stringContaining("policy-unproven")]);
});
