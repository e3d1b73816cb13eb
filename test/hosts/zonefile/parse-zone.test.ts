import { describe, expect, it } from "@jest/globals";
import { parseTtl, parseZone } from "../../../src/hosts/zonefile/parse-zone.ts";

const HEAD = "$TTL 1h\n@ IN SOA ns1 host 1 7200 3600 1209600 3600\n";

/** The records behind the SOA, in short. */
function read(text: string) {
  return parseZone(HEAD + text, "client.example")
    .records.slice(1)
    .map(({ name, ttl, type, content, label }) => ({ name, ttl, type, content, label }));
}

const txt = (content: string, name = "a.client.example", ttl = 3600) => ({
  name,
  ttl,
  type: "TXT",
  content,
  label: undefined,
});

describe("records (RFC 1035 §5.1)", () => {
  it.each([
    ["relative owner", `a TXT "x"`, txt("x")],
    ["absolute owner", `a.client.example. TXT "x"`, txt("x")],
    ["upper case", `A.Client.EXAMPLE. in txt "x"`, txt("x")],
    ["@ is the origin", `@ TXT "x"`, txt("x", "client.example")],
    ["blank owner inherits", ` TXT "x"`, txt("x", "client.example")],
    ["TTL before class", `a 60 IN TXT "x"`, txt("x", undefined, 60)],
    ["class before TTL", `a IN 60 TXT "x"`, txt("x", undefined, 60)],
    ["TTL in units", `a 1h30m TXT "x"`, txt("x", undefined, 5400)],
    ["unquoted string", `a TXT x`, txt("x")],
    ["strings are joined without a space", `a TXT "v=spf1 " "-all"`, txt("v=spf1 -all")],
    ["strings without space between", `a TXT "x""y"`, txt("xy")],
    ["semicolon in quotes", `a TXT "v=DMARC1; p=none"`, txt("v=DMARC1; p=none")],
    ["semicolon behind a backslash", `a TXT v=DMARC1\\;p=none`, txt("v=DMARC1;p=none")],
    ["escaped quote and backslash", `a TXT "say \\"hi\\" \\\\"`, txt('say "hi" \\')],
    ["octets as decimals", `a TXT "\\195\\169\\032"`, txt("é ")],
    ["parentheses over lines", `a TXT ( "x" ; first\n  "y" ) ; second`, txt("xy")],
    ["parenthesis in quotes", `a TXT "(x"`, txt("(x")],
    ["CRLF", `a TXT "x"\r\n`, txt("x")],
    ["no line end", `a TXT "x"`, txt("x")],
    ["type by number (RFC 3597 §5)", `a TYPE16 "x"`, txt("x")],
    ["escaped letter in a name", `\\097 TXT "x"`, txt("x")],
    ["owner named like a type", `TXT TXT "x"`, txt("x", "txt.client.example")],
  ])("%s", (_name, line, record) => {
    expect(read(line)).toEqual([record]);
  });

  it("reads targets as absolute names", () => {
    const text = "a CNAME b\nc CNAME d.other.example.\n@ MX 10 mx\n@ MX 0 .\n";
    expect(read(text).map(record => record.content)).toEqual([
      "b.client.example",
      "d.other.example",
      "10 mx.client.example",
      "0 .",
    ]);
  });

  it("follows $ORIGIN and $TTL, relative ones too", () => {
    const text = `$ORIGIN sub\n$TTL 2d\na TXT "x"\n$ORIGIN .\nb.example TXT "y"\n`;
    expect(read(text)).toEqual([txt("x", "a.sub.client.example", 172_800), txt("y", "b.example", 172_800)]);
  });

  it("takes the last TTL where no $TTL stands, but the minimum of an SOA without one, as BIND does", () => {
    const after = (soa: string) =>
      parseZone(`${soa}\na 60 TXT "x"\nb TXT "y"\n`, "client.example").records.map(record => record.ttl);
    expect(after("@ 900 SOA ns1 host 1 2 3 4 300")).toEqual([900, 60, 60]);
    expect(after("@ SOA ns1 host 1 2 3 4 300")).toEqual([300, 60, 300]);
  });

  it("keeps an escaped dot inside its label apart from a real one", () => {
    expect(read(`a\\.b TXT "x"`)[0]?.name).toBe("a\\.b.client.example");
  });

  it("knows $INCLUDE and $GENERATE to be there", () => {
    const zone = parseZone(`$INCLUDE other.zone\n$GENERATE 1-3 h$ A 192.0.2.$\n`, "client.example");
    expect(zone.opaque.map(line => line.number)).toEqual([1, 2]);
  });

  it("reads the mark, and only the mark", () => {
    const marks = [
      "; mailwright a/TXT/x",
      "; mailwright a/TXT/x ; note",
      ";mailwright a/TXT/x",
      "; by mailwright a",
      "; mailwrightx a",
    ];
    expect(marks.map(mark => read(`a TXT "x" ${mark}`)[0]?.label)).toEqual([
      "a/TXT/x",
      "a/TXT/x",
      "a/TXT/x",
      undefined,
      undefined,
    ]);
    expect(read(`a TXT "; mailwright a/TXT/x"`)[0]?.label).toBeUndefined();
  });
});

