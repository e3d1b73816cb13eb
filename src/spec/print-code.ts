/** TypeScript text of literals and calls, laid out as the project's formatter lays them out. */

export type Code = string | number | boolean | List | Members | Call;

export interface List {
  readonly items: readonly { readonly value: Code; readonly comment?: string | undefined }[];
}

export interface Members {
  readonly members: readonly Member[];
}

export interface Member {
  readonly key: string;
  readonly value: Code;
  /** Stands on lines of its own above. */
  readonly comment?: string | undefined;
}

/** A function of the public entry, with at most one argument. */
export interface Call {
  readonly call: string;
  readonly argument?: Code | undefined;
}

const WIDTH = 120;
/** Characters of a long string on one line. */
const PIECE = 98;

/** Plain data as code; `comments` by path (`terms.0`) stand above what is at the path. */
export function codeOf(value: unknown, comments: ReadonlyMap<string, string> = new Map(), path = ""): Code {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  const inner = (key: string | number, one: unknown) => {
    const place = path === "" ? String(key) : `${path}.${key}`;
    return { value: codeOf(one, comments, place), comment: comments.get(place) };
  };
  if (Array.isArray(value)) return { items: value.map((one: unknown, index) => inner(index, one)) };
  return { members: Object.entries(Object(value) as object).map(([key, one]) => ({ key, ...inner(key, one) })) };
}

/** The code at an indentation of so many spaces, with `room` characters needed behind it on its last line. */
export function printCode(code: Code, indent: number, before: number, room: number): string {
  const flat = flatOf(code);
  if (flat !== undefined && indent + before + flat.length + room <= WIDTH) return flat;
  return broken(code, indent);
}

function broken(code: Code, indent: number): string {
  if (typeof code !== "object") return flatOf(code) ?? "";
  const [inner, outer] = [" ".repeat(indent + 2), " ".repeat(indent)];
  if ("call" in code) {
    return code.argument === undefined ? `${code.call}()` : `${code.call}(${broken(code.argument, indent)})`;
  }
  if ("items" in code) {
    if (code.items.length === 0) return "[]";
    const lines = code.items.map(
      ({ value, comment }) => `${commentLines(comment, inner)}${inner}${printCode(value, indent + 2, 0, 1)},`,
    );
    return ["[", ...lines, `${outer}]`].join("\n");
  }
  if (code.members.length === 0) return "{}";
  const lines = code.members.map(
    ({ key, value, comment }) => `${commentLines(comment, inner)}${inner}${printMember(key, value, indent + 2)},`,
  );
  return ["{", ...lines, `${outer}}`].join("\n");
}

function printMember(key: string, value: Code, indent: number): string {
  const name = printKey(key);
  const text = printCode(value, indent, name.length + 2, 1);
  if (typeof value !== "string" || indent + name.length + 2 + text.length + 1 <= WIDTH) return `${name}: ${text}`;
  if (text.includes("\\") || value.length <= PIECE + 10) {
    // The formatter leaves a string beside a key so short that a new line would hardly win room.
    return name.length < 5 ? `${name}: ${text}` : `${name}:\n${" ".repeat(indent + 2)}${text}`;
  }
  const lines = pieces(value).map(quoted);
  return `${name}:\n${lines.map(line => " ".repeat(indent + 2) + line).join(" +\n")}`;
}

function pieces(text: string): readonly string[] {
  return text.match(new RegExp(`.{1,${PIECE}}`, "gs")) ?? [];
}

/** One line, or undefined where it cannot be one. */
function flatOf(code: Code): string | undefined {
  if (typeof code === "string") return quoted(code);
  if (typeof code !== "object") return String(code);
  if ("call" in code) {
    if (code.argument === undefined) return `${code.call}()`;
    const argument = flatOf(code.argument);
    return argument === undefined ? undefined : `${code.call}(${argument})`;
  }
  if ("items" in code) {
    // The formatter breaks a list of several objects of several members each.
    const isTable = code.items.length > 1 && code.items.every(({ value }) => isObjectOfSeveral(value));
    const parts = code.items.map(({ value, comment }) => (comment === undefined ? flatOf(value) : undefined));
    return isTable || parts.includes(undefined) ? undefined : `[${parts.join(", ")}]`;
  }
  if (code.members.length === 0) return "{}";
  const parts = code.members.map(({ key, value, comment }) => {
    const text = comment === undefined ? flatOf(value) : undefined;
    return text === undefined ? undefined : `${printKey(key)}: ${text}`;
  });
  return parts.includes(undefined) ? undefined : `{ ${parts.join(", ")} }`;
}

function isObjectOfSeveral(code: Code): boolean {
  return typeof code === "object" && "members" in code && code.members.length > 1;
}

function printKey(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quoted(key);
}

/** Double quotes unless that takes more escapes; nothing that ends a line or steers a terminal stays as it is. */
function quoted(text: string): string {
  const doubles = text.split('"').length;
  const quote = doubles > text.split("'").length ? "'" : '"';
  const escaped = text.replace(/[\\\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, character =>
    character === "\\" ? "\\\\" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

/** Comment lines above a member, wrapped; nothing without a comment. */
function commentLines(comment: string | undefined, indent: string): string {
  if (comment === undefined) return "";
  const lines: string[] = [];
  for (const word of comment.replace(/\s+/g, " ").split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + 3 + last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(line => `${indent}// ${line}\n`).join("");
}
