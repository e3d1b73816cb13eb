/** The reverse look-up: what a service publishes is recognised as that service's, and nothing else is. */
import { describe, expect, it } from "@jest/globals";
import { catalogue } from "../../src/services/catalogue.ts";
import { type Evidence, recognise, recogniseValue } from "../../src/services/recognise.ts";
import type { Service } from "../../src/services/service.ts";
import { firstCase } from "./all-cases.ts";
import { contributionOf } from "./contribute.ts";

/** What the fullest use of a service puts into DNS, as evidence. */
function evidenceOf(id: string): Evidence {
  const { use, at } = firstCase(id);
  const { spf = [], dkim = [], returnPaths = [], names = [] } = contributionOf(use, at);
  const cnames = [
    ...dkim.map(key => ({ name: `${key.selector}._domainkey`, target: "cname" in key ? key.cname : undefined })),
    ...returnPaths.map(path => ({ name: path.name, target: "cname" in path ? path.cname : undefined })),
    ...names.map(name => ({ name: name.name, target: name.type === "CNAME" ? name.target : undefined })),
  ].flatMap(({ name, target }) => (target === undefined ? [] : [{ name, target }]));
  return {
    spf: [...spf, ...returnPaths.flatMap(path => ("spf" in path ? path.spf : []))],
    dkimTargets: cnames.filter(({ name }) => name.includes("._domainkey")).map(({ target }) => target),
    targets: cnames.filter(({ name }) => !name.includes("._domainkey")).map(({ target }) => target),
    mx: returnPaths.flatMap(path => ("mx" in path ? path.mx.map(({ exchange }) => exchange) : [])),
    txt: names.flatMap(name => (name.type === "TXT" ? [name.text] : [])),
  };
}

/** What no trace can name, by service and kind, and why. */
const unnamed: Readonly<Record<string, readonly (readonly [kind: keyof Evidence, reason: string])[]>> = {
  "bluehost-email": [["spf", "a and mx are the client's own"]],
  front: [
    ["dkimTargets", "shown for each domain, by a vendor underneath"],
    ["targets", "shown for each domain, by a vendor underneath"],
  ],
  "godaddy-email": [["txt", "a bare code"]],
  hubspot: [["spf", "the dedicated address of an account"]],
  leadconnector: [
    ["targets", "Mailgun's, as every account of Mailgun has them"],
    ["mx", "Mailgun's, as every account of Mailgun has them"],
  ],
  lettermint: [["dkimTargets", "shown for each domain"]],
  "mailbox-org": [["txt", "a bare code"]],
  mailerlite: [["spf", "a and mx are the client's own"]],
  mailjet: [["txt", "a bare code"]],
  mailpace: [["targets", "shown for each domain"]],
  mailrelay: [["targets", "a host of the account's"]],
  marketo: [["mx", "hosts of the account's"]],
  "own-server": [["spf", "the client's own"]],
  "sage-intacct": [
    ["dkimTargets", "issued for each domain, by a vendor underneath"],
    ["targets", "issued for each domain, by a vendor underneath"],
    ["txt", "a bare code"],
  ],
  sendcloud: [["dkimTargets", "shown for each domain"]],
  sendlayer: [["txt", "a bare code"]],
  trustifi: [["txt", "a bare code"]],
  zendesk: [["txt", "a bare code"]],
};

/** Services that nothing of their own gives away. */
const nameless = ["campaign-monitor", "front", "mailpace", "own-server", "sage-intacct"];

describe.each(catalogue.map(({ id }) => [id]))("%s", id => {
  const { evidence, services } = recognise(catalogue, evidenceOf(id));

  it("is recognised by what it publishes, piece by piece, except by what no vendor chooses", () => {
    const missed = evidence.filter(piece => !piece.services.includes(id)).map(({ kind }) => kind);
    expect([...new Set(missed)].toSorted()).toEqual((unnamed[id] ?? []).map(([kind]) => kind).toSorted());
  });

  it("is found in all, and those beside it only for what they share", () => {
    expect(services.some(found => found.service === id)).toBe(!nameless.includes(id));
    expect(services.filter(found => found.service !== id && found.strength === "sure")).toEqual([]);
  });
});

