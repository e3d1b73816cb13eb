/** Records as lines of a zone file (RFC 1035 §5.1): absolute names, the TTL and the class written out. */
import { formatTxt } from "../../dns/character-string.ts";
import type { RecordType } from "../../dns/rrset.ts";

/** One record as a zone file holds it; names in the core's form, without the trailing dot. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: RecordType;
  /** Seconds. */
  readonly ttl: number;
  /** TXT: the logical string, not quoted and not split; CNAME: the target; MX: `preference exchange`. */
  readonly content: string;
  /** Logical name for the ownership mark; without it the line carries none. */
  readonly label?: string | undefined;
}

/** `name. TTL IN TYPE rdata ; mailwright <label>`, without a line end (RFC 1035 §5.1). */
export function formatRecordLine(record: ZoneRecord): string {
  const mark = record.label === undefined ? "" : ` ; mailwright ${record.label}`;
  return `${record.name}. ${record.ttl} IN ${record.type} ${formatRdata(record.type, record.content)}${mark}`;
}

/** Rdata in presentation format: TXT in strings of at most 255 octets (RFC 1035 §3.3), targets with their dot. */
export function formatRdata(type: RecordType, content: string): string {
  switch (type) {
    case "TXT":
      return formatTxt(content);
    case "CNAME":
      return absolute(content);
    case "MX": {
      const [preference = "", exchange = ""] = content.split(" ");
      return `${preference} ${absolute(exchange)}`;
    }
  }
}

/** The root (null MX, RFC 7505 §3) is a dot already. */
function absolute(name: string): string {
  return name === "." ? "." : `${name}.`;
}
