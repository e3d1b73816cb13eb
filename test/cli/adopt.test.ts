/** `mailwright adopt` as people run it: from zone files and from the DNS of a server on loopback. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Adoption } from "../../src/hosts/adopt/adoption.ts";
import { document, folder, PROJECT, specText, type Folder, type Run } from "../support/cli.ts";
import { startServe, type Serving } from "../support/serve.ts";

jest.setTimeout(120_000);

const DOMAIN = "harbour-line.example";
const FIXTURE = join(PROJECT, "test/fixtures/zones/bind.zone");

const zone = (...lines: readonly string[]): string =>
  [
    "$ORIGIN client.example.",
    "$TTL 3600",
    "@ IN SOA ns1.dns.example. hostmaster 1 7200 3600 1209600 3600",
    "@ IN NS ns1.dns.example.",
    ...lines,
    "",
  ].join("\n");

const sound = zone(
  '@ IN TXT "v=spf1 include:_spf.google.com ~all"',
  '_dmarc IN TXT "v=DMARC1; p=none; rua=mailto:d@client.example"',
);

let at: Folder;
beforeEach(() => {
  at = folder();
});
afterEach(() => at.remove());

const adopt = (text: string, ...more: readonly string[]): Run => {
  at.write("client.example.zone", text);
  return at.run("adopt", "client.example", "--from", "zonefile:client.example.zone", ...more);
};

test("the spec and its map are written, load without an error, and the text says what was done", () => {
  const run = at.run("adopt", DOMAIN, "--from", `zonefile:${FIXTURE}`);
  expect([run.code, run.stderr]).toEqual([0, ""]);
  expect(at.files()).toEqual(["domains", `domains/${DOMAIN}.ts`, "imports", `imports/${DOMAIN}.json`]);
  const expected = readFileSync(join(PROJECT, "test/fixtures/zones/adopted.ts"), "utf8");
  expect(readFileSync(join(at.path, `domains/${DOMAIN}.ts`), "utf8")).toBe(
    expected.replace('on: "2026-12-01"', `on: "${new Date().toISOString().slice(0, 10)}"`),
  );
  for (const text of [
    "Twilio SendGrid (automated security)  s1._domainkey CNAME",
    "pct= is historic (RFC 9989 §9.3)",
    "x9._domainkey.harbour-line.example CNAME x9.keys.unknown-vendor.example",
    `imports/${DOMAIN}.json and domains/${DOMAIN}.ts written: 6 services, 23 records to take over, 5 corrections, 17 left as they are.`,
  ]) {
    expect(run.stdout).toContain(text);
  }
  expect(at.run("check").code).toBe(0);
});

test("--json is the contract's document, and nothing is written", () => {
  const shown = document(adopt(sound, "--json")) as Adoption;
  expect(Object.keys(shown)).toEqual(["spec", "recognised", "leftovers", "imports", "corrections", "findings"]);
  expect(shown.recognised).toEqual([{ service: "google-workspace", by: ["include:_spf.google.com"] }]);
  expect(shown.corrections).toEqual([]);
  expect(shown.imports.map(({ logicalName }) => logicalName)).toEqual([
    "client.example/TXT/spf",
    "_dmarc.client.example/TXT/dmarc",
  ]);
  expect(at.files()).toEqual(["client.example.zone", "domains"]);
});

describe("no file is written over", () => {
  test.each(["domains/client.example.ts", "imports/client.example.json"])("%s", file => {
    const text = file.endsWith(".ts") ? specText("client.example") : "{}\n";
    at.write(file, text);
    const run = adopt(sound);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toBe(
      `mailwright: ${file} is there already, and nothing is written over it; --json shows what would be.\n`,
    );
    expect(readFileSync(join(at.path, file), "utf8")).toBe(text);
    expect(at.files().filter(one => /\.(ts|json)$/.test(one))).toEqual([file]);
    expect(adopt(sound, "--json").code).toBe(0);
  });
});

test("a zone that cannot be a spec is said, with exit code 1, and nothing is written", () => {
  const run = adopt(zone('@ IN TXT "v=spf1 -all"', "_dmarc IN CNAME client.example.dmarc.vendor.example."));
  expect([run.code, run.stderr]).toEqual([1, ""]);
  expect(run.stdout).toContain("adopt-dmarc-cname");
  expect(run.stdout).toContain("Nothing is written: client.example cannot be a spec as it is.");
  expect(at.files()).toEqual(["client.example.zone", "domains"]);
});

test("what an $INCLUDE brings is not looked into, and that is said", () => {
  const run = adopt(`${sound}$INCLUDE more.zone\n`);
  expect(run.code).toBe(0);
  expect(run.stdout).toContain("What $INCLUDE and $GENERATE bring in (line 7) was not looked into.");
});

test("nothing of a zone steers the terminal, and no private key is repeated whole in the spec", () => {
  const run = adopt(
    zone(
      '@ IN TXT "v=spf1 ip4:192.0.2.1 ~all"',
      '@ IN TXT "\\027[31mred\\027[0m"',
      'a._domainkey IN TXT "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"',
    ),
  );
  expect(run.code).toBe(0);
  expect(run.stdout).not.toContain("\u001b[31m");
  expect(run.stdout).toContain("It holds a private key");
  expect(readFileSync(join(at.path, "domains/client.example.ts"), "utf8")).not.toContain("PRIVATE");
});

test.each<readonly [name: string, args: readonly string[], says: string]>([
  [
    "no such source",
    ["client.example", "--from", "ftp"],
    "--from takes zonefile:PATH, dns, cloudflare[:ZONE_ID] or route53[:ZONE_ID]",
  ],
  ["a folder in place of a file", ["client.example", "--from", "zonefile:domains"], "domains is a folder, not a file."],
  [
    "the file of another zone",
    ["client.example", "--from", `zonefile:${FIXTURE}`],
    "bind.zone is the zone harbour-line.example, which does not hold client.example.",
  ],
  ["no such file", ["client.example", "--from", "zonefile:none.zone"], "There is no file none.zone."],
  ["no domain name", ["x_.example", "--from", "dns"], '"x_.example" is no domain name; write it as client.example.'],
  [
    "a resolver beside a file",
    ["client.example", "--from", "zonefile:x", "--resolver", "127.0.0.1"],
    "--resolver belongs to --from dns.",
  ],
  [
    "a resolver that is none",
    ["client.example", "--from", "dns", "--resolver", "x"],
    '"x" is no address of a DNS resolver',
  ],
  ["neither a domain nor --all", ["--from", "dns"], "Name one domain to adopt, or give --all."],
])("%s: exit code 2 and one sentence", (_, args, says) => {
  const run = at.run("adopt", ...args);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain(says);
  expect(run.stderr.trim().split("\n")).toHaveLength(1);
  expect(at.files()).toEqual(["domains"]);
});

test("a broken zone file is named with its line", () => {
  const run = adopt(`${sound}@ IN TXT "no end\n`);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toBe("mailwright: client.example.zone: line 7: a quoted string does not end on its line.\n");
});

describe("--from dns", () => {
  let server: Serving;
  let served: Folder;
  beforeAll(async () => {
    served = folder();
    served.write(`${DOMAIN}.zone`, readFileSync(FIXTURE, "latin1"));
    server = await startServe(["--zone", `${DOMAIN}.zone`], served.path);
  });
  afterAll(async () => {
    await server.stop();
    served.remove();
  });

  test("finds what can be guessed, in the zone's own TTLs, and says that the rest stays unseen", () => {
    const run = at.run("adopt", DOMAIN, "--from", "dns", "--resolver", `127.0.0.1:${server.port}`, "--json");
    const { recognised, imports, findings, spec } = document(run) as Adoption;
    expect(recognised.map(({ service }) => service)).toEqual([
      "amazon-ses",
      "google-workspace",
      "mailchimp",
      "zendesk",
    ]);
    expect(imports).toEqual([]);
    expect(findings.map(({ id }) => id)).toContain("adopt-dns-partial");
    expect(findings.find(({ id }) => id === "adopt-dns-partial")?.message).toContain(
      "that nobody can guess stay unseen",
    );
    // Tokens are nobody's to guess; the region stands in the MX of the bounce name.
    expect(spec).toContain('amazonSes({ region: "eu-west-1", mailFrom: "bounce" })');
    expect(spec).not.toContain("ttl:");
  });

  test("a server that does not answer: exit code 2, and nothing is known", async () => {
    const run = at.run("adopt", "client.example", "--from", "dns", "--resolver", "127.0.0.1:1", "--json");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("Nobody answers for client.example");
  });
});
