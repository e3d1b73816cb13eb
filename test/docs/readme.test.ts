/** The README and the pages beside it against the code: commands, keys, links. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { z } from "zod";
import { catalogue } from "../../src/services/catalogue.ts";
import { domainSpecSchema, parkedSpecSchema } from "../../src/spec/schema.ts";

const project = join(__dirname, "../..");
const read = (file: string): string => readFileSync(join(project, file), "utf8");
const readme = read("README.md");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync(join(project, "docs")).map(f => `docs/${f}`),
];
const scripts = (JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts;

const blocks = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(match => (match[1] ?? "").trim());

describe("commands", () => {
  test.each(["npm ci && npm run preview", "npm ci && npm test"])("%s stands in a block of its own", command => {
    expect(blocks).toContain(command);
  });

  test.each(pages)("%s names only npm scripts that there are", page => {
    const named = [...read(page).matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(match => match[1] as string);
    expect(named.filter(name => !(name in scripts))).toEqual([]);
  });

  const cli = read("src/cli/run.ts");
  const commands = new Set([
    ...[...cli.matchAll(/command\(\s*"([a-z]+)/g)].map(match => match[1] as string),
    ...[...(/for \(const \w+ of \[([^\]]*)\]/.exec(cli)?.[1] ?? "").matchAll(/"([a-z]+)"/g)].map(m => m[1] as string),
  ]);

  test.each(pages)("%s names only mailwright commands that there are", page => {
    const named = [...read(page).matchAll(/\bnpx mailwright ([a-z]+)/g)].map(match => match[1] as string);
    expect(named.filter(name => !commands.has(name))).toEqual([]);
  });

  test("the README names every mailwright command", () => {
    expect(commands.size).toBeGreaterThanOrEqual(5);
    const table = [...readme.matchAll(/^\| `npx mailwright ([a-z]+(?: [a-z]+)?)/gm)].flatMap(match =>
      match[1]?.split(" "),
    );
    expect([...commands].filter(name => !table.includes(name))).toEqual([]);
  });

  test("the README's options are the commands'", () => {
    // What stands behind a lone -- is the engine's.
    const named = new Set(
      [...readme.replace(/ -- [^`\n]*/g, "").matchAll(/mailwright [^`\n]*? (--[a-z-]+)/g)].map(
        match => match[1] as string,
      ),
    );
    expect([...named].filter(option => !cli.includes(`"${option}`) && !["--diff"].includes(option))).toEqual([]);
  });
});

/** Paths of the keys of a strict object, those of plain objects below it included. */
function keysOf(schema: z.ZodType, prefix = ""): string[] {
  const inner = unwrapped(schema);
  if (inner.def.type !== "object") return [prefix];
  const { shape } = inner as z.ZodObject;
  return Object.entries(shape).flatMap(([key, value]) =>
    keysOf(value as z.ZodType, prefix === "" ? key : `${prefix}.${key}`),
  );
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const { def } = schema as unknown as { def: { type: string; innerType?: z.ZodType } };
  return def.type === "optional" && def.innerType !== undefined ? unwrapped(def.innerType) : schema;
}

test("the README's table of spec keys is the schema's", () => {
  const section = readme.split("## Writing a spec")[1]?.split("\n### ")[0] ?? "";
  const documented = [...section.matchAll(/^\| `([\w.]+)` \|/gm)].map(match => match[1] as string);
  const schema = new Set([...keysOf(domainSpecSchema), ...keysOf(parkedSpecSchema)]);
  expect(documented.toSorted()).toEqual([...schema].toSorted());
});

test("the changelog counts the catalogue", () => {
  const words = ["fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"];
  const count = words[catalogue.length - 15] ?? String(catalogue.length);
  expect(read("CHANGELOG.md")).toContain(`catalogue of ${count} sending services`);
});

test("CONTRIBUTING gives a reason for each dependency", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
  const text = read("CONTRIBUTING.md").split("## Dependencies")[1] ?? "";
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(name => !text.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});

describe.each(pages)("%s", page => {
  const text = read(page);

  test("links to files that are there", () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(match => (match[1] as string).split("#")[0] as string);
    const files = targets.filter(target => target !== "" && !/^[a-z]+:/.test(target));
    expect(files.filter(file => !existsSync(join(project, dirname(page), file)))).toEqual([]);
  });

  test("names only paths that are there", () => {
    const paths = [...text.matchAll(/`((?:src|test|engine|docs|domains)\/[\w./-]+)`/g)].map(
      match => match[1] as string,
    );
    const missing = paths.filter(path => !path.startsWith("domains/") && !existsSync(join(project, path)));
    expect(missing).toEqual([]);
  });

  test("names no host of a package registry", () => {
    expect(text).not.toMatch(/registry\.|proxy\.golang|pypi\.org|files\.pythonhosted|npmjs\.|rubygems|crates\.io/i);
  });
});

test("the licence is the one package.json names", () => {
  expect((JSON.parse(read("package.json")) as { license: string }).license).toBe("Apache-2.0");
  expect(read("LICENSE")).toMatch(/Apache License\s+Version 2\.0, January 2004/);
});