describe("clashes give every candidate as likely", () => {
  const found = (evidence: Evidence) =>
    recognise(catalogue, evidence).services.map(({ service, strength }) => `${strength} ${service}`);

  it.each<readonly [string, Evidence, readonly string[]]>([
    ["the selector s1", { selectors: ["s1"] }, ["likely sendgrid", "likely tuta"]],
    ["the selector s2", { selectors: ["S2"] }, ["likely sendgrid", "likely tuta"]],
    [
      "the target of pm-bounces",
      { targets: ["pm.mtasv.net"] },
      ["likely helpdesk-text", "likely postmark", "likely stytch"],
    ],
    [
      "the include of Amazon SES",
      { spf: ["include:amazonses.com"] },
      ["likely amazon-ses", "likely loops", "likely resend", "likely trustifi"],
    ],
  ])("%s", (_name, evidence, expected) => {
    expect(found(evidence)).toEqual(expected);
  });

  it("a selector of one service alone is still only likely", () => {
    expect(found({ selectors: ["zendesk1"] })).toEqual(["likely zendesk"]);
  });

  it("another piece tells them apart", () => {
    expect(found({ selectors: ["s1", "s2"], dkimTargets: ["s1.domainkey.u1.wl.sendgrid.net"] })).toEqual([
      "sure sendgrid",
      "likely tuta",
    ]);
  });
});

describe("reads values as DNS does", () => {
  const services = (evidence: Evidence) => recognise(catalogue, evidence).services.map(({ service }) => service);

  it.each([
    "include:_spf.google.com",
    "+include:_spf.google.com",
    "?INCLUDE:_SPF.Google.com.",
    " ~include:_spf.google.com ",
    "redirect=_spf.google.com",
  ])("%j as a term of Google's", term => {
    expect(services({ spf: [term] })).toEqual(["google-workspace"]);
  });

  it.each(["a:dispatch-us.ppe-hosted.com", "a:dispatch-us.ppe-hosted.com/32", "-A:Dispatch-US.ppe-hosted.com//64"])(
    "%s as a term of Proofpoint's",
    term => {
      expect(services({ spf: [term] })).toEqual(["proofpoint-essentials"]);
    },
  );

  it("macros in any case", () => {
    expect(services({ spf: ["exists:%{I}.spf.hc1-2.iphmx.com"] })).toEqual(["cisco-secure-email"]);
  });

  it("names in upper case and with a dot at the end", () => {
    expect(services({ dkimTargets: ["FM1.Client.Example.DKIM.fmhosted.com."] })).toEqual(["fastmail"]);
    expect(services({ mx: ["Route1.MX.cloudflare.net."] })).toEqual(["cloudflare-email"]);
  });

  it("a domain itself and all below it, not what only ends alike", () => {
    expect(services({ domains: ["messagingengine.com"] })).toEqual(["fastmail"]);
    expect(services({ domains: ["mail.out.messagingengine.com"] })).toEqual(["fastmail"]);
    expect(services({ domains: ["evilmessagingengine.com"] })).toEqual([]);
    expect(services({ domains: ["messagingengine.com.client.example"] })).toEqual([]);
  });

  it("strings without regard to case, as their keys are not", () => {
    expect(services({ txt: ["MS=ms12345678"] })).toEqual(["microsoft-365"]);
  });
});

describe("patterns", () => {
  const traces = (of: Service["traces"]): readonly Service[] => [
    { ...(catalogue[0] as Service), id: "made-up", traces: of },
  ];
  const matches = (of: Service["traces"], evidence: Evidence) => recognise(traces(of), evidence).services.length > 0;

  it.each([
    ["k*", "k", true],
    ["k*", "k12", true],
    ["k*", "xk1", false],
    ["*.a.example", "x.a.example", true],
    ["*.a.example", "x.y.a.example", false],
    ["*.a.example", "a.example", false],
    ["**.a.example", "x.y.a.example", true],
    ["**.a.example", "x.a.example", true],
    ["**.a.example", "a.example", false],
    ["**.a.example", "xa.example", false],
    ["in*-smtp.a.example", "in1-smtp.a.example", true],
    ["in*-smtp.a.example", "in1.x-smtp.a.example", false],
    ["mx.a.*", "mx.a.example", true],
    ["mx.a.*", "mx.a.co.example", false],
    ["a.example", "axexample", false],
  ])("%s and %s: %s", (pattern, value, expected) => {
    expect(matches({ targets: [pattern] }, { targets: [value] })).toBe(expected);
  });

  it("what a regular expression would read as its own is plain text", () => {
    expect(matches({ txt: ["a(b)+[c]$|^\\d{2}?*"] }, { txt: ["a(b)+[c]$|^\\d{2}?x"] })).toBe(true);
    expect(matches({ txt: ["a.c*"] }, { txt: ["abc"] })).toBe(false);
  });
});

