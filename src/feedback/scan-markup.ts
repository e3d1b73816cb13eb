/**
 * Finds tags and text in what claims to be XML. It is no XML parser, on purpose: reports come with bare `&` and `<`, end tags
 * that are missing, misspelt or twice there, and mail around them. A parser gives up on those, or guesses what they close
 * before anybody who knows reports can. So this hands on what it sees, in order, and what reads reports judges. No entity is
 * expanded, no DTD is read, and nothing is held but the piece between two tags.
 */
import { LONGEST_PASSAGE } from "./passage-memory.ts";

/** The longest text, tag or comment: nothing in a real report comes near. */
export const LONGEST_PIECE = 65_536;

export interface MarkupEvents {
  /** Codes of the commonest tags, by what stands between `<` and `>`. */
  readonly known: ReadonlyMap<string, number>;
  /** The code of a tag that is not among them. */
  readonly learn: (raw: string) => number;
  readonly tag: (code: number, raw: string) => void;
  /** The kind of the element that the tag begins, when it may hold a passage that was read before; 0 otherwise. */
  readonly passageKind: (code: number) => number;
  /** All that is in the element. True when it was read before: then the element is dealt with. */
  readonly passage: (kind: number, text: string) => boolean;
  /** By kinds. */
  readonly endTags: readonly string[];
  /** A stretch of text, entities as they stand. */
  readonly text: (buffer: string, from: number, to: number) => void;
  readonly cdata: (text: string) => void;
  /** A `<` that begins nothing. */
  readonly looseLess: () => void;
}

export interface MarkupScanner {
  /** Octet text: one character an octet. False once a piece is too long. */
  readonly write: (text: string) => boolean;
  /** Hands on what is left; true when a tag or comment had no end. */
  readonly end: () => boolean;
}

/** Of tags with a ">" in an attribute. */
const LONGEST_TAG = 4_096;
const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

export function markupScanner(events: MarkupEvents): MarkupScanner {
  const { known, endTags } = events;
  let buffer = "";
  let at = 0;
  /** Where the search for the next `<` goes on: a long text is not searched again with each chunk. */
  let searched = 0;
  /** The first `>` at or after the place it was last searched from. */
  let greaterAt = -1;
  /** The same of end tags, by kinds. */
  const endAt = endTags.map(() => -1);
  let unended = false;

  const greaterFrom = (from: number): number => {
    if (greaterAt < from) {
      const found = buffer.indexOf(">", from);
      greaterAt = found < 0 ? Number.MAX_SAFE_INTEGER : found;
    }
    return greaterAt;
  };

  const endFrom = (kind: number, from: number): number => {
    let found = endAt[kind] as number;
    if (found < from) {
      found = buffer.indexOf(endTags[kind] as string, from);
      if (found < 0) found = Number.MAX_SAFE_INTEGER;
      endAt[kind] = found;
    }
    return found;
  };

  /** Hands on everything that is complete; true when something is not. */
  const scan = (last: boolean): boolean => {
    let less = buffer.indexOf("<", searched);
    while (less >= 0) {
      if (less > at) events.text(buffer, at, less);
      at = searched = less;
      const end = piece(less, last);
      if (end === 0) return true;
      at = searched = end;
      less = buffer.indexOf("<", end);
    }
    searched = buffer.length;
    return false;
  };

  /** Hands on what begins with the `<` and gives where it ends; 0 when its end is not there yet. */
  const piece = (less: number, last: boolean): number => {
    const next = buffer.charCodeAt(less + 1);
    if (startsName(next) || next === SLASH) return tag(less, last);
    if (next === BANG) {
      const end = buffer.length - less < 10 && !last ? 0 : declarationEnd(buffer, less, greaterFrom(less));
      if (end === 0 && last) {
        // A comment that never ends hides nothing: what follows may be the report.
        unended = true;
        return less + 2;
      }
      if (end > 0 && buffer.startsWith("[CDATA[", less + 2)) events.cdata(buffer.slice(less + 9, end - 3));
      return end;
    }
    if (next === QUESTION) {
      const greater = greaterFrom(less);
      return greater < buffer.length ? greater + 1 : 0;
    }
    if (Number.isNaN(next) && !last) return 0;
    events.looseLess();
    events.text(buffer, less, less + 1);
    return less + 1;
  };

  const tag = (less: number, last: boolean): number => {
    let greater = greaterFrom(less);
    // XML allows no "<" within a tag, not even in quotes: a tag that meets one was none.
    const inner = buffer.indexOf("<", less + 1);
    if (inner >= 0 && inner < greater) {
      events.looseLess();
      events.text(buffer, less, inner);
      return inner;
    }
    if (greater >= buffer.length) return 0;
    let raw = buffer.slice(less + 1, greater);
    let code = known.get(raw);
    if (code === undefined) {
      greater = beyondQuotes(buffer, less, greater, last);
      if (greater < 0) return 0;
      raw = buffer.slice(less + 1, greater);
      code = events.learn(raw);
    }
    const kind = events.passageKind(code);
    if (kind !== 0) {
      const end = endFrom(kind, greater);
      if (end - greater <= LONGEST_PASSAGE && events.passage(kind, buffer.slice(greater + 1, end)))
        return end + (endTags[kind] as string).length;
    }
    events.tag(code, raw);
    return greater + 1;
  };

  return {
    write: text => {
      buffer = at === 0 ? buffer + text : buffer.slice(at) + text;
      searched -= at;
      at = 0;
      greaterAt = -1;
      endAt.fill(-1);
      scan(false);
      return buffer.length - at <= LONGEST_PIECE;
    },
    end: () => {
      greaterAt = -1;
      endAt.fill(-1);
      const inside = scan(true);
      if (!inside && at < buffer.length) events.text(buffer, at, buffer.length);
      buffer = "";
      return inside || unended;
    },
  };
}

