/** DMARC policy record to text (RFC 9989 §4.8), in one canonical form: what `parse.ts` reads back to the same record. */
import type { PolicyRecord } from "./policy-record.ts";
import { formatUri } from "./report-uri.ts";

/**
 * The record's text: `v` first (RFC 9989 §4.7), then `p`, where RFC 7489 §6.4 wanted it, then the rest. Only tags that are
 * set are written, and never the historic `pct`, `rf` and `ri` (RFC 9989 §9.3).
 */
export function formatPolicyRecord(record: PolicyRecord): string {
  return [
    "v=DMARC1",
    ...tag("p", record.p),
    ...tag("sp", record.sp),
    ...tag("np", record.np),
    ...tag("adkim", record.adkim),
    ...tag("aspf", record.aspf),
    ...tag("fo", record.fo?.join(":")),
    ...tag("rua", record.rua?.map(formatUri).join(",")),
    ...tag("ruf", record.ruf?.map(formatUri).join(",")),
    ...tag("t", record.t),
    ...tag("psd", record.psd),
  ].join("; ");
}

/** RFC 9989 §4.8: dmarc-tag has at least one character of value, so an empty list is no tag. */
function tag(name: string, value: string | undefined): readonly string[] {
  return value === undefined || value === "" ? [] : [`${name}=${value}`];
}
