/** Parts of the comment, and what of them fits into it. */
import { code } from "./markdown-text.ts";

export interface Item {
  /** Name of the domain, or what else it is about, as Markdown; and what is in it, as HTML. Empty: the body stands alone. */
  readonly title: string;
  readonly summary: string;
  readonly body: string;
}

export interface Section {
  readonly title: string;
  /** 1 is cut last. */
  readonly rank: number;
  /** In front of the items, always kept: a short sentence or the head of a table. */
  readonly head?: string | undefined;
  /** The most important first. */
  readonly items: readonly Item[];
  /** What an item is: `domain`. */
  readonly unit: string;
  /** Shows what is left out. */
  readonly command: string;
  /** Rows of one table: nothing stands between them. */
  readonly isTable?: boolean | undefined;
  /** Before all others, it gets all the room that it needs. */
  readonly isWhole?: boolean | undefined;
}

/** So many in one section are folded. */
const FEW = 4;
/** No review has more items: room is kept to say how many were left out. */
const MANY = 999_999_999;
/** More than this of one domain nobody reads in a comment. */
const MOST_OF_ITEM = 8_000;

/** The sections as text, in their order, at most `limit` characters; each with a sentence about what is left out of it. */
export function fitSections(sections: readonly Section[], limit: number): string {
  const filled = sections.filter(({ items, head }) => items.length > 0 || head !== undefined);
  let left = limit - filled.reduce((sum, section) => sum + headOf(section).length + leftOut(section, MANY).length, 0);
  const parts = filled
    .toSorted((a, b) => a.rank - b.rank)
    .map(section => ({ section, all: section.items.map(item => itemText(item, section)), kept: 0 }));
  // A share for each before anybody gets more: one section with much must not hide the others.
  for (const share of [Math.floor(left / Math.max(1, parts.length)), limit]) {
    for (const part of parts) {
      let room = Math.min(left, part.section.isWhole === true ? limit : share);
      for (let text = part.all[part.kept]; text !== undefined && text.length <= room; text = part.all[part.kept]) {
        part.kept++;
        room -= text.length;
        left -= text.length;
      }
    }
  }
  const texts = new Map(
    parts.map(({ section, all, kept }) => [
      section,
      `${headOf(section)}${all.slice(0, kept).join("")}${leftOut(section, all.length - kept)}`,
    ]),
  );
  return filled.map(section => texts.get(section)).join("");
}

function headOf({ title, head }: Section): string {
  return `\n### ${title}\n\n${head === undefined ? "" : `${head}\n`}`;
}

function itemText({ title, summary, body }: Item, { items, isTable }: Section): string {
  if (isTable) return `${body}\n`;
  const short =
    body.length <= MOST_OF_ITEM
      ? body
      : `${body.slice(0, body.lastIndexOf("\n", MOST_OF_ITEM))}\n\nThe rest of it is left out.`;
  if (title === "") return `${short}\n`;
  return items.length < FEW
    ? `${title}\n\n${short}\n\n`
    : `<details><summary>${summary}</summary>\n\n${short}\n\n</details>\n`;
}

function leftOut({ unit, command }: Section, count: number): string {
  if (count === 0) return "";
  const what = `${count.toLocaleString("en")} more ${unit}${count === 1 ? "" : "s"}`;
  return `\nLeft out, since a comment has no room for it: ${what}. ${code(command)} shows ${count === 1 ? "it" : "them"}.\n`;
}
