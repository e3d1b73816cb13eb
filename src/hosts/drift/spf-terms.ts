/** SPF terms as text, for comparison. */
import { formatTerm } from "../../spf/format.ts";
import { parseTerm } from "../../spf/parse.ts";

/** Terms of what is, or was meant to be, an SPF record: one spelling each; a term that is none stays as it is. */
export function termsOf(text: string): readonly string[] {
  return text
    .replace(/^["'\s\\]*v=spf1/i, "")
    .split(/[\s"]+/)
    .filter(part => part !== "")
    .map(part => {
      const parsed = parseTerm(part);
      return parsed.ok ? formatTerm(parsed.term).toLowerCase() : part.toLowerCase();
    });
}

export function isAll(term: string): boolean {
  return /^[-+~?]?all$/.test(term);
}
