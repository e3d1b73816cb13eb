/** Whether the answer with an SPF record fits where DNS answers have to fit (RFC 7208 §3.4). */
import type { LocalFinding } from "../finding.ts";
import { ADVISED_TEXT, answerSize, PLAIN_MESSAGE, SAFE_MESSAGE, textOctets } from "./answer-size.ts";
import { isSpfRecord } from "./parse.ts";

/** At most one finding, about the highest limit that is passed. `txt` are all TXT strings at the name. */
export function sizeFindings(name: string, txt: readonly string[]): readonly LocalFinding[] {
  const { text, message } = answerSize(name, txt);
  const what = contents(txt);
  const finding = (severity: LocalFinding["severity"], said: string): LocalFinding => ({
    id: "spf-answer-size",
    severity,
    name,
    message: `The TXT answer at ${name} ${said}: ${what}.`,
    cite: "RFC 7208 §3.4",
    fix: fixFor(txt),
  });
  if (message > SAFE_MESSAGE) {
    const said =
      `is ${message} octets, above the ${SAFE_MESSAGE} that pass in UDP without fragments, so every receiver has to ask ` +
      "again over TCP and those that cannot find no SPF record";
    return [finding("warning", said)];
  }
  if (message > PLAIN_MESSAGE) {
    const said = `is ${message} octets, above the ${PLAIN_MESSAGE} of a UDP answer without EDNS`;
    return [finding("warning", said)];
  }
  if (text > ADVISED_TEXT) {
    return [finding("info", `has ${text} octets of name and text, above the ${ADVISED_TEXT} advised`)];
  }
  return [];
}

/** `214 octets of SPF, 170 in 2 other strings ("google-site-verification" 68, "MS" 14)`. */
function contents(txt: readonly string[]): string {
  const others = txt.filter(text => !isSpfRecord(text)).toSorted((a, b) => textOctets(b) - textOctets(a));
  const sum = (texts: readonly string[]): number => texts.reduce((octets, text) => octets + textOctets(text), 0);
  const spf = `${sum(txt.filter(isSpfRecord))} octets of SPF`;
  if (others.length === 0) return spf;
  const shown = others.slice(0, 5).map(text => `"${labelOf(text)}" ${textOctets(text)}`);
  const rest = others.length > shown.length ? `, and ${others.length - shown.length} more` : "";
  const count = others.length === 1 ? "1 other string" : `${others.length} other strings`;
  return `${spf}, ${sum(others)} in ${count} (${shown.join(", ")}${rest})`;
}

function fixFor(txt: readonly string[]): string {
  const sizes = txt.filter(text => !isSpfRecord(text)).map(textOctets);
  const spf = txt.filter(isSpfRecord).map(textOctets);
  const most = (list: readonly number[]): number => list.reduce((sum, octets) => sum + octets, 0);
  return most(sizes) > most(spf)
    ? "Remove from txt the verification strings that no service asks for any more; many are needed only once."
    : "Take terms out of the record, or flatten fewer services.";
}

/** What a string is for: the part in front of `=` or `:`; never its value. */
function labelOf(text: string): string {
  return /^([\x21-\x39\x3b\x3c\x3e-\x7e]{1,40})[=:]/.exec(text)?.[1] ?? "no label";
}
