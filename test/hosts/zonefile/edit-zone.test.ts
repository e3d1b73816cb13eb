import { describe, expect, it } from "@jest/globals";
import { bumpSerial, removeRecord, setRecord } from "../../../src/hosts/zonefile/edit-zone.ts";
import { formatRecordLine } from "../../../src/hosts/zonefile/format-zone.ts";
import { parseZone } from "../../../src/hosts/zonefile/parse-zone.ts";

const ORIGIN = "client.example";
const HEAD = "$TTL 1h\n@ IN SOA ns1 host 1 2 3 4 5\n";
const spf = {
  name: ORIGIN,
  type: "TXT",
  ttl: 300,
  content: "v=spf1 -all",
  label: "client.example/TXT/spf",
} as const;
const SPF_LINE = `client.example. 300 IN TXT "v=spf1 -all" ; mailwright client.example/TXT/spf`;

/** Name, TTL, type and data of every record: what a name server sees. */
function seen(text: string) {
  return parseZone(text, ORIGIN).records.map(({ name, ttl, type, rdata }) =>
    [name, ttl, type, ...rdata.map(t => t.raw)].join(" "),
  );
}

describe("setRecord", () => {
  it.each([
    ["appends", HEAD, `${HEAD}${SPF_LINE}\n`],
    ["keeps CRLF", HEAD.replaceAll("\n", "\r\n"), `${HEAD.replaceAll("\n", "\r\n")}${SPF_LINE}\r\n`],
    ["keeps a last line without a line end so", HEAD.trimEnd(), `${HEAD.trimEnd()}\n${SPF_LINE}`],
    ["leaves the same record", `${HEAD}${SPF_LINE}\n`, `${HEAD}${SPF_LINE}\n`],
    [
      "replaces by the mark alone, wherever the line stands",
      `${HEAD}@ 60 TXT "v=spf1 " "~all" ; mailwright client.example/TXT/spf\nb TXT "y"\n`,
      `${HEAD}${SPF_LINE}\nb TXT "y"\n`,
    ],
    [
      "replaces an entry over several lines and keeps what people wrote behind it",
      `${HEAD}@ TXT ( "v=spf1 " ; one\n "~all" ) ; mailwright client.example/TXT/spf ; two\nb TXT "y"\n`,
      `${HEAD}${SPF_LINE} ; one ; two\nb TXT "y"\n`,
    ],
    [
      "does not take a foreign twin for its own",
      `${HEAD}@ 300 TXT "v=spf1 -all"\n`,
      `${HEAD}@ 300 TXT "v=spf1 -all"\n${SPF_LINE}\n`,
    ],
    [
      "keeps the line end of the line it replaces",
      `${HEAD}@ TXT "x" ; mailwright client.example/TXT/spf\r\nb TXT "y"\r\n`,
      `${HEAD}${SPF_LINE}\r\nb TXT "y"\r\n`,
    ],
    [
      "leaves the TTL of the record behind to the minimum of an SOA without one, which is BIND's default then",
      `@ IN SOA ns1 host 1 2 3 4 5\n@ 60 TXT "x" ; mailwright client.example/TXT/spf\n  A 192.0.2.1\n`,
      `@ IN SOA ns1 host 1 2 3 4 5\n${SPF_LINE}\n  A 192.0.2.1\n`,
    ],
    [
      "keeps a comment in UTF-8 whole, whose last octet is a no-break space in Latin-1",
      `${HEAD}@ TXT "x" ; mailwright client.example/TXT/spf ; voil\xc3\xa0\n`,
      `${HEAD}${SPF_LINE} ; voil\xc3\xa0\n`,
    ],
    [
      "leaves the same record as a person laid it out",
      `${HEAD}@\t300 TXT ( "v=spf1" " -all" ) ; mailwright client.example/TXT/spf\n`,
      `${HEAD}@\t300 TXT ( "v=spf1" " -all" ) ; mailwright client.example/TXT/spf\n`,
    ],
    [
      "does not follow its mark to another name",
      `${HEAD}b 300 TXT "x" ; mailwright client.example/TXT/spf\n`,
      `${HEAD}b 300 TXT "x" ; mailwright client.example/TXT/spf\n${SPF_LINE}\n`,
    ],
  ])("%s", (_name, before, after) => {
    expect(setRecord(before, ORIGIN, spf)).toBe(after);
  });

  it("writes over an unmarked record whose content is known, and over an old label", () => {
    const known = { ...spf, label: "old", content: "v=spf1 ~all" };
    expect(setRecord(`${HEAD}@ TXT "v=spf1 ~all" ; ask Jo\n`, ORIGIN, spf, known)).toBe(
      `${HEAD}${SPF_LINE} ; ask Jo\n`,
    );
    expect(setRecord(`${HEAD}@ TXT "hand" ; mailwright old\n`, ORIGIN, spf, known)).toBe(`${HEAD}${SPF_LINE}\n`);
  });

  it("refuses two lines with one mark, naming them", () => {
    expect(() => setRecord(`${HEAD}${SPF_LINE}\n${SPF_LINE}\n`, ORIGIN, spf)).toThrow("lines 3 and 4");
  });

  it("gives a follower the TTL it had", () => {
    const before = `@ 60 SOA ns1 host 1 2 3 4 5\n${SPF_LINE}\nb A 192.0.2.1\n`;
    const after = setRecord(before, ORIGIN, { ...spf, ttl: 900 });
    expect(after).toContain("\nb 300 A 192.0.2.1\n");
    expect(seen(after)[2]).toBe(seen(before)[2]);
  });
});

