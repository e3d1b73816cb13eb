/** What feedback comes packed in, made for the tests, and everything that `unpack` finds in it. */
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { crc32, deflateRawSync } from "node:zlib";
import { ZipFile } from "yazl";
import { Unreadable, type RejectedSource } from "../../src/feedback/feedback-document.ts";
import { unpack } from "../../src/feedback/unpack.ts";
import type { UnpackLimits } from "../../src/feedback/unpack-limits.ts";

export const XML = `<?xml version="1.0"?>\n<feedback><report_metadata><org_name>reporter.example</org_name></report_metadata></feedback>\n`;
export const JSON_REPORT = `{"organization-name":"reporter.example","report-id":"1","policies":[]}`;

export interface Unpacked {
  /** In order. */
  readonly documents: readonly { readonly source: string; readonly format: string; readonly text: string }[];
  readonly rejected: readonly RejectedSource[];
  readonly flaws: readonly string[];
}

/** Pieces of any size come in as they are. Documents that break while they are read are rejected, as `ingest` does it. */
export async function unpackAll(pieces: Iterable<Uint8Array>, limits?: UnpackLimits): Promise<Unpacked> {
  const documents: { source: string; format: string; text: string }[] = [];
  const rejected: RejectedSource[] = [];
  const flaws: string[] = [];
  for await (const found of unpack("in", inPieces(pieces), limits)) {
    if ("reason" in found) rejected.push(found);
    else
      try {
        const octets: Buffer[] = [];
        for await (const piece of found.octets) octets.push(Buffer.from(piece));
        documents.push({ source: found.source, format: found.format, text: Buffer.concat(octets).toString("utf8") });
        flaws.push(...found.flaws());
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        rejected.push({ source: found.source, reason: error.message });
      }
  }
  return { documents, rejected, flaws };
}

async function* inPieces(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Cut into pieces of a size. */
export function cut(octets: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(octets.length / size) }, (_, at) =>
    octets.subarray(at * size, (at + 1) * size),
  );
}

/** Data descriptors, as streams write zips, with `streamed`. */
export function zipOf(members: Readonly<Record<string, string | Buffer>>, streamed = false): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(members))
    if (streamed) zip.addReadStreamLazy(name, done => done(null, streamOf(Buffer.from(content))));
    else zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return streamOctets(zip.outputStream);
}

export function zip64Of(name: string, content: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(content), name, { forceZip64Format: true });
  zip.end({ forceZip64Format: true } as never);
  return streamOctets(zip.outputStream);
}

function streamOf(octets: Buffer): NodeJS.ReadableStream {
  return Readable.from([octets]);
}

function streamOctets(stream: NodeJS.ReadableStream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    stream.on("data", piece => pieces.push(Buffer.from(piece)));
    stream.on("end", () => resolve(Buffer.concat(pieces)));
    stream.on("error", reject);
  });
}

/** What a zip library would not write. */
export interface RawMember {
  readonly name: string | Buffer;
  readonly content: string | Buffer;
  /** 8 unless told. */
  readonly method?: number;
  readonly flags?: number;
  readonly checksum?: number;
  /** Packed already; `content` is then only what the checksum is of. */
  readonly packed?: Buffer;
  /** The member is that one's octets again: its place in the list. */
  readonly at?: number;
  readonly attributes?: number;
}

export function rawZip(members: readonly RawMember[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let size = 0;
  const add = (octets: Buffer): void => {
    pieces.push(octets);
    size += octets.length;
  };
  for (const { name, content, method = 8, flags = 0, checksum, packed, at, attributes = 0 } of members) {
    const named = Buffer.from(name);
    const octets = Buffer.from(content);
    const data = packed ?? (method === 0 ? octets : deflateRawSync(octets));
    const offset = at === undefined ? size : (offsets[at] ?? 0);
    offsets.push(offset);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(checksum ?? crc32(octets), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(octets.length, 18);
    common.writeUInt16LE(named.length, 22);
    if (at === undefined) {
      add(Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, named]));
      add(data);
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(attributes, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x03", "latin1"), common, tail, named);
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(size, 16);
  return Buffer.concat([...pieces, listed, end]);
}

export interface MailPart {
  readonly type: string;
  readonly content: string | Buffer;
  readonly encoding?: "base64" | "quoted-printable" | "8bit";
  readonly filename?: string;
}

/** A multipart/mixed message of a reporter. */
export function mail(parts: readonly MailPart[], subject = "Report domain: client.example"): Buffer {
  let boundary = "=_part";
  while (parts.some(({ content }) => content.includes(`--${boundary}`))) boundary += "_";
  return Buffer.concat([
    Buffer.from(
      `From: reports@reporter.example\nTo: dmarc@client.example\nSubject: ${subject}\nMIME-Version: 1.0\n` +
        `Content-Type: multipart/mixed;\n boundary="${boundary}"\n\nThis is a message in parts.\n`,
    ),
    ...parts.flatMap(part => [Buffer.from(`\n--${boundary}\n`), mailPart(part)]),
    Buffer.from(`\n--${boundary}--\n`),
  ]);
}

function mailPart({ type, content, encoding = "base64", filename }: MailPart): Buffer {
  const header = [
    `Content-Type: ${type}`,
    `Content-Transfer-Encoding: ${encoding}`,
    ...(filename === undefined ? [] : [`Content-Disposition: attachment; filename="${filename}"`]),
  ];
  const body = Buffer.from(content);
  const encoded =
    encoding === "base64"
      ? Buffer.from(body.toString("base64").replace(/.{76}/g, "$&\n"))
      : encoding === "8bit"
        ? body
        : Buffer.from(quotedPrintable(body));
  return Buffer.concat([Buffer.from(`${header.join("\n")}\n\n`), encoded]);
}

function quotedPrintable(octets: Buffer): string {
  return [...octets]
    .map(octet =>
      octet === 0x0a || (octet >= 0x20 && octet < 0x7f && octet !== 0x3d)
        ? String.fromCharCode(octet)
        : `=${octet.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("")
    .replace(/[^\n]{60}(?![0-9A-F]?\n)(?<!=.?)/g, "$&=\n");
}

export function mboxOf(messages: readonly Buffer[]): Buffer {
  return Buffer.concat(
    messages.flatMap(message => [
      Buffer.from("From reports@reporter.example Fri Jul  8 12:08:34 2011\n"),
      Buffer.from(message.toString("latin1").replace(/^(>*From )/gm, ">$1"), "latin1"),
      Buffer.from("\n"),
    ]),
  );
}
