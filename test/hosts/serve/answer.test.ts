/** What the name server says, one rule of the standards a test. test/e2e/named.test.ts compares the same with BIND's. */
import { describe, expect, test } from "@jest/globals";
import type { DnsLock } from "../../../src/dns/dns-lock.ts";
import type { Served } from "../../../src/hosts/serve/answer.ts";
import { lockedNames } from "../../../src/hosts/serve/locked-names.ts";
import { respond } from "../../../src/hosts/serve/respond.ts";
import { readServedZone } from "../../../src/hosts/serve/served-zone.ts";
import { heard, lines, queryMessage, types, type Asking, type Heard, type TypeName } from "./exchange.ts";

const entry = { resolver: "192.0.2.53:53", resolved: "2026-11-24" } as const;
const lock: DnsLock = {
  names: {
    "_spf.vendor.test": { TXT: { status: "ok", records: [`v=spf1 ip4:192.0.2.0/24 ${"x".repeat(300)}`], ...entry } },
    "mail.vendor.test": {
      A: { status: "ok", records: ["192.0.2.1", "192.0.2.2"], ...entry },
      AAAA: { status: "ok", records: ["2001:db8::1"], ...entry },
      MX: { status: "ok", records: ["10 mx.vendor.test", "0 ."], ...entry },
      TXT: { status: "nodata", records: [], ...entry },
    },
    "gone.vendor.test": { TXT: { status: "nxdomain", records: [], ...entry } },
    "in.client.example": { TXT: { status: "ok", records: ["the plan knows better"], ...entry } },
  },
};

const served = serving(
  {
    "client.example": `$TTL 3600
@ 7200 IN SOA ns hostmaster 1 2 3 4 900
@ IN NS ns
@ IN MX 10 mail
@ IN TXT "v=spf1 -all"
mail IN A 192.0.2.25
a.b.deep IN TXT "below two names that hold nothing"
*.wild IN TXT "from the wildcard"
host.wild IN A 192.0.2.2
x.y.wild IN A 192.0.2.3
alias IN CNAME mail
across IN CNAME www.other.example.
dead IN CNAME nobody.other.example.
toMail IN CNAME _spf.vendor.test.
away IN CNAME unknown.test.
first IN CNAME second
second IN CNAME first
cut IN NS ns.cut
ns.cut IN A 192.0.2.60
gone IN DNAME other.example.
`,
    "other.example": `$TTL 60
@ IN SOA ns hostmaster 1 2 3 4 5
@ IN NS ns
www IN A 192.0.2.70
`,
    "sub.client.example": `$TTL 60
@ IN SOA ns hostmaster 1 2 3 4 5
@ IN NS ns
@ IN TXT "the zone below"
`,
  },
  lock,
);

function serving(texts: Readonly<Record<string, string>>, locked: DnsLock = { names: {} }): Served {
  const zones = Object.entries(texts).map(([origin, text]) => readServedZone(text, origin).zone);
  return { zones: new Map(zones.map(zone => [zone.origin, zone])), locked: lockedNames(locked) };
}

function ask(name: string, type: TypeName, asking: Asking = {}, over: "udp" | "tcp" = "tcp", of = served): Heard {
  const message = queryMessage(name === "." ? [] : name.split("."), types[type], asking);
  return heard(respond(of, message, over) as Uint8Array);
}

/** rcode, AA, and the three sections. */
function said(name: string, type: TypeName): readonly unknown[] {
  const { packet } = ask(name, type);
  return [packet.rcode, packet.flag_aa, lines(packet.answers), lines(packet.authorities)];
}

const soa = (origin: string, ttl: number, minimum: number): string =>
  `${origin} ${ttl} SOA ${JSON.stringify({ mname: `ns.${origin}`, rname: `hostmaster.${origin}`, serial: 1, refresh: 2, retry: 3, expire: 4, minimum })}`;
