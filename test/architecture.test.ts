/** Import rules: the flow is one way, and I/O stands only at its ends. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "@jest/globals";

/** From the bottom up: a folder imports from its own layer's folder and from those above it in this list. */
const layers = [
  ["src/finding.ts", "src/dns"],
  ["src/spf", "src/dkim", "src/dmarc"],
  ["src/services"],
  ["src/spec"],
  ["src/plan"],
  ["src/feedback"],
  ["src/decide"],
  ["src/hosts"],
  ["src/site"],
  ["src/cli"],
] as const;

const root = join(__dirname, "..");

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(".ts"))
    .map(entry => {
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, "utf8");
      return { file: path.slice(root.length + 1), text, imports: importsOf(text) };
    });
}

/** Static imports, re-exports and dynamic imports of string literals. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)"([^"]+)"/gm)].map(match => match[1] ?? "");
}

function layerOf(file: string): number {
  return layers.findIndex(layer => layer.some(part => file === part || file.startsWith(`${part}/`)));
}

function folderOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : undefined;
}

const all = sources("src");
const core = all.filter(
  ({ file }) => !/^src\/(hosts|cli|site)\//.test(file) && !/^src\/feedback\/(sources|store)/.test(file),
);

describe("import rules", () => {
  test("the walk finds the sources and their imports", () => {
    expect(all.length).toBeGreaterThan(60);
    expect(all.find(({ file }) => file === "src/plan/plan-domain.ts")?.imports).toContain("../dmarc/generate.ts");
  });

  test("a folder imports only from its own layer's folder or a lower layer", () => {
    const breaches = all
      .filter(({ file }) => file !== "src/index.ts")
      .flatMap(({ file, imports }) =>
        imports.flatMap(specifier => {
          const target = targetOf(file, specifier);
          if (target === undefined || !target.startsWith("src/")) return [];
          // What loads the specs hands them the public entry.
          if (file === "src/cli/load-specs.ts" && target === "src/index.ts") return [];
          const [from, to] = [layerOf(file), layerOf(target)];
          const allowed = to !== -1 && (to < from || folderOf(file) === folderOf(target) || (from === 0 && to === 0));
          return allowed ? [] : [`${file} imports ${target}`];
        }),
      )
      // zod schemas and the record types meet in the services: see service.ts.
      .toSorted();
    expect(breaches).toEqual([]);
  });

  test("every source belongs to a layer", () => {
    expect(all.filter(({ file }) => file !== "src/index.ts" && layerOf(file) === -1).map(({ file }) => file)).toEqual(
      [],
    );
  });

  test("spf, dkim and dmarc never import each other", () => {
    const breaches = all.flatMap(({ file, imports }) => {
      const own = /^src\/(spf|dkim|dmarc)\//.exec(file)?.[1];
      if (own === undefined) return [];
      return imports.flatMap(specifier => {
        const other = /^src\/(spf|dkim|dmarc)\//.exec(targetOf(file, specifier) ?? "")?.[1];
        return other === undefined || other === own ? [] : [`${file} imports ${specifier}`];
      });
    });
    expect(breaches).toEqual([]);
  });

  test("@pulumi/* stands only in index.ts and src/hosts", () => {
    const users = all.filter(({ imports }) => imports.some(specifier => specifier.startsWith("@pulumi/")));
    expect(users.map(({ file }) => file).filter(file => !file.startsWith("src/hosts/"))).toEqual([]);
    expect(users.length).toBeGreaterThan(0);
  });

  test("no Input or Output reaches a spec or a plan", () => {
    expect(core.filter(({ text }) => /\b(Input|Output)</.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test("the core does no I/O and reads no environment, clock or console", () => {
    const io =
      /^(node:)?(fs|fs\/promises|net|dns|dns\/promises|dgram|http|https|tls|child_process|process|worker_threads)$/;
    const ambient = /\bprocess\.(?!exitCode)|\bconsole\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bfetch\(/;
    const breaches = core.flatMap(({ file, imports, text }) => [
      ...imports.filter(specifier => io.test(specifier)).map(specifier => `${file} imports ${specifier}`),
      ...(ambient.test(text) ? [`${file} uses ${ambient.exec(text)?.[0]}`] : []),
    ]);
    expect(breaches).toEqual([]);
  });

  test("zod stands only where data comes in: services' options, spec, feedback", () => {
    const users = all.filter(({ imports }) => imports.includes("zod")).map(({ file }) => file);
    expect(users.filter(file => !/^src\/(services|spec|feedback)\//.test(file))).toEqual([]);
  });

  test("specs import only #mailwright and shared bits of their own folder", () => {
    const breaches = sources("domains").flatMap(({ file, imports }) =>
      imports
        .filter(specifier => specifier !== "#mailwright" && !/(^|\/)_[^/]+\.ts$/.test(specifier))
        .map(one => `${file} imports ${one}`),
    );
    expect(breaches).toEqual([]);
  });

  test("src/index.ts is the only barrel", () => {
    const barrels = all.filter(
      ({ file, text }) => file !== "src/index.ts" && /^export (\*|\{[^}]*\}) from/m.test(text),
    );
    expect(barrels.map(({ file }) => file)).toEqual([]);
  });

  test("files stay readable: none above 400 lines, the Pulumi program at most 40", () => {
    const lines = (text: string): number => text.split("\n").length;
    expect(all.filter(({ text }) => lines(text) > 400).map(({ file }) => file)).toEqual([]);
    expect(lines(readFileSync(join(root, "index.ts"), "utf8"))).toBeLessThanOrEqual(40);
  });
});
