/** Values of a report, from the text of an element to what it means; what had to be mended on the way is said beside it. */
import { canonicalName } from "../dns/owner-name.ts";
import type { OctetReader } from "./octet-text.ts";

/** What was read, and the kinds of repair it took. */
export interface Reading<T> {
  readonly value: T;
  readonly repairs: readonly string[];
}

export type ReadValue<T> = (text: string) => Reading<T>;

const nothing: readonly string[] = [];

export function reading<T>(value: T, ...repairs: readonly string[]): Reading<T> {
  return repairs.length === 0 ? { value, repairs: nothing } : { value, repairs };
}

/** The longest text that is kept; names have a limit of their own. */
const LONGEST_TEXT = 1_024;
/** RFC 1035 §2.3.4, as text. */
const LONGEST_NAME = 253;

/** An empty element is none at all. */
export const readOptional: ReadValue<string | undefined> = text => reading(text === "" ? undefined : text);

const entities = new Map(Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " }));

/**
 * The text of an element: decoded, the five entities of XML and character references resolved, white space as single
 * spaces, control characters gone (a terminal or a page may show it one day), cut where it is beyond all measure. Other
 * entities, but `&nbsp;`, stay as they are written: nothing that a DTD declares is ever looked at.
 */
export function readText(raw: string, decode: OctetReader["decode"]): Reading<string> {
  const trimmed = trimmedOctets(raw);
  if (trimmed.length <= LONGEST_TEXT && /^[\x20-\x25\x27-\x7e]*$/.test(trimmed)) return reading(trimmed);
  const repairs: string[] = [];
  const { text, repair } = /[\x80-\xff]/.test(trimmed) ? decode(trimmed) : { text: trimmed, repair: undefined };
  if (repair !== undefined) repairs.push(repair);
  const resolved = text.replace(
    /&(?:(#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z]\w{0,30});)?/g,
    (whole, name?: string) => {
      const character = name === undefined ? undefined : (entities.get(name) ?? characterReference(name));
      // Of HTML, not of XML, but plain: it may stand beside an address or a name.
      if (name === "nbsp") repairs.push("text: entity unknown to XML");
      if (character === undefined)
        repairs.push(name === undefined ? "text: & not escaped" : "text: entity unknown to XML");
      return character ?? whole;
    },
  );
  const shown = resolved.replace(/\s+/g, " ").replace(/[\x00-\x1f\x7f-\x9f]/g, "");
  if (shown.length < resolved.replace(/\s+/g, " ").length) repairs.push("text: control characters taken out");
  if (shown.length > LONGEST_TEXT) repairs.push(`text: cut after ${LONGEST_TEXT} characters`);
  return reading(shown.slice(0, LONGEST_TEXT).trim(), ...new Set(repairs));
}

/** Without the white space of XML around it: what else is white space in Unicode may here be the last octet of a character. */
function trimmedOctets(raw: string): string {
  let from = 0;
  let to = raw.length;
  while (from < to && isSpace(raw.charCodeAt(from))) from += 1;
  while (to > from && isSpace(raw.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === raw.length ? raw : raw.slice(from, to);
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function characterReference(name: string): string | undefined {
  if (!name.startsWith("#")) return undefined;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
}

/**
 * A domain name, lower case, A-labels, without the dot at the end. An address gives its domain; of several names the first
 * counts; angle brackets go.
 */
export function nameReader(what: string): ReadValue<string> {
  return text => {
    if (/^[a-z0-9._-]*[a-z0-9_-]$/.test(text) && text.length <= LONGEST_NAME) return reading(text);
    const repairs: string[] = [];
    let name = text.replace(/^.*<([^<>]*)>.*$/, "$1").trim();
    if (name.includes("@")) {
      name = name.slice(name.lastIndexOf("@") + 1);
      repairs.push(`${what}: an address, its domain taken`);
    }
    const [first = ""] = name.split(/[\s,;]+/);
    if (first !== name) repairs.push(`${what}: more than a name, the first taken`);
    // A name beyond DNS is cut rather than kept: it can be nobody's, and must not fill the store.
    const canonical = canonicalName(first);
    if (canonical.length > LONGEST_NAME) repairs.push(`${what}: longer than a name can be`);
    return reading(canonical.slice(0, LONGEST_NAME), ...repairs);
  };
}

/**
 * Words of a schema, whatever their case, and with a remark after them (`pass (ok)`); others by what they stand for, or else as the one that is given. Undefined for an
 * empty element: it says no more than one that is not there.
 */
export function wordReader<T extends string, E>(
  what: string,
  words: readonly T[],
  synonyms: Readonly<Record<string, T>>,
  otherwise: E,
): ReadValue<T | E | undefined> {
  const known = new Map<string, T>(words.map(word => [word, word]));
  const meant = new Map<string, T>(Object.entries<T>(synonyms));
  return text => {
    const word = text.toLowerCase().replace(/[\s-]+/g, "_");
    const exact = known.get(word);
    if (exact !== undefined) return reading(exact);
    if (word === "") return reading(undefined);
    const squeezed = word.replaceAll("_", "");
    const remarked = /^([a-z]+)(?:\s*[(;:.]|\s+-\s)/i.exec(text)?.[1]?.toLowerCase() ?? "";
    const close = known.get(squeezed) ?? meant.get(squeezed) ?? known.get(remarked) ?? meant.get(remarked);
    return close === undefined
      ? reading(otherwise, `${what}: unknown word`)
      : reading(close, `${what}: another word for one of the schema`);
  };
}

const LARGEST_COUNT = 1_000_000_000_000;

/** Messages; undefined for an empty element, NaN for what is no such number. */
export const readCount: ReadValue<number | undefined> = text => {
  if (/^\d{1,15}$/.test(text) && Number(text) <= LARGEST_COUNT) return reading(Number(text));
  if (text === "") return reading(undefined);
  const asNumber = /^\+?\d[\d,' ]*(\.\d*)?$|^\d(\.\d+)?e\+?\d\d?$/i.test(text);
  const number = asNumber ? Math.trunc(Number(text.replace(/[+,' ]/g, ""))) : Number.NaN;
  if (number >= 0 && number <= LARGEST_COUNT) return reading(number, "count: not written as a whole number");
  return reading(Number.NaN, "count: not a number of messages");
};

/** RFC 7489 §6.3 `pct`: 0 to 100. */
export const readPct: ReadValue<number | undefined> = text => {
  if (text === "") return reading(undefined);
  const number = /^\d{1,3}(\.0*)?\s*%?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  return number <= 100 ? reading(number) : reading(undefined, "pct: not a percentage");
};
