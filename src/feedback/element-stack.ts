/**
 * Which element of a report each tag opens or closes. Where the tags do not fit each other, the shape of a report decides: a
 * container of reports ends what was left open before it, an end tag ends what was left open within, and everything in a
 * text element that is no end of it is text.
 */
import type { AggregateDraft } from "./aggregate-draft.ts";
import {
  FIRST_FIELD,
  IGNORED,
  NAMES,
  OUTSIDE,
  UNKNOWN,
  isSection,
  kindOfContainer,
  kindOfField,
  kindWithin,
  nameNumber,
  nameOfKind,
  nameText,
  type Container,
} from "./aggregate-elements.ts";
import { CLOSES, EMPTY, FOREIGN, NAME, NO_TAG, localName, otherTags, plainTags } from "./aggregate-tags.ts";
import { meansTheSame, type PassageMemory } from "./passage-memory.ts";
import type { RepairTally } from "./repair-tally.ts";
import { LONGEST_PIECE, type MarkupEvents } from "./scan-markup.ts";

/** A report is seven deep. */
const DEEPEST = 64;
/** Tags that fit nothing, or are new, from one record to the next: what has more is no report, and takes long to read. */
const MOST_ODD = 100_000;

export interface ElementStack {
  readonly events: MarkupEvents;
  /** Why nothing more should be read. */
  readonly refused: () => string | undefined;
  readonly end: () => { readonly sawReport: boolean; readonly sawHtml: boolean };
}

const [feedback, policy, metadata, record, row, reason, extension] = (
  ["feedback", "policy_published", "report_metadata", "record", "row", "reason", "extension"] as const
).map(kindOfContainer) as [number, number, number, number, number, number, number];
const reasonType = kindOfField("reason/type");
/** What repeats itself most within a record. */
const endTags = kindsOf(["policy_evaluated", "identifiers", "auth_results/dkim", "auth_results/spf"]);
const feedbackName = nameNumber("feedback");
const rowName = nameNumber("row");

