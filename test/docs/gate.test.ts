/** docs/gate.md has the rules, the measures and the findings of the code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { DEFAULT_CADENCE, silentDays } from "../../src/decide/cadence.ts";
import { gateRules } from "../../src/decide/gate-rules.ts";
import { allowedFailures, defaults, volumes, type Thresholds, type Volume } from "../../src/decide/thresholds.ts";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/gate.md"), "utf8");
const rows = [...page.matchAll(/^\| (.+) \|$/gm)].map(match => (match[1] ?? "").split(" | "));

test("the table of rules is the list of the code, in its order, with what an unmet rule means", () => {
  const ids = new Set(gateRules.map(({ id }) => id));
  const documented = rows.flatMap(([first = "", , last]) => {
    const id = /^`([a-z-]+)`$/.exec(first)?.[1];
    return id !== undefined && ids.has(id) ? [`${id} ${last}`] : [];
  });
  expect(documented).toEqual(gateRules.map(({ id, unmet }) => `${id} ${unmet}`));
});

test("the figures for each volume are the defaults", () => {
  const keys: readonly (keyof Thresholds)[] = [
    "days",
    "reporters",
    "messages",
    "freshDays",
    "stageDays",
    "unknownMessages",
  ];
  const start = rows.findIndex(([first]) => first?.startsWith("messages a week"));
  const figures = rows.slice(start, start + 7).map(([, ...cells]) => cells.map(cell => Number(cell.replace(",", ""))));
  const sizes: readonly Volume[] = ["small", "medium", "large"];
  expect(figures).toEqual([
    sizes.map(size => volumes[size]),
    ...keys.map(key => sizes.map(size => defaults[size][key])),
  ]);
  expect(new Set(sizes.map(size => defaults[size].dkimRate))).toEqual(new Set([0.9]));
  expect([allowedFailures(100), allowedFailures(200), allowedFailures(300)]).toEqual([5, 6, 7]);
});

test("the cadences are those of the code", () => {
  const documented = rows.flatMap(([first = "", days]) => {
    const cadence = /^`(\w+)`( \(default\))?$/.exec(first);
    return cadence?.[1] !== undefined && cadence[1] in silentDays
      ? [[cadence[1], Number(days), cadence[2] !== undefined]]
      : [];
  });
  expect(documented).toEqual(
    Object.entries(silentDays).map(([cadence, days]) => [cadence, days, cadence === DEFAULT_CADENCE]),
  );
});

test("the findings it names are the code's", () => {
  const code = ["gate-findings", "gate-fleet", "parked-mail"]
    .map(file => readFileSync(join(root, `src/decide/${file}.ts`), "utf8"))
    .join("");
  const ids = new Set([...code.matchAll(/id: "([a-z-]+)"/g)].map(match => match[1] as string));
  expect(ids.size).toBeGreaterThan(3);
  // What only says "remove it" needs no page.
  expect(
    [...ids].filter(id => id !== "override-unused" && id !== "published-known" && !page.includes(`\`${id}\``)),
  ).toEqual([]);
});
