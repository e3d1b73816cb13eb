/** Octets of TXT answers, against a DNS message packed by another program. */
import { encode } from "dns-packet";
import fc from "fast-check";
import { describe, expect, test } from "@jest/globals";
import { answerSize, textOctets } from "../../src/spf/answer-size.ts";

describe("answerSize", () => {
  test("counts the name and every string at it (RFC 7208 §3.4)", () => {
    // 14 characters of name, 11 and 5 of text.
    expect(answerSize("client.example", ["v=spf1 -all", "a=b=c"]).text).toBe(30);
  });

  test("counts the message: header 12, question 20, two records of 12 and their strings with a length octet each", () => {
    expect(answerSize("client.example", ["v=spf1 -all", "a=b=c"]).message).toBe(12 + 20 + 12 + 12 + 12 + 6);
  });

  test.each([
    [255, 256],
    [256, 258],
    [510, 512],
    [511, 514],
  ])("%i octets of text are %i of rdata", (length, rdata) => {
    expect(answerSize("client.example", ["x".repeat(length)]).message).toBe(12 + 20 + 12 + rdata);
  });

  test("counts octets, not characters", () => {
    expect(textOctets("é")).toBe(2);
  });

  test("is what dns-packet makes of any answer, its owner names in full", () => {
    const text = fc.string({ minLength: 1, maxLength: 700, unit: "binary-ascii" });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), texts => {
        const name = "client.example";
        const pieces = (whole: string): string[] => whole.match(/[\s\S]{1,255}/g) ?? [""];
        const message = encode({
          type: "response",
          questions: [{ type: "TXT", name }],
          answers: texts.map(data => ({ type: "TXT", name, ttl: 60, data: pieces(data) })),
        });
        // dns-packet does not compress; a pointer of 2 octets stands for the name of 16.
        expect(answerSize(name, texts).message).toBe(message.length - texts.length * (name.length + 2 - 2));
      }),
    );
  });
});
