/** The tree walk and what is found by it (RFC 9989 §4.10), and the old way beside it (RFC 7489 §3.2, §6.6.3). */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { discoverPolicy, type PolicySight } from "../../src/dmarc/discover-policy.ts";
import { declaredOrganizationalDomain, walkedOrganizationalDomain } from "../../src/dmarc/organizational-domain.ts";
import { walkedDomains, walkTree, type PolicyTexts } from "../../src/dmarc/tree-walk.ts";

type Zone = Readonly<Record<string, string | readonly string[]>>;

function textsOf(zone: Zone): PolicyTexts {
  return domain => (Object.hasOwn(zone, domain) ? [zone[domain] ?? []].flat() : []);
}

const p = (word: string, more = ""): string => `v=DMARC1; p=${word}${more}`;
const rua = "; rua=mailto:dmarc@client.example";

describe("walkedDomains", () => {
  test("§4.10 asks at most eight names: the whole one, and its last seven labels and less", () => {
    expect(walkedDomains("a.b.c.d.e.f.g.h.i.j.mail.client.example")).toEqual([
      "a.b.c.d.e.f.g.h.i.j.mail.client.example",
      "g.h.i.j.mail.client.example",
      "h.i.j.mail.client.example",
      "i.j.mail.client.example",
      "j.mail.client.example",
      "mail.client.example",
      "client.example",
      "example",
    ]);
  });

  test("§4.10 asks each name of eight labels or fewer", () => {
    expect(walkedDomains("a.b.c.d.e.f.client.example")).toHaveLength(8);
    expect(walkedDomains("a.b.c.d.e.f.client.example")[1]).toBe("b.c.d.e.f.client.example");
    expect(walkedDomains("client.example")).toEqual(["client.example", "example"]);
  });

  test("§5.1.8 a zone cut below the last seven labels is never found", () => {
    expect(walkedDomains("mail.a.b.c.d.e.f.g.client.example")).not.toContain("b.c.d.e.f.g.client.example");
  });

  test("are never more than eight, each above the one before it, down to one label", () => {
    const label = fc.constantFrom("a", "bb", "c-c");
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 20 }), labels => {
        const name = labels.join(".");
        const walked = walkedDomains(name);
        expect(walked.length).toBe(Math.min(8, labels.length));
        expect(walked[0]).toBe(name);
        expect(walked.at(-1)).toBe(labels.at(-1));
        walked.slice(1).forEach((one, index) => expect(walked[index]?.endsWith(`.${one}`)).toBe(true));
      }),
    );
  });
});

describe("walkTree", () => {
  test.each<[string, Zone, readonly string[]]>([
    ["nothing anywhere", {}, []],
    [
      "§4.10 each record on the way",
      { "client.example": p("none"), example: p("none") },
      ["client.example", "example"],
    ],
    ["§4.10 two at a name are both discarded", { "client.example": [p("none"), p("reject")] }, []],
    [
      "§4.10 other TXT strings beside one are not counted",
      { "client.example": ["v=spf1 -all", p("none"), "v=DMARC2; p=none"] },
      ["client.example"],
    ],
    ["§4.10 psd=n ends it", { "client.example": p("none", "; psd=n"), example: p("none") }, ["client.example"]],
    ["§4.10 psd=y ends it", { "client.example": p("none", "; PSD = Y ;"), example: p("none") }, ["client.example"]],
    ["psd=u does not", { "client.example": p("none", "; psd=u"), example: p("none") }, ["client.example", "example"]],
    [
      "a psd that is none does not",
      { "client.example": p("none", "; psd=yes"), example: p("none") },
      ["client.example", "example"],
    ],
    [
      "a record without a policy is found too",
      { "client.example": "v=DMARC1; psd=n", example: p("none") },
      ["client.example"],
    ],
  ])("%s", (_, zone, found) => {
    expect(walkTree("a.client.example", textsOf(zone)).map(one => one.domain)).toEqual(found);
  });
});

describe("walkedOrganizationalDomain", () => {
  test.each<[string, string, Zone, string]>([
    [
      "§4.10.2 the shortest name with a record",
      "a.mail.client.example",
      { "mail.client.example": p("none"), "client.example": p("none") },
      "client.example",
    ],
    [
      "§4.10.2 psd=n names itself",
      "a.mail.client.example",
      { "mail.client.example": p("none", "; psd=n"), "client.example": p("none") },
      "mail.client.example",
    ],
    [
      "§4.10.2 psd=n where the walk began",
      "mail.client.example",
      { "mail.client.example": p("none", "; psd=n") },
      "mail.client.example",
    ],
    ["§4.10.2 one label below psd=y", "a.mail.client.example", { example: p("none", "; psd=y") }, "client.example"],
    [
      "§4.10.2 one label below psd=y, above records",
      "a.mail.client.example",
      { "mail.client.example": p("none"), example: p("none", "; psd=y") },
      "client.example",
    ],
    ["§4.10.2 psd=y where the walk began is its own", "example", { example: p("none", "; psd=y") }, "example"],
    ["§4.10.2 without a record, the name itself", "a.mail.client.example", {}, "a.mail.client.example"],
    [
      "§4.10.2 below psd=y in a long name",
      "a.b.c.d.e.f.g.h.client.example",
      { "client.example": p("none", "; psd=y") },
      "h.client.example",
    ],
  ])("%s", (_, name, zone, expected) => {
    expect(walkedOrganizationalDomain(name, textsOf(zone))).toBe(expected);
  });

  test("is at or above the name, and without psd it is its own organizational domain", () => {
    const labels = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5 });
    const records = fc.dictionary(
      labels.map(all => [...all, "example"].join(".")),
      fc.constantFrom(p("none"), p("reject", "; psd=n"), p("none", "; psd=y"), "nothing"),
      { maxKeys: 6 },
    );
    fc.assert(
      fc.property(labels, records, (all, zone) => {
        const name = [...all, "example"].join(".");
        const found = walkedOrganizationalDomain(name, textsOf(zone));
        expect(name === found || name.endsWith(`.${found}`)).toBe(true);
        if (walkTree(name, textsOf(zone)).every(one => one.psd === "u") && found !== name) {
          expect(walkedOrganizationalDomain(found, textsOf(zone))).toBe(found);
        }
      }),
    );
  });
});