describe("answers", () => {
  it("give each piece once, as it was given, with all it speaks for", () => {
    const { evidence, services } = recognise(catalogue, {
      selectors: ["fm1"],
      spf: ["Include:spf.messagingengine.com", "include:SPF.messagingengine.com.", "ip4:192.0.2.1"],
    });
    expect(evidence).toEqual([
      { kind: "spf", value: "Include:spf.messagingengine.com", services: ["fastmail"] },
      { kind: "spf", value: "ip4:192.0.2.1", services: [] },
      { kind: "selectors", value: "fm1", services: ["fastmail"] },
    ]);
    expect(services).toEqual([
      {
        service: "fastmail",
        strength: "sure",
        by: [
          { kind: "spf", value: "Include:spf.messagingengine.com" },
          { kind: "selectors", value: "fm1" },
        ],
      },
    ]);
  });

  it("are sorted: sure ones, then by the number of pieces, then by id", () => {
    const { services } = recognise(catalogue, {
      spf: ["include:spf.messagingengine.com", "include:_spf.google.com"],
      mx: ["in1-smtp.messagingengine.com"],
      selectors: ["s1"],
    });
    expect(services.map(({ service }) => service)).toEqual(["fastmail", "google-workspace", "sendgrid", "tuta"]);
  });

  it.each<readonly [string, Evidence]>([
    ["no evidence", {}],
    ["empty lists", { spf: [], txt: [] }],
    ["empty values", { spf: ["", " ", "+"], targets: [".", ""], txt: [""], domains: ["com"], selectors: ["."] }],
    ["unknown values", { spf: ["a", "mx", "include:client.example"], mx: ["mx.client.example"], txt: ["x=y"] }],
    ["names of JavaScript", { domains: ["__proto__", "constructor"], selectors: ["toString"], txt: ["__proto__"] }],
  ])("%s gives nothing", (_name, evidence) => {
    expect(recognise(catalogue, evidence).services).toEqual([]);
  });

  it("leave the evidence as it was", () => {
    const evidence = Object.freeze({ spf: Object.freeze(["include:_spf.google.com"]) });
    expect(recognise(catalogue, evidence)).toEqual(recognise(catalogue, evidence));
  });
});

describe("one value of a kind that nobody says", () => {
  const found = (value: string) =>
    recogniseValue(catalogue, value).map(({ service, strength }) => `${strength} ${service}`);

  it.each([
    ["include:mail.zendesk.com", ["sure zendesk"]],
    ["mail.zendesk.com", ["sure zendesk"]],
    ["google-site-verification=abc", ["sure google-workspace"]],
    ["zendesk1", ["likely zendesk"]],
    ["s1._domainkey.client.example", ["likely sendgrid", "likely tuta"]],
    ["s1._domainkey", ["likely sendgrid", "likely tuta"]],
    ["pm.mtasv.net", ["likely postmark", "likely helpdesk-text", "likely stytch"]],
    ["v=spf1 include:_spf.google.com include:mail.zendesk.com ~all", ["sure google-workspace", "sure zendesk"]],
    ["client.example", []],
    ["", []],
  ])("%s", (value, expected) => {
    expect(found(value)).toEqual(expected);
  });

  it("a term is no name below the name it ends in", () => {
    expect(recogniseValue(catalogue, "include:mail.zendesk.com")[0]?.by).toEqual([
      { kind: "spf", value: "include:mail.zendesk.com" },
    ]);
  });
});

describe("cost", () => {
  /** Of this process, so that what else the machine does counts for nothing. */
  const seconds = (work: () => void): number => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const all = (value: string): Evidence => {
    const one = [value];
    return { spf: one, selectors: one, dkimTargets: one, targets: one, mx: one, domains: one, txt: one };
  };

  it.each([
    ["dots", ".".repeat(65_536)],
    ["labels", "a.".repeat(32_768)],
    ["one long label", "a".repeat(65_536)],
    ["the start of a pattern again and again", "u1.wl1.".repeat(9_362)],
    ["stars", "*".repeat(65_536)],
    ["letters outside ASCII", "ü.".repeat(32_768)],
    ["blanks", " ".repeat(65_536)],
    ["selectors in a row", "x._domainkey".repeat(5_000)],
    ["as long as a value may be", `${"hs".repeat(120)}a.dkim.hubspotemail.net`],
    ["a long string of one label", `ms=${"ms".repeat(250)}`],
  ])("64 KB of %s", (_name, value) => {
    let found = 0;
    const took = seconds(() => {
      found = recognise(catalogue, all(value)).services.length + recogniseValue(catalogue, value).length;
    });
    expect(found).toBeLessThan(4);
    expect(took).toBeLessThan(0.5);
  });

  it("10,000 look-ups take well under a second", () => {
    const evidence = Array.from({ length: 10_000 }, (_, n): Evidence => {
      const value = [`s1.domainkey.u${n}.wl${n}.sendgrid.net`];
      return n % 2 === 0 ? { dkimTargets: value } : { spf: value, domains: value };
    });
    expect(seconds(() => evidence.forEach(one => void recognise(catalogue, one)))).toBeLessThan(0.9);
  });
});
