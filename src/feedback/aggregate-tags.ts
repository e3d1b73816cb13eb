/** Tags of a report as numbers, learnt once each: which element, whether it opens, closes or both, and whose it is. */
import { nameNumber, nameText } from "./aggregate-elements.ts";

/** Added to the number of the element's name, which is 0 for a name that is no report's. */
export const CLOSES = 256;
export const EMPTY = 512;
/** Stands between angle brackets, but is no tag: `<postmaster@client.example>`. */
export const NO_TAG = 1_024;
/** Of somebody else's namespace. */
export const FOREIGN = 2_048;
export const NAME = 255;

const REMEMBERED = 4_096;
const tag =
  /^(\/?)\s*(?:([A-Za-z_\x80-\xff][\w.\x80-\xff-]*):)?([A-Za-z_\x80-\xff][\w.\x80-\xff-]*)\s*(\s[^]*?)?(\/?)$/;

/** Tags as nearly all reporters write them; what they are depends on no namespace. */
export const plainTags: ReadonlyMap<string, number> = new Map(
  nameText.flatMap((name, number) =>
    number === 0
      ? []
      : ([
          [name, number],
          [`/${name}`, number + CLOSES],
          [`${name}/`, number + EMPTY],
        ] as const),
  ),
);

/**
 * Namespaces decide nothing but what to leave out: a report is in the one of its era, in its reporter's own, or in none. An
 * element is foreign when its namespace is known and is neither the root's nor has to do with DMARC.
 */
export function otherTags(onNew: () => void): (raw: string) => number {
  const known = new Map<string, number>();
  const foreign = new Set<string>();
  let own: string | undefined;

  // Reporters have put the `xs:schema` of RFC 7489 Appendix C around their reports.
  const isOurs = (uri: string): boolean => uri === "" || uri === own || /dmarc|\/XMLSchema$/i.test(uri);

  const read = (raw: string): number => {
    const [whole, closes, prefix = "", local = "", attributes = "", empty] = tag.exec(raw) ?? [];
    if (whole === undefined || local === "") return NO_TAG;
    const number = nameNumber(local);
    let declared: string | undefined;
    for (const [, name = "", uri = ""] of attributes.matchAll(/\sxmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)/g)) {
      if (name === prefix) declared = uri.trim();
      // The root's own namespace is the report's, whatever it is.
      if (name === prefix && local.toLowerCase() === "feedback") own ??= uri.trim();
      if (name !== "" && !isOurs(uri.trim())) foreign.add(name);
    }
    const isForeign = declared === undefined ? foreign.has(prefix) : !isOurs(declared);
    return (isForeign ? FOREIGN : number) + (closes === "" ? 0 : CLOSES) + (empty === "" ? 0 : EMPTY);
  };

  return raw => {
    const found = known.get(raw);
    if (found !== undefined) return found;
    onNew();
    const code = read(raw);
    if (raw.length <= 64 && known.size < REMEMBERED) known.set(` ${raw}`.slice(1), code);
    return code;
  };
}

/** The name of a tag without prefix, in lower case. */
export function localName(raw: string): string {
  return tag.exec(raw)?.[3]?.toLowerCase() ?? "";
}
