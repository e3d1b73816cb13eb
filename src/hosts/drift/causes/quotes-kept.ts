/** Quotes of the presentation format (RFC 1035 §5.1) have become part of the value. */
import type { NameCause } from "../difference.ts";

export const quotesKept: NameCause = ({ slot, found }) => {
  if (slot.type !== "TXT") return undefined;
  const bare = (text: string): string => text.replace(/\\?["\u201c\u201d]/g, "").trim();
  const kept = found.filter(text => /["\u201c\u201d]/.test(text));
  if (
    !kept.some(text => slot.expected.some(value => !/["\u201c\u201d]/.test(value) && sameJoined(bare(text), value)))
  ) {
    return undefined;
  }
  const harm = slot.purpose === "string" ? "" : ", so that no receiver takes it for a record";
  return {
    id: "quotes-kept",
    says: `The quotation marks were entered as part of the value${harm}.`,
    advice: "revert",
    fix: "Revert: enter the value without quotation marks at the host, or let mailwright up -- --refresh write it.",
  };
};

/** Between two quoted strings a blank is left over. */
function sameJoined(text: string, value: string): boolean {
  return text === value || text.replaceAll(" ", "") === value.replaceAll(" ", "");
}
