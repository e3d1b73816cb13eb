/** Macro expansion (RFC 7208 §7): what the text of a record becomes for one client and one message. */

/** The macro letters of RFC 7208 §7.2 and what they stand for, in lower case. */
export type MacroValues = Readonly<Record<"s" | "l" | "o" | "d" | "i" | "p" | "v" | "h" | "c" | "r" | "t", string>>;

/** RFC 7208 §7.3: a name is at most 253 characters. */
const MAX_NAME = 253;
/** RFC 7208 §6.2: the length of an explanation may be limited; four lines of an SMTP reply (RFC 5321 §4.5.3.1.5). */
const MAX_EXPLANATION = 2048;

const macro = /%(?:([%_-])|\{([a-z])(\d*)(r?)([-.+,/_=]*)\})/gi;

/** `expandTarget` in the form the DNS is asked for: lower case. */
export function expandName(domainSpec: string, values: MacroValues): string | undefined {
  return expandTarget(domainSpec, values)?.toLowerCase();
}

/**
 * The target-name of a domain-spec that the parser has accepted (RFC 7208 §4.8), without trailing dot and in the case it is
 * written in, which `%{d}` shows (§7.2). A name of more than 253 characters loses labels on its left (§7.3). Undefined for
 * what is no name: an empty or over-long label.
 */
export function expandTarget(domainSpec: string, values: MacroValues): string | undefined {
  // From the right, since the left side is what is cut off: hostile text cannot make the result grow without end.
  let name = "";
  for (const expansion of expansions(domainSpec, values).toReversed()) {
    name = expansion() + name;
    if (name.length > MAX_NAME + 1) break;
  }
  name = name.replace(/\.$/, "").slice(-MAX_NAME - 1);
  while (name.length > MAX_NAME) {
    const dot = name.indexOf(".");
    if (dot < 0) return undefined;
    name = name.slice(dot + 1);
  }
  return isWellFormed(name) ? name : undefined;
}

/** True when a text holds a macro of one of the letters, in either case; `%%{p}` is none. */
export function usesMacro(text: string, letters: string): boolean {
  return [...text.matchAll(macro)].some(
    ([, , letter]) => letter !== undefined && letters.includes(letter.toLowerCase()),
  );
}

/**
 * True for a name that can be asked for: labels of 1 to 63 octets, 253 characters in all (RFC 1035 §2.3.4), US-ASCII
 * without control characters. What else a label holds is not looked at: macros bring in what mail addresses hold, and
 * `%_` a space (RFC 7208 §4.8).
 */
export function isWellFormed(name: string): boolean {
  return name.length <= MAX_NAME && /^[ -~]+$/.test(name) && name.split(".").every(label => /^.{1,63}$/.test(label));
}

/** The explanation string (RFC 7208 §6.2); undefined where it would not be US-ASCII. */
export function expandExplanation(text: string, values: MacroValues): string | undefined {
  let said = "";
  for (const expansion of expansions(text, values)) {
    said += expansion();
    if (said.length > MAX_EXPLANATION) break;
  }
  return /^[ -~]*$/.test(said) ? said.slice(0, MAX_EXPLANATION) : undefined;
}

/**
 * Literal text and macros, in order, each expanded when it is needed. Equal macros are expanded once: a hostile record holds
 * ten thousand of them, which may all come to nothing.
 */
function expansions(text: string, values: MacroValues): readonly (() => string)[] {
  const parts: (() => string)[] = [];
  const known = new Map<string, string>();
  let at = 0;
  for (const match of text.matchAll(macro)) {
    const literal = text.slice(at, match.index);
    const [written] = match;
    const expanded = (): string => {
      const value = known.get(written) ?? expand(match, values);
      known.set(written, value);
      return value;
    };
    parts.push(() => literal, expanded);
    at = match.index + written.length;
  }
  const rest = text.slice(at);
  return [...parts, () => rest];
}

function expand([, escaped, letter, digits, reverse, delimiters]: RegExpMatchArray, values: MacroValues): string {
  // RFC 7208 §7.1: "%%" is a percent sign, "%_" a space, "%-" a space in a URL.
  if (letter === undefined) return escaped === "%" ? "%" : escaped === "_" ? " " : "%20";
  const value = values[letter.toLowerCase() as keyof MacroValues];
  const transformed =
    digits === "" && reverse === "" && delimiters === "" ? value : transform(value, digits, reverse, delimiters);
  // §7.3: an upper-case letter means that the result is escaped for a URL.
  return letter === letter.toLowerCase() ? transformed : escapeUrl(transformed);
}

/** RFC 7208 §7.3: split, reverse, keep so many parts on the right, join by dots. */
function transform(value: string, digits = "", reverse = "", delimiters = ""): string {
  const parts = value.split(delimiters === "" ? "." : new RegExp(`[${delimiters.replaceAll("-", "\\-")}]`));
  const ordered = reverse === "" ? parts : parts.toReversed();
  return (digits === "" ? ordered : ordered.slice(-Number(digits))).join(".");
}

/** Percent-encodes everything but the unreserved characters of RFC 3986 §2.3. */
function escapeUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
