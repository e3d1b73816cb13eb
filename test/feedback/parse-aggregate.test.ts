/**
 * Reports as they come: each `test/fixtures/feedback/NNN-name.xml` beside `NNN-name.json`, what it must give. A new sample is
 * two files and no code.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { aggregateReader } from "../../src/feedback/read-aggregate.ts";
import type { FeedbackRecord } from "../../src/feedback/feedback.ts";
import { parseAggregate } from "../../src/feedback/parse-aggregate.ts";

const folder = join(__dirname, "../fixtures/feedback");
const files = readdirSync(folder);
const samples = files.filter(file => file.endsWith(".xml")).map(file => file.slice(0, -".xml".length));

test("every sample has its expectation, and every expectation its sample", () => {
  expect(samples.length).toBeGreaterThan(60);
  expect(files.filter(file => file.endsWith(".json")).map(file => file.slice(0, -".json".length))).toEqual(samples);
});

describe("a sample gives what stands beside it", () => {
  test.each(samples)("%s", sample => {
    const expected: unknown = JSON.parse(readFileSync(join(folder, `${sample}.json`), "utf8"));
    expect(JSON.parse(JSON.stringify(parseAggregate(readFileSync(join(folder, `${sample}.xml`)))))).toEqual(expected);
  });
});

describe("octet by octet a sample gives the same", () => {
  test.each(samples)("%s", sample => {
    const octets = readFileSync(join(folder, `${sample}.xml`));
    const records: FeedbackRecord[] = [];
    const reader = aggregateReader(record => void records.push(record));
    for (let at = 0; at < octets.length; at += 1) reader.write(octets.subarray(at, at + 1));
    const end = reader.end();
    const outcome = "rejected" in end ? end : { feedback: { ...end.head, records }, repairs: [...end.repairs] };
    expect(outcome).toEqual(parseAggregate(octets));
  });
});
