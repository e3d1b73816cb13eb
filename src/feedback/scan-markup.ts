/**
 * Finds tags and text in what claims to be XML. It is no XML parser, on purpose: reports come with bare `&` and `<`, end tags
 * that are missing, misspelt or twice there, and mail around them. A parser gives up on those, or guesses what they close
 * before anybody who knows reports can. So this hands on what it sees, in order, and what reads reports judges. No entity is
 * expanded, no DTD is read, and nothing is held but the piece between two tags.
 */

/** The longest text, tag or comment: nothing in a real report comes near. */
export const LONGEST_PIECE = 65_536;

export interface MarkupEvents {
  /** Codes of tags already seen, by what stands between `<` and `>`. */
  readonly known: ReadonlyMap<string, number>;
  /** The code of a tag that is not among the known. */
  readonly learn: (raw: string) => number;
  readonly tag: (code: number, raw: string) => void;
  /** A stretch of text, entities as they stand. */
  readonly text: (buffer: string, from: number, to: number) => void;
  readonly cdata: (text: string) => void;
  /** A `<` that begins nothing. */
  readonly looseLess: () => void;
}

export interface MarkupScanner {
  /** Octet text: one character an octet. False once a piece is too long. */
  readonly write: (text: string) => boolean;
  /** Hands on what is left; true when the text ended inside a tag or comment. */
  readonly end: () => boolean;
}

const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

export function markupScanner(events: MarkupEvents): MarkupScanner {
  const { known } = events;
  let buffer = "";
  let at = 0;
  /** Where the search for the end of the piece at hand goes on, so that a long one is not searched again and again. */
  let searched = 0;

  /** Hands on everything that is complete. */
  const scan = (last: boolean): boolean => {
    for (;;) {
      const less = buffer.indexOf("<", Math.max(at, searched));
      if (less < 0) {
        searched = buffer.length;
        return false;
      }
      if (less > at) {
        events.text(buffer, at, less);
        at = less;
      }
      const next = buffer.charCodeAt(less + 1);
      if (next === BANG || next === QUESTION) {
        const end = next === BANG ? declarationEnd(buffer, less, last) : buffer.indexOf(">", less) + 1;
        if (end === 0) {
          searched = less;
          return true;
        }
        if (buffer.startsWith("[CDATA[", less + 2)) events.cdata(buffer.slice(less + 9, end - 3));
        at = end;
      } else if (startsName(next) || next === SLASH) {
        const end = tagEnd(less);
        if (end === 0) {
          searched = less;
          return true;
        }
        at = end;
      } else if (Number.isNaN(next) && !last) {
        searched = less;
        return true;
      } else {
        events.looseLess();
        events.text(buffer, less, less + 1);
        at = less + 1;
      }
      searched = at;
    }
  };

  /** Hands on the tag at `less` and gives where it ends; 0 when the end is not there yet. */
  const tagEnd = (less: number): number => {
    let greater = buffer.indexOf(">", less);
    if (greater < 0) return 0;
    let raw = buffer.slice(less + 1, greater);
    let code = known.get(raw);
    if (code === undefined) {
      // A ">" within the quotes of an attribute ends no tag.
      for (let open = openQuote(raw); open !== ""; open = openQuote(raw)) {
        const quote = buffer.indexOf(open, greater);
        greater = quote < 0 ? -1 : buffer.indexOf(">", quote);
        // An attribute without its second quote: the first ">" it is.
        if (greater < 0 || greater - less > 4096) {
          greater = buffer.indexOf(">", less);
          raw = buffer.slice(less + 1, greater);
          break;
        }
        raw = buffer.slice(less + 1, greater);
      }
      const inner = raw.indexOf("<");
      if (inner >= 0 && openQuote(raw.slice(0, inner)) === "") {
        events.looseLess();
        events.text(buffer, less, less + 1 + inner);
        return less + 1 + inner;
      }
      code = events.learn(raw);
    }
    events.tag(code, raw);
    return greater + 1;
  };

  return {
    write: text => {
      buffer = at === 0 ? buffer + text : buffer.slice(at) + text;
      searched = Math.max(0, searched - at);
      at = 0;
      scan(false);
      return buffer.length - at <= LONGEST_PIECE;
    },
    end: () => {
      searched = at;
      const inside = scan(true);
      if (!inside && at < buffer.length) events.text(buffer, at, buffer.length);
      buffer = "";
      return inside;
    },
  };
}

/** Where a comment, CDATA section or DOCTYPE ends; 0 when its end is not there yet. */
function declarationEnd(buffer: string, less: number, last: boolean): number {
  const from = less + 2;
  if (buffer.length - less < 10 && !last) return 0;
  if (buffer.startsWith("--", from)) return after(buffer, "-->", from + 2);
  if (buffer.startsWith("[CDATA[", from)) return after(buffer, "]]>", from + 7);
  const greater = buffer.indexOf(">", from);
  const bracket = buffer.indexOf("[", from);
  // The internal subset of a DOCTYPE is stepped over whole: no entity of it is ever declared.
  if (bracket < 0 || greater < bracket) return greater + 1;
  return after(buffer, "]", bracket) === 0 ? 0 : after(buffer, ">", buffer.indexOf("]", bracket));
}

function after(buffer: string, end: string, from: number): number {
  const found = buffer.indexOf(end, from);
  return found < 0 ? 0 : found + end.length;
}

/** Letters, `_`, `:` and everything beyond ASCII. */
function startsName(code: number): boolean {
  return (code | 32) >= 97 ? (code | 32) <= 122 || code >= 128 : code === 95 || code === 58;
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