describe("declaredOrganizationalDomain", () => {
  const declared = new Set(["client.example", "news.client.example"]);
  test.each([
    ["client.example", "client.example"],
    ["news.client.example", "client.example"],
    ["a.news.client.example", "client.example"],
    ["shop.example", "shop.example"],
    ["my-client.example", "my-client.example"],
  ])("RFC 7489 §3.2 %s is of %s", (name, expected) => {
    expect(declaredOrganizationalDomain(name, declared)).toBe(expected);
  });
});

/** `domain kind p`, or nothing where no DMARC is applied. */
function policy(author: string, zone: Zone, reading: "rfc7489" | "rfc9989", missing: readonly string[] = []): string {
  const sight: PolicySight = {
    texts: textsOf(zone),
    exists: domain => !missing.includes(domain),
    organizationalDomain: domain => declaredOrganizationalDomain(domain, new Set(["client.example"])),
  };
  const found = discoverPolicy(author, reading, sight);
  return found === undefined ? "" : `${found.domain} ${found.kind} ${found.record.p}`;
}

describe("discoverPolicy", () => {
  const apex = { "client.example": p("reject") };
  const both = { ...apex, "mail.client.example": p("none") };
  const bad = (sp: string): Zone => ({ "client.example": p("reject", `; ${sp}`) });
  test.each<[string, string, Zone, string, string]>([
    ["nothing is found", "client.example", {}, "", ""],
    ["the name's own record", "client.example", apex, "client.example apex reject", "client.example apex reject"],
    [
      "the name's own record below another",
      "mail.client.example",
      both,
      "mail.client.example apex none",
      "mail.client.example apex none",
    ],
    [
      "an inherited one",
      "a.mail.client.example",
      apex,
      "client.example subdomain reject",
      "client.example subdomain reject",
    ],
    [
      "§4.10.1 what stands between is not read",
      "a.mail.client.example",
      both,
      "client.example subdomain reject",
      "client.example subdomain reject",
    ],
    [
      "§4.10.1 a name that does not exist",
      "ghost.client.example",
      apex,
      "client.example nonexistent reject",
      "client.example nonexistent reject",
    ],
    [
      "§4.10.1 psd=n between is an organization to RFC 9989 alone",
      "a.mail.client.example",
      { ...apex, "mail.client.example": p("none", "; psd=n") },
      "client.example subdomain reject",
      "mail.client.example subdomain none",
    ],
    [
      "§4.10.1 the public suffix comes last",
      "a.client.example",
      { example: p("reject", "; psd=y") },
      "",
      "example subdomain reject",
    ],
    [
      "§4.10.1 and not where the organization has one",
      "a.client.example",
      { ...apex, example: p("none", "; psd=y") },
      "client.example subdomain reject",
      "client.example subdomain reject",
    ],
    [
      "a record of the top without psd is the organization to RFC 9989",
      "a.client.example",
      { ...apex, example: p("none") },
      "client.example subdomain reject",
      "example subdomain none",
    ],
    [
      "RFC 7489 §6.6.3 two records end the search, in RFC 9989 they are as none",
      "mail.client.example",
      { ...apex, "mail.client.example": [p("none"), p("none")] },
      "",
      "client.example subdomain reject",
    ],
    [
      "§4.10.1 without p and with rua, none",
      "client.example",
      { "client.example": `v=DMARC1${rua}` },
      "client.example apex none",
      "client.example apex none",
    ],
    ["§4.10.1 without p and without rua, no DMARC", "client.example", { "client.example": "v=DMARC1" }, "", ""],
    [
      "§4.10.1 and none of the organization's either",
      "mail.client.example",
      { ...apex, "mail.client.example": "v=DMARC1" },
      "",
      "",
    ],
    [
      "§4.10.1 a bad sp and rua",
      "client.example",
      bad(`sp=no${rua}`),
      "client.example apex none",
      "client.example apex none",
    ],
    [
      "RFC 7489 §6.3 a bad np is nothing to it",
      "client.example",
      bad(`np=no${rua}`),
      "client.example apex reject",
      "client.example apex none",
    ],
    ["RFC 7489 §6.3 nor without rua", "client.example", bad("np=no"), "client.example apex reject", ""],
  ])("%s", (_, author, zone, rfc7489, rfc9989) => {
    const missing = ["ghost.client.example"];
    expect([policy(author, zone, "rfc7489", missing), policy(author, zone, "rfc9989", missing)]).toEqual([
      rfc7489,
      rfc9989,
    ]);
  });

  test.each<[string, string, number | undefined]>([
    ["RFC 7489 §6.3 pct is kept", "; pct=25", 25],
    ["0 too", "; PCT = 0 ;", 0],
    ["100 too", "; pct=100", 100],
    ["not what is above", "; pct=101", undefined],
    ["nor a part of a number", "; pct=25.5", undefined],
    ["nor another tag that ends so", "; xpct=25", undefined],
  ])("%s", (_, more, pct) => {
    const texts = textsOf({ "client.example": p("reject", more) });
    const sight: PolicySight = { texts, exists: () => true, organizationalDomain: domain => domain };
    expect(discoverPolicy("client.example", "rfc7489", sight)?.record.pct).toBe(pct);
  });
});
