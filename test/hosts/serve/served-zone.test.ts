/** Zone files as they go over the wire, read back by dns-packet; and what of a zone file is not served. */
import { describe, expect, test } from "@jest/globals";
import { respond } from "../../../src/hosts/serve/respond.ts";
import { readServedZone } from "../../../src/hosts/serve/served-zone.ts";
import { typeNumber } from "../../../src/hosts/serve/record-types.ts";
import { heard, queryMessage } from "./exchange.ts";

const head = "$TTL 60\n@ IN SOA ns hostmaster 1 2 3 4 5\n@ IN NS ns\n";

function data(type: string, rdata: string): unknown {
  const { zone, notes } = readServedZone(`${head}x IN ${type} ${rdata}\n`, "e.test");
  expect(notes).toEqual([]);
  const message = queryMessage(["x", "e", "test"], typeNumber(type) ?? 0);
  const { packet } = heard(
    respond({ zones: new Map([[zone.origin, zone]]), locked: new Map() }, message, "tcp") as Uint8Array,
  );
  // An NS below the apex is a cut: it comes in a referral.
  const [record] = [...(packet.answers ?? []), ...(packet.authorities ?? [])];
  return (record as { readonly data?: unknown } | undefined)?.data;
}

describe("rdata", () => {
  test.each<[string, string, unknown]>([
    ["A", "192.0.2.1", "192.0.2.1"],
    ["AAAA", "2001:db8::192.0.2.1", "2001:db8::c000:201"],
    ["NS", "n", "n.e.test"],
    ["CNAME", "n.other.test.", "n.other.test"],
    ["PTR", "@", "e.test"],
    ["MX", "10 mail", { preference: 10, exchange: "mail.e.test" }],
    ["MX", "0 .", { preference: 0, exchange: "." }],
    ["TXT", '"one" two "\\"\\065;\\200"', [Buffer.from("one"), Buffer.from("two"), Buffer.from('"A;\xc8', "latin1")]],
    ["TXT", '""', [Buffer.alloc(0)]],
    ["SRV", "1 2 3 host", { priority: 1, weight: 2, port: 3, target: "host.e.test" }],
    ["CAA", '128 issue "ca.test"', { flags: 128, tag: "issue", value: "ca.test", issuerCritical: true }],
    ["HINFO", "PDP-11 UNIX", { cpu: "PDP-11", os: "UNIX" }],
    ["RP", "me texts", { mbox: "me.e.test", txt: "texts.e.test" }],
    [
      "NAPTR",
      '1 2 "u" "sip" "!x!y!" .',
      { order: 1, preference: 2, flags: "u", services: "sip", regexp: "!x!y!", replacement: "." },
    ],
    ["DS", "1 13 2 abcd EF", { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.from("abcdef", "hex") }],
    ["SSHFP", "4 2 abcd", { algorithm: 4, hash: 2, fingerprint: "ABCD" }],
    ["TLSA", "3 1 1 abcd", { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from("abcd", "hex") }],
    ["DNSKEY", "257 3 13 AAEC Aw==", { flags: 257, algorithm: 13, key: Buffer.from([0, 1, 2, 3]) }],
    ["TYPE65", "\\# 3 0001 00", Buffer.from([0, 1, 0])],
    ["TYPE1", "\\# 4 c0000201", "192.0.2.1"],
    ["URI", '10 1 "https://e.test/"', Buffer.from("\0\x0a\0\x01https://e.test/", "latin1")],
  ])("%s %s", (type, rdata, expected) => {
    expect(data(type, rdata)).toEqual(expected);
  });

  test.each<[string, string, RegExp]>([
    ["A", "192.0.2", /"192.0.2" is no IPv4 address/],
    ["AAAA", "2001:db8::g", /no IPv6 address/],
    ["SRV", "1 2 3", /ends too early/],
    ["SRV", "1 2 65536 host", /"65536" is no number of 16 bits/],
    ["SRV", "1 2 3 host more", /"more" is too much/],
    ["DS", "1 13 2 abc", /not hexadecimal/],
    ["DNSKEY", "257 3 13 A-B", /not base64/],
    ["TYPE65", "\\# 4 000100", /not as long as it says/],
    ["PTR", `${"k".repeat(64)}.test.`, /is no domain name/],
    ["CAA", `0 ${"k".repeat(256)} "x"`, /longer than 255/],
  ])("%s %s is refused with its line", (type, rdata, problem) => {
    const read = (): unknown => readServedZone(`${head}x IN ${type} ${rdata}\n`, "e.test");
    expect(read).toThrow(problem);
    expect(read).toThrow(/^line 4: /);
  });
});

describe("a zone", () => {
  test("stands where its SOA stands, whatever the file is called", () => {
    const { zone } = readServedZone(`$ORIGIN Client.Example.\n${head}`, "e.test");
    expect(zone.origin).toBe("\x06client\x07example\0");
  });

  test.each([
    ["no SOA", "$TTL 60\n@ IN NS ns\n", /has 0 SOA records/],
    ["two", `${head}x IN SOA ns hostmaster 1 2 3 4 5\n`, /has 2 SOA records/],
    ["a name of 256 octets", `${head}${`${"k".repeat(61)}.`.repeat(4)}e.test. IN A 192.0.2.1\n`, /is no domain name/],
    ["a label that is too long", `${head}${"k".repeat(64)} IN A 192.0.2.1\n`, /is no domain name/],
  ])("with %s is refused", (_, text, problem) => {
    expect(() => readServedZone(text, "e.test")).toThrow(problem);
  });

  test.each([
    ["$INCLUDE more.zone", "line 4: $INCLUDE is not followed."],
    ["$GENERATE 1-3 h$ A 192.0.2.$", "line 4: $GENERATE is not followed."],
    ["other.test. IN A 192.0.2.1", "line 4: other.test stands outside the zone."],
    ["xe.test. IN A 192.0.2.1", "line 4: xe.test stands outside the zone."],
    // Octets that look like the zone's end, inside a label.
    ["a\\001e.test. IN A 192.0.2.1", "line 4: a\\001e.test stands outside the zone."],
    ["x IN HTTPS 1 .", "line 4: HTTPS in this form is not answered."],
    ["x IN MX \\# 4 000a0000", "line 4: MX in this form is not answered."],
    [
      "x IN CNAME a\nx IN TXT b",
      "line 5: x.e.test has a CNAME beside other data (RFC 1034 §3.6.2); the CNAME is answered.",
    ],
    ["x IN CNAME a\nx IN CNAME b", "line 5: x.e.test has a second CNAME; the first is answered."],
    ["x 60 IN TXT a\nx 61 IN TXT b", "line 5: x.e.test TXT has two TTLs; the first is answered."],
  ])("with %s says what is not served", (line, note) => {
    expect(readServedZone(`${head}${line}\n`, "e.test").notes).toEqual([note]);
  });

  test("the same value twice is one record (RFC 2181 §5)", () => {
    const { zone } = readServedZone(`${head}x IN MX 1 a\nx IN MX 1 A.e.test.\n`, "e.test");
    expect(zone.nodes.get("\x01x\x01e\x04test\0")?.get(15)?.rdata).toHaveLength(1);
  });

  test("a name whose records are not served exists all the same", () => {
    const { zone } = readServedZone(`${head}x IN HTTPS 1 .\n`, "e.test");
    expect(zone.nodes.has("\x01x\x01e\x04test\0")).toBe(true);
  });
});
