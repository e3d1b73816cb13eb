import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Unreadable } from "../../../src/feedback/feedback-document.ts";
import { fileSources } from "../../../src/feedback/sources/files.ts";
import { listFiles } from "../../../src/feedback/sources/list-files.ts";
import { unpack } from "../../../src/feedback/unpack.ts";
import { XML, mail, rawZip } from "../../support/containers.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mailwright-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** `path: content` or `path! reason`, in order, relative to the folder. */
async function read(paths = [folder], stdin?: AsyncIterable<Uint8Array>): Promise<string[]> {
  const found: string[] = [];
  for await (const one of fileSources(listFiles(paths), stdin)) {
    const name = one.source.replace(`${folder}/`, "");
    if ("reason" in one) found.push(`${name}! ${one.reason}`);
    else
      try {
        const pieces: Uint8Array[] = [];
        for await (const piece of one.octets) pieces.push(piece);
        const octets = Buffer.concat(pieces);
        if (one.size !== undefined) expect(octets).toHaveLength(one.size);
        found.push(`${name}: ${octets.length > 100 ? octets.length : octets.toString()}`);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
        found.push(`${name}! ${(error as Error).message}`);
      }
  }
  return found;
}

describe("files and folders", () => {
  test("all below a folder in the order of their names, but what begins with a dot", async () => {
    write({ "b.xml": "1", "a/z.xml": "2", "a/.hidden/x.xml": "3", "a/y.xml": "4", ".DS_Store": "5", "C.xml": "6" });
    expect(await read()).toEqual(["C.xml: 6", "a/y.xml: 4", "a/z.xml: 2", "b.xml: 1"]);
  });

  test("paths in the order they were named, also one that begins with a dot", async () => {
    write({ ".b.xml": "1", "a.xml": "2" });
    expect(await read([join(folder, ".b.xml"), join(folder, "a.xml")])).toEqual([".b.xml: 1", "a.xml: 2"]);
  });

  test("more than are read ahead, with large ones and empty ones among them", async () => {
    const files = Array.from({ length: 100 }, (_, at) => [
      `${String(at).padStart(3, "0")}.xml`,
      at % 10 === 3 ? "" : at % 10 === 7 ? "x".repeat(600_000 + at) : `${at}`,
    ]);
    write(Object.fromEntries(files) as Record<string, string>);
    expect(await read()).toEqual(
      files.map(([name, text = ""]) =>
        text === "" ? `${name}! It is empty.` : `${name}: ${text.length > 100 ? text.length : text}`,
      ),
    );
  });

  test("a listing tells how much there is before any of it is read", () => {
    write({ "a.xml": "12345", "b/c.xml": "x".repeat(1_000), "empty.xml": "" });
    const { entries, octets } = listFiles([folder, "-"]);
    expect({ entries: entries.length, octets }).toEqual({ entries: 4, octets: 1_005 });
  });

  test("a path that names nothing is a mistake of who named it", () => {
    expect(() => listFiles([folder, join(folder, "no\x1b[31m.xml")])).toThrow(
      new Unreadable(`${folder}/no?[31m.xml cannot be read: It does not exist.`),
    );
  });
});