describe("removeRecord", () => {
  it.each([
    ["the line", `${HEAD}${SPF_LINE}\nb TXT "y"\n`, `${HEAD}b TXT "y"\n`],
    ["the last line without a line end", `${HEAD}b TXT "y"\n${SPF_LINE}`, `${HEAD}b TXT "y"`],
    [
      "an entry over several lines",
      `${HEAD}@ TXT ( "v=spf1"\n"-all"\n) ; mailwright client.example/TXT/spf\nb TXT "y"\n`,
      `${HEAD}b TXT "y"\n`,
    ],
    ["nothing when it is gone", `${HEAD}b TXT "y"\n`, `${HEAD}b TXT "y"\n`],
  ])("takes out %s", (_name, before, after) => {
    expect(removeRecord(before, ORIGIN, { name: ORIGIN, type: "TXT", label: spf.label })).toBe(after);
  });

  it("writes the owner into a follower that inherited it", () => {
    const text = `${HEAD}www TXT "x" ; mailwright w\n    A 192.0.2.1\n    AAAA 2001:db8::1\n`;
    const after = removeRecord(text, ORIGIN, { name: "www.client.example", type: "TXT", label: "w" });
    expect(after).toBe(`${HEAD}www.client.example.    A 192.0.2.1\n    AAAA 2001:db8::1\n`);
  });

  it("writes nothing into a follower that inherits the same owner from above", () => {
    const text = `${HEAD}www A 192.0.2.1\n  TXT "x" ; mailwright w\n  AAAA 2001:db8::1\n`;
    const after = removeRecord(text, ORIGIN, { name: "www.client.example", type: "TXT", label: "w" });
    expect(after).toBe(`${HEAD}www A 192.0.2.1\n  AAAA 2001:db8::1\n`);
  });

  it("writes the TTL into a follower that inherited it (no $TTL)", () => {
    const text = `@ 60 SOA ns1 host 1 2 3 4 5\nwww 300 TXT "x" ; mailwright w\n    A 192.0.2.1\nb A 192.0.2.2\n`;
    const after = removeRecord(text, ORIGIN, { name: "www.client.example", type: "TXT", label: "w" });
    expect(after).toBe(`@ 60 SOA ns1 host 1 2 3 4 5\nwww.client.example.    300 A 192.0.2.1\nb A 192.0.2.2\n`);
  });

  it("takes an unmarked record only by its content", () => {
    const text = `${HEAD}@ TXT "a"\n@ TXT "b"\n`;
    expect(removeRecord(text, ORIGIN, { ...spf, content: "b" })).toBe(`${HEAD}@ TXT "a"\n`);
    expect(removeRecord(text, ORIGIN, { ...spf, content: "c" })).toBe(text);
    const marked = `${HEAD}@ TXT "b" ; mailwright another\n`;
    expect(removeRecord(marked, ORIGIN, { ...spf, content: "b" })).toBe(marked);
  });
});

describe("bumpSerial", () => {
  const today = new Date("2026-11-24T10:00:00Z");

  it("changes the digits and nothing else", () => {
    const text = "$TTL 1h\n@ SOA ns1 host ( ; all of it\n\t2024010101 ; serial\n\t2 3 4 5 )\n";
    expect(bumpSerial(text, ORIGIN, today)).toBe(text.replace("2024010101", "2026112400"));
  });

  it("wants an SOA, unless an included file may hold it", () => {
    expect(() => bumpSerial(`$TTL 1\na TXT "x"\n`, ORIGIN, today)).toThrow("has no SOA record");
    expect(bumpSerial(`$INCLUDE soa\n`, ORIGIN, today)).toBe("$INCLUDE soa\n");
    expect(() => bumpSerial("@ SOA ns1 host 4294967296 2 3 4 5\n", ORIGIN, today)).toThrow("line 1: the SOA serial");
    expect(() => bumpSerial("@ SOA ns1 host x 2 3 4 5\n", ORIGIN, today)).toThrow("not a 32-bit number");
  });
});

describe("formatRecordLine", () => {
  it.each([
    [{ ...spf }, SPF_LINE],
    [{ name: "a.b", type: "CNAME", ttl: 1, content: "c.d" } as const, "a.b. 1 IN CNAME c.d."],
    [{ name: "b", type: "MX", ttl: 1, content: "10 mx.b" } as const, "b. 1 IN MX 10 mx.b."],
    [{ name: "b", type: "MX", ttl: 1, content: "0 ." } as const, "b. 1 IN MX 0 ."],
    [{ name: "b", type: "TXT", ttl: 1, content: '"\\;é' } as const, `b. 1 IN TXT "\\"\\\\;\\195\\169"`],
  ])("%j", (record, line) => {
    expect(formatRecordLine(record)).toBe(line);
  });
});