describe("broken lines", () => {
  it.each([
    [`a TXT "x`, "line 3: a quoted string does not end on its line."],
    [`a TXT ( "x"\n\nb TXT "y"\n`, "line 3: a ( is never closed."],
    [`a TXT "x" )`, "line 3: a ) closes nothing."],
    [`a TXT "x\\`, "line 3: a quoted string does not end on its line."],
    ["a TXT x\\\n", "line 3: a backslash stands at the end of the line."],
    [`b TXT "ok"\na TXT "\\256"`, "line 4: a backslash before digits needs three of them, 000 to 255."],
    [`a TXT "\\12"`, "line 3: a backslash before digits needs three of them, 000 to 255."],
    [`a IN`, "line 3: a record has no type."],
    [`a TXT`, "line 3: a TXT record has no data."],
    [`a "TXT" "x"`, `line 3: "TXT" stands where a record type is expected.`],
    [`a 60 70 TXT "x"`, `line 3: "70" stands where a record type is expected.`],
    [`a CH TXT "x"`, "line 3: class CH is not IN."],
    [`a CNAME b c`, "line 3: a CNAME record needs exactly one target."],
    [`a MX mx`, "line 3: an MX record needs a preference and a host name."],
    [`@ SOA ns1 host 1 2 3`, "line 3: an SOA record needs seven fields."],
    [`a..b TXT "x"`, `line 3: the name "a..b.client.example" has an empty label.`],
    [`$FOO bar`, "line 3: $FOO is not a directive of zone files."],
    [`$TTL soon`, "line 3: $TTL soon is not a time."],
    [`$ORIGIN`, "line 3: $ORIGIN has no value."],
    [`a TXT "${"x".repeat(256)}"`, "line 3: a character string has 256 octets, at most 255 are allowed."],
    [`a ( TXT\n"x"\n) )`, "line 5: a ) closes nothing."],
  ])("%j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("refuses a carriage return by itself, at which name servers begin another record", () => {
    const text = `$TTL 1h\r\na A 192.0.2.1\rb TXT "v=spf1 -all"\r\n`;
    expect(() => parseZone(text, "client.example")).toThrow("line 2: a carriage return stands without a line feed");
    expect(parseZone(`$TTL 1h\na TXT "x\ry" ; a\rb\n`, "client.example").records).toHaveLength(1);
  });

  it("takes a no-break space for part of a word, as name servers do: it ends many letters of UTF-8", () => {
    const [one, two] = parseZone("$TTL 1h\nvoil\xc3\xa0 A 192.0.2.1\na TXT \xc3\xa0\x0c\n", "client.example").records;
    expect(one?.name).toBe("voil\xe3\xa0.client.example");
    expect(two?.rdata.map(token => token.raw)).toEqual(["\xc3\xa0\x0c"]);
  });

  it("wants an owner on the first record and a TTL somewhere", () => {
    expect(() => parseZone(` 60 TXT "x"`, "client.example")).toThrow("line 1: the first record names no owner.");
    expect(() => parseZone(`a TXT "x"`, "client.example")).toThrow("line 1: a record has no TTL");
    expect(parseZone(`$INCLUDE ttl\na TXT "x"`, "client.example").records[0]?.ttl).toBeUndefined();
  });
});

it("parses times (RFC 2308 §4), up to 2^31 - 1 (RFC 2181 §8)", () => {
  const times = ["0", "1w2d3h4m5s", "1H", "2147483647", "2147483648", "h", "1h30", "-1", ""];
  expect(times.map(parseTtl)).toEqual([
    0,
    788_645,
    3600,
    2147483647,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
