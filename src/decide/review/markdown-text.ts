/** Text of others in Markdown: names and texts from reports, specs and the DNS must neither mark up nor call anybody. */
import { shortenMiddle } from "./shorten.ts";

/**
 * Control and format characters (also those that turn the direction of text), halves of pairs, separators of lines, and
 * what else stands for nothing on a screen.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Signs of one text: nothing that a person has to read is longer. */
const MOST_SIGNS = 1_000;

/** What parts a sign from what would make a link or a call of it; receivers of the comment do not see it. */
const APART = "&#8203;";

/** Words of a sentence. */
export function prose(text: string): string {
  return shown(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_~[\]!$#]/g, "\\$&")
    .replace(/\|/g, "&#124;")
    .replace(/^([-+=]|\d+(?=[.)]))/, `${APART}$1`)

    .replace(/@/g, `@${APART}`)
    .replace(/\\#/g, `\\#${APART}`)
    .replace(/:(?=\/\/)/g, `:${APART}`)
    .replace(/\b(www)\./gi, `$1${APART}.`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${APART}-`)
    .replace(/\b(mailto|xmpp):/gi, `$1${APART}:`);
}

/** A name or a value as it is: nothing inside is marked up, linked or called. In tables too. */
export function code(text: string): string {
  const clean = shown(text);
  if (clean.trim() === "") return clean === "" ? "" : "(blank)";
  // A code span cannot hold every bar of a table or every backtick.
  return /[`|\\]/.test(clean) ? `<code>${entities(clean)}</code>` : `\`${clean}\``;
}

/** Inside HTML, where Markdown is not read. */
export function inHtml(text: string): string {
  return entities(shown(text));
}

function shown(text: string): string {
  return shortenMiddle(text.replace(UNSEEN, "?"), MOST_SIGNS);
}

function entities(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} -]/gu, sign => (sign === "." ? "." : `&#${sign.codePointAt(0) ?? 63};`))
    .replace(/\b(www)\./gi, "$1&#46;");
}
