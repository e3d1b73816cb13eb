import { Buffer } from "node:buffer";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { generateKey } from "../../src/dkim/generate.ts";
import type { DkimKeyInput } from "../../src/dkim/key-record.ts";
import { holdsPrivateKey } from "../../src/dkim/private-key.ts";
import { readKey } from "../../src/dkim/read-key.ts";

const where = "services[0].dkim.s1";

function rsa(modulusLength: number) {
  return generateKeyPairSync("rsa", { modulusLength });
}

/** A key of any size and exponent at no cost: a public key is only numbers, and nothing checks them for primes. */
function rsaOfBits(bits: number, exponent = "AQAB"): KeyObject {
  const modulus = Buffer.alloc(bits / 8, 0xff);
  return createPublicKey({ format: "jwk", key: { kty: "RSA", n: modulus.toString("base64url"), e: exponent } });
}

function spki(key: KeyObject): string {
  return key.export({ format: "der", type: "spki" }).toString("base64");
}

function raw(key: KeyObject): string {
  return Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url").toString("base64");
}

const pair = rsa(2048);
const key = spki(pair.publicKey);
const ed = generateKeyPairSync("ed25519");
const edRaw = raw(ed.publicKey);
const pkcs1Pem = pair.publicKey.export({ format: "pem", type: "pkcs1" }).toString();
const spkiPem = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
const chunks = key.match(/.{1,100}/g) ?? [];
const lines = chunks.join("\n");
const bindRecord = `s1._domainkey\tIN\tTXT\t( "v=DKIM1; k=rsa; "\n\t  "p=${key.slice(0, 200)}"\n\t  "${key.slice(200)}" )  ; ----- DKIM key s1 for client.example`;

describe("readKey takes", () => {
  test.each<[string, DkimKeyInput]>([
    ["base64", key],
    ["base64 with line breaks", `\n${lines}\n`],
    ["base64 with CRLF and indentation", lines.replaceAll("\n", "\r\n    ")],
    ["base64 with quotes between chunks", `"${chunks.join('" "')}"`],
    ["base64 with quotes between, none around", chunks.join('" "')],
    ["base64 with line breaks out of JSON", chunks.join("\\n")],
    ["PEM PUBLIC KEY", spkiPem],
    ["PEM on one line", spkiPem.replaceAll("\n", "")],
    ["PEM with line breaks out of JSON", spkiPem.replaceAll("\n", "\\n")],
    ["PEM with text around it", `the key of s1:\n${spkiPem}\n`],
    ["PEM RSA PUBLIC KEY, converted to SPKI", pkcs1Pem],
    ["bare base64 of RSAPublicKey, converted to SPKI", pkcs1Pem.replace(/-----[A-Z ]+-----/g, "")],
    ["a whole record", `v=DKIM1; k=rsa; p=${key}`],
    ["a whole record without v", `k=rsa; p=${key};`],
    ["p= alone", `p=${key}`],
    ["a record with RSAPublicKey in p", `v=DKIM1; p=${pkcs1Pem.replace(/-----[A-Z ]+-----/g, "")}`],
    ["a record in quotes", `"v=DKIM1; k=rsa; p=${key}"`],
    ["a record in zone-file quotes", `"v=DKIM1; k=rsa; p=${key.slice(0, 230)}" "${key.slice(230)}"`],
    ["a record in typographic quotes", `\u201cv=DKIM1; k=rsa; p=${key}\u201d`],
    ["a record with escaped semicolons", `v=DKIM1\\; k=rsa\\; p=${key}`],
    ["what opendkim-genkey writes", bindRecord],
    ["a zone-file line without quotes", `s1._domainkey.client.example. 3600 IN TXT v=DKIM1; k=rsa; p=${key}`],
    ["an object", { key }],
  ])("%s", (_, input) => {
    expect(readKey(input, where)).toStrictEqual({
      record: { keyType: "rsa", publicKey: key, hashes: [], services: [], flags: [] },
      bits: 2048,
      findings: [],
    });
  });

  test.each<[string, string]>([
    ["RFC 8463 §4 32 octets", edRaw],
    ["32 octets without padding", edRaw.replace("=", "")],
    ["SPKI, converted to 32 octets", spki(ed.publicKey)],
    ["PEM, converted to 32 octets", ed.publicKey.export({ format: "pem", type: "spki" }).toString()],
    ["a record", `v=DKIM1; k=ed25519; p=${edRaw}`],
    ["a record with SPKI in p", `v=DKIM1; k=ed25519; p=${spki(ed.publicKey)}`],
  ])("Ed25519 as %s", (_, input) => {
    expect(readKey(input, where)).toStrictEqual({
      record: { keyType: "ed25519", publicKey: edRaw, hashes: [], services: [], flags: [] },
      findings: [],
    });
  });

  test("a record's own tags", () => {
    expect(readKey(`v=DKIM1; h=sha256; n=of 2026; s=email; t=s; x=1; p=${key}`, where)).toMatchObject({
      record: { hashes: ["sha256"], note: "of 2026", services: ["email"], flags: ["s"] },
      findings: [],
    });
  });

  test("{ revoked: true } as a key that is revoked", () => {
    expect(readKey({ revoked: true }, where)).toMatchObject({ record: { publicKey: "" }, findings: [] });
  });

  test.each<[string, DkimKeyInput, readonly string[]]>([
    ["testing and strict", { key, testing: true, strict: true }, ["y", "s"]],
    ["options beside the record's own flags", { key: `t=s:x; p=${key}`, testing: true, strict: true }, ["s", "x", "y"]],
    ["options that say no", { key, testing: false, strict: false }, []],
  ])("flags from %s", (_, input, flags) => {
    expect(readKey(input, where).record?.flags).toEqual(flags);
  });
});

