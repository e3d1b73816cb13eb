/** SPF records parsed once: a fleet's plans and a test's thousand addresses come by the same few texts again and again. */
import { parseSpf, type ParsedSpf } from "./parse.ts";

/** Characters of text that are kept at most: every vendor's records fit in many times over. */
const MOST_TEXT = 4_000_000;

const known = new Map<string, ParsedSpf>();
let kept = 0;

/** As `parseSpf`; equal texts may give the same object. */
export function parsedSpf(text: string): ParsedSpf {
  const same = known.get(text);
  if (same !== undefined) return same;
  const parsed = parseSpf(text);
  kept += text.length;
  if (kept > MOST_TEXT) {
    known.clear();
    kept = text.length;
  }
  known.set(text, parsed);
  return parsed;
}
