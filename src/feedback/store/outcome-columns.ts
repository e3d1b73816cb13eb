/** Outcomes as they are stored, out of their texts: by the database, as there may be as many of them as rows. */
import { FIELD, ITEM, NOTHING, PART } from "../outcome-text.ts";

const [field, item, part, nothing] = [FIELD, ITEM, PART, NOTHING].map(character => `chr(${character.charCodeAt(0)})`);

/** SQL of what `contentKey([text])` gives, as long as no character of the text takes two UTF-16 units. */
export const OUTCOME_KEY = `left(sha256(length("text") || ':' || "text"), 32)::UUID`;

/** SQL of the columns of `outcomes` behind the key, from `fields`. */
export const OUTCOME_FIELDS = `string_split("text", ${field}) AS fields`;
export const OUTCOME_COLUMNS = [
  "fields[1]",
  `nullif(fields[2], ${nothing})`,
  `nullif(fields[3], ${nothing})`,
  "fields[4]",
  "fields[5] = 'pass'",
  "fields[6] = 'pass'",
  items(7, ["domain", "selector", "result"]),
  items(8, ["domain", "scope", "result"]),
  items(9, ["type", "comment"]),
].join(", ");

function items(number: number, names: readonly string[]): string {
  const parts = names.map((name, index) => `"${name}" := nullif(split_part(i, ${part}, ${index + 1}), ${nothing})`);
  // The separator stands behind each: what follows the last is none.
  return `list_transform(string_split(fields[${number}], ${item})[:-2], lambda i: struct_pack(${parts.join(", ")}))`;
}
