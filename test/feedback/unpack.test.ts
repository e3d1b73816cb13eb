import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { UNPACK_LIMITS } from "../../src/feedback/unpack-limits.ts";
import { JSON_REPORT, XML, cut, mail, mboxOf, unpackAll, zipOf } from "../support/containers.ts";

const gz = gzipSync(XML);
const found = [{ source: "in", format: "xml", text: XML }];

/** Random octets: what cannot be packed, so that a container is as large as what is in it. */
function noise(octets: number): string {
  let state = 1;
  const digit = (): string => {
    state = (state * 48_271) % 2_147_483_647;
    return (state % 36).toString(36);
  };
  return Array.from({ length: octets }, digit).join("");
}

describe("one document, whatever it is packed in", () => {
  test.each<[string, Buffer]>([
    ["nothing", Buffer.from(XML)],
    ["gzip", gz],
    ["zlib", deflateSync(XML)],
    ["gzip twice", gzipSync(gz)],
    ["base64 of a gzip", Buffer.from(gz.toString("base64").replace(/.{76}/g, "$&\r\n"))],
    ["base64 of XML", Buffer.from(Buffer.from(XML).toString("base64"))],
    ["gzip with zeros after its end", Buffer.concat([gz, Buffer.alloc(700)])],
  ])("%s", async (_, octets) => {
    for (const pieces of [[octets], cut(octets, 7), cut(octets, 1)])
      expect(await unpackAll(pieces)).toEqual({ documents: found, rejected: [], flaws: [] });
  });

  test("several members of a gzip are one document", async () => {
    const octets = Buffer.concat([gzipSync(XML.slice(0, 40)), gzipSync(XML.slice(40))]);
    expect((await unpackAll([octets])).documents).toEqual(found);
    expect((await unpackAll(cut(octets, 5))).documents).toEqual(found);
  });

  test("a zip in a gzip, a gzip in a zip, a mailbox in a gzip", async () => {
    const zip = await zipOf({ "a.xml": XML });
    expect((await unpackAll([gzipSync(zip)])).documents).toEqual([{ source: "in: a.xml", format: "xml", text: XML }]);
    expect((await unpackAll([await zipOf({ "a.xml.gz": gz })])).documents).toEqual([
      { source: "in: a.xml.gz", format: "xml", text: XML },
    ]);
    const mbox = mboxOf([mail([{ type: "text/xml", content: XML, filename: "a.xml" }])]);
    expect((await unpackAll([gzipSync(mbox)])).documents).toEqual([
      { source: "in: message 1: a.xml", format: "xml", text: XML },
    ]);
  });

  test("a TLS report, packed or not", async () => {
    const report = [{ source: "in", format: "json", text: JSON_REPORT }];
    expect((await unpackAll([Buffer.from(JSON_REPORT)])).documents).toEqual(report);
    expect((await unpackAll([gzipSync(JSON_REPORT)])).documents).toEqual(report);
  });

  test("a large one streams, and arrives as it is", async () => {
    const text = `${XML}<!-- ${noise(1_500_000)} -->`;
    for (const packed of [gzipSync(text), gzipSync(gzipSync(text)), deflateSync(text)])
      expect(await unpackAll(cut(packed, 65_536))).toEqual({
        documents: [{ source: "in", format: "xml", text }],
        rejected: [],
        flaws: [],
      });
    const zip = await zipOf({ "large.xml": text });
    expect((await unpackAll(cut(zip, 65_536))).documents).toEqual([{ source: "in: large.xml", format: "xml", text }]);
  });
});

