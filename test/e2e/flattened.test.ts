/** A vendor's change on its way: into the lock, into one line of the preview, into one record of the zone. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { formatLock } from "../../src/dns/format-lock.ts";
import { makeCheckout, type Checkout } from "../support/checkout.ts";
import { lockOf } from "../support/lock.ts";

jest.setTimeout(120_000);

const spec = (
  domain: string,
  flatten: boolean,
): string => `import { defineDomain, googleWorkspace, zonefile } from "#mailwright";
export default defineDomain({
  domain: "${domain}",
  host: zonefile(),
  services: [googleWorkspace({ dkim: { google: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" }, flatten: ${flatten} })],
  dmarc: { policy: "none", reportTo: ["dmarc@${domain}"] },
});
`;
const ZONE = ".mailwright/zones/client.test.zone";
const networks = (count: number): string =>
  ["v=spf1", ...Array.from({ length: count }, (_, n) => `ip4:192.0.2.${n * 2}`), "-all"].join(" ");
const lock = (count: number, change?: string): string =>
  formatLock(lockOf({ "_spf.google.com": { TXT: [networks(count)] } }, { resolved: "2099-01-01", change }));

let checkout: Checkout;
const git = (...args: string[]): string =>
  execFileSync("git", ["-C", checkout.path, "-c", "user.name=t", "-c", "user.email=t@client.test", ...args], {
    encoding: "utf8",
  });

beforeAll(async () => {
  checkout = await makeCheckout({
    "client.test.ts": spec("client.test", true),
    "other.test.ts": spec("other.test", false),
  });
  checkout.write("dns.lock.json", lock(30));
  checkout.write(".gitignore", "node_modules\n.mailwright/\n");
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Begin");
});
afterAll(() => checkout.remove());

function up(...args: string[]): string {
  const run = checkout.mailwright("up", ...args, "--", "--yes");
  expect(`${run.code} ${run.code === 0 ? "" : run.stdout}`).toBe("0 ");
  const zone = spawnSync("named-checkzone", ["-i", "local", "client.test", join(checkout.path, ZONE)], {
    encoding: "utf8",
  });
  expect(zone.stdout).toMatch(/OK\n$/);
  return run.stdout;
}

/** With the character strings of a record joined. */
const spfLines = (): string[] =>
  checkout
    .read(ZONE)
    .replaceAll('" "', "")
    .split("\n")
    .filter(line => line.includes('"v=spf1'));

/** Without the spare record, which nothing includes and which holds networks of the others too. */
const asked = (lines: readonly string[]): readonly string[] => lines.filter(line => !line.startsWith("_spf3."));

describe("a flattened service on the real engine", () => {
  test("what does not fit stands in records of its own, made before the record that includes them", () => {
    const order = [...up().matchAll(/ (\S*client\.test)\/TXT\/(spf\S*) created/g)].map(([, name]) => name);
    expect(order).toHaveLength(4);
    expect(order.at(-1)).toBe("client.test");
    const lines = spfLines();
    expect(lines.map(line => line.split(" ")[0]).toSorted()).toEqual([
      "_spf1.client.test.",
      "_spf2.client.test.",
      "_spf3.client.test.",
      "client.test.",
    ]);
    expect(
      asked(lines)
        .join("\n")
        .match(/ip4:192\.0\.2\.\d+/g),
    ).toHaveLength(30);
  });

  test("the vendor's next address is one line of the preview and one changed record that is asked for, and only where it is flattened", () => {
    checkout.write("dns.lock.json", lock(31, "2099-01-01: +1 range, −0"));
    const preview = checkout.mailwright("preview", "--base", "HEAD");
    expect(preview.code).toBe(0);
    expect(preview.stdout + preview.stderr).toContain("1 of 2 domains: client.test");
    expect(preview.stdout).toContain(
      "client.test: include:_spf.google.com (google-workspace) is published as 31 networks, as resolved on 2099-01-01; last change 2099-01-01: +1 range, −0 at _spf.google.com.",
    );
    const before = spfLines();
    expect(up("--base", "HEAD")).toMatch(/~ [12] updated/);
    const after = asked(spfLines());
    expect(after.filter(line => !before.includes(line))).toHaveLength(1);
    expect(after.join("\n").match(/ip4:192\.0\.2\.\d+/g)).toHaveLength(31);
    expect(checkout.mailwright("preview").stdout).toMatch(/unchanged/);
  });

  test("what the lock no longer knows stops the run and changes nothing", () => {
    checkout.write("dns.lock.json", formatLock({ names: {} }));
    const before = spfLines();
    const run = checkout.mailwright("up", "--", "--yes");
    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).toContain("dns.lock.json does not know TXT _spf.google.com");
    expect(spfLines()).toEqual(before);
  });
});
