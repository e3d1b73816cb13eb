/** Stacks of some of the fleet's domains, by the real engine. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout } from "../support/checkout.ts";

jest.setTimeout(120_000);

const spec = (domain: string): string => `import { defineDomain, fastmail, zonefile } from "#mailwright";
export default defineDomain({
  domain: "${domain}",
  host: zonefile(),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@${domain}"] },
});
`;

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout({ "a.test.ts": spec("a.test"), "b.test.ts": spec("b.test") });
});
afterAll(() => checkout.remove());

const CONFIG = "Pulumi.dev.yaml";
const stackOf = (domains: string): void =>
  checkout.write(
    CONFIG,
    `config:\n  mailwright:host: zonefile\n  mailwright:zoneDirectory: .mailwright/zones\n  mailwright:domains: ${domains}\n`,
  );

describe("mailwright:domains", () => {
  test.each([
    ["a list", "[a.test]"],
    ["JSON text, as `pulumi config set` keeps it", "'[\"a.test\"]'"],
  ])("%s: the stack has these domains and no other", (_, domains) => {
    stackOf(domains);
    const preview = checkout.mailwright("preview");
    expect(preview.code).toBe(0);
    expect(preview.stdout).toContain("mailwright:a.test:Domain a.test create");
    expect(preview.stdout).not.toContain("b.test");
    const other = checkout.mailwright("preview", "b.test");
    expect({ code: other.code, stdout: other.stdout }).toEqual({ code: 2, stdout: "" });
    expect(other.stderr).toContain("No spec of this stack declares b.test");
  });

  test("an entry that stands for nothing stops the run before it deletes what it meant", () => {
    stackOf("[a.test]");
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    stackOf("[a.tset, b.test]");
    const run = checkout.mailwright("up", "--", "--yes");
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('No planned domain is "a.tset"');
    // The plain CLI reads the config file it is given: the one with the stack's salt.
    checkout.edit(".mailwright/Pulumi.dev.yaml", "[a.test]", "[a.tset, b.test]");
    const plain = checkout.pulumi("up", "--yes");
    expect(plain.stdout).toContain('No planned domain is "a.tset"');
    expect(plain.stdout).not.toMatch(/\n\s+at .*:\d+/);
    expect(plain.code).not.toBe(0);
    expect(checkout.read(".mailwright/zones/a.test.zone")).toContain("v=spf1 include:spf.messagingengine.com");
  });
});

test("a salt that the plain CLI left in the committed config, of another passphrase, is no hindrance and stays", async () => {
  const other = await makeCheckout({ "a.test.ts": spec("a.test") });
  const salted = `${other.read(CONFIG).trimEnd()}\nencryptionsalt: v1:63NYt/zy2BM=:v1:Ncf5FgCynsnUOWkH:AAAAwuUEEj2vhlzHLbJE4ptXM19jw==\n`;
  other.write(CONFIG, salted);
  expect(other.mailwright("preview").code).toBe(0);
  expect(other.mailwright("up", "--", "--yes").code).toBe(0);
  expect(other.read(CONFIG)).toBe(salted);
  other.remove();
});
