/** The text of a policy record, as one of the two readings takes it; also records that no spec could say. */
import { parsePolicyRecord } from "./parse.ts";
import type { PolicyRecord } from "./policy-record.ts";
import type { Reading } from "./effective-policy.ts";

export interface PublishedRecord extends PolicyRecord {
  /** Historic (RFC 9989 §9.3); RFC 7489 acts on it. */
  readonly pct?: number | undefined;
}

/** Tags that RFC 7489 does not know and so ignores, whatever they say (RFC 7489 §6.3). */
const newTags: ReadonlySet<string> = new Set(["np", "t", "psd"]);

/** Undefined where a receiver applies no DMARC because of it (RFC 9989 §4.10.1, RFC 7489 §6.6.3). */
export function readPublished(text: string, reading: Reading): PublishedRecord | undefined {
  const parts = text.split(";");
  // An np that is not valid makes the whole record p=none for RFC 9989, and nothing for RFC 7489.
  const known = reading === "rfc9989" ? parts : parts.filter(part => !newTags.has(tagOf(part)));
  const parsed = parsePolicyRecord(known.join(";"));
  if (!parsed.ok) return undefined;
  const pct = pctOf(text);
  return pct === undefined ? parsed.record : { ...parsed.record, pct };
}

/** The tag as a number from 0 to 100 (RFC 7489 §6.3), or undefined. */
export function pctOf(text: string): number | undefined {
  const part = text.split(";").find(one => tagOf(one) === "pct");
  const digits = /=[ \t]*(\d{1,3})[ \t]*$/.exec(part ?? "")?.[1];
  return digits === undefined || Number(digits) > 100 ? undefined : Number(digits);
}

function tagOf(part: string): string {
  return (/^[ \t]*([a-z]+)[ \t]*=/i.exec(part)?.[1] ?? "").toLowerCase();
}
