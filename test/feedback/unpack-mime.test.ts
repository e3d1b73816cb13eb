import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { UNPACK_LIMITS } from "../../src/feedback/unpack-limits.ts";
import { mimeParts } from "../../src/feedback/unpack-mime.ts";
import { decoded } from "../../src/feedback/unpack-transfer.ts";
import { JSON_REPORT, XML, mail, rawZip, unpackAll, zipOf, type MailPart } from "../support/containers.ts";

const gz = gzipSync(XML);
const attached: MailPart = { type: "application/gzip", content: gz, filename: "report.xml.gz" };
const found = (source: string): object => ({ source, format: "xml", text: XML });
const NO_REPORT = { source: "in", reason: "There is no report in this message." };

describe("a report is found", () => {
  test.each<[string, MailPart, string]>([
    ["as gzip", attached, "report.xml.gz"],
    ["under a wrong name and type", { type: "image/png", content: gz, filename: "logo.png" }, "logo.png"],
    [
      "as zip",
      { type: "application/zip", content: rawZip([{ name: "a.xml", content: XML }]), filename: "r.zip" },
      "r.zip: a.xml",
    ],
    ["as XML in base64", { type: "text/xml", content: XML, filename: "a.xml" }, "a.xml"],
    ["as XML in quoted-printable", { type: "text/xml", content: XML, encoding: "quoted-printable" }, "part 2"],
    ["as XML as it is", { type: "text/plain", content: XML, encoding: "8bit" }, "part 2"],
    ["as octets as they are", { type: "application/gzip", content: gz, encoding: "8bit" }, "part 2"],
    [
      "in base64 that its header does not tell",
      { type: "text/plain", content: gz.toString("base64"), encoding: "8bit" },
      "part 2",
    ],
    [
      "in a forwarded message",
      { type: "message/rfc822", content: mail([attached]), encoding: "8bit" },
      "part 2: report.xml.gz",
    ],
    [
      "in a forwarded message in base64",
      { type: "message/rfc822", content: mail([attached]) },
      "part 2: report.xml.gz",
    ],
    [
      "in a forwarded message that is called a file",
      { type: "application/octet-stream", content: mail([attached]), filename: "f.eml" },
      "f.eml: report.xml.gz",
    ],
  ])("%s", async (_, part, where) => {
    for (const message of [mail([text, part]), crlf(mail([text, part]))])
      expect(await unpackAll([message])).toEqual({
        documents: [expect.objectContaining({ source: `in: ${where}`, format: "xml" })],
        rejected: [],
        flaws: [],
      });
    const [document] = (await unpackAll([mail([text, part])])).documents;
    expect(document?.text.trimEnd()).toBe(XML.trimEnd());
  });

  const text: MailPart = { type: "text/plain", content: "This is the report of yesterday.\n", encoding: "8bit" };

  test("as all of the message, without parts", async () => {
    const message = `From: a@reporter.example\nContent-Type: application/gzip; name=r.gz\nContent-Transfer-Encoding: base64\n\n${gz.toString("base64")}\n`;
    expect((await unpackAll([Buffer.from(message)])).documents).toEqual([found("in: r.gz")]);
  });

  test("beside a signature's image, a page and a calendar, which are nothing to tell", async () => {
    const message = mail([
      { type: "text/html", content: "<html><body>Hello</body></html>", encoding: "quoted-printable" },
      { type: "image/png", content: Buffer.from("89504e470d0a1a0a", "hex"), filename: "logo.png" },
      { type: "text/calendar", content: "BEGIN:VCALENDAR\n" },
      attached,
      { type: "application/pdf", content: "%PDF-1.7" },
    ]);
    expect(await unpackAll([message])).toEqual({ documents: [found("in: report.xml.gz")], rejected: [], flaws: [] });
  });

  test("several, aggregate and TLS", async () => {
    const message = mail([
      attached,
      { type: "application/tlsrpt+gzip", content: gzipSync(JSON_REPORT), filename: "t.gz" },
    ]);
    expect((await unpackAll([message])).documents.map(({ format }) => format)).toEqual(["xml", "json"]);
  });

  test("without a closing boundary, and with one that lost its blank line", async () => {
    const message = mail([attached]).toString();
    expect((await unpackAll([Buffer.from(message.replace("--=_part--", ""))])).documents).toHaveLength(1);
    expect((await unpackAll([Buffer.from(message.slice(0, -30))])).documents).toHaveLength(1);
  });

  test("a large one in quoted-printable, decoded piece by piece", async () => {
    const xml = `${XML}${"<e a='1'>=</e>\u00fc \n".repeat(90_000)}`;
    const message = mail([{ type: "text/xml", content: xml, encoding: "quoted-printable" }]);
    expect(message.length).toBeGreaterThan(2_000_000);
    expect((await unpackAll([message])).documents[0]?.text.trimEnd()).toBe(xml.trimEnd());
    expect((await unpackAll([crlf(message)])).documents[0]?.text.replaceAll("\r", "").trimEnd()).toBe(xml.trimEnd());
  });

  test("a large one in base64, in little pieces", async () => {
    const zip = await zipOf({ "a.xml": `${XML}${"x".repeat(2_000_000)}`, "b.xml": XML });
    const filler = Buffer.alloc(1_500_000, "The quick brown fox. ");
    const message = mail([
      { type: "application/zip", content: zip, filename: "z.zip" },
      { type: "text/plain", content: filler },
    ]);
    const { documents } = await unpackAll([message]);
    expect(documents.map(({ source }) => source)).toEqual(["in: z.zip: a.xml", "in: z.zip: b.xml"]);
  });
});

