/** Where a value of a spec is written in its file: a string literal, found by the syntax alone. */
import ts from "typescript";

export type Found =
  | { readonly kind: "found"; readonly literal: ts.StringLiteralLike }
  /** The object is known to the last key and does not have it. */
  | { readonly kind: "absent" }
  /** A clause: why it cannot be changed here. */
  | { readonly kind: "elsewhere"; readonly reason: string };

/** `path` as `["dmarc", "policy"]`, `value` as it is now. Nothing is run: what a file computes is found by loading it. */
export function findInSpec(file: ts.SourceFile, path: readonly string[], value: string): Found {
  const names = namesOf(file);
  const exported = defaultExport(file);
  if (exported === undefined) return elsewhere("the file has no default export of its own");
  return locate(exported, path, { file, names, value, depth: 0 });
}

interface Search {
  readonly file: ts.SourceFile;
  readonly names: Names;
  readonly value: string;
  readonly depth: number;
}

interface Names {
  /** Local name to the module it comes from. */
  readonly imports: ReadonlyMap<string, { readonly module: string; readonly name: string }>;
  readonly variables: ReadonlyMap<string, ts.Expression>;
}

/** No spec refers to itself in so many turns. */
const MAX_DEPTH = 50;

function elsewhere(reason: string): Found {
  return { kind: "elsewhere", reason };
}

function locate(written: ts.Expression, path: readonly string[], search: Search): Found {
  const { file, value, depth } = search;
  const deeper = { ...search, depth: depth + 1 };
  const at = unwrapped(written);
  const line = file.getLineAndCharacterOfPosition(at.getStart(file)).line + 1;
  const computed = elsewhere(`line ${line} computes it: ${shortText(at, file)}`);
  if (depth > MAX_DEPTH) return computed;
  if (ts.isIdentifier(at)) return byName(at, path, line, deeper);
  if (ts.isPropertyAccessExpression(at)) return locate(at.expression, [at.name.text, ...path], deeper);
  if (ts.isElementAccessExpression(at) && ts.isStringLiteralLike(at.argumentExpression))
    return locate(at.expression, [at.argumentExpression.text, ...path], deeper);
  if (ts.isCallExpression(at)) return inCall(at, path, line, deeper);
  if (path.length === 0)
    return ts.isStringLiteralLike(at) && at.text === value ? { kind: "found", literal: at } : computed;
  return ts.isObjectLiteralExpression(at) ? inObject(at, path, computed, deeper) : computed;
}

/** The last one counts. What a spread of another file holds is unknown: an own key may stand before it or behind it. */
function inObject(
  object: ts.ObjectLiteralExpression,
  [key = "", ...rest]: readonly string[],
  computed: Found,
  search: Search,
): Found {
  let doubt: Found = { kind: "absent" };
  for (const property of object.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const found = locate(property.expression, [key, ...rest], search);
      if (found.kind === "found") return found;
      if (found.kind === "elsewhere") doubt = found;
    } else if (nameOf(property) === undefined) doubt = computed;
    else if (nameOf(property) === key) {
      if (ts.isPropertyAssignment(property)) return locate(property.initializer, rest, search);
      return ts.isShorthandPropertyAssignment(property) ? locate(property.name, rest, search) : computed;
    }
  }
  return doubt;
}

/** Undefined where it is computed. */
function nameOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
  if (name === undefined) return undefined;
  if (ts.isComputedPropertyName(name)) {
    const at = unwrapped(name.expression);
    return ts.isStringLiteralLike(at) ? at.text : undefined;
  }
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : "";
}

function byName({ text }: ts.Identifier, path: readonly string[], line: number, search: Search): Found {
  const variable = search.names.variables.get(text);
  if (variable !== undefined) return locate(variable, path, search);
  const imported = search.names.imports.get(text);
  return imported === undefined
    ? elsewhere(`line ${line} takes it from ${text}, whose value is computed`)
    : elsewhere(`line ${line} takes it from ${text} of ${imported.module}, which other domains may use too`);
}

/**
 * `defineDomain` gives back what it is given. Any other function may hand on what it is given, as a helper that several specs
 * share: taken is the one argument that says the value under the longest end of the path; the caller sees by loading the file
 * whether that was it.
 */
function inCall(call: ts.CallExpression, path: readonly string[], line: number, search: Search): Found {
  const callee = shortText(call.expression, search.file);
  const [root = callee] = callee.split(/[.?[]/);
  const imported = search.names.imports.get(root);
  const first = call.arguments[0];
  if (
    imported?.module === "#mailwright" &&
    first !== undefined &&
    (imported.name === "defineDomain" || root !== callee)
  )
    return locate(first, path, search);
  for (let from = 0; from <= path.length; from += 1) {
    const all = call.arguments
      .filter(argument => !ts.isSpreadElement(argument))
      .map(argument => locate(argument, path.slice(from), search))
      .flatMap(found => (found.kind === "found" ? found : []));
    const [found] = all;
    if (found !== undefined) return all.length === 1 ? found : elsewhere(`line ${line} gives it to ${callee}() twice`);
  }
  const where = imported === undefined ? "" : ` of ${imported.module}`;
  return elsewhere(`line ${line} leaves it to ${callee}()${where}`);
}

/** What no type, and no pair of brackets, changes. */
function unwrapped(written: ts.Expression): ts.Expression {
  let at = written;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isTypeAssertionExpression(at)
  )
    at = at.expression;
  return at;
}

function namesOf(file: ts.SourceFile): Names {
  const imports = new Map<string, { module: string; name: string }>();
  const variables = new Map<string, ts.Expression>();
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      const module = ts.isStringLiteralLike(statement.moduleSpecifier) ? statement.moduleSpecifier.text : "";
      const { name, namedBindings } = statement.importClause ?? {};
      if (name !== undefined) imports.set(name.text, { module, name: "default" });
      if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings))
        imports.set(namedBindings.name.text, { module, name: "*" });
      else
        for (const one of namedBindings?.elements ?? [])
          imports.set(one.name.text, { module, name: (one.propertyName ?? one.name).text });
    } else if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer !== undefined) variables.set(name.text, initializer);
  }
  return { imports, variables };
}

function defaultExport(file: ts.SourceFile): ts.Expression | undefined {
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement) && statement.isExportEquals !== true) return statement.expression;
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) continue;
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) continue;
    const named = exportClause.elements.find(({ name }) => name.text === "default");
    const local = named?.propertyName;
    if (local !== undefined && ts.isIdentifier(local)) return local;
  }
  return undefined;
}

/** One line of it; never a literal, which may be a key. */
function shortText(at: ts.Node, file: ts.SourceFile): string {
  if (ts.isStringLiteralLike(at)) return `"${at.text.length > 20 ? "…" : at.text}"`;
  const text = at.getText(file).replace(/\s+/g, " ");
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