export function elementStack(draft: AggregateDraft, tally: RepairTally, memory: PassageMemory): ElementStack {
  const kinds = new Uint8Array(DEEPEST + 1);
  /** Names of open elements of kind UNKNOWN, by depth. */
  const unknown: string[] = [];
  let depth = 0;
  let text = "";
  let refused: string | undefined;
  let began = false;
  let ended = false;
  /** A second report in the same file. */
  let another = false;
  let sawHtml = false;
  let [junkBefore, junkAfter] = [false, false];
  const seenOnce = new Set<number>();

  /** The passage that is being read, for as long as nothing odd was met in it. */
  let passage: string | undefined;
  const learn = otherTags(() => oddTag());

  let odd = 0;
  let recordsThen = 0;
  const oddTag = (): void => {
    passage = undefined;
    odd += 1;
    if (odd <= MOST_ODD) return;
    if (draft.records() === recordsThen) refused = "It has too many tags that are no report's.";
    odd = 0;
    recordsThen = draft.records();
  };

  const push = (kind: number): void => {
    if (depth === DEEPEST) {
      refused = `Its elements are nested more than ${DEEPEST} deep.`;
      return;
    }
    depth += 1;
    kinds[depth] = kind;
    if (kind >= FIRST_FIELD) text = "";
    else draft.open(kind);
  };

  const pop = (forgotten: boolean, cut: boolean): void => {
    const kind = kinds[depth] as number;
    depth -= 1;
    if (kind >= FIRST_FIELD) {
      // `<report_id>1/report_id>`: of the end tag the "<" was forgotten; or it was misspelt. What the file's end cut off is not whole.
      if (!cut) draft.set(kind, forgotten ? text.replace(/<?\/\w+>\s*$/, "") : text);
    } else if (kind > IGNORED) {
      draft.close(kind, cut);
      if (passage !== undefined && endTags[kind] !== "") remember(kind, passage);
      if (kind === feedback) ended = true;
    }
    if (forgotten) tally.count("markup: end tag missing");
  };

  const remember = (kind: number, all: string): void => {
    const read = draft.passageRead(kind);
    if (read !== undefined && tally.quiet() && meansTheSame(all)) memory.set(kind, all, read);
    passage = undefined;
  };

  const popTo = (level: number): void => {
    for (let forgotten = depth - level; forgotten > 0; forgotten -= 1) pop(true, false);
  };

  const literal = (raw: string): void => {
    tally.count("text: < not escaped");
    text += `<${raw}>`;
    if (text.length > LONGEST_PIECE) refused = tooLong;
  };

  /** The kind of an element that may not stand where it stands, after closing what must have ended; 0 for text or nothing. */
  const place = (name: number, raw: string, foreign: boolean): number => {
    oddTag();
    const parent = kinds[depth] as number;
    if (parent === OUTSIDE) {
      const kind = kindWithin[feedback * NAMES + name] as number;
      if (kind === record || kind === policy || kind === metadata) {
        tally.count(ended ? "feedback: ended too early" : "feedback: root element missing");
        ended = false;
        push(feedback);
        return kind;
      }
      junk(`<${raw}>`);
      sawHtml ||= /^(html|head|body)\b/i.test(raw);
      return 0;
    }
    if (parent === feedback && name === rowName) {
      tally.count("record: start tag missing");
      push(record);
      return row;
    }
    for (let level = depth; level > 0; level -= 1) {
      const above = kinds[level] as number;
      if (above === extension || above === IGNORED) break;
      const kind = kindWithin[above * NAMES + name] as number;
      if (kind === 0) continue;
      if (!isSection[name] && (above === feedback || above === record)) break;
      const onlyUnknown = kinds.subarray(level + 1, depth + 1).every(between => between === UNKNOWN);
      if (onlyUnknown && !isSection[name]) break;
      if (!onlyUnknown) popTo(level);
      return kind;
    }
    if (parent >= FIRST_FIELD) {
      literal(raw);
      return 0;
    }
    unknown[depth + 1] = name === 0 ? localName(raw) : (nameText[name] as string);
    return foreign ? IGNORED : UNKNOWN;
  };

  const open = (code: number, raw: string): void => {
    const name = code & NAME;
    let kind = kindWithin[(kinds[depth] as number) * NAMES + name] as number;
    if (kind === 0) kind = place(name, raw, (code & FOREIGN) !== 0);
    if (kind === 0) return;
    if (kind === policy || kind === metadata) {
      // The first counts.
      if (seenOnce.has(kind)) {
        tally.count(`${nameText[name]}: more than one, the first taken`);
        kind = IGNORED;
        unknown[depth + 1] = nameText[name] as string;
      }
      seenOnce.add(kind);
    }
    began = true;
    push(kind);
    if ((code & EMPTY) !== 0 && refused === undefined) pop(false, false);
  };

  const close = (name: number, raw: string): void => {
    const parent = kinds[depth] as number;
    if (name !== 0 && nameOfKind[parent] === name) return pop(false, false);
    oddTag();
    const own = name === 0 ? localName(raw) : (nameText[name] as string);
    for (let level = depth; level > 0; level -= 1) {
      const kind = kinds[level] as number;
      const same =
        kind === UNKNOWN || kind === IGNORED ? unknown[level] === own : name !== 0 && nameOfKind[kind] === name;
      if (same) {
        popTo(level);
        return pop(false, false);
      }
    }
    if (parent >= FIRST_FIELD && name === 0) literal(raw);
    else if (parent === OUTSIDE) junk(raw);
    else tally.count("markup: end tag of nothing");
  };

  /** Said once: mail around a report is one repair, however long it is. */
  const junk = (raw: string): void => {
    if ((began ? junkAfter : junkBefore) || !/[^\s\x00\xef\xbb\xbf]/.test(raw)) return;
    tally.count(began ? "markup: text after the report" : "markup: text before the report");
    if (began) junkAfter = true;
    else junkBefore = true;
  };

  const onText = (buffer: string, from: number, to: number): void => {
    const parent = kinds[depth] as number;
    if (parent >= FIRST_FIELD) {
      text = text === "" ? buffer.slice(from, to) : text + buffer.slice(from, to);
      if (text.length > LONGEST_PIECE) refused = tooLong;
      return;
    }
    let at = from;
    while (at < to && buffer.charCodeAt(at) <= 32) at += 1;
    if (at === to || parent === UNKNOWN || parent === IGNORED || parent === extension) return;
    if (parent === OUTSIDE) junk(buffer.slice(from, Math.min(to, from + 256)));
    else if (parent === reason) draft.set(reasonType, buffer.slice(from, to));
    else tally.count("markup: text between elements");
  };

  return {
    events: {
      known: plainTags,
      learn: raw => {
        // What it is may be up to the namespaces of this report.
        passage = undefined;
        return learn(raw);
      },
      endTags,
      passageKind: code => {
        if (code > NAME) return 0;
        const kind = kindWithin[(kinds[depth] as number) * NAMES + code] as number;
        return endTags[kind] !== "" && refused === undefined && draft.awaitsPassage(kind) ? kind : 0;
      },
      passage: (kind, raw) => {
        const read = memory.get(kind, raw);
        if (read === undefined) {
          passage = raw;
          tally.quiet();
          return false;
        }
        draft.takePassage(kind, read);
        return true;
      },
      tag: (code, raw) => {
        if (refused !== undefined || another) return;
        const name = code & NAME;
        if ((code & NO_TAG) !== 0) {
          oddTag();
          if ((kinds[depth] as number) >= FIRST_FIELD) literal(raw);
          else onText(raw, 0, raw.length);
        } else if (ended && name === feedbackName && (code & CLOSES) === 0) {
          another = true;
          tally.count("feedback: a second report in the file, left out");
        } else if ((code & CLOSES) === 0) {
          open(code, raw);
        } else {
          close(name, raw);
        }
      },
      text: (buffer, from, to) => {
        if (refused === undefined && !another) onText(buffer, from, to);
      },
      cdata: raw => {
        const escaped = raw.replaceAll("&", "&amp;");
        if (refused === undefined && !another) onText(escaped, 0, escaped.length);
      },
      looseLess: () => {
        oddTag();
        if ((kinds[depth] as number) >= FIRST_FIELD) tally.count("text: < not escaped");
      },
    },
    refused: () => refused,
    end: () => {
      tally.count("markup: end tag missing", depth);
      for (let left = depth; left > 0; left -= 1) pop(false, true);
      return { sawReport: began, sawHtml };
    },
  };
}

/** By kind: how an element of it ends; "" of all other kinds. */
function kindsOf(containers: readonly Container[]): readonly string[] {
  const kinds = new Set(containers.map(kindOfContainer));
  return nameOfKind.map((name, kind) => (kinds.has(kind) ? `</${nameText[name]}>` : ""));
}

const tooLong = `One of its elements is longer than ${LONGEST_PIECE} octets.`;