describe("readKey refuses what verifiers could not use", () => {
  test.each([
    ["RFC 8301 §3.1: a record for SHA-1 alone", `v=DKIM1; h=sha1; p=${key}`, "dkim-key-unusable", "RFC 8301 §3.1"],
    ["§3.6.1: a record not for mail", `v=DKIM1; s=tlsrpt; p=${key}`, "dkim-key-unusable", "RFC 6376 §3.6.1"],
    [
      "a modulus that two divides",
      spki(
        createPublicKey({
          format: "jwk",
          key: { kty: "RSA", e: "AQAB", n: Buffer.alloc(256, 0xfe).toString("base64url") },
        }),
      ),
      "dkim-key-unreadable",
      "RFC 6376 §3.6.1",
    ],
  ])("%s", (_, input, id, cite) => {
    const reading = readKey(input, where);
    expect(reading).toMatchObject({ findings: [{ id, severity: "error", name: where, cite }] });
    expect(reading).not.toHaveProperty("record");
  });

  test.each([`v=DKIM1; h=sha1:sha256; s=*; p=${key}`, `v=DKIM1; h=SHA256; s=tlsrpt:email; p=${key}`])(
    "and takes a list with one that they can",
    input => {
      expect(readKey(input, where).findings).toEqual([]);
    },
  );

  test.each([
    ["dashes", "-"],
    ["equals signs", "A=="],
    ["spaces", " "],
    ["quotes", '" '],
  ])("a megabyte of %s in no time", (_, piece) => {
    const start = performance.now();
    readKey(`h=a${piece.repeat(1_000_000 / piece.length)}!`, where);
    readKey(`A${piece.repeat(1_000_000 / piece.length)}!`, where);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("readKey finds a private key", () => {
  const encrypted = { cipher: "aes-256-cbc", passphrase: "x", format: "pem" } as const;
  const pem = (type: "pkcs1" | "pkcs8") => pair.privateKey.export({ format: "pem", type }).toString();
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const der = (one: KeyObject, type: "pkcs1" | "pkcs8" | "sec1") =>
    (type === "sec1"
      ? one.export({ format: "der", type })
      : one.export({ format: "der", type: type as "pkcs8" })
    ).toString("base64");
  const bare = (text: string) => text.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, "");
  const seed = Buffer.from(ed.privateKey.export({ format: "jwk" }).d ?? "", "base64url");

  test.each<[string, DkimKeyInput]>([
    ["PEM PKCS#8", pem("pkcs8")],
    ["PEM PKCS#1", pem("pkcs1")],
    ["PEM SEC 1", ec.export({ format: "pem", type: "sec1" }).toString()],
    ["PEM of Ed25519", ed.privateKey.export({ format: "pem", type: "pkcs8" }).toString()],
    ["PEM, encrypted", pair.privateKey.export({ ...encrypted, type: "pkcs8" }).toString()],
    ["PEM, encrypted the old way", pair.privateKey.export({ ...encrypted, type: "pkcs1" }).toString()],
    ["PEM, line breaks out of JSON", pem("pkcs8").replaceAll("\n", "\\n")],
    ["PEM, all on one line without blanks", pem("pkcs1").replace(/\s/g, "")],
    ["PEM, cut off in the middle", pem("pkcs8").slice(0, 400)],
    ["PEM, only its end", pem("pkcs8").slice(-400)],
    ["PEM, dashes lost at the front", pem("pkcs1").slice(5)],
    ["PEM, its first line broken up by quotes", '"-----BEGIN RSA PRI" "VATE KEY-----"'],
    ["PEM in an object", { key: pem("pkcs8"), testing: true }],
    [
      "OpenSSH",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----",
    ],
    ["OpenSSH without armour", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAABFwAAAAdzc2gtcn"],
    ["PGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGAAAAABCAC7\n-----END PGP PRIVATE KEY BLOCK-----"],
    ["PuTTY", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"],
    ["JWK", JSON.stringify(pair.privateKey.export({ format: "jwk" }))],
    ["base64 of PKCS#8", der(pair.privateKey, "pkcs8")],
    ["base64 of PKCS#1", der(pair.privateKey, "pkcs1")],
    ["base64 of SEC 1", der(ec, "sec1")],
    ["base64 of Ed25519 in PKCS#8", der(ed.privateKey, "pkcs8")],
    ["base64 of PKCS#8, encrypted", bare(pair.privateKey.export({ ...encrypted, type: "pkcs8" }).toString())],
    ["base64, cut off", der(pair.privateKey, "pkcs8").slice(0, 100)],
    ["base64 with line breaks and quotes", `"${(der(pair.privateKey, "pkcs1").match(/.{1,10}/g) ?? []).join('"\n"')}"`],
    [
      "base64 of an Ed25519 seed and its public key",
      Buffer.concat([seed, Buffer.from(edRaw, "base64")]).toString("base64"),
    ],
    [
      "base64url of an Ed25519 seed and its public key",
      Buffer.concat([seed, Buffer.from(edRaw, "base64")]).toString("base64url"),
    ],
    ["base64url of PKCS#8", pair.privateKey.export({ format: "der", type: "pkcs8" }).toString("base64url")],
    ["base64 behind a word, in short lines", `key ${der(pair.privateKey, "pkcs8").replace(/.{10}/g, "$&\n")}`],
    ["base64 with commas between", der(pair.privateKey, "pkcs1").replace(/.{12}/g, "$&,")],
    ["base64 with plus signs of code between", der(ec, "sec1").replace(/.{9}/g, '$&" +\n"')],
    ["base64 with characters without width", der(ed.privateKey, "pkcs8").replace(/.{12}/g, "$&\u200b")],
    ["hexadecimal", pair.privateKey.export({ format: "der", type: "pkcs8" }).toString("hex")],
    ["base64 of PEM", Buffer.from(pem("pkcs8")).toString("base64")],
    ["PEM, percent-encoded", encodeURIComponent(pem("pkcs8"))],
    ["PEM, encrypted the old way, without armour", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,8B1F2A\n\nq0Zx"],
    ["JWK as code", `{ kty: "RSA", d: "${pair.privateKey.export({ format: "jwk" }).d}" }`],
    [
      "JWK inside a string",
      JSON.stringify(JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }))),
    ],
    ["BIND's own file", "Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\n"],
    ["a record with it in p", `v=DKIM1; k=rsa; p=${der(pair.privateKey, "pkcs8")}`],
    ["a pair, public half first", `${spkiPem}\n${pem("pkcs8")}`],
  ])("%s", (_, input) => {
    const reading = readKey(input, where);
    expect(reading).toMatchObject({
      findings: [
        {
          id: "dkim-key-private",
          severity: "error",
          name: where,
          message: expect.stringMatching(/PRIVATE/),
          fix: expect.stringMatching(/new key pair/),
        },
      ],
    });
    expect(reading).not.toHaveProperty("record");
    // Nothing of the input, not even twelve characters of it, comes back.
    const text = (typeof input === "string" ? input : "key" in input ? input.key : "").replace(/[\s"\\]/g, "");
    const answer = JSON.stringify(reading);
    const secrets = text.match(/[A-Za-z0-9+/]{12}/g) ?? [];
    expect(secrets.filter(part => !/^[A-Z-]+$/.test(part) && answer.includes(part))).toEqual([]);
  });

  test("and takes a note that only speaks of one for what it is", () => {
    expect(readKey(`v=DKIM1; n=private key held by IT; p=${key}`, where).findings).toEqual([]);
  });

  test.each(["legendprivate.example", "vendor private cloud", "end of private beta", "private key-holder: J. Doe"])(
    "and takes %j for the name or the note it is",
    text => {
      expect(holdsPrivateKey(text)).toBe(false);
    },
  );
});

describe("readKey finds", () => {
  const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
  const pss = generateKeyPairSync("rsa-pss", { modulusLength: 1024 }).publicKey;

  test.each<[string, DkimKeyInput, string, string, RegExp]>([
    ["an empty string", "", "dkim-key-empty", "error", /empty/],
    ["blanks and quotes", ' "" ', "dkim-key-empty", "error", /empty/],
    ["an object with an empty key", { key: "" }, "dkim-key-empty", "error", /empty/],
    ["a record with an empty p", "v=DKIM1; k=rsa; p=", "dkim-key-empty", "error", /empty/],
    ["p= alone, empty", "p=", "dkim-key-empty", "error", /empty/],
    ["something that is not base64", "paste the key here!", "dkim-key-unreadable", "error", /not base64/],
    ["base64 with a digit too many", "MIIBM", "dkim-key-unreadable", "error", /not base64/],
    ["base64 with wrong padding", `${edRaw}=`, "dkim-key-unreadable", "error", /not base64/],
    ["octets of no form", Buffer.alloc(40, 7).toString("base64"), "dkim-key-unreadable", "error", /40 octets/],
    ["a sequence that is no key", "MAIFAA==", "dkim-key-unreadable", "error", /no public key/],
    ["a key cut off", key.slice(0, 200), "dkim-key-unreadable", "error", /cut off: 150 of 294 octets/],
    ["a header cut off", "MIIB", "dkim-key-unreadable", "error", /neither|cut off/],
    [
      "octets behind the key",
      Buffer.concat([Buffer.from(key, "base64"), Buffer.from("xyz")]).toString("base64"),
      "dkim-key-unreadable",
      "error",
      /followed by 3 octets/,
    ],
    ["the key pasted twice", key + key, "dkim-key-unreadable", "error", /followed by 294 octets/],
    ["an EC key", spki(p256), "dkim-key-unreadable", "error", /EC \(elliptic curve\)/],
    ["an EC key in PEM", p256.export({ format: "pem", type: "spki" }).toString(), "dkim-key-unreadable", "error", /EC/],
    ["an RSA-PSS key", spki(pss), "dkim-key-unreadable", "error", /RSA-PSS/],
    ["an X25519 key", spki(generateKeyPairSync("x25519").publicKey), "dkim-key-unreadable", "error", /x25519/],
    ["an exponent of 1", spki(rsaOfBits(2048, "AQ")), "dkim-key-unreadable", "error", /exponent/],
    [
      "a certificate",
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
      "dkim-key-unreadable",
      "error",
      /certificate/,
    ],
    [
      "PEM of another kind",
      "-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----",
      "dkim-key-unreadable",
      "error",
      /no PUBLIC KEY/,
    ],
    ["PEM without its end", spkiPem.slice(0, 200), "dkim-key-unreadable", "error", /BEGIN or an END/],
    ["two PEM blocks", spkiPem + spkiPem, "dkim-key-unreadable", "error", /more than one/],
    ["a record without p", "v=DKIM1", "dkim-key-unreadable", "error", /p= is missing/],
    ["a record of another type", `v=DKIM1; k=dsa; p=${key}`, "dkim-key-unreadable", "error", /k= is neither/],
    [
      "an Ed25519 key in a record for RSA",
      `v=DKIM1; p=${edRaw}`,
      "dkim-key-unreadable",
      "error",
      /ed25519, but its record says k=rsa/,
    ],
    [
      "an RSA key in a record for Ed25519",
      `v=DKIM1; k=ed25519; p=${key}`,
      "dkim-key-unreadable",
      "error",
      /rsa, but its record says k=ed25519/,
    ],
  ])("%s, and gives no record", (_, input, id, severity, message) => {
    const reading = readKey(input, where);
    expect(reading).toEqual({ findings: [expect.objectContaining({ id, severity, name: where })] });
    expect(reading.findings[0]?.message).toMatch(message);
    expect(reading.findings[0]?.cite).toMatch(/^RFC \d+ §/);
    expect(reading.findings[0]?.fix).toMatch(/\.$/);
  });

  test.each<[string, DkimKeyInput, readonly string[], number]>([
    ["RFC 8301 §3.2 512 bits", spki(rsaOfBits(512)), ["dkim-key-weak error"], 512],
    ["RFC 8301 §3.2 1016 bits", spki(rsaOfBits(1016)), ["dkim-key-weak error"], 1016],
    ["RFC 8301 §3.2 1024 bits", spki(rsa(1024).publicKey), ["dkim-key-short warning"], 1024],
    ["RFC 8301 §3.2 2040 bits", spki(rsaOfBits(2040)), ["dkim-key-short warning"], 2040],
    ["RFC 8301 §3.2 2048 bits", key, [], 2048],
    ["RFC 8301 §3.2 4096 bits", spki(rsaOfBits(4096)), [], 4096],
    ["RFC 8301 §3.2 4104 bits", spki(rsaOfBits(4104)), ["dkim-key-large error"], 4104],
    ["RFC 6376 §3.6.1 t=y as an option", { key, testing: true }, ["dkim-testing warning"], 2048],
    ["RFC 6376 §3.6.1 t=y in a record", `v=DKIM1; t=y; p=${key}`, ["dkim-testing warning"], 2048],
    [
      "both at once",
      { key: spki(rsaOfBits(512)), testing: true },
      ["dkim-key-weak error", "dkim-testing warning"],
      512,
    ],
  ])("%s, and still gives the record", (_, input, findings, bits) => {
    const reading = readKey(input, where);
    expect(reading.findings.map(finding => `${finding.id} ${finding.severity}`)).toEqual(findings);
    expect(reading.findings.every(finding => finding.name === where)).toBe(true);
    expect(reading.bits).toBe(bits);
    expect(reading.record?.keyType).toBe("rsa");
  });
});

describe("generateKey writes", () => {
  test.each<[string, DkimKeyInput, string]>([
    ["RFC 6376 §3.6.1 an RSA key", lines, `v=DKIM1; k=rsa; p=${key}`],
    ["RFC 8463 §4 an Ed25519 key", edRaw, `v=DKIM1; k=ed25519; p=${edRaw}`],
    ["RFC 6376 §3.6.1 a revoked key", { revoked: true }, "v=DKIM1; p="],
    ["the flags that were asked for", { key, strict: true }, `v=DKIM1; k=rsa; t=s; p=${key}`],
    ["a vendor's flags", `"t=s; n=of 2026; p=" "${key}"`, `v=DKIM1; k=rsa; n=of 2026; t=s; p=${key}`],
  ])("%s", (_, input, text) => {
    expect(generateKey(input, where)).toMatchObject({ text, findings: [] });
  });

  test("nothing where there is no key", () => {
    expect(generateKey("", where)).toEqual({ findings: [expect.objectContaining({ id: "dkim-key-empty" })] });
  });
});
