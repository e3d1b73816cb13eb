import { describe, expect, test } from "@jest/globals";
import { UNPACK_LIMITS } from "../../src/feedback/unpack-limits.ts";
import { mboxMessages } from "../../src/feedback/unpack-mbox.ts";
import { XML, cut, mail, mboxOf, unpackAll } from "../support/containers.ts";

async function messagesOf(octets: Buffer, size = octets.length): Promise<string[]> {
  const found: string[] = [];
  const pieces = async function* (): AsyncGenerator<Buffer> {
    yield* cut(octets, Math.max(1, size));
  };
  for await (const { number, open } of mboxMessages(pieces(), 1_000_000)) {
    expect(number).toBe(found.length + 1);
    found.push(open().toString("latin1"));
  }
  return found;
}

const FROM = "From reports@reporter.example Fri Jul  8 12:08:34 2011";

describe("messages", () => {
  test.each<[string, string, string[]]>([
    ["one", `${FROM}\nA: b\n\nc\n`, ["A: b\n\nc\n"]],
    ["two", `${FROM}\nA: 1\n\n${FROM}\nA: 2\n`, ["A: 1\n\n", "A: 2\n"]],
    ["with CRLF", `${FROM}\r\nA: 1\r\n\r\n${FROM}\r\nA: 2\r\n`, ["A: 1\r\n\r\n", "A: 2\r\n"]],
    ["after empty lines", `\n\n${FROM}\nA: 1\n`, ["A: 1\n"]],
    [
      "with the bare word as separator",
      `From \nA: 1\n\nFrom - \nA: 2\n`,
      ["A: 1\n", "A: 2\n"].map((m, i) => (i === 0 ? "A: 1\n\n" : m)),
    ],
    ["a last separator with nothing", `${FROM}\nA: 1\n\n${FROM}`, ["A: 1\n\n", ""]],
    [
      "sentences that begin like one",
      `${FROM}\nA: 1\n\nFrom now on, no.\nFrom 10:00 on, no.\n`,
      ["A: 1\n\nFrom now on, no.\nFrom 10:00 on, no.\n"],
    ],
    [
      "quoting taken away once",
      `${FROM}\nA: 1\n\n>From a\n>>From b\n> From c\n>x\n`,
      ["A: 1\n\nFrom a\n>From b\n> From c\n>x\n"],
    ],
  ])("%s, however it is cut", async (_, text, expected) => {
    for (const size of [1, 2, 3, 5, 64, 100_000]) expect(await messagesOf(Buffer.from(text), size)).toEqual(expected);
  });

  test("long ones, cut anywhere", async () => {
    const bodies = Array.from({ length: 40 }, (_, at) => `A: ${at}\n\n${`line ${at}\n`.repeat(at * 50)}\n`);
    const octets = Buffer.from(bodies.map(body => `${FROM}\n${body}`).join(""));
    for (const size of [997, 1_024, 4_096, 65_536]) expect(await messagesOf(octets, size)).toEqual(bodies);
  });

  test("messages with nothing in them, one after the other", async () => {
    const octets = Buffer.from(`${FROM}\n\n`.repeat(2_000));
    for (const size of [1, 997, 4_096, 65_536]) expect(await messagesOf(octets, size)).toEqual(Array(2_000).fill("\n"));
  });

  test("a line of megabytes that begins like a separator is none", async () => {
    const body = `A: 1\n\nFrom ${"x".repeat(500_000)} 10:00\n`;
    expect(await messagesOf(Buffer.from(`${FROM}\n${body}`), 4_096)).toEqual([body]);
  });
});

describe("reports in a mailbox", () => {
  const report = mail([{ type: "application/xml", content: XML, filename: "a.xml" }]);

  test("each message is told by its number, and one without a report is one rejection", async () => {
    const spam = Buffer.from("From: a@b.example\nSubject: Cheap\n\nFrom us\n");
    expect(await unpackAll([mboxOf([report, spam, report])])).toEqual({
      documents: [
        { source: "in: message 1: a.xml", format: "xml", text: XML },
        { source: "in: message 3: a.xml", format: "xml", text: XML },
      ],
      rejected: [{ source: "in: message 2", reason: "There is no report in this message." }],
      flaws: [],
    });
  });

  test("one too large is rejected, and the next is read", async () => {
    const large = mail([{ type: "text/plain", content: "x".repeat(5_000), encoding: "8bit" }]);
    const { documents, rejected } = await unpackAll([mboxOf([large, report])], { ...UNPACK_LIMITS, heldOctets: 4_000 });
    expect(documents.map(({ source }) => source)).toEqual(["in: message 2: a.xml"]);
    expect(rejected).toEqual([{ source: "in: message 1", reason: "A message of more than 0 MB is not read." }]);
  });
});
