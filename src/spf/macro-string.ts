/**
 * Macro strings and domain-specs (RFC 7208 §7.1, §12): checked as they are written, before any expansion, because
 * `domain-end` is a rule about the text of the record and not about what a macro turns into.
 */

/** Where a macro string stands: in a term, or in the explanation text that `exp=` points to. */
export type MacroPlace = "term" | "explanation";

/**
 * One `macro-expand`. Letters and the `r` transformer are ABNF literals and so match in both cases (RFC 5234 §2.3);
 * the case of the letter still counts when it is expanded (RFC 7208 §7.3).
 */
const macroExpand = /%(?:[%_-]|\{([slodiphcrtv])(\d*)r?[-.+,/_=]*\})/iy;

interface Scan {
  readonly fault?: string;
  /** True when the last token is a `macro-expand`, the second form of `domain-end`. */
  readonly endsInMacro: boolean;
}

/** The first fault of a macro string (RFC 7208 §7.1), or undefined; an empty one is fine. */
export function macroStringFault(text: string, place: MacroPlace = "term"): string | undefined {
  return scan(text, place).fault;
}

/**
 * The first fault of a domain-spec (RFC 7208 §7.1), or undefined: a macro string that ends in a dot and a top label, or in
 * a macro. A trailing dot is accepted. `c`, `r` and `t` are for explanation text only (§7.2), so not even for the name
 * that `exp=` gives.
 */
export function domainSpecFault(text: string): string | undefined {
  if (text === "") return "the domain is missing";
  const { fault, endsInMacro } = scan(text, "term");
  if (fault !== undefined) return fault;
  if (endsInMacro) return undefined;
  // domain-end = ( "." toplabel [ "." ] ) / macro-expand: a single label is no domain-spec (§7.1).
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  const dot = name.lastIndexOf(".");
  if (dot < 0) return `the domain ends in "${name}" without a dot before it; a full name or a macro is needed`;
  return isTopLabel(name.slice(dot + 1)) ? undefined : `"${name.slice(dot + 1)}" is no top-level label`;
}

function scan(text: string, place: MacroPlace): Scan {
  let endsInMacro = false;
  for (let at = 0; at < text.length;) {
    if (text[at] === "%") {
      macroExpand.lastIndex = at;
      const macro = macroExpand.exec(text);
      const fault = macro === null ? "a % must begin %{…}, %%, %_ or %-" : macroFault(macro, place);
      if (fault !== undefined) return { fault, endsInMacro: false };
      at = macroExpand.lastIndex;
      endsInMacro = true;
    } else {
      if (!isMacroLiteral(text.charCodeAt(at), place)) {
        return { fault: "only visible US-ASCII characters are allowed", endsInMacro: false };
      }
      at += 1;
      endsInMacro = false;
    }
  }
  return { endsInMacro };
}

function macroFault(macro: RegExpExecArray, place: MacroPlace): string | undefined {
  const [text, letter, digits] = macro;
  if (letter === undefined) return undefined;
  // RFC 7208 §7.2: these three are allowed only in "exp" text.
  if (place === "term" && /[crt]/i.test(letter)) return `the macro ${text} is only for the text that exp= points to`;
  // RFC 7208 §7.3: when a number of parts is given, it must not be zero.
  if (/^0+$/.test(digits ?? "")) return `the macro ${text} keeps zero parts`;
  return undefined;
}

/** RFC 7208 §12: macro-literal = %x21-24 / %x26-7E; explanation text may hold spaces too. */
function isMacroLiteral(code: number, place: MacroPlace): boolean {
  return (code >= 0x21 && code <= 0x7e) || (code === 0x20 && place === "explanation");
}

/** RFC 7208 §12 `toplabel`: letters, digits and inner hyphens, and not digits alone. */
function isTopLabel(label: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(label) && /[a-z-]/i.test(label);
}