describe("what cannot be read is rejected, and the rest is read", () => {
  test("a file that went away, small or large, between listing and reading", async () => {
    write({ "a.xml": "1", "b.xml": "x".repeat(600_000), "c.xml": "3" });
    const listing = listFiles([folder]);
    unlinkSync(join(folder, "a.xml"));
    unlinkSync(join(folder, "b.xml"));
    const found: string[] = [];
    for await (const one of fileSources(listing))
      if ("reason" in one) found.push(one.reason);
      else
        for await (const document of unpack(one.source, one.octets))
          found.push("reason" in document ? document.reason : "");
    expect(found).toEqual([
      "It does not exist.",
      "It does not exist.",
      "It is neither a report nor a container of one.",
    ]);
  });

  test("a file and a folder without permission", async () => {
    write({ "a.xml": "1", "b/c.xml": "2", "d.xml": "3" });
    chmodSync(join(folder, "a.xml"), 0);
    chmodSync(join(folder, "b"), 0);
    try {
      // Root may read everything: then there is nothing to see.
      const refused = process.getuid?.() !== 0;
      expect(await read()).toEqual(
        refused
          ? ["a.xml! It may not be read (permission denied).", "b! It may not be read (permission denied).", "d.xml: 3"]
          : ["a.xml: 1", "b/c.xml: 2", "d.xml: 3"],
      );
    } finally {
      chmodSync(join(folder, "b"), 0o700);
    }
  });

  test("a pipe and a socket, which would never end", async () => {
    execFileSync("mkfifo", [join(folder, "a.pipe")]);
    const server = await listening(join(folder, "b.sock"));
    write({ "c.xml": "1" });
    try {
      expect(await read()).toEqual([
        "a.pipe! It is neither a file nor a folder.",
        "b.sock! It is neither a file nor a folder.",
        "c.xml: 1",
      ]);
    } finally {
      server.close();
    }
    expect(await read(["/dev/zero"])).toEqual(["/dev/zero! It is neither a file nor a folder."]);
  });

  test("links: followed, but never in a circle, and none that leads nowhere", async () => {
    write({ "a/b.xml": "1", "outside.xml": "2" });
    symlinkSync("..", join(folder, "a/up"));
    symlinkSync("../outside.xml", join(folder, "a/c.xml"));
    symlinkSync("nowhere", join(folder, "a/d.xml"));
    symlinkSync("e.xml", join(folder, "a/e.xml"));
    linkSync(join(folder, "outside.xml"), join(folder, "hard.xml"));
    expect(await read()).toEqual([
      "a/b.xml: 1",
      "a/c.xml: 2",
      "a/d.xml! It does not exist.",
      "a/e.xml! It is a link that leads to itself.",
      "hard.xml: 2",
      "outside.xml: 2",
    ]);
  });

  test("a name with escapes is shown without them", async () => {
    write({ "a\x1b[31m\n.xml": "1" });
    expect(await read()).toEqual(["a?[31m?.xml: 1"]);
  });
});

describe("Maildir", () => {
  test("new and read mail, also in its folders; not what is being delivered, nor the server's own files", async () => {
    write({
      "mail/cur/1:2,S": "1",
      "mail/new/2": "2",
      "mail/tmp/3": "3",
      "mail/dovecot.index.log": "4",
      "mail/subscriptions": "5",
      "mail/.Reports/cur/6": "6",
      "mail/.Reports/new/7": "7",
      "mail/.Reports/tmp/8": "8",
      "mail/.Reports/maildirfolder": "",
      "mail/cur/.nfs000": "9",
    });
    expect(await read()).toEqual([
      "mail/.Reports/cur/6: 6",
      "mail/.Reports/new/7: 7",
      "mail/cur/1:2,S: 1",
      "mail/new/2: 2",
    ]);
  });

  test("its messages are read as mail", async () => {
    write({
      "cur/1:2,S": mail([{ type: "application/gzip", content: gzipSync(XML), filename: "r.gz" }]),
      "new/2": "Subject: x\n\n",
      "tmp/3": "",
    });
    const found: string[] = [];
    for await (const one of fileSources(listFiles([folder])))
      if (!("reason" in one))
        for await (const document of unpack(one.source, one.octets))
          found.push(`${document.source.replace(folder, "")}${"reason" in document ? `! ${document.reason}` : ""}`);
    expect(found).toEqual(["/cur/1:2,S: r.gz", "/new/2! There is no report in this message."]);
  });
});

test("standard input", async () => {
  const stdin = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from("from a pipe");
  };
  write({ "a.xml": "1" });
  expect(await read(["-", folder], stdin())).toEqual(["standard input: from a pipe", "a.xml: 1"]);
  expect(() => listFiles(["-", folder, "-"])).toThrow(new Unreadable("Standard input (-) can be read once."));
});

test("a folder of very many files is listed quickly", async () => {
  const zip = rawZip([{ name: "a.xml", content: XML }]);
  for (let at = 0; at < 2_000; at += 1) writeFileSync(join(folder, `${at}.zip`), zip);
  const began = performance.now();
  expect(listFiles([folder]).entries).toHaveLength(2_000);
  // Fifty times that is under ten seconds.
  expect(performance.now() - began).toBeLessThan(200);
});

function listening(path: string): Promise<Server> {
  return new Promise(resolve => {
    const server = createServer().listen(path, () => resolve(server));
  });
}
