/** An `up` that is killed half-way, and one that has no room: nothing is lost, and the next one ends in the same zone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout } from "../support/checkout.ts";

jest.setTimeout(180_000);

/** Sixty records in one zone, so that there is a middle to be killed in. */
const selectors = Array.from({ length: 60 }, (_, index) => `old${index}: { revoked: true }`).join(", ");
const spec = (policy: string): string => `import { defineDomain, fastmail, zonefile } from "#mailwright";
export default defineDomain({
  domain: "client.test",
  host: zonefile(),
  services: [fastmail()],
  dkim: { ${selectors} },
  dmarc: { policy: "${policy}", reportTo: ["dmarc@client.test"] },
});
`;
const ZONE = ".mailwright/zones/client.test.zone";

let checkouts: Checkout[] = [];
afterEach(() => {
  for (const checkout of checkouts) checkout.remove();
  checkouts = [];
});

async function checkoutWith(policy: string): Promise<Checkout> {
  const checkout = await makeCheckout({ "client.test.ts": spec(policy) });
  checkouts.push(checkout);
  // Makes the stack; a preview changes nothing.
  expect(checkout.mailwright("preview").code).toBe(0);
  return checkout;
}

/** The zone's records, without the serial and in a fixed order: what a resolver would answer. */
function records(checkout: Checkout): string[] {
  return checkout
    .read(ZONE)
    .split("\n")
    .filter(line => line !== "" && !line.includes(" SOA "))
    .toSorted();
}

function lines(path: string): number {
  try {
    return readFileSync(path, "utf8").split("\n").length;
  } catch {
    return 0;
  }
}

async function killAt(checkout: Checkout, count: number): Promise<void> {
  const child = checkout.startPulumi("up", "--yes", "--skip-preview");
  const ended = new Promise<string | null>(done => child.once("exit", (_, signal) => done(signal)));
  while (lines(join(checkout.path, ZONE)) < count && child.exitCode === null) await sleep(2);
  process.kill(-(child.pid ?? 0), "SIGKILL");
  expect(await ended).toBe("SIGKILL");
}

describe("an interrupted up", () => {
  test.each([8, 30, 55])("killed when the zone has %i lines, up ends in the same zone as one run", async count => {
    const whole = await checkoutWith("reject");
    expect(whole.mailwright("up", "--", "--yes").code).toBe(0);
    const checkout = await checkoutWith("reject");
    await killAt(checkout, count);
    const half = records(checkout);
    expect(half.length).toBeLessThan(records(whole).length);
    // No policy without its authentication, wherever the kill came.
    expect(half.filter(line => line.startsWith("_dmarc."))).toEqual([]);
    // The plain CLI leaves the killed run's lock to `pulumi cancel`; the command sees that its process is gone.
    expect(checkout.pulumi("preview").code === 0 && checkout.pulumi("up", "--yes").code === 0).toBe(false);
    const again = checkout.mailwright("up", "--", "--yes");
    expect(again.stderr).toContain("The last run was killed; its lock is gone");
    expect(again.code).toBe(0);
    expect(records(checkout)).toEqual(records(whole));
    expect(checkout.mailwright("preview", "--", "--expect-no-changes").code).toBe(0);
  });

  test("a zone file that cannot be parsed stops the run with one sentence and stays as it is", async () => {
    const checkout = await checkoutWith("none");
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    const broken = `${checkout.read(ZONE)}client.test. 3600 IN TXT "never closed\n`;
    checkout.write(ZONE, broken);
    checkout.write("domains/client.test.ts", spec("quarantine"));
    const up = checkout.mailwright("up", "--", "--yes");
    expect(up.code).not.toBe(0);
    expect(up.stdout).toMatch(/the zone file of client\.test: line \d+: /);
    expect(up.stdout).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect(checkout.read(ZONE)).toBe(broken);
  });
});
