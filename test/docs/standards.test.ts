/** docs/standards.md against the code: what it says is done is cited where it says so, and nothing cited is missing. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const project = join(__dirname, "../..");
const page = readFileSync(join(project, "docs/standards.md"), "utf8");

interface Row {
  readonly rfc: string;
  readonly clause: string;
  readonly state: string;
  readonly where: string;
}

const rows: readonly Row[] = page
  .split("\n")
  .filter(line => line.startsWith("| RFC ") && !line.startsWith("| RFC |"))
  .map(line => {
    const [rfc = "", clause = "", , state = "", where = ""] = line
      .slice(1, -1)
      .split("|")
      .map(cell => cell.trim());
    return { rfc, clause, state, where };
  });

const cited = new Map<string, Set<string>>();
for (const entry of readdirSync(join(project, "src"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
  const path = join(entry.parentPath, entry.name);
  for (const [, number = ""] of readFileSync(path, "utf8").matchAll(/\bRFC (\d{3,5}) §/g)) {
    const files = cited.get(`RFC ${number}`) ?? new Set();
    cited.set(`RFC ${number}`, files.add(path.slice(project.length + 1)));
  }
}

test("the table is there, each clause once", () => {
  expect(rows.length).toBeGreaterThan(50);
  const names = rows.map(({ rfc, clause }) => `${rfc} ${clause}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe("every row", () => {
  test.each(rows)("$rfc $clause says yes, partial or no", ({ rfc, clause, state, where }) => {
    expect(rfc).toMatch(/^RFC \d{3,5}$/);
    expect(clause).toMatch(/^§[0-9A-Z][0-9.]*$/);
    expect(state).toMatch(/^(yes|partial: .+|yes: .+|no)$/);
    expect(where === "").toBe(state === "no");
  });

  test.each(rows.filter(({ state }) => state !== "no"))("$rfc $clause is cited by $where", row => {
    const file = join(project, row.where);
    expect(existsSync(file)).toBe(true);
    // The clause itself, not one that begins with the same digits; "§3.1, §3.2" cites both.
    const escaped = row.clause.replace(/[.]/g, "\\.");
    const pattern = new RegExp(`${row.rfc} (§[0-9A-Z.]+(, | and |; ))*${escaped}(?!\\.?[0-9A-Za-z])`);
    expect(readFileSync(file, "utf8")).toMatch(pattern);
  });
});

test.each([...cited].map(([rfc, files]) => [rfc, [...files].join(", ")]))("%s, cited in %s, has a row", rfc => {
  expect(rows.map(row => row.rfc)).toContain(rfc);
});
