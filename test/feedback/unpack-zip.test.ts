import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { UNPACK_LIMITS } from "../../src/feedback/unpack-limits.ts";
import { XML, rawZip, unpackAll, zip64Of, zipOf } from "../support/containers.ts";

const good = { name: "good.xml", content: XML };
const goodOne = { source: "in: good.xml", format: "xml", text: XML };

test("members in the order of the directory, packed again or not, streamed or not", async () => {
  const members = { "a.xml": XML, "b.xml.gz": gzipSync(XML), "c/d.zip": await zipOf({ "e.xml": XML }) };
  const names = ["in: a.xml", "in: b.xml.gz", "in: c/d.zip: e.xml"];
  for (const zip of [await zipOf(members), await zipOf(members, true)]) {
    const { documents, rejected } = await unpackAll([zip]);
    expect(documents.map(({ source }) => source)).toEqual(names);
    expect(documents.every(({ text }) => text === XML)).toBe(true);
    expect(rejected).toEqual([]);
  }
});

test("zip64, and a member that is stored as it is", async () => {
  expect((await unpackAll([await zip64Of("good.xml", XML)])).documents).toEqual([goodOne]);
  expect((await unpackAll([rawZip([{ ...good, method: 0 }])])).documents).toEqual([goodOne]);
});

test("folders and what desktops leave behind are passed over", async () => {
  const zip = rawZip([
    { name: "folder/", content: "" },
    { name: "__MACOSX/._good.xml", content: "\0\x05\x16\x07" },
    { name: "folder/.DS_Store", content: "Bud1" },
    good,
  ]);
  expect(await unpackAll([zip])).toEqual({ documents: [goodOne], rejected: [], flaws: [] });
});

describe("one bad member is named, and the good one beside it comes through", () => {
  test.each<[string, Parameters<typeof rawZip>[0][number], string]>([
    ["no report", { name: "readme.txt", content: "Hello" }, "It is neither a report nor a container of one."],
    ["empty", { name: "empty.xml", content: "" }, "It is empty."],
    ["encrypted", { name: "secret.xml", content: XML, flags: 1 }, "It is encrypted."],
    ["deflate64", { name: "odd.xml", content: XML, method: 9 }, "It is compressed by method 9, which is not read."],
    [
      "a wrong checksum",
      { name: "wrong.xml", content: XML, checksum: 1 },
      "Its checksum does not fit its content, so nothing in it can be trusted.",
    ],
    [
      "broken content",
      { name: "broken.xml", content: XML, packed: Buffer.alloc(40, 0xff) },
      "Its compressed content is damaged.",
    ],
    [
      "half its content",
      { name: "half.xml", content: XML, packed: deflateRawSync(XML).subarray(0, 30) },
      "Its compressed content is damaged.",
    ],
  ])("%s", async (_, member, reason) => {
    const { documents, rejected } = await unpackAll([rawZip([member, good])]);
    expect(documents).toEqual([goodOne]);
    expect(rejected).toEqual([{ source: `in: ${String(member.name)}`, reason }]);
  });

  test("a wrong checksum of a large one, which streams", async () => {
    const large = Array.from({ length: 120_000 }, (_, at) => `${at * 7_919}`).join(";") + "x".repeat(40_000_000);
    const { documents, rejected } = await unpackAll([
      rawZip([{ name: "large.xml", content: `${XML}${large}`, checksum: 1 }, good]),
    ]);
    expect(documents).toEqual([goodOne]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      "Its checksum does not fit its content, so nothing in it can be trusted.",
    ]);
  });
});

describe("names are shown and nothing else", () => {
  test("paths that lead out, terminal escapes, line ends, and names without end", async () => {
    const names = ["../../etc/passwd", "/etc/passwd", "C:\\x.xml", "a\x1b[31m\r\nb.xml", "n".repeat(60_000)];
    const { documents, rejected } = await unpackAll([rawZip(names.map(name => ({ name, content: XML })))]);
    expect(documents.map(({ source }) => source)).toEqual([
      "in: ../../etc/passwd",
      "in: /etc/passwd",
      "in: C:\\x.xml",
      "in: a?[31m??b.xml",
      `in: ${"n".repeat(120)}…`,
    ]);
    expect(rejected).toEqual([]);
  });

  test("a link is its content: the text of a path", async () => {
    const link = { name: "link.xml", content: "/etc/passwd", attributes: 0o120777 * 65_536 };
    const { documents, rejected } = await unpackAll([rawZip([link, good])]);
    expect(documents).toEqual([goodOne]);
    expect(rejected).toHaveLength(1);
  });

  test("the same name twice is two members; none at all has its number", async () => {
    const { documents } = await unpackAll([rawZip([good, good, { name: "", content: XML }])]);
    expect(documents.map(({ source }) => source)).toEqual(["in: good.xml", "in: good.xml", "in: member 3"]);
  });
});

describe("hostile directories", () => {
  test("members that share octets", async () => {
    const shared = Array.from({ length: 100 }, (_, at) => ({ name: `${at}.xml`, content: XML, at: 0 }));
    const { documents, rejected } = await unpackAll([rawZip([good, ...shared])]);
    expect(documents[0]).toEqual(goodOne);
    expect(rejected.at(-1)?.reason).toMatch(/^Its members overlap\. \d+ of its 101 members were not read\.$/);
  });

  test("more members than anybody sends", async () => {
    const members = Array.from({ length: 10_000 }, (_, at) => ({ name: `${at}.xml`, content: XML }));
    const { documents, rejected } = await unpackAll([rawZip(members)]);
    expect(documents).toHaveLength(1_000);
    expect(rejected).toEqual([
      { source: "in", reason: "It has more than 1000 members. 9000 of its 10000 members were not read." },
    ]);
  });

  test("zips in zips have one count together", async () => {
    const inner = rawZip(Array.from({ length: 10 }, (_, at) => ({ name: `${at}.xml`, content: XML })));
    const zip = rawZip(Array.from({ length: 10 }, (_, at) => ({ name: `${at}.zip`, content: inner })));
    const { documents, rejected } = await unpackAll([zip], { ...UNPACK_LIMITS, allMembers: 40 });
    expect(documents.length).toBeLessThan(40);
    expect(rejected.at(-1)?.reason).toBe(
      "What it is in holds more than 40 members. 6 of its 10 members were not read.",
    );
  });

  test("one that ends in the middle gives what it has before", async () => {
    const zip = rawZip([good, { name: "second.xml", content: XML }]);
    const second = zip.lastIndexOf("PK\x01\x02", undefined, "latin1");
    zip.fill(0, second, second + 4);
    const { documents, rejected } = await unpackAll([zip]);
    expect(documents).toEqual([goodOne]);
    expect(rejected).toEqual([{ source: "in", reason: "Its directory is damaged. 1 of its 2 members were not read." }]);
  });

  test("a member that is not where it should be", async () => {
    const zip = rawZip([{ name: "gone.xml", content: XML }, good]);
    zip.fill(0, 0, 4);
    // Still a zip by its first octets: what is before the members is anybody's.
    const { documents, rejected } = await unpackAll([Buffer.concat([zip.subarray(0, 0), zip])]);
    expect(documents).toEqual([]);
    expect(rejected).toHaveLength(1);
  });

  test("one too large to hold", async () => {
    const zip = rawZip([{ ...good, content: `${XML}${"y".repeat(2_000)}`, method: 0 }]);
    expect((await unpackAll([zip], { ...UNPACK_LIMITS, heldOctets: 2_000 })).rejected).toEqual([
      { source: "in", reason: "A zip of more than 0 MB is not read." },
    ]);
  });
});
