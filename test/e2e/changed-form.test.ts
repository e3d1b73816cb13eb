/** Changes of form on the real engine: never two records for one role, never a CNAME beside other data. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout } from "../support/checkout.ts";

jest.setTimeout(120_000);

const ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const spec = (
  services: string,
  imports: string,
  rest = "",
): string => `import { ${imports}, defineDomain, zonefile } from "#mailwright";
export default defineDomain({
  domain: "client.test",
  host: zonefile(),
  services: [${services}],
  dmarc: { policy: "none", reportTo: ["dmarc@client.test"] },
  allowDeletes: { reason: "services come and go here", until: "2099-12-31" },
  ${rest}
});
`;
const SPEC = "domains/client.test.ts";
const ZONE = ".mailwright/zones/client.test.zone";
const own = spec(`ownServer({ name: "old", ip4: ["192.0.2.1"], dkim: { s1: "${ED25519}" } })`, "ownServer");
const delegated = spec('sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })', "sendgrid");

let checkout: Checkout;
beforeAll(async () => {
  checkout = await makeCheckout({ "client.test.ts": own });
  expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
});
afterAll(() => checkout.remove());

function up(): string {
  const run = checkout.mailwright("up", "--", "--yes");
  expect(`${run.code} ${run.code === 0 ? "" : run.stdout}`).toBe("0 ");
  const checked = spawnSync("named-checkzone", ["-i", "local", "client.test", join(checkout.path, ZONE)], {
    encoding: "utf8",
  });
  expect(checked.stdout).toMatch(/OK\n$/);
  return run.stdout;
}

const at = (name: string): string[] =>
  checkout
    .read(ZONE)
    .split("\n")
    .filter(line => line.startsWith(`${name}. `));

describe("changes of form", () => {
  test("a key record becomes a delegation: one replacement, deleted before it is made", () => {
    checkout.write(SPEC, delegated);
    expect(checkout.mailwright("preview", "--", "--diff").stdout).toMatch(
      /s1\._domainkey\.client\.test\/CNAME|replace/,
    );
    up();
    expect(at("s1._domainkey.client.test")).toHaveLength(1);
    expect(at("s1._domainkey.client.test")[0]).toContain(" CNAME s1.domainkey.u1.wl1.sendgrid.net.");
  });

  test("and back again", () => {
    checkout.write(SPEC, own);
    up();
    expect(at("s1._domainkey.client.test")).toHaveLength(1);
    expect(at("s1._domainkey.client.test")[0]).toContain(` TXT "v=DKIM1; k=ed25519; p=${ED25519}"`);
    expect(at("em1.client.test")).toEqual([]);
  });

  test("a delegated return path becomes one of its own with MX and SPF, and back", () => {
    checkout.write(SPEC, spec('sendgrid({ user: "u1", server: "wl1", returnPath: "bounce" })', "sendgrid"));
    up();
    const tokens = '["aaaaaaaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaaaaaaa2", "aaaaaaaaaaaaaaaaaaaa3"]';
    checkout.write(
      SPEC,
      spec(`amazonSes({ region: "eu-west-1", dkimTokens: ${tokens}, mailFrom: "bounce" })`, "amazonSes"),
    );
    up();
    expect(
      at("bounce.client.test")
        .map(line => line.split(" ")[3])
        .toSorted(),
    ).toEqual(["MX", "TXT"]);
    checkout.write(SPEC, spec('sendgrid({ user: "u1", server: "wl1", returnPath: "bounce" })', "sendgrid"));
    up();
    expect(at("bounce.client.test").map(line => line.split(" ")[3])).toEqual(["CNAME"]);
  });

  test("a changed verification token is an update in place, known by its label", () => {
    checkout.write(
      SPEC,
      spec(
        'sendgrid({ user: "u1", server: "wl1", returnPath: "bounce" })',
        "sendgrid",
        'txt: ["site-verification=one"],',
      ),
    );
    up();
    checkout.write(
      SPEC,
      spec(
        'sendgrid({ user: "u1", server: "wl1", returnPath: "bounce" })',
        "sendgrid",
        'txt: ["site-verification=two"],',
      ),
    );
    expect(up()).toContain("~ 1 updated");
    expect(at("client.test").filter(line => line.includes("site-verification"))).toHaveLength(1);
  });

  test("a second SPF record that somebody added by hand stops the first up of a record, at preview", async () => {
    const other = await makeCheckout({ "client.test.ts": own });
    expect(other.mailwright("preview").code).toBe(0);
    spawnSync("mkdir", ["-p", join(other.path, ".mailwright/zones")]);
    other.write(
      ZONE,
      '$ORIGIN client.test.\n$TTL 300\n@ SOA ns hostmaster 7 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.53\n@ TXT "v=spf1 mx -all"\n',
    );
    const before = other.read(ZONE);
    const preview = other.mailwright("preview");
    expect(preview.code).not.toBe(0);
    expect(preview.stdout).toContain("RFC 7208 §3.2");
    expect(other.mailwright("up", "--", "--yes").code).not.toBe(0);
    expect(other.read(ZONE)).toBe(before);
    other.remove();
  });
});
