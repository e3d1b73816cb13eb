/** Reports that were made to do harm: refused early, or read as the data they are, in little memory. */
import { expect, test } from "@jest/globals";
import type { FeedbackRecord } from "../../src/feedback/feedback.ts";
import { parseAggregate } from "../../src/feedback/parse-aggregate.ts";
import { aggregateReader, type AggregateOutcome } from "../../src/feedback/read-aggregate.ts";

const MIB = 1_048_576;
const GIB = 1024 * MIB;

const head = `<feedback><report_metadata><org_name>reporter.example</org_name><email>d@reporter.example</email><report_id>1</report_id>
<date_range><begin>1790000000</begin><end>1790086399</end></date_range></report_metadata>
<policy_published><domain>client.example</domain><p>none</p></policy_published>`;
const row = `<row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim>
<spf>pass</spf></policy_evaluated></row><identifiers><header_from>client.example</header_from></identifiers>`;

interface Flood {
  readonly outcome: AggregateOutcome;
  /** Octets that were taken before the reader had enough. */
  readonly taken: number;
  /** Bytes that the heap and buffers grew by, at most. */
  readonly grown: number;
  readonly records: readonly FeedbackRecord[];
}

/** Feeds `before`, then `filler` up to a size, then `after`, until the reader refuses. */
function flood(before: string, filler: string, size: number, after = ""): Flood {
  const records: FeedbackRecord[] = [];
  const reader = aggregateReader(record => {
    if (records.length < 100) records.push(record);
  });
  const piece = Buffer.from(filler.repeat(Math.max(1, Math.floor(65_536 / filler.length))));
  const baseline = memory();
  let taken = 0;
  let most = 0;
  let open = reader.write(Buffer.from(before));
  for (let pieces = 0; open && taken < size; pieces += 1) {
    open = reader.write(piece);
    taken += piece.length;
    if (pieces % 64 === 0) most = Math.max(most, memory());
  }
  if (open) reader.write(Buffer.from(after));
  return { outcome: reader.end(), taken, grown: Math.max(most, memory()) - baseline, records };
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const refusedEarly: readonly (readonly [what: string, before: string, filler: string])[] = [
  ["one element of 1 GB", `${head}<record><row><source_ip>`, "1"],
  ["1 GB of white space", head, " \n"],
  ["1 GB of white space before the root", "", " "],
  ["a comment of 1 GB", `${head}<!-- `, "x"],
  ["a CDATA section of 1 GB", `${head}<record><row><count><![CDATA[`, "]"],
  ["one tag name of 1 GB", `${head}<`, "a"],
  ["one end tag of 1 GB", `${head}</`, "a"],
  ["one attribute of 1 GB", `${head}<record a="`, "a"],
  ["attributes of 1 GB", `${head}<record`, ' a="1>" b'],
  ["a processing instruction of 1 GB", "<?xml ", "a"],
  ["a DOCTYPE of 1 GB", "<!DOCTYPE feedback [", "<!ENTITY a 'a'>"],
  ["markup of 1 GB within one text", `${head.slice(0, 36)}`, "<b>x</b>"],
  ["depth 100,000", head, "<a>"],
  ["depth 100,000 of a report's own", head, "<feedback>"],
  ["tags of 1 GB, none of a report", head, "<a/><b/></c>"],
  ["end tags of 1 GB", head, "</zz>"],
  ["less-than signs of 1 GB", `${head}<record>`, "<a "],
];

test.each(refusedEarly)("%s is refused within 2 MB", (_, before, filler) => {
  const { outcome, taken, grown } = flood(before, filler, GIB);
  expect(outcome).toEqual({ rejected: expect.stringMatching(/^(One of|A tag|Its elements|It has too many)[^.]*\.$/) });
  expect(taken).toBeLessThanOrEqual(2 * MIB);
  expect(grown).toBeLessThan(100 * MIB);
});

const refusedLater: readonly (readonly [what: string, before: string, filler: string])[] = [
  ["small comments of 1 GB", head, "<!-- x -->".repeat(100)],
  ["small pieces of white space of 1 GB", head, `${" ".repeat(60_000)}<!---->`],
  ["empty rows of 1 GB", head, "<record><row/></record>"],
  ["policies of 1 GB", head.slice(0, head.indexOf("</policy")), "<p>none</p>"],
  ["errors of 1 GB", "<feedback><report_metadata>", "<error>too much of it</error>"],
];

test.each(refusedLater)("%s are refused after 96 MB without a record", (_, before, filler) => {
  const { outcome, taken, grown } = flood(before, filler, GIB);
  expect(outcome).toEqual({ rejected: expect.stringContaining("octets without a record") });
  expect(taken).toBeLessThanOrEqual(97 * MIB);
  expect(grown).toBeLessThan(200 * MIB);
});

test("of a million DKIM results in a row the first thousand are kept", () => {
  const result = "<dkim><domain>d.example</domain><selector>s</selector><result>pass</result></dkim>";
  const { outcome, records, grown } = flood(
    `${head}<record>${row}<auth_results>`,
    result,
    1_000_000 * result.length,
    "</auth_results></record></feedback>",
  );
  expect(outcome).toMatchObject({ records: 1, repairs: [expect.stringMatching(/^\d+ dkim result: beyond 1000 /)] });
  expect(records[0]?.authResults.dkim).toHaveLength(1000);
  expect(grown).toBeLessThan(200 * MIB);
});

test("a hundred thousand rows take the memory of one", () => {
  const { outcome, grown } = flood(head, `<record>${row}</record>`, 40 * MIB, "</feedback>");
  expect(outcome).toMatchObject({ repairs: [] });
  expect("records" in outcome && outcome.records).toBeGreaterThan(100_000);
  expect(grown).toBeLessThan(100 * MIB);
});

test("a billion laughs are not heard, and no file is opened", () => {
  const entities = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("\n");
  const dtd = `<?xml version="1.0"?><!DOCTYPE feedback [<!ENTITY l0 "ha">${entities}<!ENTITY f SYSTEM "file:///etc/passwd">
    <!ENTITY % p SYSTEM "https://reporter.example/x.dtd"> %p;]>`;
  const parsed = parseAggregate(
    Buffer.from(`${dtd}${head.replace(">reporter.example<", ">&l10;&f;<")}<record>${row}</record></feedback>`),
  );
  expect(parsed).toMatchObject({
    feedback: { reportMetadata: { orgName: "&l10;&f;" }, records: [{}] },
    repairs: ["1 text: entity unknown to XML"],
  });
});

test("a long text is cut, a name longer than names is cut, and both are said", () => {
  const parsed = parseAggregate(
    Buffer.from(
      `${head.replace(">reporter.example<", `>${"&#27;x".repeat(2_000)}<`)}<record>${row.replace("client.example", "a.".repeat(300))}</record></feedback>`,
    ),
  );
  if ("rejected" in parsed) throw new Error(parsed.rejected);
  expect(parsed.feedback.reportMetadata.orgName).toBe("x".repeat(1_024));
  expect(parsed.feedback.records[0]?.identifiers.headerFrom).toHaveLength(253);
  expect(parsed.repairs).toEqual([
    "1 header_from: longer than a name can be",
    "1 text: control characters taken out",
    "1 text: cut after 1024 characters",
  ]);
});

test("names that JavaScript knows are names like others", () => {
  const parsed = parseAggregate(
    Buffer.from(
      `${head.replace(">reporter.example<", ">&constructor;&__proto__;<")}<record>${row.replace("client.example", "__proto__")}</record>
      <__proto__><constructor/><toString>x</toString></__proto__></feedback>`,
    ),
  );
  expect(parsed).toMatchObject({
    feedback: {
      reportMetadata: { orgName: "&constructor;&__proto__;" },
      records: [{ identifiers: { headerFrom: "__proto__" } }],
    },
    repairs: ["1 text: & not escaped", "1 text: entity unknown to XML"],
  });
});
