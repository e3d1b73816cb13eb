/** Reading a report gives what was written, however its octets come, and nothing that can be done to them breaks the reader. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import type { Feedback, FeedbackRecord } from "../../src/feedback/feedback.ts";
import { parseAggregate } from "../../src/feedback/parse-aggregate.ts";
import { aggregateReader } from "../../src/feedback/read-aggregate.ts";
import { formatFeedback } from "../support/feedback-xml.ts";
import { brokenReport, randomFeedback, randomReport } from "../support/random-feedback.ts";

const seed = 6;

/** In the chunks that the cuts make. */
function readInChunks(octets: Buffer, cuts: readonly number[]): ReturnType<typeof parseAggregate> {
  const records: FeedbackRecord[] = [];
  const reader = aggregateReader(record => void records.push(record));
  const edges = [0, ...cuts.map(cut => Math.floor(cut * octets.length)).toSorted((a, b) => a - b), octets.length];
  edges.slice(1).forEach((edge, index) => reader.write(octets.subarray(edges[index], edge)));
  const end = reader.end();
  return "rejected" in end ? end : { feedback: { ...end.head, records }, repairs: [...end.repairs] };
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe.each([7489, 9990] as const)("RFC %i", era => {
  test("reading back what was written gives the same, with nothing repaired", () => {
    fc.assert(
      fc.property(randomFeedback(era), feedback => {
        const parsed = parseAggregate(Buffer.from(formatFeedback(feedback, { era })));
        expect(parsed).toEqual({ feedback, repairs: [] });
      }),
      { seed, numRuns: 500 },
    );
  });

  test("what is written is well-formed XML, as a parser of XML sees it", () => {
    fc.assert(
      fc.property(randomFeedback(era), feedback => {
        const parser = new SaxesParser({ xmlns: true });
        expect(() => parser.write(formatFeedback(feedback, { era })).close()).not.toThrow();
      }),
      { seed, numRuns: 100 },
    );
  });

  test("comments, CDATA and character references change nothing", () => {
    const dressed = (xml: string): string =>
      xml
        .replaceAll("<row>", "<!-- <row> & -->\n<row >")
        .replaceAll(/<org_name>([^&<]*)<\/org_name>/g, "<org_name><![CDATA[$1]]></org_name>")
        .replaceAll("<selector>s", "<selector>&#115;<?x y?>");
    fc.assert(
      fc.property(randomFeedback(era), feedback => {
        const parsed = parseAggregate(Buffer.from(dressed(formatFeedback(feedback, { era }))));
        expect(parsed).toEqual({ feedback, repairs: [] });
      }),
      { seed, numRuns: 200 },
    );
  });
});

test("the edges of chunks change nothing, in whole reports and in broken ones", () => {
  fc.assert(
    fc.property(fc.oneof(randomReport, brokenReport), cuts, (octets, at) => {
      expect(readInChunks(octets, at)).toEqual(parseAggregate(octets));
    }),
    { seed, numRuns: 1_000 },
  );
});

test("no damage makes it throw, hang, or hand on what is no record", () => {
  let rejected = 0;
  const judge = (feedback: Feedback): void => {
    expect(feedback.reportMetadata.dateRange.begin).toBeLessThanOrEqual(feedback.reportMetadata.dateRange.end);
    expect(feedback.policyPublished.domain).not.toBe("");
    for (const { row, authResults } of feedback.records) {
      expect(Number.isSafeInteger(row.count) && row.count >= 0).toBe(true);
      expect(authResults.dkim.length).toBeLessThanOrEqual(1000);
    }
    expect(JSON.stringify(feedback)).not.toMatch(/\\u00[01][0-9a-f]/);
  };
  fc.assert(
    fc.property(brokenReport, octets => {
      const parsed = parseAggregate(octets);
      if ("rejected" in parsed) {
        rejected += 1;
        expect(parsed.rejected).toMatch(/^[A-Z].{10,100}\.$/);
      } else {
        judge(parsed.feedback);
      }
    }),
    { seed, numRuns: 3_000 },
  );
  // Most of what is broken can be read all the same.
  expect(rejected).toBeLessThan(900);
});

test("a record is handed on when it is closed, long before the end", () => {
  const seen: string[] = [];
  const reader = aggregateReader(record => void seen.push(record.row.sourceIp));
  const report = formatFeedback(
    {
      reportMetadata: { orgName: "r", email: "e", reportId: "1", dateRange: { begin: 1, end: 2 }, errors: [] },
      policyPublished: { domain: "client.example", p: "none" },
      records: [],
    },
    { era: 9990 },
  );
  const record = "<record><row><source_ip>192.0.2.1</source_ip><count>1</count></row></record>";
  reader.write(Buffer.from(report.replace("</feedback>", record.repeat(10) + " ".repeat(1000))));
  expect(seen).toHaveLength(10);
});
