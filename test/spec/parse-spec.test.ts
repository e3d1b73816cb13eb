/** What a spec file may export, and what is said of everything else. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { cloudflare, fastmail, googleWorkspace, ownServer, parked, route53, sendgrid, zonefile } from "#mailwright";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import {
  brief,
  clientSpec,
  CLOUDFLARE_ZONE,
  ED25519_KEY,
  expectWhole,
  office,
  planned,
  planOf,
  records,
} from "../support/specs.ts";

const FILE = "domains/client.example.ts";
const says = (value: unknown) => brief(parseSpec(value, FILE).findings);
const change = (changes: object) => ({ ...clientSpec(), ...changes });
const without = (key: string) => Object.fromEntries(Object.entries(clientSpec()).filter(([name]) => name !== key));

describe("the shape of a spec", () => {
  test("a sound spec comes back with its file and zone, and nothing to say", () => {
    const { spec, findings } = parseSpec(clientSpec(), FILE);
    expect(findings).toEqual([]);
    expect(spec).toEqual({ ...clientSpec(), file: FILE, zone: "client.example" });
  });

  test.each<readonly [name: string, value: unknown, findings: readonly string[]]>([
    ["no default export", undefined, ["error spec-no-default at default export"]],
    ["null", null, ["error spec-no-default at default export"]],
    ["a function in place of a spec", () => clientSpec(), ["error spec-no-default at default export"]],
    [
      "a key in place of a spec",
      '{"kty":"OKP","d":"x"}',
      ["error dkim-key-private at default export", "error spec-no-default at default export"],
    ],
    ["an array of specs", [clientSpec()], ["error spec-no-default at default export"]],
    ["an unknown key", change({ dmrac: {} }), ["error spec-unknown-key at dmrac"]],
    ["pct", change({ dmarc: { policy: "none", reportTo: [], pct: 25 } }), ["error dmarc-pct at dmarc.pct"]],
    ["pct anywhere else", change({ spf: { pct: 25 } }), ["error spec-unknown-key at spf.pct"]],
    ["an unknown key further down", change({ spf: { al: "fail" } }), ["error spec-unknown-key at spf.al"]],
    ["a spec without services", change({ services: [] }), ["error spec-services-empty at services"]],
    ["services left out", without("services"), ["error spec-missing at services"]],
    ["services of a wrong type", change({ services: "fastmail" }), ["error spec-type at services"]],
    ["a service that is no object", change({ services: ["fastmail"] }), ["error spec-type at services[0]"]],
    ["no domain", without("domain"), ["error spec-missing at domain"]],
    ["a domain of a wrong type", change({ domain: 5 }), ["error spec-type at domain"]],
    ["no host", without("host"), ["error spec-missing at host"]],
    ["a host as text", change({ host: "cloudflare" }), ["error spec-type at host"]],
    ["a host nobody knows", change({ host: { kind: "bind" } }), ["error spec-value at host.kind"]],
    ["no DMARC policy", without("dmarc"), ["error spec-missing at dmarc"]],
    [
      "a policy nobody knows",
      change({ dmarc: { policy: "strict", reportTo: [] } }),
      ["error spec-value at dmarc.policy"],
    ],
    [
      "report addresses as one text",
      change({ dmarc: { policy: "none", reportTo: "a@b.example" } }),
      ["error spec-type at dmarc.reportTo"],
    ],
    ["a TTL as text", change({ ttl: "1h" }), ["error spec-type at ttl"]],
    ["a fraction of a second", change({ ttl: 300.5 }), ["error spec-type at ttl"]],
    ["a key of a wrong type", change({ dkim: { s1: 5 } }), ["error spec-value at dkim.s1"]],
    [
      "a key both given and revoked",
      change({ dkim: { s1: { key: ED25519_KEY, revoked: true } } }),
      ["error spec-unknown-key at dkim.s1.revoked"],
    ],
    [
      "a day that is none",
      change({ dkim: { s1: { key: ED25519_KEY, since: "2026-02-30" } } }),
      ["error spec-value at dkim.s1.since"],
    ],
    [
      "a retired selector written as a name",
      change({ retiredSelectors: ["old", "old._domainkey"] }),
      ["error spec-value at retiredSelectors[1]"],
    ],
    ["a label with a blank", change({ txt: [{ label: "a b", text: "x" }] }), ["error spec-value at txt[0].label"]],
    [
      "a waiver without a reason",
      change({ waive: [{ id: "x", reason: "", until: "2027-01-01" }] }),
      ["error spec-value at waive[0].reason"],
    ],
    [
      "a waiver until no day",
      change({ waive: [{ id: "x", reason: "y", until: "soon" }] }),
      ["error spec-value at waive[0].until"],
    ],
    ["a zone of a wrong type", change({ zone: 5 }), ["error spec-type at zone"]],
    ["parked by another word than true", { ...clientSpec(), parked: "yes" }, ["error spec-unknown-key at parked"]],
    [
      "services of a parked domain",
      { ...parked({ domain: "a.example", host: zonefile() }), services: [office] },
      ["error spec-unknown-key at services"],
    ],
  ])("%s", (_name, value, expected) => {
    const { spec, findings } = parseSpec(value, FILE);
    expect(brief(findings)).toEqual(expected);
    expect(spec).toBeUndefined();
    expectWhole(findings);
  });

  test.each([
    ["Cloudflare without zone id", { kind: "cloudflare" }, "error spec-missing at host.zoneId"],
    ["Route 53 without zone id", { kind: "route53" }, "error spec-missing at host.zoneId"],
    [
      "a zone id left undefined by a missing variable",
      cloudflare({ zoneId: undefined as never }),
      "error spec-missing at host.zoneId",
    ],
    ["an empty zone id", cloudflare({ zoneId: "" }), "error spec-value at host.zoneId"],
    [
      "Route 53's zone id at Cloudflare",
      cloudflare({ zoneId: "Z0123456789ABCDEFGHIJ" }),
      "error spec-value at host.zoneId",
    ],
    ["Cloudflare's zone id at Route 53", route53({ zoneId: CLOUDFLARE_ZONE }), "error spec-value at host.zoneId"],
  ])("%s", (_name, host, expected) => {
    expect(says(change({ host }))).toEqual([expected]);
  });

  test("all mistakes come back at once", () => {
    expect(
      says({
        domain: "Client.Example",
        host: { kind: "cloudflare" },
        services: [{ service: "nobody" }, fastmail({ x: 1 } as never)],
        foo: 1,
        dmarc: {},
      }),
    ).toEqual([
      "error spec-missing at host.zoneId",
      "error spec-missing at dmarc.policy",
      "error spec-missing at dmarc.reportTo",
      "error spec-unknown-key at foo",
      "error service-unknown at services[0]",
      "error service-option-unknown at services[1].x",
      "error domain-upper-case at domain",
    ]);
  });
});

describe("services", () => {
  test.each<readonly [string, unknown, string, string]>([
    [
      "a service nobody knows",
      { service: "sendgird", options: {} },
      "error service-unknown at services[0]",
      "mailwright services",
    ],
    [
      "an unknown option",
      fastmail({ dkim: {} } as never),
      "error service-option-unknown at services[0].dkim",
      "mailwright services, fastmail",
    ],
    [
      "a missing option",
      sendgrid({ user: "u1", server: "wl1" } as never),
      "error service-option-missing at services[0].returnPath",
      "mailwright services, sendgrid",
    ],
    [
      "an option of a wrong type",
      ownServer({ name: "x", ip4: "192.0.2.1" } as never),
      "error service-option-value at services[0].ip4",
      "mailwright services, own-server",
    ],
    [
      "null for options",
      { service: "fastmail", options: null },
      "error service-option-value at services[0]",
      "mailwright services, fastmail",
    ],
    [
      "a key beside the options",
      { service: "fastmail", options: {}, opts: 1 },
      "error spec-unknown-key at services[0].opts",
      "mailwright spec",
    ],
  ])("%s", (_name, use, expected, cite) => {
    const { spec, findings } = parseSpec(change({ services: [use] }), FILE);
    expect(brief(findings)).toEqual([expected]);
    expect(findings[0]).toMatchObject({ cite, domain: "client.example", file: FILE });
    expect(spec).toBeUndefined();
    expectWhole(findings);
  });

  test("a service that needs no options may leave them out", () => {
    const fleet = planOf(change({ services: [{ service: "fastmail" }] }));
    expect(fleet.findings).toEqual([]);
    expect(records(planned(fleet))[0]).toBe("client.example TXT v=spf1 include:spf.messagingengine.com ~all");
  });
});

describe("how a domain is written: one form only, DNS's own", () => {
  test.each([
    [" client.example", "domain-spaces", "client.example"],
    ["client.example\n", "domain-spaces", "client.example"],
    ["client.example.", "domain-trailing-dot", "client.example"],
    ["Client.EXAMPLE", "domain-upper-case", "client.example"],
    ["bücher.example", "domain-idn", "xn--bcher-kva.example"],
    ["BÜCHER.example", "domain-idn", "xn--bcher-kva.example"],
    ["例え.テスト", "domain-idn", "xn--r8jz45g.xn--zckzah"],
  ])("%j is an error that gives the right form, and is planned in it", (domain, id, form) => {
    const { spec, findings } = parseSpec(clientSpec({ domain }), FILE);
    expect(findings.map(one => [one.id, one.severity, one.domain, one.fix])).toEqual([
      [id, "error", form, `Write domain: "${form}".`],
    ]);
    expect(spec).toMatchObject({ domain: form, zone: form });
    expectWhole(findings);
  });

  test.each([
    ["", "it is empty", "RFC 1035 §2.3.1"],
    ["  ", "it is empty", "RFC 1035 §2.3.1"],
    ["client example.com", "labels hold letters, digits and inner hyphens only", "RFC 1035 §2.3.1"],
    ["client..example", "two dots stand together", "RFC 1035 §2.3.1"],
    ["client.example..", "two dots stand together", "RFC 1035 §2.3.1"],
    ["-client.example", "labels hold letters", "RFC 1035 §2.3.1"],
    ["https://client.example", "labels hold letters", "RFC 1035 §2.3.1"],
    ["_dmarc.client.example", "labels hold letters", "RFC 1035 §2.3.1"],
    ["*.client.example", "labels hold letters", "RFC 1035 §2.3.1"],
    ["a.*.example", "* stands inside it", "RFC 4592 §2.1.1"],
    ["é/client.example", "labels hold letters", "RFC 1035 §2.3.1"],
    ["éabcdefghijklmnop/x.example", "labels hold letters", "RFC 1035 §2.3.1"],
    [`${"a".repeat(64)}.example`, "more than 63 octets", "RFC 1035 §2.3.4"],
    [`${"a.".repeat(124)}example`, "more than 253 characters", "RFC 1035 §2.3.4"],
    ["localhost", "it has only one label", "RFC 7208 §4.3"],
  ])("%j is no domain name and nothing is planned from it", (domain, why, cite) => {
    const { spec, findings } = parseSpec(clientSpec({ domain }), FILE);
    expect(brief(findings)).toEqual(["error domain-syntax at domain"]);
    expect(findings[0]?.message).toContain(why);
    expect(findings[0]?.cite).toBe(cite);
    expect(spec).toBeUndefined();
    expectWhole(findings);
  });

  test("a zone is written by the same rules and must stand above the domain", () => {
    expect(says(clientSpec({ zone: "Example." }))).toEqual(["error domain-syntax at zone"]);
    expect(parseSpec(clientSpec({ zone: "Example." }), FILE).spec).toBeUndefined();
    expect(says(clientSpec({ domain: "a.client.example", zone: "Client.example" }))).toEqual([
      "error domain-upper-case at zone",
    ]);
    expect(says(clientSpec({ domain: "a.client.example", zone: "client.example" }))).toEqual([]);
    const { spec, findings } = parseSpec(clientSpec({ domain: "my-client.example", zone: "client.example" }), FILE);
    expect(brief(findings)).toEqual(["error zone-not-above at zone"]);
    expect(findings[0]).toMatchObject({ cite: "RFC 1034 §4.2", message: expect.stringContaining("my-client.example") });
    expect(spec).toBeUndefined();
  });

  test("control characters are not repeated", () => {
    const [finding] = parseSpec(clientSpec({ domain: "a\u001b[31m.example" }), FILE).findings;
    expect(finding).toMatchObject({ id: "domain-syntax", domain: "a?[31m.example" });
    expect(JSON.stringify(finding)).not.toContain("u001b");
  });
});

describe("private keys", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const base64 = privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  const lines = pem.trim().split("\n");
  /** Every run of 20 characters of the key. */
  const pieces = Array.from({ length: base64.length - 20 }, (_, at) => base64.slice(at, at + 20));
  const leaked = (value: unknown): readonly string[] => {
    const text = JSON.stringify(value);
    return pieces.filter(piece => text.includes(piece));
  };

  test.each<readonly [name: string, value: object, place: string]>([
    [
      "as a service's key",
      { services: [googleWorkspace({ dkim: { google: pem } })] },
      "services[0].options.dkim.google",
    ],
    ["as base64 alone", { dkim: { s1: base64 } }, "dkim.s1"],
    ["as a key with options", { dkim: { s1: { key: pem, testing: true } } }, "dkim.s1.key"],
    ["as an object key", { dkim: { [base64]: ED25519_KEY } }, "dkim.(private key)"],
    ["as an unknown key", { [base64]: 1 }, "(private key)"],
    ["under an unknown key", { privateKey: pem }, "privateKey"],
    ["as an unknown option", { services: [fastmail({ key: pem } as never)] }, "services[0].options.key"],
    ["as a service's name", { services: [{ service: base64, options: {} }] }, "services[0].service"],
    ["as the domain", { domain: base64 }, "domain"],
    ["as a report address", { dmarc: { policy: "none", reportTo: [base64] } }, "dmarc.reportTo[0]"],
    ["as an SPF term", { spf: { terms: [base64] } }, "spf.terms[0]"],
    ["as an apex string, where it would be published", { txt: [base64] }, "txt[0]"],
    ["as a provenance", { services: [ownServer({ name: "x", mx: true, owner: pem })] }, "services[0].options.owner"],
    ["as a waiver's id", { waive: [{ id: base64, reason: "x", until: "2027-01-01" }] }, "waive[0].id"],
    ["line by line, where strings do not belong", { dkim: lines }, "dkim[0]"],
    ["line by line, as keys", { dkim: Object.fromEntries(lines.map(line => [line, 1])) }, "dkim.(private key)"],
  ])("%s: refused, loudly, and never repeated", (_name, changes, place) => {
    const { spec, findings } = parseSpec(change(changes), FILE);
    expect(spec).toBeUndefined();
    const leaks = findings.filter(one => one.id === "dkim-key-private");
    expect(leaks.map(one => one.name)).toContain(place);
    expect(leaks[0]).toMatchObject({ severity: "error", cite: "RFC 6376 §3.6.1" });
    expect(leaks[0]?.message).toContain("PRIVATE");
    expect(leaked(findings)).toEqual([]);
    expectWhole(findings);
  });

  test("wrapped in lines too short to know a piece by, it is masked whole", () => {
    const wrapped = base64.replace(/(.{12})/g, "$1\n");
    const { findings } = parseSpec(change({ [wrapped]: 1 }), FILE);
    expect(findings.map(one => one.message)).toContain('There is no key "(private key)" in the spec.');
    expect(JSON.stringify(findings)).not.toContain(base64.slice(0, 12));
  });

  test("the rest of the spec is still checked", () => {
    expect(says(change({ ttl: "x", dkim: { s1: pem }, host: { kind: "cloudflare" } }))).toEqual([
      "error dkim-key-private at dkim.s1",
      "error spec-missing at host.zoneId",
      "error spec-type at ttl",
    ]);
  });

  test("a spec that refers to itself is looked through once", () => {
    const round: Record<string, unknown> = { ...clientSpec() };
    round["self"] = round;
    expect(says(round)).toEqual(["error spec-unknown-key at self"]);
  });
});

describe("public keys as people paste them", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const base64 = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const folded = base64.replace(/(.{64})/g, "$1\n");
  test.each([
    ["base64 with line breaks", folded],
    ["base64 with CRLF and indentation", folded.replaceAll("\n", "\r\n    ")],
    ["PEM armour", publicKey.export({ type: "spki", format: "pem" }).toString()],
    ["PEM of PKCS#1", publicKey.export({ type: "pkcs1", format: "pem" }).toString()],
    ["the vendor's record", `v=DKIM1; k=rsa; p=${base64}`],
    ["a quoted and split record", `"v=DKIM1; k=rsa; p=${base64.slice(0, 200)}" "${base64.slice(200)}"`],
  ])("%s gives the one record", (_name, key) => {
    const fleet = planOf(clientSpec({ dkim: { s1: key } }));
    expect(fleet.findings).toEqual([]);
    expect(records(planned(fleet))).toContain(`s1._domainkey.client.example TXT v=DKIM1; k=rsa; p=${base64}`);
  });
});