const clientSoa = soa("client.example", 900, 900);
const otherSoa = soa("other.example", 5, 5);

describe("what a name is", () => {
  test.each<[string, string, TypeName, readonly unknown[]]>([
    ["data", "client.example", "TXT", ["NOERROR", true, ['client.example 3600 TXT ["v=spf1 -all"]'], []]],
    [
      "no data of the type: NOERROR with the SOA (RFC 2308 §2.2)",
      "mail.client.example",
      "TXT",
      ["NOERROR", true, [], [clientSoa]],
    ],
    [
      "no such name: NXDOMAIN with the SOA (RFC 2308 §2.1)",
      "no.client.example",
      "TXT",
      ["NXDOMAIN", true, [], [clientSoa]],
    ],
    [
      "an empty non-terminal exists (RFC 4592 §2.2.2)",
      "b.deep.client.example",
      "TXT",
      ["NOERROR", true, [], [clientSoa]],
    ],
    ["a name below one that exists does not", "c.mail.client.example", "TXT", ["NXDOMAIN", true, [], [clientSoa]]],
    [
      "the nearest zone answers",
      "sub.client.example",
      "TXT",
      ["NOERROR", true, ['sub.client.example 60 TXT ["the zone below"]'], []],
    ],
    ["a DS is the parent's (RFC 4035 §3.1.4.1)", "sub.client.example", "DS", ["NXDOMAIN", true, [], [clientSoa]]],
    ["outside all zones", "client.test", "TXT", ["REFUSED", false, [], []]],
    ["a name that only ends like a zone", "myclient.example", "TXT", ["REFUSED", false, [], []]],
    ["the root", ".", "NS", ["REFUSED", false, [], []]],
    [
      "below a cut: a referral, not authoritative",
      "x.cut.client.example",
      "TXT",
      ["NOERROR", false, [], ['cut.client.example 3600 NS "ns.cut.client.example"']],
    ],
  ])("%s", (_, name, type, expected) => {
    expect(said(name, type)).toEqual(expected);
  });

  test("a referral brings the addresses that only the parent has", () => {
    expect(lines(ask("x.cut.client.example", "A").packet.additionals)).toEqual([
      'ns.cut.client.example 3600 A "192.0.2.60"',
    ]);
  });
});

describe("wildcards (RFC 4592)", () => {
  const found = (name: string): string[] => [`${name} 3600 TXT ["from the wildcard"]`];
  test.each<[string, string, readonly unknown[]]>([
    [
      "stand for a name that does not exist",
      "any.wild.client.example",
      ["NOERROR", true, found("any.wild.client.example"), []],
    ],
    [
      "and for names of several labels",
      "a.b.c.wild.client.example",
      ["NOERROR", true, found("a.b.c.wild.client.example"), []],
    ],
    ["not for a name that exists with other types", "host.wild.client.example", ["NOERROR", true, [], [clientSoa]]],
    ["not for an empty non-terminal", "y.wild.client.example", ["NOERROR", true, [], [clientSoa]]],
    ["not across a name that exists", "z.y.wild.client.example", ["NXDOMAIN", true, [], [clientSoa]]],
    ["not for the name above", "wild.client.example", ["NOERROR", true, [], [clientSoa]]],
    ["are names of their own", "*.wild.client.example", ["NOERROR", true, found("*.wild.client.example"), []]],
  ])("%s", (_, name, expected) => {
    expect(said(name, "TXT")).toEqual(expected);
  });
});

