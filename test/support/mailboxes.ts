/** Messages in the Maildirs of the tests' IMAP server, put there and looked at behind its back. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";

let delivered = 0;

/** Delivers messages into a Maildir folder; returns what stands in each. */
export function deliver(folder: string, count: number, octets = 400): readonly string[] {
  const texts: string[] = [];
  for (let made = 0; made < count; made += 1) {
    delivered += 1;
    const head = `From: reports@receiver.example\r\nTo: dmarc@client.example\r\nSubject: Report ${delivered}\r\n\r\n`;
    const line = `${delivered}: ${"x".repeat(60)}\r\n`;
    const text = head + line.repeat(Math.max(1, Math.ceil((octets - head.length) / line.length)));
    // The name gives the order.
    writeFileSync(join(folder, "new", `${1_700_000_000 + delivered}.M${delivered}.test`), text);
    texts.push(text);
  }
  return texts;
}

/** A digest of each message below a Maildir, sorted, whatever its file is called and whichever line ends its server keeps. */
export function contents(maildir: string): readonly string[] {
  return readdirSync(maildir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\/(new|cur)$/.test(entry.parentPath))
    .map(entry => digest(readFileSync(join(entry.parentPath, entry.name), "latin1").replaceAll("\r\n", "\n")))
    .toSorted();
}

export function digest(octets: Uint8Array | string): string {
  return createHash("sha256").update(octets).digest("hex");
}

/** Names of the files in a folder with the flags that its server keeps in them. */
export function files(folder: string): readonly string[] {
  return ["new", "cur"].flatMap(part => readdirSync(join(folder, part)));
}
