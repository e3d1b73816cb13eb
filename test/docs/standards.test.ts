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

/** Clauses of RFC 7208 with a MUST, SHOULD or RECOMMENDED, or a NOT of them, for a publisher or a checker; §12 is all normative. */
const normative =
  "§2.2 §2.3 §2.4 §2.5 §3.1 §3.2 §3.3 §3.4 §3.5 §4 §4.3 §4.6.4 §5.1 §5.4 §5.5 §6 §6.1 §6.2 §7.3 §8.2 §8.4 §8.5 §8.6 §8.7 §9 §9.1 §12";

test.each(normative.split(" "))("RFC 7208 %s asks for something and has a row", clause => {
  expect(rows.filter(({ rfc }) => rfc === "RFC 7208").map(row => row.clause)).toContain(clause);
});

/** Clauses that strings of the tests begin with: names of tests and of their rows. In test/spf they are of RFC 7208. */
const tested = new Set<string>();
for (const entry of readdirSync(join(project, "test"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith(".test.ts") || entry.parentPath === __dirname) continue;
  const ofSpf = entry.parentPath.startsWith(join(project, "test/spf"));
  const pattern = ofSpf ? /["'`(](?:RFC 7208 )?(§[\dA-Z.]*[\dA-Z])/g : /["'`(]RFC 7208 (§[\dA-Z.]*[\dA-Z])/g;
  for (const line of readFileSync(join(entry.parentPath, entry.name), "utf8").split("\n")) {
    if (/^\s*(\/\/|\/?\*)/.test(line)) continue;
    for (const [, clause = ""] of line.matchAll(pattern)) tested.add(clause);
  }
}

test.each(rows.filter(({ rfc, state }) => rfc === "RFC 7208" && state !== "no"))(
  "RFC 7208 $clause has a test that is named after it",
  ({ clause }) => {
    expect([...tested]).toContain(clause);
  },
);

test.each([...cited].map(([rfc, files]) => [rfc, [...files].join(", ")]))("%s, cited in %s, has a row", rfc => {
  expect(rows.map(row => row.rfc)).toContain(rfc);
});