describe("aliases", () => {
  test.each<[string, string, TypeName, readonly unknown[]]>([
    [
      "the chain and what it ends in",
      "alias.client.example",
      "A",
      [
        "NOERROR",
        true,
        ['alias.client.example 3600 CNAME "mail.client.example"', 'mail.client.example 3600 A "192.0.2.25"'],
        [],
      ],
    ],
    [
      "asked for itself, the alias alone",
      "alias.client.example",
      "CNAME",
      ["NOERROR", true, ['alias.client.example 3600 CNAME "mail.client.example"'], []],
    ],
    [
      "across zones that are served",
      "across.client.example",
      "A",
      [
        "NOERROR",
        true,
        ['across.client.example 3600 CNAME "www.other.example"', 'www.other.example 60 A "192.0.2.70"'],
        [],
      ],
    ],
    [
      "to no such name: the last one's rcode and SOA (RFC 6604 §3)",
      "dead.client.example",
      "A",
      ["NXDOMAIN", true, ['dead.client.example 3600 CNAME "nobody.other.example"'], [otherSoa]],
    ],
    [
      "to a name nobody knows here",
      "away.client.example",
      "A",
      ["NOERROR", true, ['away.client.example 3600 CNAME "unknown.test"'], []],
    ],
    [
      "in a circle (RFC 1034 §3.6.2)",
      "first.client.example",
      "A",
      [
        "SERVFAIL",
        true,
        [
          'first.client.example 3600 CNAME "second.client.example"',
          'second.client.example 3600 CNAME "first.client.example"',
        ],
        [],
      ],
    ],
    [
      "a DNAME and the CNAME made from it (RFC 6672)",
      "www.gone.client.example",
      "A",
      [
        "NOERROR",
        true,
        [
          'gone.client.example 3600 DNAME "other.example"',
          'www.gone.client.example 3600 CNAME "www.other.example"',
          'www.other.example 60 A "192.0.2.70"',
        ],
        [],
      ],
    ],
  ])("%s", (_, name, type, expected) => {
    expect(said(name, type)).toEqual(expected);
  });

  test("a chain of seventeen is an error, one of sixteen is not", () => {
    const zone = Array.from({ length: 17 }, (_, n) => `c${n} IN CNAME c${n + 1}`).join("\n");
    const of = serving({
      "client.example": `$TTL 60\n@ IN SOA ns h 1 2 3 4 5\n@ IN NS ns\n${zone}\nc17 IN A 192.0.2.1\n`,
    });
    const length = (name: string): readonly unknown[] => {
      const { packet } = ask(name, "A", {}, "tcp", of);
      return [packet.rcode, packet.answers?.length];
    };
    expect(length("c1.client.example")).toEqual(["NOERROR", 17]);
    expect(length("c0.client.example")).toEqual(["SERVFAIL", 17]);
  });

  test("a DNAME that makes too long a name is YXDOMAIN (RFC 6672 §2.2)", () => {
    const label = "k".repeat(63);
    const of = serving({
      "e.test": `$TTL 60\n@ IN SOA ns h 1 2 3 4 5\n@ IN NS ns\nd IN DNAME ${label}.${label}.test.\n`,
    });
    expect(ask(`${label}.${label}.d.e.test`, "A", {}, "tcp", of).packet.rcode).toBe("YXDOMAIN");
  });
});

