/** The database takes texts of outcomes apart as they were put together. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import type { FeedbackRecord } from "../../../src/feedback/feedback.ts";
import { outcomeText } from "../../../src/feedback/outcome-text.ts";
import { contentKey } from "../../../src/feedback/store/content-key.ts";
import { OUTCOME_COLUMNS, OUTCOME_FIELDS, OUTCOME_KEY } from "../../../src/feedback/store/outcome-columns.ts";
import { randomFeedback } from "../../support/random-feedback.ts";

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:")).connect();
});
afterAll(() => connection.closeSync());

async function taken(text: string): Promise<unknown[] | undefined> {
  const query = `SELECT key, ${OUTCOME_COLUMNS} FROM (SELECT ${OUTCOME_KEY} AS key, ${OUTCOME_FIELDS} FROM (SELECT $1 AS "text"))`;
  return (await connection.runAndReadAll(query, [text])).getRowsJson()[0];
}

function expected(record: FeedbackRecord): unknown {
  const { policyEvaluated } = record.row;
  const { headerFrom, envelopeFrom, envelopeTo } = record.identifiers;
  return [
    expect.any(String),
    headerFrom,
    envelopeFrom ?? null,
    envelopeTo ?? null,
    policyEvaluated.disposition,
    policyEvaluated.dkim === "pass",
    policyEvaluated.spf === "pass",
    record.authResults.dkim.map(({ domain, selector, result }) => ({ domain, selector: selector ?? null, result })),
    record.authResults.spf.map(({ domain, scope, result }) => ({ domain, scope: scope ?? null, result })),
    policyEvaluated.reasons.map(({ type, comment }) => ({ type, comment: comment ?? null })),
  ];
}

test("the key is the one that texts have elsewhere", async () => {
  const text =
    "client.example\u0001\u0004\u0001\u0004\u0001none\u0001pass\u0001fail\u0001\u0001\u0001other\u0003\u00e9\u0002";
  expect(await taken(text)).toEqual(expect.arrayContaining([contentKey([text]), "client.example"]));
});

test("columns are those of the record", async () => {
  await fc.assert(
    fc.asyncProperty(randomFeedback(9990), async ({ records }) => {
      for (const record of records) expect(await taken(outcomeText(record))).toEqual(expected(record));
    }),
    { numRuns: 60 },
  );
});
