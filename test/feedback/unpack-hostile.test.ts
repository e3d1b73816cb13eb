/** Bombs and giants, each in a folder with a good report, in a process of its own whose memory is measured. */
import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, crc32, deflateRawSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { XML, mail, rawZip } from "../support/containers.ts";
import type { Measured } from "../support/measure-unpack.ts";

const MB = 1024 * 1024;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mailwright-test-"));
  writeFileSync(join(folder, "z-good.xml"), XML);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function measured(): Measured {
  const script = join(__dirname, "../support/measure-unpack.ts");
  return JSON.parse(execFileSync(process.execPath, [script, folder], { encoding: "utf8" })) as Measured;
}

/** What a folder with something hostile comes to: the good report came through, with little told, memory and time. */
function outcome(): object {
  const { documents, rejected, milliseconds, megabytes } = measured();
  return {
    good: documents.some(path => path.endsWith("z-good.xml")),
    rejected: rejected.length < 120 ? rejected.join("\n") : rejected.length,
    memory: megabytes < 400 ? "modest" : `${megabytes} MB`,
    time: milliseconds < 2_000 ? "short" : `${milliseconds} ms`,
  };
}

function refused(reason: RegExp): object {
  return { good: true, rejected: expect.stringMatching(reason), memory: "modest", time: "short" };
}

const HEAD = Buffer.from("<?xml version='1.0'?><feedback>");
const RECORDS = Buffer.from("<record><row><count>1</count></row></record>\n".repeat(24_000));

/** Packs 20 to 1, as reports do. */
const ROWS = Buffer.from(
  Array.from(
    { length: 40_000 },
    (_, row) =>
      `<record><row><source_ip>192.0.2.${(row * 7_919) % 256}</source_ip><count>${(row * row) % 977}</count></row></record>\n`,
  ).join(""),
);

/** A raw deflate stream of a head and a block many times over, each flushed to a whole octet: gigabytes in no time. */
function deflated(block: Buffer, octets: number, head = HEAD): Buffer {
  const flushed = { finishFlush: constants.Z_SYNC_FLUSH };
  const packed = deflateRawSync(block, flushed);
  const times = Math.ceil(octets / block.length);
  return Buffer.concat([
    deflateRawSync(head, flushed),
    ...Array.from({ length: times }, () => packed),
    Buffer.from([3, 0]),
  ]);
}

/** RFC 1952 §2.3, the trailer to be found wrong after the last octet, where nobody gets with a bomb. */
function asGzip(raw: Buffer, trailer: Buffer = Buffer.alloc(8)): Buffer {
  return Buffer.concat([Buffer.from("1f8b0800000000000003", "hex"), raw, trailer]);
}

describe("bombs: a gigabyte from a few megabytes or less", () => {
  test("gzip", () => {
    const bomb = asGzip(deflated(RECORDS, 1024 * MB));
    expect(bomb.length).toBeLessThan(6 * MB);
    writeFileSync(join(folder, "bomb.xml.gz"), bomb);
    expect(outcome()).toEqual(refused(/bomb\.xml\.gz: It unpacks to more than 250 times its size\./));
  });

  test("gzip of nothing but zeros", () => {
    writeFileSync(join(folder, "bomb.gz"), asGzip(deflated(Buffer.alloc(MB), 1024 * MB, Buffer.alloc(9))));
    expect(outcome()).toEqual(refused(/bomb\.gz: It is neither a report nor a container of one\./));
  });

  test("zip", () => {
    const bomb = { name: "bomb.xml", content: "", packed: deflated(RECORDS, 1024 * MB) };
    writeFileSync(join(folder, "bomb.zip"), rawZip([bomb, { name: "good.xml", content: XML }]));
    expect(outcome()).toEqual(refused(/bomb\.xml: It unpacks to more than 250 times its size\./));
  });

  test("zip whose members share a gigabyte's octets", () => {
    const shared = { content: "", packed: deflated(ROWS, 20 * MB) };
    const members = Array.from({ length: 5_000 }, (_, at) => ({ ...shared, name: `${at}.xml` }));
    writeFileSync(
      join(folder, "bomb.zip"),
      rawZip(members.map((member, at) => (at === 0 ? member : { ...member, at: 0 }))),
    );
    expect(outcome()).toEqual(refused(/Its members overlap\./));
  });

  test("zips in zips in zips, sixteen each (42.zip)", () => {
    const inner = Buffer.alloc(8 * MB, "<record/>");
    let zip = rawZip([{ name: "0.xml", content: inner }]);
    for (let depth = 0; depth < 6; depth += 1) {
      const member = zip;
      zip = rawZip(Array.from({ length: 16 }, (_, at) => ({ name: `${at}.zip`, content: member })));
    }
    writeFileSync(join(folder, "42.zip"), zip);
    expect(outcome()).toEqual(refused(/packed more than 4 times over\.\n.* more of what is in it was rejected\.$/));
  });

  test("a gzip bomb as an attachment", () => {
    const bomb = asGzip(deflated(RECORDS, 300 * MB));
    writeFileSync(join(folder, "bomb.eml"), mail([{ type: "application/gzip", content: bomb, filename: "b.gz" }]));
    expect(outcome()).toEqual(refused(/bomb\.eml: b\.gz: It unpacks to more than 250 times its size\./));
  });
});