describe("a message without one is one rejection", () => {
  test.each<[string, Buffer]>([
    ["spam", Buffer.from("Received: from x\nFrom: a@b.example\nSubject: Win\n\nBuy\n")],
    ["a newsletter", mail([{ type: "text/html", content: '<?xml version="1.0"?><html><a>feedback</a></html>' }])],
    [
      "an office document",
      mail([
        {
          type: "application/octet-stream",
          content: rawZip([{ name: "[Content_Types].xml", content: "<Types/>" }]),
          filename: "a.docx",
        },
      ]),
    ],
    [
      "a bounce, with the message that bounced",
      mail([
        { type: "text/plain", content: "could not be delivered", encoding: "8bit" },
        {
          type: "message/delivery-status",
          content: "Reporting-MTA: dns; mx.example\n\nAction: failed\n",
          encoding: "8bit",
        },
        { type: "message/rfc822", content: "From: a@client.example\nSubject: Hello\n\nHello\n", encoding: "8bit" },
      ]),
    ],
    ["nothing but a header", Buffer.from("From: a@b.example\nSubject: x\n")],
  ])("%s", async (_, message) => {
    expect(await unpackAll([message])).toEqual({ documents: [], rejected: [NO_REPORT], flaws: [] });
  });

  test("a broken attachment is the reason instead", async () => {
    const broken = Buffer.from(gz);
    broken[broken.length - 8] = (broken[broken.length - 8] as number) ^ 1;
    const { rejected } = await unpackAll([mail([{ ...attached, content: broken }])]);
    expect(rejected).toEqual([
      {
        source: "in: report.xml.gz",
        reason: "Its checksum does not fit its content, so nothing in it can be trusted.",
      },
    ]);
  });
});

describe("names", () => {
  const named = async (disposition: string): Promise<string | undefined> => {
    const message = `From: a@b.example\nContent-Disposition: attachment; ${disposition}\nContent-Transfer-Encoding: base64\n\n${gz.toString("base64")}\n`;
    return (await unpackAll([Buffer.from(message)])).documents[0]?.source;
  };

  test.each<[string, string]>([
    ['filename="a b.gz"', "in: a b.gz"],
    ["filename=a.gz; size=1", "in: a.gz"],
    ["FileName = a.gz", "in: a.gz"],
    ['filename="a\\"b.gz"', 'in: a"b.gz'],
    ["filename*=utf-8''caf%C3%A9.gz", "in: café.gz"],
    ['\n filename="folded.gz"', "in: folded.gz"],
    ['filename="../../etc/passwd"', "in: ../../etc/passwd"],
    ['filename="a\x1b[2Jb\x9bc"', "in: a?[2Jb?c"],
    ["filename*=utf-8''a%0D%0ASubject:%20x%1B%5B31m", "in: a??Subject: x?[31m"],
    [`filename="${"n".repeat(3_000)}"`, `in: ${"n".repeat(120)}…`],
    ['filename=""', "in: part 1"],
  ])("%s", async (disposition, source) => {
    expect(await named(disposition)).toBe(source);
  });

  test("a subject with escapes is shown nowhere", async () => {
    const message = mail([attached], "x\x1b[31m\r\nBcc: everyone@b.example");
    expect(JSON.stringify(await unpackAll([message]))).not.toMatch(/\\u001b|Bcc/);
  });
});

