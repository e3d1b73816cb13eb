/**
 * Master-file lexer (RFC 1035 §5.1): cuts the text into logical lines and tokens and remembers where each stands, so that
 * an edit can leave every other byte as it is.
 */

/** A mistake in a zone file, with the line a person should look at. */
export class ZoneSyntaxError extends Error {
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.name = "ZoneSyntaxError";
    this.line = line;
  }
}

export interface ZoneToken {
  /** As written, without the quotes around it; escapes are not resolved. */
  readonly raw: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** One entry of the file: a line, or several where parentheses hold them together. Blank and comment lines count too. */
export interface ZoneLine {
  readonly start: number;
  /** Behind the last character, before the line end. */
  readonly textEnd: number;
  /** Behind the line end; the same as textEnd on a last line without one. */
  readonly end: number;
  /** Counted from 1. */
  readonly number: number;
  /** White space in column 0: the owner is the one of the record before. */
  readonly indented: boolean;
  readonly tokens: readonly ZoneToken[];
  /** Text of each comment, from behind its semicolon, trimmed. */
  readonly comments: readonly string[];
}

/** What name servers take for space. A no-break space or a form feed is none: in UTF-8 its octet is part of a letter such as `à`. */
const BLANK = /[ \t\r\n]/;
const DELIMITER = /[ \t\r\n();"]/;

/** Cuts a master file into logical lines (RFC 1035 §5.1). */
export function scanZone(text: string): readonly ZoneLine[] {
  const lines: ZoneLine[] = [];
  let at = 0;
  let number = 1;
  while (at < text.length) {
    const line = scanLine(text, at, number);
    lines.push(line);
    for (let i = line.start; i < line.end; i++) if (text[i] === "\n") number++;
    at = line.end;
  }
  return lines;
}

function scanLine(text: string, start: number, number: number): ZoneLine {
  const tokens: ZoneToken[] = [];
  const comments: string[] = [];
  let at = start;
  let depth = 0;
  let end: number | undefined;
  while (at < text.length && end === undefined) {
    const char = text[at] as string;
    if (char === "\n") {
      at++;
      if (depth === 0) end = at;
    } else if (char === "\r" && text[at + 1] !== "\n") {
      // Name servers end the line here and most editors do not, so what each takes for one record differs.
      const problem = "a carriage return stands without a line feed; end the lines in one way.";
      throw new ZoneSyntaxError(lineAt(text, start, at, number), problem);
    } else if (BLANK.test(char)) {
      at++;
    } else if (char === "(") {
      depth++;
      at++;
    } else if (char === ")") {
      if (depth === 0) throw new ZoneSyntaxError(lineAt(text, start, at, number), "a ) closes nothing.");
      depth--;
      at++;
    } else if (char === ";") {
      const stop = endOfLine(text, at);
      comments.push(trimBlanks(text.slice(at + 1, stop)));
      at = stop;
    } else {
      const token = char === '"' ? scanQuoted(text, at) : scanBare(text, at);
      if (token === undefined) {
        throw new ZoneSyntaxError(
          lineAt(text, start, at, number),
          char === '"' ? "a quoted string does not end on its line." : "a backslash stands at the end of the line.",
        );
      }
      tokens.push(token);
      at = token.end;
    }
  }
  if (depth > 0) throw new ZoneSyntaxError(number, "a ( is never closed.");
  end ??= at;
  const textEnd = text.startsWith("\r\n", end - 2) ? end - 2 : text[end - 1] === "\n" ? end - 1 : end;
  return { start, textEnd, end, number, indented: /[ \t]/.test(text[start] as string), tokens, comments };
}

/** A quoted string; undefined when the line or the file ends first. */
function scanQuoted(text: string, start: number): ZoneToken | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\n") return undefined;
    if (text[at] === '"') return { raw: text.slice(start + 1, at), quoted: true, start, end: at + 1 };
    if (text[at] === "\\") {
      at++;
      if (text[at] === "\n" || text.startsWith("\r\n", at)) return undefined;
    }
  }
  return undefined;
}

/** A contiguous set of characters; `\X` takes the special meaning from X (RFC 1035 §5.1). */
function scanBare(text: string, start: number): ZoneToken | undefined {
  let at = start;
  for (; at < text.length && !DELIMITER.test(text[at] as string); at++) {
    if (text[at] !== "\\") continue;
    at++;
    if (at >= text.length || text[at] === "\n" || text.startsWith("\r\n", at)) return undefined;
  }
  return { raw: text.slice(start, at), quoted: false, start, end: at };
}

/** Without spaces at both ends; trim() would also take the last octet of a UTF-8 letter. */
function trimBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && BLANK.test(text[start] as string)) start++;
  while (end > start && BLANK.test(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  if (newline < 0) return text.length;
  return text[newline - 1] === "\r" ? newline - 1 : newline;
}

function lineAt(text: string, start: number, at: number, number: number): number {
  return number + (text.slice(start, at).split("\n").length - 1);
}