test("ten thousand members, each of them something", () => {
  writeFileSync(
    join(folder, "many.zip"),
    rawZip(Array.from({ length: 10_000 }, (_, at) => ({ name: `${at}.xml`, content: XML }))),
  );
  expect(outcome()).toEqual(refused(/many\.zip: It has more than 1000 members\./));
});

describe("giants that are no bombs go through in little memory", () => {
  const LARGE = 600 * MB;

  test("XML in a gzip, in a zip, in a gzip in a message", () => {
    const raw = deflated(ROWS, LARGE);
    const times = Math.ceil(LARGE / ROWS.length);
    let checksum = crc32(HEAD);
    for (let at = 0; at < times; at += 1) checksum = crc32(ROWS, checksum);
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(checksum);
    trailer.writeUInt32LE(HEAD.length + times * ROWS.length, 4);
    const gzip = asGzip(raw, trailer);
    expect(gzip.length).toBeGreaterThan(LARGE / 40);
    writeFileSync(join(folder, "a.xml.gz"), gzip);
    writeFileSync(join(folder, "b.zip"), rawZip([{ name: "b.xml", content: "", packed: raw, checksum }]));
    writeFileSync(join(folder, "c.eml"), mail([{ type: "application/gzip", content: gzip, filename: "c.gz" }]));
    const { documents, rejected, octets, megabytes } = measured();
    expect(rejected).toEqual([]);
    expect(documents.map(path => basename(path))).toEqual(["a.xml.gz", "b.zip: b.xml", "c.eml: c.gz", "z-good.xml"]);
    expect(octets).toBeGreaterThan(3 * LARGE);
    expect(megabytes).toBeLessThan(350);
  }, 30_000);

  test("a mailbox", async () => {
    const message = mail([
      { type: "application/gzip", content: gzipSync(XML), filename: "a.gz" },
      { type: "text/plain", content: Buffer.alloc(5 * MB, "words ") },
    ]);
    const mailbox = function* (): Generator<Buffer> {
      for (let at = 0; at < 60; at += 1)
        yield Buffer.concat([Buffer.from("From a@b.example Fri Jul  8 12:08:34 2011\n"), message, Buffer.from("\n")]);
    };
    await pipeline(Readable.from(mailbox()), createWriteStream(join(folder, "large.mbox")));
    const { documents, rejected, megabytes } = measured();
    expect(rejected).toEqual([]);
    expect(documents).toHaveLength(61);
    expect(megabytes).toBeLessThan(250);
  });

  test("a message and a zip at the limit of what is held, and beyond", async () => {
    const filler = Buffer.alloc(45 * MB, gzipSync(ROWS).subarray(100));
    writeFileSync(
      join(folder, "large.eml"),
      mail([
        { type: "image/png", content: filler },
        { type: "application/gzip", content: gzipSync(XML), filename: "a.gz" },
      ]),
    );
    writeFileSync(
      join(folder, "large.zip"),
      rawZip([
        { name: "a.xml", content: XML },
        { name: "b.bin", content: filler, method: 0 },
        { name: "c.xml", content: XML },
      ]),
    );
    writeFileSync(
      join(folder, "larger.zip"),
      rawZip([{ name: "a.xml", content: XML }, ...["b", "c", "d"].map(name => ({ name, content: filler, method: 0 }))]),
    );
    const { documents, rejected, megabytes } = measured();
    expect(documents.map(path => basename(path))).toEqual([
      "large.eml: a.gz",
      "large.zip: a.xml",
      "large.zip: c.xml",
      "z-good.xml",
    ]);
    expect(rejected.map(path => basename(path))).toEqual([
      "large.zip: b.bin: It is neither a report nor a container of one.",
      "larger.zip: A zip of more than 100 MB is not read.",
    ]);
    expect(megabytes).toBeLessThan(400);
  });
});