describe("names of others, from the lock", () => {
  test("are answered, not with authority; long strings in pieces of 255", () => {
    const [rcode, aa, answers] = said("_spf.vendor.test", "TXT");
    expect([rcode, aa]).toEqual(["NOERROR", false]);
    const { packet } = ask("_spf.vendor.test", "TXT");
    const [record] = packet.answers as unknown as [{ data: Buffer[] }];
    expect(record.data.map(one => one.length)).toEqual([255, 69]);
    expect((answers as string[])[0]).toMatch(/^_spf\.vendor\.test 60 TXT \["v=spf1 ip4:192\.0\.2\.0\/24 x/);
  });

  test.each<[string, TypeName, readonly unknown[]]>([
    [
      "mail.vendor.test",
      "A",
      ["NOERROR", false, ['mail.vendor.test 60 A "192.0.2.1"', 'mail.vendor.test 60 A "192.0.2.2"'], []],
    ],
    ["mail.vendor.test", "AAAA", ["NOERROR", false, ['mail.vendor.test 60 AAAA "2001:db8::1"'], []]],
    [
      "mail.vendor.test",
      "MX",
      [
        "NOERROR",
        false,
        [
          'mail.vendor.test 60 MX {"preference":0,"exchange":"."}',
          'mail.vendor.test 60 MX {"preference":10,"exchange":"mx.vendor.test"}',
        ],
        [],
      ],
    ],
    ["mail.vendor.test", "TXT", ["NOERROR", false, [], []]],
    ["mail.vendor.test", "SRV", ["REFUSED", false, [], []]],
    ["gone.vendor.test", "TXT", ["NXDOMAIN", false, [], []]],
    // RFC 8020 §2
    ["gone.vendor.test", "A", ["NXDOMAIN", false, [], []]],
    ["below.mail.vendor.test", "A", ["REFUSED", false, [], []]],
    ["in.client.example", "TXT", ["NXDOMAIN", true, [], [clientSoa]]],
  ])("%s %s", (name, type, expected) => {
    expect(said(name, type)).toEqual(expected);
  });

  test("end a chain of the plan's", () => {
    const { packet } = ask("tomail.client.example", "TXT");
    expect([packet.flag_aa, packet.answers?.map(one => one.type)]).toEqual([true, ["CNAME", "TXT"]]);
  });
});

describe("other questions", () => {
  test("ANY is answered with one RRset (RFC 8482 §4.1)", () => {
    const { packet } = ask("client.example", "ANY");
    expect(packet.answers).toHaveLength(1);
    expect(ask("alias.client.example", "ANY").packet.answers?.map(one => one.type)).toEqual(["CNAME"]);
  });

  test.each([
    ["zone transfers", 252, "REFUSED"],
    ["incremental ones", 251, "REFUSED"],
    ["OPT as a type", 41, "FORMERR"],
    ["mail agents", 254, "NOTIMP"],
  ])("%s", (_, type, rcode) => {
    expect(heard(respond(served, queryMessage(["client", "example"], type), "tcp") as Uint8Array).packet.rcode).toBe(
      rcode,
    );
  });

  test.each([3, 4, 255, 0])("class %s", klass => {
    expect(ask("client.example", "TXT", { class: klass }).packet.rcode).toBe("NOTIMP");
  });
});

describe("names as they are asked", () => {
  test("the letters' case comes back as it was sent, in the question and in the answer", () => {
    const { packet, octets } = ask("cLiEnT.eXaMpLe", "TXT");
    expect(packet.questions?.[0]?.name).toBe("cLiEnT.eXaMpLe");
    expect(packet.answers?.[0]?.name).toBe("cLiEnT.eXaMpLe");
    // The owner is a pointer to the question.
    expect(octets.indexOf("eXaMpLe")).toBe(octets.lastIndexOf("eXaMpLe"));
  });

  test("any octets may stand in a label, a dot too; only ASCII letters have a case", () => {
    const of = serving({
      "e.test": `$TTL 60\n@ IN SOA ns h 1 2 3 4 5\n@ IN NS ns\na\\.b\\000\\195 IN TXT "odd"\na IN TXT "even"\n`,
    });
    const answer = (labels: readonly (string | Buffer)[]): [number, number] => {
      const octets = respond(of, queryMessage(labels, types.TXT), "tcp") as Buffer;
      return [octets.readUInt16BE(2) & 0xf, octets.readUInt16BE(6)];
    };
    expect(answer([Buffer.from("A.B\0\xc3", "latin1"), "E", "test"])).toEqual([0, 1]);
    expect(answer([Buffer.from("a.b\0\xe3", "latin1"), "e", "test"])).toEqual([3, 0]);
    expect(answer(["a", "b\0\xc3", "e", "test"])).toEqual([3, 0]);
    expect(answer(["k".repeat(63), "k".repeat(63), "k".repeat(63), "k".repeat(54), "e", "test"])).toEqual([3, 0]);
  });
});
