/**
 * Domain names as they stand on the wire (RFC 1035 §3.1): labels behind their length octets, the root's zero at the end, in
 * a string of one character an octet. Any octet may stand in a label (RFC 2181 §11), so no text form is safe to compare; in
 * this one an ancestor is a suffix.
 */

export type WireName = string;

export const ROOT: WireName = "\0";

/** RFC 1035 §2.3.4: a label is at most 63 octets, a name 255 with all its length octets. */
export const MAX_LABEL = 63;
export const MAX_NAME = 255;

/**
 * A name in presentation format, with or without its trailing dot; `\DDD` and `\X` are octets (RFC 1035 §5.1). Undefined where
 * it is none: an empty or too long label, a broken escape.
 */
export function wireName(text: string): WireName | undefined {
  if (text === "" || text === ".") return ROOT;
  let name = "";
  let label = "";
  for (let at = 0; at < text.length; at++) {
    let char = text[at] as string;
    if (char === ".") {
      if (label === "") return undefined;
      name += withLength(label);
      label = "";
      continue;
    }
    if (char === "\\") {
      const digits = /^\d{3}/.exec(text.slice(at + 1, at + 4))?.[0];
      if (digits === undefined ? !/^\D/.test(text.slice(at + 1)) : Number(digits) > 255) return undefined;
      char = digits === undefined ? (text[at + 1] as string) : String.fromCharCode(Number(digits));
      at += digits?.length ?? 1;
    }
    if (char.charCodeAt(0) > 255) return undefined;
    label += char;
    if (label.length > MAX_LABEL) return undefined;
  }
  if (label !== "") name += withLength(label);
  name += ROOT;
  return name.length > MAX_NAME ? undefined : name;
}

function withLength(label: string): string {
  return String.fromCharCode(label.length) + label;
}

/** In lower case, ASCII letters only (RFC 4343 §3). A length octet is at most 63, which is no letter. */
export function folded(name: WireName): WireName {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : name;
}

/** The name without its leftmost label; not for the root. */
export function parentOf(name: WireName): WireName {
  return name.slice(1 + name.charCodeAt(0));
}

/** The name and its ancestors, the root last. */
export function upwards(name: WireName): readonly WireName[] {
  const names = [name];
  for (let at = name; at !== ROOT; names.push(at)) at = parentOf(at);
  return names;
}

/** `*` in front of a name: the source of what is synthesised below it (RFC 4592 §3.3.1). */
export function wildcardBelow(name: WireName): WireName {
  return `\x01*${name}`;
}
