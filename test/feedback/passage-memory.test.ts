/** What is remembered of a report changes nothing of what is read, in the same report or in any other. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FeedbackRecord } from "../../src/feedback/feedback.ts";
import { passageMemory, type PassageMemory } from "../../src/feedback/passage-memory.ts";
import { aggregateReader } from "../../src/feedback/read-aggregate.ts";
import { feedbackHead, feedbackRecord } from "../support/feedback.ts";
import { formatFeedback } from "../support/feedback-xml.ts";
import { brokenReport, randomReport } from "../support/random-feedback.ts";

const forgetful: PassageMemory = { get: () => undefined, set: () => undefined };

function read(octets: Uint8Array, memory: PassageMemory) {
  const records: FeedbackRecord[] = [];
  const reader = aggregateReader(record => void records.push(record), memory);
  reader.write(octets);
  return { end: reader.end(), records };
}

/** Each report twice, so that most of it is known the second time; with one memory, and with none. */
function readTwice(reports: readonly Uint8Array[]) {
  const memory = passageMemory();
  const all = [...reports, ...reports];
  return { remembering: all.map(one => read(one, memory)), forgetting: all.map(one => read(one, forgetful)) };
}

test("samples of what reporters send", () => {
  const folder = join(__dirname, "../fixtures/feedback");
  const samples = readdirSync(folder).filter(name => name.endsWith(".xml"));
  expect(samples.length).toBeGreaterThan(20);
  const { remembering, forgetting } = readTwice(samples.map(name => readFileSync(join(folder, name))));
  expect(remembering).toEqual(forgetting);
});

test("random reports, whole and broken, with one memory", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(randomReport, brokenReport), { minLength: 1, maxLength: 4 }), reports => {
      const { remembering, forgetting } = readTwice(reports);
      expect(remembering).toEqual(forgetting);
    }),
    { numRuns: 400 },
  );
});

const tail =
  "<policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>";
const names = "<identifiers><header_from>client.example</header_from></identifiers>";
const half = "<policy_evaluated><spf>pass</spf></policy_evaluated>";
const sent = "<identifiers><envelope_from>client.example</envelope_from></identifiers>";
const signature = "<dkim><domain>client.example</domain><result>pass</result></dkim>";
const plain = `${tail}${names}<auth_results>${signature}</auth_results>`;

function report(...rests: readonly string[]): Buffer {
  const records = rests.map(
    (rest, index) => `<record><row><source_ip>192.0.2.${index}</source_ip><count>1</count>${rest}</record>`,
  );
  const empty = formatFeedback({ ...feedbackHead(), records: [] }, { era: 7489 });
  return Buffer.from(empty.replace("</feedback>", `${records.join("")}</feedback>`), "latin1");
}

describe("passages that only look the same", () => {
  test.each([
    ["a comment hides the end", plain.replace("<result>", "<!-- </dkim> --><result>"), plain],
    ["something was mended", plain.replaceAll("pass", "passed"), plain],
    ["half of it said before in the record", tail + half + names + sent, `${half}</row>${sent}`],
    ["the same text in another element", plain.replaceAll(/(<\/?)dkim>(?=<domain|<\/auth)/g, "$1spf>"), plain],
    ["an end tag is missing", plain.replace("</result>", ""), plain],
    ["the end tag of the element is missing", plain.replace("</dkim></auth", "</auth"), plain],
    ["elements of another namespace", plain.replace("<domain>", '<x:y xmlns:x="urn:x">1</x:y><domain>'), plain],
    ["more results than are kept", tail + names + signature.repeat(102), plain],
    ["octets beyond ASCII", plain.replaceAll("client", "cl\xc3\xafent"), plain],
  ])("%s", (_, odd, usual) => {
    for (const reports of [[report(usual, odd, odd, usual), report(usual, odd, usual)], [report(odd, odd)]]) {
      const { remembering, forgetting } = readTwice(reports);
      expect(remembering).toEqual(forgetting);
    }
  });

  test("octets beyond ASCII in reports of two encodings", () => {
    const reason = "<reason><type>other</type><comment>\xe9</comment></reason>";
    // The first passage lies across the edge of what the encoding is seen by, and is not remembered.
    const accented = report(plain, plain.replace("</spf>", `</spf>${reason}`));
    const other = Buffer.from(accented.toString("latin1").replace("UTF-8", "iso-8859-5"), "latin1");
    const { remembering, forgetting } = readTwice([accented, other]);
    expect(remembering).toEqual(forgetting);
  });
});

test("the same passages are read once, and its objects come again", () => {
  const memory = passageMemory();
  let missed = 0;
  const watched: PassageMemory = {
    get: (kind, text) => {
      const found = memory.get(kind, text);
      if (found === undefined) missed += 1;
      return found;
    },
    set: memory.set,
  };
  const records = Array.from({ length: 100 }, (_, count) => feedbackRecord({ count }));
  const octets = Buffer.from(formatFeedback({ ...feedbackHead(), records }, { era: 9990 }));
  const { records: found } = read(octets, watched);
  expect(found).toHaveLength(100);
  expect(missed).toBeLessThan(6);
  expect(found[1]?.authResults.spf[0]).toBe(found[99]?.authResults.spf[0]);
});

test("what was not asked for lately is forgotten, the rest stays", () => {
  const memory = passageMemory();
  memory.set(1, "often", { often: true });
  memory.set(1, "once", { once: true });
  for (let index = 0; index < 10_000; index += 1) {
    memory.set(1, `passage ${index}`, {});
    if (index % 1_000 === 0) expect(memory.get(1, "often")).toEqual({ often: true });
  }
  expect(memory.get(1, "once")).toBeUndefined();
  expect(memory.get(2, "often")).toBeUndefined();
});