describe("hostile messages end early, with what came before", () => {
  const withGood = (rest: string): Buffer =>
    Buffer.concat([mail([attached]).subarray(0, -"--=_part--\n".length), Buffer.from(rest)]);

  test("more parts than anybody sends", async () => {
    const { documents, rejected } = await unpackAll([withGood("--=_part\n\n".repeat(5_000))]);
    expect(documents).toEqual([found("in: report.xml.gz")]);
    expect(rejected).toEqual([{ source: "in", reason: "It has more than 1000 parts." }]);
  });

  test("parts in parts in parts", async () => {
    const deep = Array.from(
      { length: 200 },
      (_, at) => `--${at === 0 ? "=_part" : `b${at}`}\nContent-Type: multipart/mixed; boundary=b${at + 1}\n\n`,
    );
    const { documents, rejected } = await unpackAll([withGood(deep.join(""))]);
    expect(documents).toEqual([found("in: report.xml.gz")]);
    expect(rejected).toEqual([{ source: "in", reason: "Its parts are nested deeper than 20." }]);
  });

  test("messages in messages in messages", async () => {
    const deep = Array.from({ length: 8 }).reduce<Buffer>(
      inner => mail([{ type: "message/rfc822", content: inner, encoding: "8bit" }]),
      mail([attached]),
    );
    const { documents, rejected } = await unpackAll([
      mail([attached, { type: "message/rfc822", content: deep, encoding: "8bit" }]),
    ]);
    expect(documents).toEqual([found("in: report.xml.gz")]);
    expect(rejected).toEqual([expect.objectContaining({ reason: "It is packed more than 4 times over." })]);
  });

  test("a header without end", async () => {
    const { documents, rejected } = await unpackAll([withGood(`--=_part\n${"X-Long: x\n".repeat(200_000)}\n`)]);
    expect(documents).toEqual([found("in: report.xml.gz")]);
    expect(rejected).toEqual([{ source: "in", reason: "The header of a part is longer than 1 MB." }]);
  });

  test("lines like a boundary without end", async () => {
    const { documents, rejected } = await unpackAll([withGood(`--=_part\n\n${"--=_partx\n".repeat(1_100_000)}`)]);
    expect(documents).toEqual([found("in: report.xml.gz")]);
    expect(rejected).toEqual([{ source: "in", reason: "It has more than 1000000 lines like a boundary." }]);
  });

  test.each<[string, () => Buffer]>([
    ["millions of short lines", () => withGood(`--=_part\n\n${"a\n".repeat(4_000_000)}`)],
    ["millions of lines like a boundary", () => withGood("--=_partx\n".repeat(3_000_000))],
    [
      "a boundary of dashes in a body of dashes",
      () =>
        Buffer.from(
          `From: a@b.example\nContent-Type: multipart/mixed; boundary="${"-".repeat(69)}x"\n\n${"-".repeat(30_000_000)}`,
        ),
    ],
    [
      "white space without end",
      () =>
        Buffer.from(
          `From: a@b.example\nContent-Type: multipart/mixed;${" ".repeat(900_000)}boundary${" ".repeat(90_000)}=\n\n`,
        ),
    ],
    [
      "a field folded without end",
      () => Buffer.from(`From: a@b.example\nContent-Type: multipart/mixed;${"\n ;".repeat(300_000)}\n\n`),
    ],
    [
      "equals signs",
      () =>
        mail(
          [{ type: "text/plain", content: "=".repeat(5_000_000), encoding: "quoted-printable" }].map(part => ({
            ...part,
            encoding: "8bit" as const,
            type: "text/plain\nContent-Transfer-Encoding: quoted-printable",
          })),
        ),
    ],
  ])("%s, within two seconds", async (_, make) => {
    const message = make();
    const began = performance.now();
    const { documents, rejected } = await unpackAll([message]);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(documents.length + rejected.length).toBeGreaterThan(0);
  });
});

describe("as a MIME library reads it", () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ maxLength: 300 }).map(text => Buffer.from(text)),
  );
  const part = fc.record({
    // Of text, the library makes text again.
    type: fc.constantFrom("application/gzip", "application/zip", "image/png"),
    content: content.map(octets => Buffer.from(octets)).filter(octets => octets.length > 0),
    encoding: fc.constantFrom("base64" as const, "quoted-printable" as const),
    filename: fc.stringMatching(/^[a-z][a-z .]{0,20}[a-z]$/),
  });

  test("random parts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), fc.boolean(), async (parts, withCrlf) => {
        const message = withCrlf ? crlf(mail(parts)) : mail(parts);
        const { attachments } = await PostalMime.parse(message, { forceRfc822Attachments: true });
        const ours = [...mimeParts(message, UNPACK_LIMITS, { all: 0 })];
        expect(ours.map(({ name }) => name)).toEqual(attachments.map(({ filename }) => filename));
        expect(
          ours.map(({ body, encoding }) => withoutBreak(Buffer.from(decoded(body, encoding) as Uint8Array))),
        ).toEqual(attachments.map(({ content: octets }) => withoutBreak(Buffer.from(octets as ArrayBuffer))));
      }),
    );
  });
});

/** The library ends text with a line feed of its own, which makes one line end with a carriage return before it, and writes every line end as one. */
function withoutBreak(octets: Buffer): string {
  return octets
    .toString("latin1")
    .replace(/[\r\n]+$/, "")
    .replace(/\r\n/g, "\n");
}

function crlf(message: Buffer): Buffer {
  return Buffer.from(message.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");
}
