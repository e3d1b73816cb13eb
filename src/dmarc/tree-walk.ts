/** The DNS tree walk (RFC 9989 §4.10): the policy records at a name and above it. */
import { selfAndAncestors } from "../dns/owner-name.ts";
import { isPolicyRecord } from "./parse.ts";

/** The TXT values at `_dmarc` below a domain; empty where there are none. */
export type PolicyTexts = (domain: string) => readonly string[];

export interface WalkedRecord {
  readonly domain: string;
  readonly text: string;
  readonly psd: "y" | "n" | "u";
}

/** RFC 9989 §4.10: a name of many labels costs a receiver no more queries than these. */
const MAX_QUERIES = 8;

/**
 * The domains that are asked, longest first: the name and every one above it, down to a single label. Of a name with more
 * than eight labels, those between itself and its last seven are left out (RFC 9989 §4.10).
 */
export function walkedDomains(domain: string): readonly string[] {
  const all = selfAndAncestors(domain);
  return all.length <= MAX_QUERIES ? all : [domain, ...all.slice(1 - MAX_QUERIES)];
}

/**
 * The records found, longest name first. Two at one name are both discarded, and psd=y or psd=n ends the walk: the record
 * that has it is the last.
 */
export function walkTree(domain: string, texts: PolicyTexts): readonly WalkedRecord[] {
  const found: WalkedRecord[] = [];
  for (const at of walkedDomains(domain)) {
    const [text, ...more] = texts(at).filter(isPolicyRecord);
    if (text === undefined || more.length > 0) continue;
    const psd = psdOf(text);
    found.push({ domain: at, text, psd });
    if (psd !== "u") break;
  }
  return found;
}

/** Read from the text: a record is found, and ends the walk, also where it says no policy (RFC 9989 §4.7). */
function psdOf(text: string): "y" | "n" | "u" {
  const value = /;[ \t]*psd[ \t]*=[ \t]*([yn])[ \t]*(?:;|$)/i.exec(text)?.[1]?.toLowerCase();
  return value === "y" || value === "n" ? value : "u";
}
