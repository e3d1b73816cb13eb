/** A value of more than 255 octets (RFC 1035 §3.3) that a host or a panel has spoiled at the seam. */
import { MAX_CHARACTER_STRING } from "../../../dns/character-string.ts";
import { PUT_BACK, type Cause, type NameCause } from "../difference.ts";

export const textCut: NameCause = ({ slot, found }) => {
  if (slot.type !== "TXT") return undefined;
  for (const value of slot.expected) {
    if (value.length <= MAX_CHARACTER_STRING) continue;
    for (const text of found) {
      if (text.length < value.length && text.length >= MAX_CHARACTER_STRING - 1 && value.startsWith(text)) {
        return found.length > 1 && found.every(part => part !== "" && value.includes(part)) && joins(found, value)
          ? cause(
              "text-in-pieces",
              "Its pieces were entered as values of their own, and receivers do not put those together",
            )
          : cause("text-cut", `It was cut off after ${text.length} of ${value.length} octets`);
      }
      if (text.length > value.length && text.replaceAll(" ", "") === value.replaceAll(" ", "")) {
        return cause(
          "joined-with-blank",
          "Its pieces of 255 octets were joined with a blank, which stands in the value now",
        );
      }
    }
  }
  return undefined;
};

function joins(parts: readonly string[], value: string): boolean {
  return parts.reduce((sum, part) => sum + part.length, 0) >= value.length - parts.length;
}

function cause(id: string, what: string): Cause {
  return {
    id,
    says: `${what}.`,
    advice: "revert",
    fix: `Revert: ${PUT_BACK} writes it in pieces of 255 octets, as the host wants them.`,
  };
}
