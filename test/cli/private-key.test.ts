/** A private key in a spec file: refused loudly, and no part of it on any stream, wherever it stands. */
import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Finding } from "../../src/finding.ts";
import { folder, specText, type Folder, type Run } from "../support/cli.ts";

// Made for this run: a private key in a repository is what these tests are against.
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim();
const pkcs1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString().trim();
const der = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
const ed25519 = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
const middle = pkcs8.split("\n")[5] ?? "";

const text = (value: string): string => JSON.stringify(value);
/** Each spec names this domain; the folder gives each file one of its own. */
const domain = "client.example";
const service = (use: string): string =>
  specText(domain).replace("fastmail }", "fastmail, googleWorkspace }").replace("fastmail()", use);

const places: readonly (readonly [name: string, spec: string])[] = [
  ["as a service's DKIM key", service(`googleWorkspace({ dkim: { google: ${text(pkcs8)} } })`)],
  ["as PKCS#1", service(`googleWorkspace({ dkim: { google: ${text(pkcs1)} } })`)],
  ["as base64 without armour", specText(domain, `dkim: { s1: ${text(der)} },`)],
  ["as an Ed25519 key", specText(domain, `dkim: { s1: ${text(ed25519)} },`)],
  ["as a template literal over many lines", specText(domain, `dkim: { s1: \`${pkcs8}\` },`)],
  ["half of it", specText(domain, `dkim: { s1: ${text(pkcs8.slice(0, 400))} },`)],
  ["in a record", specText(domain, `dkim: { s1: ${text(`v=DKIM1; k=rsa; p=${der}`)} },`)],
  ["in a place of a wrong type", specText(domain, `ttl: ${text(pkcs8)},`)],
  ["in a list for a key", specText(domain, `dkim: { s1: ${JSON.stringify(pkcs8.split("\n"))} },`)],
  ["as an unknown option", service(`fastmail({ privateKey: ${text(der)} } as never)`)],
  ["as an unknown key", specText(domain, `privateKey: ${text(pkcs8)},`)],
  ["as an object key", specText(domain, `dkim: { ${text(der)}: "x" },`)],
  ["as an object key of armour", specText(domain, `dkim: { ${text(pkcs8)}: 5 },`)],
  ["as an unknown key's name", specText(domain, `${text(der)}: 5,`)],
  ["as the domain", specText(domain).replace(`"${domain}"`, text(der))],
  ["as a TXT string", specText(domain, `txt: [${text(der)}],`)],
  ["as a report address", specText(domain).replace('"dmarc@client.example"', text(der))],
  ["with a syntax error behind it", specText(domain, `dkim: { s1: ${text(pkcs8)} } ttl: 5,`)],
  ["with its line breaks in a plain string", specText(domain, `dkim: { s1: "${pkcs8}" },`)],
  ["pasted without quotes", specText(domain, `dkim: { s1: ${pkcs8} },`)],
  ["in a spec that throws", `const key = ${text(pkcs8)};\nthrow new Error("no use for " + key);\n`],
  ["in a thrown text", `throw ${text(der)};\n`],
  ["in an error's name", `const error = new Error("x"); error.name = ${text(der)}; throw error;\n`],
  ["as a module's name", `import ${text(der)};\n${specText(domain)}`],
];

const domains = places.map((_, index) => `place-${index}.example`);
const commands = [["check"], ["check", "--json"], ["plan"], ["plan", "--json"], ["plan", "--zonefile"]] as const;
let on: Folder;
let runs: readonly Run[];

beforeAll(() => {
  on = folder(
    Object.fromEntries(
      places.map(([, spec], index) => [`${domains[index]}.ts`, spec.replaceAll(domain, domains[index] ?? "")]),
    ),
  );
  runs = commands.map(args => on.run(...args));
});
afterAll(() => on.remove());

/** Runs of 20 characters of any of the keys that a text holds. */
function leaks(output: string): readonly string[] {
  const bodies = [pkcs8, pkcs1].map(pem => pem.replace(/-----[A-Z ]+-----|\n/g, "")).concat(der, ed25519);
  return bodies.flatMap(body =>
    Array.from({ length: body.length - 19 }, (_, at) => body.slice(at, at + 20)).filter(run => output.includes(run)),
  );
}

test("the search for leaks finds one", () => {
  expect(leaks(`x ${der.slice(300, 320)} y`)).not.toEqual([]);
  expect(leaks(middle)).not.toEqual([]);
});

describe("a private key", () => {
  test.each(places.map(([name], index) => [name, domains[index] ?? ""] as const))(
    "%s is refused, loudly",
    (_name, of) => {
      const { findings } = JSON.parse(runs[1]?.stdout ?? "") as { findings: readonly Finding[] };
      const refused = findings.filter(one => one.file === `domains/${of}.ts` && one.id === "dkim-key-private");
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]).toMatchObject({ severity: "error", cite: "RFC 6376 §3.6.1" });
      expect(refused[0]?.message).toContain("PRIVATE key stands in the spec");
    },
  );

  test.each(commands.map((args, index) => [args.join(" "), index] as const))(
    "%s shows no 20 characters of any, on no stream",
    (_args, index) => {
      const { code, stdout, stderr } = runs[index] as Run;
      expect(code).toBe(1);
      expect(stdout + stderr).toContain("dkim-key-private");
      expect(leaks(stdout + stderr)).toEqual([]);
    },
  );

  test("nothing is planned from a spec that holds one", () => {
    expect((JSON.parse(runs[3]?.stdout ?? "") as { domains: unknown }).domains).toEqual([]);
  });

  test("a piece from its middle has no mark of a key, and is not repeated all the same", () => {
    // A letter in front: a name that is not defined, whatever the key.
    const piece = `k${middle.replaceAll(/[+/=]/g, "a")}`;
    on.write("domains/piece.example.ts", `export default { domain: ${piece} };\n`);
    const { code, stdout } = on.run("check", "piece.example");
    expect(code).toBe(1);
    expect(stdout).toContain("spec-throws");
    expect(stdout).not.toContain(piece.slice(1, 21));
  });
});