describe("content decides", () => {
  test.each<[string, Buffer]>([
    ["a byte order mark", Buffer.from(`\ufeff${XML}`)],
    ["empty lines before it", Buffer.from(`\r\n\n  ${XML}`)],
    ["stray octets before the prolog", Buffer.from(`x\u0000y?\n${XML}`)],
    ["a stray line of text, and no prolog", Buffer.from("Report follows\n<ns0:feedback>")],
    ["UTF-16, little end first", Buffer.from(`\ufeff${XML}`, "utf16le")],
    ["UTF-16, big end first", Buffer.from(`\ufeff${XML}`, "utf16le").swap16()],
    ["UTF-16 without a mark", Buffer.from(XML, "utf16le")],
  ])("XML with %s", async (_, octets) => {
    const { documents, rejected } = await unpackAll([octets]);
    expect(documents.map(({ format }) => format)).toEqual(["xml"]);
    expect(rejected).toEqual([]);
  });

  test.each<[string, string | Buffer, string]>([
    ["nothing", "", "It is empty."],
    ["white space", " \n ", "It is neither a report nor a container of one."],
    ["an empty gzip", gzipSync(""), "It is empty."],
    ["text", "Dear customer, our report comes later.\n", "It is neither a report nor a container of one."],
    [
      "a sentence like a separator",
      "From now on we send no reports.\n",
      "It is neither a report nor a container of one.",
    ],
    ["a page", "\n<!DOCTYPE html><html>", "It is an HTML page, which is not read."],
    ["TNEF", Buffer.from("789f3e22000000", "hex"), "It is a TNEF attachment (winmail.dat), which is not read."],
    ["7z", Buffer.from("377abcaf271c0004", "hex"), "It is a 7z archive, which is not read."],
    ["tar", Buffer.concat([Buffer.alloc(257, "x"), Buffer.from("ustar\0")]), "It is a tar archive, which is not read."],
    [
      "a tar.gz",
      gzipSync(Buffer.concat([Buffer.alloc(257, "x"), Buffer.from("ustar\0")])),
      "It is a tar archive, which is not read.",
    ],
    ["an empty zip", Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(18)]), "There is nothing in it."],
    [
      "half a zip",
      Buffer.from("PK\x03\x04 and no more"),
      "The zip is damaged or cut short: its directory cannot be found.",
    ],
  ])("%s is none, and why", async (_, octets, reason) => {
    expect(await unpackAll([Buffer.from(octets)])).toEqual({
      documents: [],
      rejected: [{ source: "in", reason }],
      flaws: [],
    });
  });
});

describe("damaged gzip", () => {
  test("cut short, it gives what is there, and says so", async () => {
    const long = `${XML}<!-- ${noise(3_000)} -->`;
    const packed = gzipSync(long);
    for (const pieces of [[packed.subarray(0, 1_500)], cut(packed.subarray(0, 1_500), 100)]) {
      const { documents, rejected, flaws } = await unpackAll(pieces);
      expect(documents).toHaveLength(1);
      expect(long.startsWith(documents[0]?.text ?? "no")).toBe(true);
      expect(documents[0]?.text.length).toBeGreaterThan(1_000);
      expect({ rejected, flaws }).toEqual({ rejected: [], flaws: ["It is cut short."] });
    }
  });

  test("without its checksum and length, nothing is missing, and it says so", async () => {
    expect(await unpackAll([gz.subarray(0, -8)])).toEqual({
      documents: found,
      rejected: [],
      flaws: ["It is cut short."],
    });
  });

  test("cut in its header, there is nothing", async () => {
    expect((await unpackAll([gz.subarray(0, 9)])).rejected).toEqual([
      { source: "in", reason: "It is cut short before its content begins." },
    ]);
  });

  test("octets after its end are left out, and it says so", async () => {
    expect(await unpackAll([Buffer.concat([gz, Buffer.from("and a signature of somebody")])])).toEqual({
      documents: found,
      rejected: [],
      flaws: ["After its end come octets that do not belong to it."],
    });
  });

  test("octets after its end do not make a wrong checksum right", async () => {
    for (const at of [gz.length - 8, gz.length - 4]) {
      const wrong = Buffer.concat([gz, Buffer.from("and more")]);
      wrong[at] = (wrong[at] as number) ^ 1;
      expect((await unpackAll([wrong])).documents).toEqual([]);
    }
  });

  test("with a wrong checksum its numbers may be wrong: none of it", async () => {
    const wrong = Buffer.from(gz);
    wrong[wrong.length - 8] = (wrong[wrong.length - 8] as number) ^ 1;
    expect(await unpackAll([wrong])).toEqual({
      documents: [],
      rejected: [{ source: "in", reason: "Its checksum does not fit its content, so nothing in it can be trusted." }],
      flaws: [],
    });
  });

  test("with other octets in its middle: none of it", async () => {
    const wrong = gzipSync(`${XML}${noise(100_000)}`);
    wrong.fill(0xff, 40_000, 40_100);
    const { documents, rejected } = await unpackAll([wrong]);
    expect(documents).toEqual([]);
    expect(rejected).toHaveLength(1);
  });

  test("cut short around a mailbox, messages may be missing: that is told once", async () => {
    const report = mail([{ type: "text/xml", content: XML, filename: "a.xml" }]);
    const packed = gzipSync(mboxOf([report, mail([{ type: "text/plain", content: noise(5_000) }])]));
    const { documents, rejected } = await unpackAll([packed.subarray(0, -900)]);
    expect(documents.map(({ source }) => source)).toEqual(["in: message 1: a.xml"]);
    expect(rejected).toContainEqual({ source: "in", reason: "It is cut short." });
  });
});

