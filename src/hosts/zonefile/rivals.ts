/** Records of a zone file that must not stand beside the one we want. */
import type { ZoneRecord } from "./format-zone.ts";
import type { RecordEntry, Zone } from "./parse-zone.ts";
import { formatRecordId } from "./record-id.ts";

/** RFC 4035 §2.5: what may stand beside a CNAME. */
const BESIDE_CNAME: ReadonlySet<string> = new Set(["RRSIG", "NSEC", "KEY"]);

/** RFC 7208 §4.5: the version section ends in a space or the record. */
export const SPF = /^v=spf1( |$)/i;

/** RFC 9989 §4.7: white space around the equals sign and before the semicolon is allowed. */
export const DMARC = /^v[ \t]*=[ \t]*DMARC1[ \t]*(;|$)/i;

/** The lines that cannot stand beside the record; `own`, the line it has already, is none of them. */
export function rivals(zone: Zone, record: ZoneRecord, own: RecordEntry | undefined): readonly RecordEntry[] {
  return zone.records.filter(
    entry => entry !== own && entry.name === record.name && clash(record, entry) !== undefined,
  );
}

/** Why a foreign line keeps the record out, and what to do about it; one sentence. */
export function rivalReason(zone: Zone, record: ZoneRecord & { readonly label: string }, rival: RecordEntry): string {
  const where = `line ${rival.line.number} of the zone file of ${zone.origin}`;
  const remedy =
    rival.type === record.type
      ? `import it with id ${formatRecordId({ zone: zone.origin, ...record })} or remove it`
      : "remove it or declare another name";
  return `${clash(record, rival)} at ${record.name}, and mailwright did not write ${where}; ${remedy}.`;
}

function clash(record: ZoneRecord, entry: RecordEntry): string | undefined {
  if (record.type === "CNAME" && entry.type !== "CNAME") {
    return BESIDE_CNAME.has(entry.type)
      ? undefined
      : `a CNAME cannot stand beside the ${entry.type} record (RFC 1034 §3.6.2)`;
  }
  if (entry.type === "CNAME") {
    return record.type === "CNAME"
      ? "there is already a CNAME (RFC 2181 §10.1)"
      : `no ${record.type} record can stand beside the CNAME (RFC 1034 §3.6.2)`;
  }
  if (entry.type !== record.type || entry.content === undefined) return undefined;
  if (entry.content === record.content) return `the same ${record.type} record already stands`;
  if (record.type !== "TXT") return undefined;
  if (SPF.test(record.content) && SPF.test(entry.content)) {
    return "there is already an SPF record, and two are an error (RFC 7208 §3.2)";
  }
  if (record.name.startsWith("_dmarc.") && DMARC.test(record.content) && DMARC.test(entry.content)) {
    return "there is already a DMARC record, and two count as none (RFC 9989 §4.10.1)";
  }
  return undefined;
}
