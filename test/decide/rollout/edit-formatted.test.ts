/** However a spec is laid out, the edit finds the same words in it. */
import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { editPolicy } from "../../../src/decide/rollout/edit-policy.ts";
import { PROJECT } from "../../support/cli.ts";
import { changeOf, editable, marksAs } from "../../support/spec-shapes.ts";

const options = fc.record({
  printWidth: fc.constantFrom(1, 20, 60, 120, 400),
  tabWidth: fc.constantFrom(1, 2, 8),
  useTabs: fc.boolean(),
  semi: fc.boolean(),
  singleQuote: fc.boolean(),
  quoteProps: fc.constantFrom("as-needed", "consistent", "preserve"),
  trailingComma: fc.constantFrom("all", "none"),
  bracketSpacing: fc.boolean(),
  arrowParens: fc.constantFrom("always", "avoid"),
  objectWrap: fc.constantFrom("preserve", "collapse"),
  endOfLine: fc.constantFrom("lf", "crlf", "cr"),
  insertPragma: fc.boolean(),
});

/** prettier is a module that jest cannot load itself. */
const script = `
  import { format } from "prettier";
  import { text } from "node:stream/consumers";
  const cases = JSON.parse(await text(process.stdin));
  const done = await Promise.all(cases.map(([source, options]) => format(source, { ...options, parser: "typescript" })));
  process.stdout.write(JSON.stringify(done));
`;

function formatted(cases: readonly (readonly [string, object])[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: PROJECT,
    input: JSON.stringify(cases),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly string[];
}

test("every shape, laid out in hundreds of ways", () => {
  // Drawn by fast-check, so that a failure names its seed and the layout.
  fc.assert(
    fc.property(fc.array(options, { minLength: 12, maxLength: 12 }), layouts => {
      const cases = layouts.flatMap(layout => editable.map(({ marked }) => [marked, layout] as const));
      for (const [index, text] of formatted(cases).entries()) {
        const marked = cases[index]?.[0] ?? "";
        const before = marksAs(text, "none");
        const edited = editPolicy(before, changeOf(marked, "none", "quarantine"));
        expect([cases[index]?.[1], edited]).toEqual([
          cases[index]?.[1],
          { ok: true, text: marksAs(text, "quarantine") },
        ]);
        expect(editPolicy(marksAs(text, "quarantine"), changeOf(marked, "quarantine", "none"))).toEqual({
          ok: true,
          text: before,
        });
      }
    }),
    { numRuns: 2, endOnFailure: true },
  );
}, 60_000);