describe("nesting", () => {
  const nested = (times: number): Buffer =>
    Array.from({ length: times }).reduce<Buffer>(inner => gzipSync(inner), Buffer.from(XML));

  test("four containers are opened, five are not", async () => {
    expect((await unpackAll([nested(4)])).documents).toEqual(found);
    expect(await unpackAll([nested(5)])).toEqual({
      documents: [],
      rejected: [{ source: "in", reason: "It is packed more than 4 times over." }],
      flaws: [],
    });
  });

  test("what is too deep leaves its neighbours alone", async () => {
    const zip = await zipOf({ "deep.gz": nested(5), "good.xml": XML });
    const { documents, rejected } = await unpackAll([zip]);
    expect(documents.map(({ source }) => source)).toEqual(["in: good.xml"]);
    expect(rejected).toEqual([{ source: "in: deep.gz", reason: "It is packed more than 4 times over." }]);
  });
});

describe("limits", () => {
  const small = { ...UNPACK_LIMITS, freeOctets: 1_000_000 };
  const bomb = gzipSync(Buffer.concat([Buffer.from(XML), Buffer.alloc(40_000_000, "<record/>")]));

  test("what unpacks to hundreds of times its size is stopped early", async () => {
    expect((await unpackAll([bomb], small)).rejected).toEqual([
      { source: "in", reason: "It unpacks to more than 250 times its size." },
    ]);
  });

  test("so is what does it in two steps, neither of which is too much", async () => {
    const twice = gzipSync(gzipSync(Buffer.concat([Buffer.from(XML), Buffer.alloc(50_000_000, " ")])));
    expect((await unpackAll([gzipSync(gzipSync(XML))], small)).rejected).toEqual([]);
    expect((await unpackAll([twice], { ...small, ratio: 1_020 })).rejected).toEqual([
      { source: "in", reason: "It unpacks to more than 1020 times its size." },
    ]);
  });

  test("so are the members of a zip together, and those that are left are not opened", async () => {
    const member = Buffer.concat([Buffer.from(XML), Buffer.alloc(900_000, "<record/>")]);
    const zip = await zipOf(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}.xml`, member])));
    const { documents, rejected } = await unpackAll([zip], { ...small, ratio: 20 });
    expect(documents.length).toBeGreaterThan(0);
    expect(documents.length + rejected.length).toBeLessThan(10);
    expect(rejected.at(-1)?.reason).toMatch(/^It unpacks to too much\. \d+ of its 50 members were not read\.$/);
  });

  test("a document has a largest size, whatever it is packed like", async () => {
    const large = gzipSync(noise(600_000));
    const limits = { ...small, mostOctets: 500_000 };
    expect((await unpackAll([gzipSync(XML)], limits)).documents).toEqual(found);
    expect(
      (await unpackAll([gzipSync(`${XML}${noise(600_000)}`)], limits)).rejected.map(({ reason }) => reason),
    ).toEqual(["It unpacks to more than 0 MB."]);
    expect(large.length).toBeGreaterThan(300_000);
  });

  test("many rejections of one file become one", async () => {
    const zip = await zipOf(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.txt`, "nothing"])));
    for (const limits of [{ rejections: 4 }, { zipRejections: 4 }]) {
      const { rejected } = await unpackAll([zip], { ...small, ...limits });
      expect(rejected).toHaveLength(5);
      expect(rejected.at(-1)).toEqual({ source: "in", reason: "5 more of what is in it was rejected." });
    }
  });
});

test("errors of the octets handed in are not taken for broken files", async () => {
  const broken = function* (): Generator<Buffer> {
    yield gz.subarray(0, 10);
    throw new Error("the connection is gone");
  };
  await expect(unpackAll(broken())).rejects.toThrow("the connection is gone");
});
