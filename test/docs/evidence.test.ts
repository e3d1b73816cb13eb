/** docs/evidence.md against the code: every key of the file and every finding has its line. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { evidenceSchema } from "../../src/feedback/evidence-schema.ts";

const project = join(__dirname, "../..");
const page = readFileSync(join(project, "docs/evidence.md"), "utf8");
const firstCells = page.split("\n").flatMap(line => (line.startsWith("| `") ? [line.split("|")[1] ?? ""] : []));
const described = new Set(firstCells.flatMap(cell => [...cell.matchAll(/`([\w-]+)`/g)].map(match => match[1] ?? "")));

test("every key of the file is described", () => {
  expect(Object.keys(evidenceSchema.shape).filter(key => !described.has(key))).toEqual([]);
});

test("so is every finding, and no other", () => {
  const sources = ["health", "health-findings"].map(name =>
    readFileSync(join(project, `src/feedback/${name}.ts`), "utf8"),
  );
  const ids = sources.flatMap(text => [...text.matchAll(/\bid: "([a-z-]+)"/g)].map(match => match[1] ?? ""));
  expect(ids).toHaveLength(5);
  const listed = [...described].filter(name => /^(reports|reporter|evidence)-/.test(name));
  expect(listed.toSorted()).toEqual(ids.toSorted());
});
