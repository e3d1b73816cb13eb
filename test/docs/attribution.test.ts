/** docs/attribution.md has the rules of the code, in their order, with the kinds they give. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { attributionRules } from "../../src/feedback/attribution-rules.ts";

const page = readFileSync(join(__dirname, "../../docs/attribution.md"), "utf8");
const rows = [...page.matchAll(/^\| (\d+) \| `([a-z-]+)` \| (.+) \| (.+) \| (.+) \|$/gm)];

test("the table is the list of the code, numbered", () => {
  expect(rows.map(([, , rule]) => rule)).toEqual(attributionRules);
  expect(rows.map(([, number]) => Number(number))).toEqual(attributionRules.map((_, index) => index + 1));
});

test("every rule says what the row shows, which kind it gives, and an example", () => {
  for (const [, , , shows = "", kind = "", example = ""] of rows) {
    expect(shows.trim()).toMatch(/\.$/);
    expect(kind).toMatch(/^`(declared|forwarder|unknown-authenticated|unauthenticated)`/);
    expect(example.trim()).toMatch(/\.$/);
  }
});