/** Where a comment, CDATA section or DOCTYPE ends; 0 when its end is not there yet. */
function declarationEnd(buffer: string, less: number, greater: number): number {
  const from = less + 2;
  if (buffer.startsWith("--", from)) return after(buffer, "-->", from + 2);
  if (buffer.startsWith("[CDATA[", from)) return after(buffer, "]]>", from + 7);
  const bracket = buffer.slice(from, greater).indexOf("[");
  // The internal subset of a DOCTYPE is stepped over whole: no entity of it is ever declared.
  const subsetEnd = bracket < 0 ? from : after(buffer, "]", from + bracket);
  return subsetEnd === 0 ? 0 : after(buffer, ">", subsetEnd);
}

function after(buffer: string, end: string, from: number): number {
  const found = buffer.indexOf(end, from);
  return found < 0 ? 0 : found + end.length;
}

/**
 * The end of a tag whose first ">" stands within the quotes of an attribute, which without its second quote has none; -1 when
 * that is not there yet.
 */
function beyondQuotes(buffer: string, less: number, first: number, last: boolean): number {
  let greater = first;
  for (let open = openQuote(buffer.slice(less, greater)); open !== ""; open = openQuote(buffer.slice(less, greater))) {
    const quote = buffer.indexOf(open, greater);
    greater = quote < 0 ? -1 : buffer.indexOf(">", quote);
    if (greater < 0 && !last && buffer.length - less <= LONGEST_TAG && !buffer.slice(first).includes("<")) return -1;
    if (greater < 0 || greater - less > LONGEST_TAG || buffer.slice(less + 1, greater).includes("<")) return first;
  }
  return greater;
}

/** Letters, `_`, `:` and everything beyond ASCII. */
function startsName(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95 || code === 58 || code >= 128;
}

/** The quote of an attribute value that is still open at the end; "" when none is. */
function openQuote(raw: string): string {
  if (!raw.includes("=")) return "";
  let open = "";
  for (let index = raw.indexOf("="); index < raw.length; index += 1) {
    const character = raw[index] as string;
    if (open === "") {
      if ((character === '"' || character === "'") && /=\s*$/.test(raw.slice(Math.max(0, index - 8), index)))
        open = character;
    } else if (character === open) {
      open = "";
    }
  }
  return open;
}
