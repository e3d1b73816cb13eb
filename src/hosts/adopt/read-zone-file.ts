/** A zone file as what stands in the zone. */
import { isAtOrBelow } from "../../dns/owner-name.ts";
import type { LiveRecord, LiveZone } from "../live-record.ts";
import { parseZone, type RecordEntry } from "../zonefile/parse-zone.ts";
import { absoluteName } from "../zonefile/read-rdata.ts";

export interface ZoneFileReading {
  readonly live: LiveZone;
  /** Lines whose records stand elsewhere: `$INCLUDE` and `$GENERATE`. */
  readonly opaque: readonly number[];
  /** The zone whose SOA stands in the file, where that does not hold the domain. */
  readonly otherZone?: string;
}

/**
 * `text` as Latin-1. The zone is the one whose SOA stands in the file, where that holds the domain; `origin` stands for what
 * is relative before any `$ORIGIN`. Throws one sentence at the first line that is none of a zone file.
 */
export function readZoneFile(text: string, domain: string, origin: string): ZoneFileReading {
  const { records, opaque } = parseZone(text, origin);
  const apex = records.find(({ type }) => type === "SOA")?.name;
  const holds = apex !== undefined && isAtOrBelow(domain, apex);
  const zone = holds ? apex : origin;
  return {
    ...(apex === undefined || holds ? {} : { otherZone: apex }),
    live: { zone, records: records.map(entry => liveRecord(entry, origin)) },
    opaque: opaque.map(line => line.number),
  };
}

function liveRecord(entry: RecordEntry, origin: string): LiveRecord {
  const { name, type, ttl = 3600, content, rdata } = entry;
  return {
    name,
    type,
    ttl,
    rdata:
      content ??
      otherRdata(
        type,
        rdata.map(token => token.raw),
        origin,
      ),
  };
}

/** Rdata of types that only stand by. */
function otherRdata(type: string, tokens: readonly string[], origin: string): string {
  const [only] = tokens;
  return type === "NS" && only !== undefined && tokens.length === 1 ? absoluteName(only, origin) : tokens.join(" ");
}
